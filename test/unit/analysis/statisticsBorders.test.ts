// Where statistics have borders: few values, ties, no spread, the other way round. Figures are SciPy 1.10's unless a source is named.
import { describe, expect, it } from "vitest";
import { effectiveSize, leastSquares, mannKendall, theilSen } from "../../../src/analysis/statistics/fits";
import { friedman } from "../../../src/analysis/statistics/friedman";
import { holm, mannWhitney, varghaDelaney, wilcoxonSignedRank } from "../../../src/analysis/statistics/rankTests";
import { bootstrapInterval, seededRandom } from "../../../src/analysis/statistics/resampling";
import {
  lagOneCorrelation,
  quantileOfSorted,
  standardDeviation,
  variance,
} from "../../../src/analysis/statistics/summary";

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("lines", () => {
  it("go through three points, with the interval that one degree of freedom leaves", () => {
    const [x, y] = [
      [1, 2, 3],
      [2, 4, 9],
    ];
    const fit = leastSquares(x, y);
    const { slope = NaN, intercept = NaN, low = NaN, high = NaN, r2 = NaN } = fit ?? {};
    expect([slope, intercept, low, high, r2].map((value) => value.toFixed(9))).toEqual(
      [3.5, -2, -7.503896087213439, 14.50389608721344, 0.9423076923076923].map((value) => value.toFixed(9)),
    );
    expect(theilSen(x, y)).toMatchObject({ slope: 3.5, low: 2, high: 5, count: 3 });
  });

  it("are certain where nothing deviates, also of what stays the same", () => {
    expect(leastSquares([1, 2, 3], [5, 5, 5])).toMatchObject({ slope: 0, low: 0, high: 0, intercept: 5, r2: 1 });
    expect(leastSquares([1, 2, 3], [2, 4, 6])).toMatchObject({ slope: 2, low: 2, high: 2, r2: 1 });
  });

  it("need as many places as values", () => {
    expect(leastSquares([1, 2, 3, 4], [1, 2, 3])).toBeUndefined();
    expect(theilSen([1, 2], [1, 2])).toBeUndefined();
  });

  it("are Theil and Sen's with values at the same place", () => {
    const fit = theilSen([1, 1, 2, 3, 3, 3, 4, 6, 7, 7], [1, 2.5, 2, 3.5, 3, 4.5, 3, 6, 8, 6.5]);
    expect(fit).toMatchObject({ slope: 11 / 12, intercept: 0.5, low: 0.5, high: 1.2 });
    const crowded = [1.1, 2.3, 0.2, 3.7, 2.9, 4.6, 1.4, 5.3, 4.1, 6.8, 3.3, 7.9];
    const { slope, low, high } = theilSen([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], crowded, 0.8) ?? {};
    expect([slope, low, high].map((value) => value?.toFixed(9))).toEqual(["1.850000000", "0.900000000", "2.800000000"]);
  });

  it("show no trend in what stays the same", () => {
    expect(mannKendall([4, 4, 4, 4])).toEqual({ s: 0, z: 0, p: 1 });
    expect(mannKendall([])).toEqual({ s: 0, z: 0, p: 1 });
  });
});

describe("values that follow each other", () => {
  const values = [3, 5, 4, 8, 7, 9, 6, 12, 10, 11];

  it("are correlated around their mean, and worth fewer", () => {
    expect(lagOneCorrelation(values)).toBeCloseTo(0.3424242424242424, 12);
    expect(effectiveSize(values)).toBeCloseTo((10 * (1 - 0.3424242424242424)) / (1 + 0.3424242424242424), 12);
    expect(effectiveSize([1, -1, 1, -1])).toBe(4);
  });

  it("are not correlated where they stay the same or are one", () => {
    expect([lagOneCorrelation([2, 2, 2]), lagOneCorrelation([2]), lagOneCorrelation([])]).toEqual([0, 0, 0]);
  });

  it("have a variance from two on", () => {
    expect(variance([1, 3])).toBe(2);
    expect([variance([1]), standardDeviation([])]).toEqual([NaN, NaN]);
  });

  it("have quantiles between infinite ones, and none where there are none", () => {
    expect([0, 0.5, 1].map((share) => quantileOfSorted([-Infinity, 1, Infinity], share))).toEqual([
      -Infinity,
      1,
      Infinity,
    ]);
    expect(quantileOfSorted([7], 1)).toBe(7);
    expect(quantileOfSorted([], 0.5)).toBeNaN();
    expect(quantileOfSorted([Infinity, Infinity], 0.3)).toBe(Infinity);
  });
});

