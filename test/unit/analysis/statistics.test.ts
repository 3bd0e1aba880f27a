import { describe, expect, it } from "vitest";
import { histogram } from "../../../src/analysis/convergence/population";
import { chiSquareTail, fTail, nemenyiQ, tHalfWidth, tTwoSided } from "../../../src/analysis/statistics/distributions";
import { leastSquares, mannKendall, theilSen } from "../../../src/analysis/statistics/fits";
import { friedman } from "../../../src/analysis/statistics/friedman";
import { holm, mannWhitney, varghaDelaney, wilcoxonSignedRank } from "../../../src/analysis/statistics/rankTests";
import { bootstrapInterval, seededRandom, wilsonInterval } from "../../../src/analysis/statistics/resampling";
import {
  geometricMean,
  madDeviation,
  mean,
  midranks,
  quantile,
  standardDeviation,
} from "../../../src/analysis/statistics/summary";
import reference from "./fixtures/reference.json";

const { distributions, summaries, fits, rankTests } = reference;

describe("distributions", () => {
  it("are those of SciPy", () => {
    for (const [confidence = 0, freedom = 0, value] of distributions.t) {
      expect(tHalfWidth(confidence, freedom)).toBeCloseTo(value ?? NaN, 6);
    }
    for (const [t = 0, freedom = 0, p] of distributions.tTwoSided)
      expect(tTwoSided(t, freedom)).toBeCloseTo(p ?? NaN, 9);
    for (const [x = 0, freedom = 0, p] of distributions.chiSquareTail) {
      expect(chiSquareTail(x, freedom)).toBeCloseTo(p ?? NaN, 9);
    }
    for (const [x = 0, a = 0, b = 0, p] of distributions.fTail) expect(fTail(x, a, b)).toBeCloseTo(p ?? NaN, 9);
    for (const [groups = 0, q] of distributions.nemenyi) expect(nemenyiQ(0.95, groups)).toBeCloseTo(q ?? NaN, 2);
  });

  it("give the critical values that Demšar 2006 prints for the Nemenyi test", () => {
    expect([2, 3, 4, 5, 6, 7, 8, 9, 10].map((groups) => nemenyiQ(0.95, groups).toFixed(2))).toEqual(
      [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164].map((q) => q.toFixed(2)),
    );
  });

  it("give no interval without degrees of freedom", () => {
    expect(tHalfWidth(0.95, 0)).toBe(Infinity);
  });
});

describe("summaries", () => {
  it("are those of NumPy and SciPy", () => {
    for (const [probability = 0, value] of summaries.quantiles) {
      expect(quantile(summaries.values, probability)).toBeCloseTo(value ?? NaN, 9);
    }
    expect(standardDeviation(summaries.values)).toBeCloseTo(summaries.deviation, 9);
    expect(madDeviation(summaries.values)).toBeCloseTo(summaries.mad, 9);
    expect(midranks(summaries.tied)).toEqual({ ranks: summaries.ranks, tieTerm: 30 });
  });

  it("count into the bins of Freedman and Diaconis", () => {
    const found = histogram(summaries.values);
    expect(found?.counts).toEqual(summaries.histogramCounts);
    summaries.histogramEdges.forEach((edge, index) => expect(found?.edges[index]).toBeCloseTo(edge, 9));
    expect(histogram([])).toBeUndefined();
    expect(histogram([4, 4, NaN])).toEqual({ edges: [4, 4], counts: [2] });
    expect(histogram([0, 0, 0, 0, 0, 0, 0, 8])?.counts).toEqual([7, 0, 0, 1]);
  });

  it("say NaN where there is nothing", () => {
    expect([quantile([], 0.5), mean([]), standardDeviation([1]), geometricMean([1, 0])]).toEqual([NaN, NaN, NaN, NaN]);
    expect(geometricMean([1, 4, 16])).toBeCloseTo(4, 12);
  });
});

