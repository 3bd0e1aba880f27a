// Where judgements on convergence have borders: what is exact, what is not finite, what is reached, the other direction.
import { describe, expect, it } from "vitest";
import { anytimePerformance } from "../../../src/analysis/convergence/anytime";
import { toCurve, type Curve } from "../../../src/analysis/convergence/curve";
import { DECAY_MODELS, fitDecay, type DecayModel, type Estimate } from "../../../src/analysis/convergence/decay";
import { primalGap, primalIntegral, relativeGap } from "../../../src/analysis/convergence/gap";
import { hypervolume, referencePoint } from "../../../src/analysis/fronts/hypervolume";
import { spacing } from "../../../src/analysis/fronts/spacing";
import { noiseDeviation, runningMedian } from "../../../src/analysis/convergence/noise";
import { convergenceRate } from "../../../src/analysis/convergence/rate";
import { successOf, withinTolerance } from "../../../src/analysis/convergence/success";
import { mean } from "../../../src/analysis/statistics/summary";
import { seededRandom } from "../../../src/analysis/statistics/resampling";

const places = Array.from({ length: 60 }, (_, index) => 0.1 + (0.9 * index) / 59);
const SIGMA = 0.05;

function decay(model: DecayModel, u: number): number {
  return 2 + 3 * (model === "exponential" ? Math.exp(-3 * (u - 0.1)) : (u / 0.1) ** -0.8);
}

/** What two hundred fits of the same decay under different noise predict for a place. */
function predictions(model: DecayModel, place: number): Estimate[] {
  return Array.from({ length: 200 }, (_, seed) => {
    const random = seededRandom(seed + 1);
    // Box and Muller 1958.
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const values = places.map((u) => decay(model, u) + SIGMA * normal());
    return fitDecay(places, values, model)?.predict(place) ?? { value: NaN, low: NaN, high: NaN };
  });
}

describe.each(DECAY_MODELS)("a fitted decay (%s)", (model) => {
  it.each([
    [0.55, 4.5],
    [1.6, 6],
  ])("holds what is true at %f of the run in its interval, which is no wider than need be", (place, width) => {
    const found = predictions(model, place);
    const isInside = ({ low, high }: Estimate): boolean => low <= decay(model, place) && decay(model, place) <= high;
    expect(found.filter(isInside).length).toBeGreaterThanOrEqual(190);
    expect(found.filter(({ low, value, high }) => low < value && value < high)).toHaveLength(200);
    expect(mean(found.map(({ value }) => Math.abs(value - decay(model, place))))).toBeLessThan(0.025);
    const reach = mean(found.map(({ low, high }) => high - low));
    expect(reach).toBeGreaterThan(3.5 * SIGMA);
    expect(reach).toBeLessThan(width * SIGMA);
  });

  it("is more certain inside of what was seen than far beyond", () => {
    const width = (place: number): number => mean(predictions(model, place).map(({ low, high }) => high - low));
    expect(width(4)).toBeGreaterThan(1.1 * width(0.55));
  });

  it("continues what falls without noise", () => {
    const found = fitDecay(
      places,
      places.map((u) => decay(model, u)),
      model,
    )?.predict(1.6);
    expect(found?.value).toBeCloseTo(decay(model, 1.6), 2);
    expect((found?.high ?? NaN) - (found?.low ?? NaN)).toBeLessThan(0.1);
  });

  it("is none of what rises, stays or is at one place", () => {
    expect(fitDecay([0.1, 0.5, 1], [1, 2, 3], model)).toBeUndefined();
    expect(fitDecay([0.1, 0.5, 1], [1, 1, 1], model)).toBeUndefined();
    expect(fitDecay([0.5, 0.5, 0.5], [3, 2, 1], model)).toBeUndefined();
  });
});

describe("gaps", () => {
  it("are whole without an incumbent, and across the sign", () => {
    expect([primalGap(undefined, 0), primalGap(NaN, 3), primalGap(Infinity, 3), primalGap(-2, 4)]).toEqual([
      1, 1, 1, 1,
    ]);
    expect([primalGap(5, 5), primalGap(0, 4), primalGap(4, 0), primalGap(-8, -10)]).toEqual([0, 1, 1, 0.2]);
  });

  it("are relative to the incumbent", () => {
    expect([relativeGap(10, 8), relativeGap(-10, -12), relativeGap(0, 0), relativeGap(0, 1e-10)]).toEqual([
      0.2, 0.2, 0, 1,
    ]);
  });

  it("count in full until the first incumbent, and not beyond the end", () => {
    expect(primalIntegral([], [], 10, 4)).toBe(4);
    expect(primalIntegral([1, 3], [20, 10], 10, 4)).toBe(1 + 2 * 0.5);
    expect(primalIntegral([1, 9], [20, 10], 10, 4)).toBe(1 + 3 * 0.5);
    expect(primalIntegral([6], [20], 10, 4)).toBe(4);
  });
});