describe("rank tests", () => {
  const [a, b] = [
    [12, 15, 11, 18, 20, 17, 19, 14],
    [9, 10, 13, 8, 16, 7],
  ];
  const [c, d] = [
    [5, 7, 9, 12, 11, 15, 14, 13, 20],
    [4, 8.5, 6, 8.5, 10.5, 11, 11.5, 15, 13],
  ];

  it("say the same whichever sample comes first", () => {
    const p = expect.closeTo(0.01998001998001998, 12) as number;
    expect(mannWhitney(a, b)).toEqual({ statistic: 42, p, method: "exact", isFirstLarger: true });
    expect(mannWhitney(b, a)).toEqual({ statistic: 6, p, method: "exact", isFirstLarger: false });
    const paired = { statistic: 7, p: expect.closeTo(0.07421875, 12) as number, method: "exact" };
    expect(wilcoxonSignedRank(c, d)).toEqual({ ...paired, isFirstLarger: true });
    expect(wilcoxonSignedRank(d, c)).toEqual({ ...paired, isFirstLarger: false });
  });

  it("are exact up to 40 values of two samples and 50 pairs, and about the same beyond", () => {
    const shifted = (count: number): number[] => upTo(count).map((value) => value + ((value * 7) % 5) - 1);
    expect(mannWhitney(upTo(20), upTo(20))?.method).toBe("exact");
    expect(mannWhitney(upTo(20), upTo(21))?.method).toBe("normal");
    const [few, many] = [wilcoxonSignedRank(upTo(62), shifted(62)), wilcoxonSignedRank(upTo(64), shifted(64))];
    expect([few?.method, many?.method]).toEqual(["exact", "normal"]);
    expect(Math.log10((few?.p ?? NaN) / (many?.p ?? NaN))).toBeCloseTo(0, 0);
  });

  it("find nothing in values that are all the same", () => {
    const [many, others] = [new Array<number>(30).fill(1), new Array<number>(30).fill(1)];
    expect(mannWhitney(many, others)?.p).toBe(1);
    expect(mannWhitney([1], [])).toBeUndefined();
  });

  it.each([
    [0.55, "negligible"],
    [0.56, "small"],
    [0.63, "small"],
    [0.64, "medium"],
    [0.7, "medium"],
    [0.71, "large"],
    [0.29, "large"],
    [0.36, "medium"],
  ])("call an A12 of %f %s, as Vargha and Delaney do", (a12, size) => {
    // Of 100 values of the first sample so many are larger than the only one of the second.
    const first = upTo(100).map((index) => (index < Math.round(a12 * 100) ? 2 : 0));
    expect(varghaDelaney(first, [1])).toEqual({ a12: expect.closeTo(a12, 12), size });
  });

  it("keep Holm's order, and take nothing above one", () => {
    expect(holm([0.9, 0.01, 0.02])).toEqual([0.9, 0.03, 0.04]);
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
  });
});

describe("Friedman's test", () => {
  it("finds no difference where every problem is a tie", () => {
    expect(
      friedman([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
    ).toMatchObject({ chiSquare: 0, p: 1, f: 0, averageRanks: [1.5, 1.5] });
  });

  it("is as sure as can be where every problem ranks alike", () => {
    const found = friedman([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(found).toMatchObject({ chiSquare: 6, f: Infinity, fP: 0 });
    expect(found?.p).toBeCloseTo(Math.exp(-3), 9);
  });

  it("needs two problems, two algorithms and a result of each for each", () => {
    expect(
      friedman([
        [1, 2],
        [2, 1],
      ]),
    ).toBeDefined();
    expect(friedman([[1], [2]])).toBeUndefined();
    expect(
      friedman([
        [1, 2],
        [1, 2, 3],
      ]),
    ).toBeUndefined();
    expect(
      friedman([
        [1, 2, 3],
        [1, 2],
        [1, 2, 3],
      ]),
    ).toBeUndefined();
    expect(friedman([])).toBeUndefined();
  });

  it("groups by rank, not by place, where groups overlap, and leaves out what lies in a larger one", () => {
    // Ranks 3, 2 and 1 on most problems: each is a critical difference from the next but one.
    const overlapping = friedman(upTo(8).map(() => [3, 2, 1]));
    expect(overlapping?.criticalDifference).toBeCloseTo(1.17, 2);
    expect(overlapping?.groups).toEqual([
      [2, 1],
      [1, 0],
    ]);
    const alike = friedman(upTo(6).map((problem) => [3, 2, 1].map((_, index) => (index + problem) % 3)));
    expect(alike?.groups).toEqual([[0, 1, 2]]);
    const apart = friedman(upTo(40).map(() => [3, 2, 1]));
    expect(apart?.groups).toEqual([]);
  });
});

describe("resampling", () => {
  it("draws what mulberry32 draws", () => {
    const random = seededRandom(1);
    expect([random(), random(), random()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
  });

  it("leaves out the shares below and above, and what is no number", () => {
    const values = upTo(1000);
    const first = ([drawn = []]: readonly (readonly number[])[]): number => drawn[0] ?? NaN;
    const { low, high } = bootstrapInterval([values], first, { draws: 400, confidence: 0.8 });
    expect(low).toBeGreaterThan(60);
    expect(low).toBeLessThan(140);
    expect(high).toBeGreaterThan(860);
    expect(high).toBeLessThan(940);
    let call = 0;
    const odd = bootstrapInterval([values], () => (call++ % 2 === 0 ? NaN : 5), { draws: 10 });
    expect([odd, call]).toEqual([{ low: 5, high: 5 }, 10]);
  });
});