describe("fits", () => {
  it("find the least-squares line and the interval of its slope as SciPy does", () => {
    const fit = leastSquares(fits.x, fits.y);
    for (const key of ["slope", "intercept", "low", "high", "r2"] as const)
      expect(fit?.[key]).toBeCloseTo(fits.ols[key], 9);
  });

  it("find Theil and Sen's line, which outliers do not move, as SciPy does", () => {
    const fit = theilSen(fits.x, fits.y);
    for (const key of ["slope", "intercept", "low", "high"] as const) {
      expect(fit?.[key]).toBeCloseTo(fits.theilSen[key], 9);
    }
    expect(fit?.slope).toBeGreaterThan(0.3);
  });

  it("test for a trend as Mann and Kendall do, with ties", () => {
    const { y, s, z, p } = fits.mannKendall;
    const found = mannKendall(y);
    expect(found.s).toBe(s);
    expect(found.z).toBeCloseTo(z, 9);
    expect(found.p).toBeCloseTo(p, 9);
  });

  it("widen the interval where residuals follow each other", () => {
    const x = Array.from({ length: 60 }, (_, index) => index);
    const y = x.map((value) => value + 5 * Math.sin(value / 6));
    const independent = leastSquares(x, y);
    const dependent = leastSquares(x, y, { dependent: true });
    expect(dependent?.effectiveCount).toBeLessThan(12);
    expect((dependent?.high ?? 0) - (dependent?.low ?? 0)).toBeGreaterThan(
      2 * ((independent?.high ?? 0) - (independent?.low ?? 0)),
    );
  });

  it("have no line through two points or one place", () => {
    expect(leastSquares([1, 2], [1, 2])).toBeUndefined();
    expect(leastSquares([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(theilSen([1, 1, 1], [1, 2, 3])).toBeUndefined();
  });
});

describe("rank tests", () => {
  it("are those of SciPy, exact for few values also with ties", () => {
    for (const { a, b, u, p, method } of rankTests.mannWhitney) {
      const found = mannWhitney(a, b);
      expect(found?.statistic).toBe(u);
      expect(found?.p).toBeCloseTo(p, 9);
      expect(found?.method).toBe(method);
    }
    for (const { a, b, w, p, method } of rankTests.wilcoxon) {
      const found = wilcoxonSignedRank(a, b);
      expect(found?.statistic).toBe(w);
      expect(found?.p).toBeCloseTo(p, 9);
      expect(found?.method).toBe(method);
    }
  });

  it("say nothing without values", () => {
    expect(mannWhitney([], [1])).toBeUndefined();
    expect(wilcoxonSignedRank([1, 2], [1, 2])).toBeUndefined();
  });

  it("correct as Holm did", () => {
    holm(rankTests.holm.p).forEach((p, index) => expect(p).toBeCloseTo(rankTests.holm.adjusted[index] ?? NaN, 12));
    expect(holm([])).toEqual([]);
  });

  it("measure Vargha and Delaney's A12", () => {
    const { a, b, value } = rankTests.a12;
    expect(varghaDelaney(a, b)).toEqual({ a12: expect.closeTo(value, 12), size: "large" });
    expect(varghaDelaney([1, 2], [1, 2])).toEqual({ a12: 0.5, size: "negligible" });
  });
});

describe("Friedman's test", () => {
  it("is that of SciPy, with ties, and Iman and Davenport's F", () => {
    const { results, chiSquare, p, f, fP } = rankTests.friedman;
    const found = friedman(results);
    expect(found?.chiSquare).toBeCloseTo(chiSquare, 9);
    expect(found?.p).toBeCloseTo(p, 9);
    expect(found?.f).toBeCloseTo(f, 9);
    expect(found?.fP).toBeCloseTo(fP, 9);
  });

  // Demšar 2006, table 6: AUC of four ways to tune C4.5 on 14 data sets. For voting the paper ranks two values that it prints
  // as 0.975 second and third, so the first stands here with a digit more.
  const demsar = [
    [0.763, 0.768, 0.771, 0.798],
    [0.599, 0.591, 0.59, 0.569],
    [0.954, 0.971, 0.968, 0.967],
    [0.628, 0.661, 0.654, 0.657],
    [0.882, 0.888, 0.886, 0.898],
    [0.936, 0.931, 0.916, 0.931],
    [0.661, 0.668, 0.609, 0.685],
    [0.583, 0.583, 0.563, 0.625],
    [0.775, 0.838, 0.866, 0.875],
    [1, 1, 1, 1],
    [0.94, 0.962, 0.965, 0.962],
    [0.619, 0.666, 0.614, 0.669],
    [0.972, 0.981, 0.9751, 0.975],
    [0.957, 0.978, 0.946, 0.97],
  ];

  it("gives the ranks, the statistic and the critical difference of Demšar's example", () => {
    const found = friedman(demsar.map((row) => row.map((auc) => -auc)));
    expect(found?.averageRanks.map((rank) => rank.toFixed(3))).toEqual(["3.143", "2.000", "2.893", "1.964"]);
    // He prints χ² without the correction for ties.
    const squares = (found?.averageRanks ?? []).reduce((sum, rank) => sum + rank ** 2, 0);
    expect((((12 * 14) / 20) * (squares - 25)).toFixed(2)).toBe("9.28");
    expect(found?.criticalDifference).toBeCloseTo(1.25, 2);
    expect(friedman(demsar, 0.9)?.criticalDifference).toBeCloseTo(1.12, 2);
  });

  it("groups what the critical difference does not tell apart", () => {
    const rows = Array.from({ length: 20 }, (_, problem) =>
      [1, 2, 9, 10].map((value, index) => value + ((problem * (index + 2)) % 3)),
    );
    const found = friedman(rows);
    expect(found?.groups).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(friedman([[1, 2]])).toBeUndefined();
  });
});

describe("resampling", () => {
  it("draws the same numbers for the same seed, evenly", () => {
    const [one, two] = [seededRandom(3), seededRandom(3)];
    const values = Array.from({ length: 2000 }, one);
    expect(Array.from({ length: 2000 }, two)).toEqual(values);
    expect(mean(values)).toBeCloseTo(0.5, 1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
  });

  it("finds about Student's interval of a mean", () => {
    const values = summaries.values;
    const { low, high } = bootstrapInterval([values], ([drawn = []]) => mean(drawn));
    const reach = tHalfWidth(0.95, values.length - 1) * (standardDeviation(values) / Math.sqrt(values.length));
    expect(low).toBeCloseTo(mean(values) - reach, 0);
    expect(high).toBeCloseTo(mean(values) + reach, 0);
  });

  it("gives Wilson's interval of a share as SciPy does", () => {
    for (const [successes = 0, count = 0, low, high] of reference.baseline.wilson) {
      const found = wilsonInterval(successes, count);
      expect(found.low).toBeCloseTo(low ?? NaN, 9);
      expect(found.high).toBeCloseTo(high ?? NaN, 9);
    }
  });
});