describe("success", () => {
  it("is a target reached but for rounding, in the target's own size", () => {
    expect([withinTolerance(0, "minimize"), withinTolerance(0, "maximize")]).toEqual([1e-9, -1e-9]);
    expect(withinTolerance(1e6, "minimize")).toBeCloseTo(1e6 + 1e-3, 9);
    expect(withinTolerance(-1e6, "maximize")).toBeCloseTo(-1e6 - 1e-3, 9);
    const isSuccess = (best: number, target: number, direction?: "maximize"): boolean | undefined =>
      successOf({ best, target, ...(direction === undefined ? {} : { direction }) })?.isSuccess;
    expect([isSuccess(1e6 + 5e-4, 1e6), isSuccess(1e6 + 5e-3, 1e6)]).toEqual([true, false]);
    expect([isSuccess(1e6 - 5e-4, 1e6, "maximize"), isSuccess(1e6 - 5e-3, 1e6, "maximize")]).toEqual([true, false]);
    expect([isSuccess(5e-10, 0), isSuccess(5e-9, 0)]).toEqual([true, false]);
  });

  it("is what the program said where there is no target or no best to hold against it", () => {
    expect(successOf({ target: 3, converged: false })).toEqual({ isSuccess: false, by: "converged" });
    expect(successOf({ best: 3, target: Infinity, converged: true })).toEqual({ isSuccess: true, by: "converged" });
    expect(successOf({ best: 3, target: NaN })).toBeUndefined();
    expect(successOf({ target: 3 })).toBeUndefined();
  });
});

describe("rates", () => {
  const halving = (count: number): Curve | undefined => {
    const x = Array.from({ length: count }, (_, index) => index);
    return toCurve(
      x,
      x.map((place) => 2 ** -place),
    );
  };

  it("leave out where the reference is reached", () => {
    const curve = halving(20);
    expect(curve).toBeDefined();
    if (curve === undefined) return;
    const towards = convergenceRate(curve, 0);
    const reached = convergenceRate({ ...curve, x: [...curve.x, 20], best: [...curve.best, 0], end: 40 }, 0);
    expect(towards?.halving).toBeCloseTo(1, 1);
    expect(reached?.halving).toBeCloseTo(1, 1);
    expect(towards?.low).toBeGreaterThan(0);
    expect(towards?.low).toBeLessThan(towards?.rate ?? NaN);
    expect(towards?.high).toBeGreaterThan(towards?.rate ?? NaN);
    expect(towards?.factor).toBeCloseTo(Math.exp(-(towards?.rate ?? NaN)), 12);
  });

  it("need five steps", () => {
    const [four, five] = [halving(4), halving(5)];
    expect(four === undefined ? four : convergenceRate(four, 0)).toBeUndefined();
    expect(five === undefined ? five : convergenceRate(five, 0)).toBeDefined();
  });
});

describe("anytime performance", () => {
  it("counts from where the run starts, and what is at the reference as the best on a log scale", () => {
    const curve: Curve = { direction: "minimize", x: [12, 15], best: [10, 0], start: 10, end: 20 };
    expect(anytimePerformance(curve, { worst: 10, best: 0, reference: 0, budget: 10 })).toBe(0.5);
    expect(anytimePerformance(curve, { worst: 10, best: 1, reference: 0, budget: 10, isLog: true })).toBe(0.5);
    expect(anytimePerformance(curve, { worst: 10, best: 0, reference: 0, budget: 4 })).toBe(0);
  });
});

describe("fronts", () => {
  it("are measured to a reference a tenth of their range beyond their worst, or of its size where they have none", () => {
    const fronts = [
      [
        [1, 30],
        [NaN, 0],
      ],
      [[3, 10]],
    ];
    expect(referencePoint(fronts, ["minimize", "maximize"])).toEqual([3.2, 8]);
    expect(referencePoint([[[5, -5, 0]]], ["minimize", "minimize", "maximize"])).toEqual([5.5, -4.5, -0.1]);
    expect(referencePoint([[[1], [2]]], ["minimize"], 0.5)).toEqual([2.5]);
    expect(referencePoint([[[NaN]]], ["minimize"])).toBeUndefined();
  });

  it("of two points are even, and of one not spread at all", () => {
    expect(
      spacing([
        [0, 0],
        [1, 4],
      ]),
    ).toBe(0);
    expect(spacing([[0, 0]])).toBeUndefined();
  });

  it("dominate as much whatever repeats, lies inside, on the reference or nowhere", () => {
    const front = [
      [1, 3],
      [2, 2],
    ];
    const more = [...front, [1, 3], [2, 3], [4, 1], [0, Infinity], [NaN, 1]];
    expect([hypervolume(front, [4, 4]), hypervolume(more, [4, 4])]).toEqual([5, 5]);
    expect(hypervolume([[3], [1], [9]], [4])).toBe(3);
    expect(hypervolume([], [4, 4])).toBe(0);
    const deep = [
      [1, 1, 1, 1],
      [1, 1, 1, 1],
      [0, 2, 2, 2],
    ];
    expect(hypervolume(deep, [3, 3, 3, 3])).toBe(16 + 3 - 2);
  });
});

describe("noise", () => {
  it("is told from five values on, and passes over what is not finite", () => {
    // Second differences are ±2.
    expect(noiseDeviation([0, 1, 0, 1, 0])).toBeCloseTo((1.482602218505602 * 2) / Math.sqrt(6), 12);
    expect(noiseDeviation([0, 1, NaN, 0, Infinity, 1, 0])).toBe(noiseDeviation([0, 1, 0, 1, 0]));
    expect(noiseDeviation([0, 1, 0, 1])).toBeNaN();
  });

  it("is smoothed with as many neighbours on either side", () => {
    expect(runningMedian([9, 1, 2, 3, 0], 3)).toEqual([9, 2, 2, 2, 0]);
    expect(runningMedian([9, 1, 2, 3, 0], 5)).toEqual([9, 2, 2, 2, 0]);
    expect(runningMedian([5, 4], 1)).toEqual([5, 4]);
  });
});
