import { describe, expect, it } from "vitest";
import { anytimePerformance } from "../../../src/analysis/convergence/anytime";
import { bestAt, toCurve, type Curve } from "../../../src/analysis/convergence/curve";
import { arrival, forecast } from "../../../src/analysis/convergence/forecast";
import { primalGap, primalIntegral, relativeGap } from "../../../src/analysis/convergence/gap";
import { isSuccess, milestones, whereReached } from "../../../src/analysis/convergence/milestones";
import { luckOfTheBest, noiseDeviation, runningMedian } from "../../../src/analysis/convergence/noise";
import { quantileRibbons } from "../../../src/analysis/convergence/population";
import { convergenceRate } from "../../../src/analysis/convergence/rate";
import { prematureCollapse, recentProgress, stagnation } from "../../../src/analysis/convergence/stagnation";
import { seededRandom } from "../../../src/analysis/statistics/resampling";
import reference from "./fixtures/reference.json";

const steps = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function curveOf(values: readonly number[], options: Parameters<typeof toCurve>[2] = {}): Curve {
  const curve = toCurve(steps(values.length), values, options);
  if (curve === undefined) throw new Error("The values make no curve.");
  return curve;
}

/** Standard normal numbers (Box and Muller). */
function normals(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

describe("a curve", () => {
  it("keeps where a run became better, and passes over what is no number", () => {
    const curve = curveOf([NaN, 5, 6, Infinity, 4, 4, 4.5]);
    expect(curve).toEqual({ direction: "minimize", x: [1, 4], best: [5, 4], start: 0, end: 6 });
    expect([0, 1, 3.9, 4, 99].map((place) => bestAt(curve, place))).toEqual([NaN, 5, 5, 4, 4]);
    expect(curveOf([1, 3, 2, 7], { direction: "maximize", end: 10 })).toMatchObject({ best: [1, 3, 7], end: 10 });
    expect(toCurve([0, 1], [NaN, Infinity])).toBeUndefined();
  });
});

describe("milestones", () => {
  const curve = curveOf([100, 60, 40, 11, 10, 0]);

  it("are where fractions of the improvement were made", () => {
    expect(milestones(curve, [0.5, 0.9, 1])).toEqual([
      { fraction: 0.5, value: 50, x: 2 },
      { fraction: 0.9, value: 10, x: 4 },
      { fraction: 1, value: 0, x: 5 },
    ]);
    expect(milestones(curve, [0.5, 0.9], -100)).toEqual([{ fraction: 0.5, value: 0, x: 5 }]);
    expect(milestones(curveOf([3, 3, 4]))).toEqual([]);
  });

  it("say where a target was reached, in either direction", () => {
    expect(whereReached(curve, 11)).toBe(3);
    expect(whereReached(curve, -1)).toBeUndefined();
    expect(whereReached(curveOf([1, 5, 9], { direction: "maximize" }), 4)).toBe(1);
  });

  it("define success", () => {
    const rule = { target: 10, direction: "minimize" } as const;
    expect([9, 10, 10.4, NaN].map((best) => isSuccess(best, rule))).toEqual([true, true, false, false]);
    expect(isSuccess(10.4, { ...rule, relativeTolerance: 0.05 })).toBe(true);
    expect(isSuccess(9.6, { target: 10, direction: "maximize", relativeTolerance: 0.05 })).toBe(true);
    expect(isSuccess(1e-9, { target: 0, direction: "minimize", relativeTolerance: 1e-8 })).toBe(true);
  });
});

describe("the rate of convergence", () => {
  it("is that of an exact exponential", () => {
    const rate = convergenceRate(curveOf(steps(200).map((x) => 3 + 50 * Math.exp(-0.05 * x))), 3);
    // The staircase lags behind the exponential by up to one step, so the rate is met nearly.
    expect(rate?.rate).toBeCloseTo(0.05, 3);
    expect(rate?.factor).toBeCloseTo(Math.exp(-0.05), 3);
    expect(rate?.halving).toBeCloseTo(Math.LN2 / 0.05, 0);
    expect(rate?.r2).toBeGreaterThan(0.999);
  });

  it("lies in its interval for noisy convergence", () => {
    const next = normals(5);
    let inside = 0;
    for (let trial = 0; trial < 100; trial++) {
      const rate = convergenceRate(curveOf(steps(300).map((x) => Math.exp(-0.02 * x + 0.4 * next()))), 0);
      if (rate !== undefined && rate.low <= 0.02 && rate.high >= 0.02) inside++;
    }
    expect(inside).toBeGreaterThanOrEqual(75);
  });

  it("is not told from few steps", () => {
    expect(convergenceRate(curveOf([9, 5, 3, 3, 3, 3]), 0)).toBeUndefined();
  });
});

describe("stagnation", () => {
  it("counts since the last noticeable improvement", () => {
    expect(stagnation(curveOf([10, 5, 5, 5, 5, 5]))).toEqual({ lastImprovement: 1, since: 4, share: 0.8 });
    const creeping = curveOf([100, 50, 10, ...steps(97).map((index) => 10 - 1e-9 * index)]);
    expect(stagnation(creeping).lastImprovement).toBe(2);
    expect(stagnation(creeping, { tolerance: 0 }).lastImprovement).toBe(99);
  });

  it("adds small steps up", () => {
    const slow = curveOf(steps(100).map((index) => 100 - index));
    expect(stagnation(slow, { tolerance: 0.05 }).lastImprovement).toBe(95);
    expect(stagnation(slow, { noise: 30 }).lastImprovement).toBe(93);
  });

  it("tells the recent progress", () => {
    expect(recentProgress(curveOf([100, 90, 80, 60]), 2)).toEqual({ stretch: 2, relativeGain: 30 / 90 });
    expect(recentProgress(curveOf([100, 90]), 5)).toBeUndefined();
    expect(recentProgress(curveOf([0, -1, -2]), 2)).toBeUndefined();
  });

  it("sees a population collapse only where the target is missed", () => {
    const spread = steps(50).map((index) => Math.exp(-0.3 * index));
    const early = curveOf(steps(50).map((index) => 10 + 90 * Math.exp(-0.3 * index)));
    const options = { target: 0, isObjective: true };
    expect(prematureCollapse(early, spread, options)).toEqual({
      remaining: expect.closeTo(0, 3),
      gap: expect.closeTo(10, 3),
    });
    // On the way into the optimum the spread shrinks with the gap, which is as it should be.
    expect(prematureCollapse(curveOf(spread), spread, options)).toBeUndefined();
    expect(prematureCollapse(early, spread, { target: 20, isObjective: true })).toBeUndefined();
    expect(prematureCollapse(early, spread.slice(0, 8), options)).toBeUndefined();
  });
});

describe("noise", () => {
  it("is told apart from a trend and from jumps", () => {
    const next = normals(11);
    const noisy = steps(600).map((x) => 100 * Math.exp(-x / 80) + (x > 300 ? 40 : 0) + 2 * next());
    expect(noiseDeviation(noisy)).toBeCloseTo(2, 0);
    expect(noiseDeviation([1, 2, 3])).toBeNaN();
    expect(noiseDeviation(steps(20))).toBe(0);
  });

  it("flatters the best of many: about the expected extreme of normal values", () => {
    for (const [count = 0, expected] of reference.curves.blom) {
      expect(luckOfTheBest(1, count) / (expected ?? NaN)).toBeCloseTo(1, 1);
    }
    expect(luckOfTheBest(1, 1)).toBe(0);
  });

  it("is smoothed without moving jumps", () => {
    expect(runningMedian([1, 9, 1, 1, 5, 5, 5], 3)).toEqual([1, 1, 1, 1, 5, 5, 5]);
  });
});

describe("anytime performance", () => {
  it("is the area under the staircase, as quadrature has it", () => {
    const { x, best, aocc } = reference.curves;
    const curve: Curve = { direction: "minimize", x, best, start: 0, end: 25 };
    const scale = { worst: 1e2, best: 1e-8, reference: 0, budget: 30, isLog: true };
    expect(anytimePerformance(curve, scale)).toBeCloseTo(aocc, 6);
  });

  it("is 1 at the optimum from the start and 0 where nothing is gained", () => {
    const scale = { worst: 10, best: 0, reference: 0, budget: 4 };
    expect(anytimePerformance(curveOf([0]), scale)).toBe(1);
    expect(anytimePerformance(curveOf([10, 12]), scale)).toBe(0);
    expect(anytimePerformance(curveOf([10, 5, 5, 5]), scale)).toBe(0.375);
  });
});

describe("gaps", () => {
  it("follow Berthold", () => {
    const { incumbents, primalIntegral: expected } = reference.curves;
    const [times, values] = [0, 1].map((column) => incumbents.map((row) => row[column] ?? NaN));
    expect(primalIntegral(times ?? [], values ?? [], 20, 10)).toBeCloseTo(expected, 9);
    expect(primalIntegral([], [], 20, 10)).toBe(10);
    expect([primalGap(undefined, 3), primalGap(0, 0), primalGap(-1, 1), primalGap(8, 10)]).toEqual([1, 0, 1, 0.2]);
  });

  it("are relative to the incumbent", () => {
    expect(relativeGap(100, 98)).toBe(0.02);
    expect(relativeGap(0, 0)).toBe(0);
  });
});

describe("ribbons", () => {
  it("are quantiles of each iteration's population", () => {
    expect(quantileRibbons([[1, 2, 3], [4, NaN, 6], []], [0, 0.5])).toEqual([
      { probability: 0, values: [1, 4, NaN] },
      { probability: 0.5, values: [2, 5, NaN] },
    ]);
  });
});

describe("a forecast", () => {
  it("finds the asymptote and the time of an exponential", () => {
    const curve = curveOf(steps(200).map((x) => 10 + 90 * Math.exp(-x / 60)));
    const found = forecast(curve);
    expect(found).toMatchObject({ kind: "forecast", model: "exponential" });
    if (found.kind !== "forecast") return;
    const later = found.predict(400);
    expect(later.low).toBeLessThan(10.12);
    expect(later.high).toBeGreaterThan(10.12);
    const there = arrival(curve, found, 11);
    const truth = 60 * Math.log(90);
    expect(there?.x).toBeGreaterThan(truth - 15);
    expect(there?.x).toBeLessThan(truth + 15);
    expect(there?.earliest).toBeLessThan(truth);
    expect(there?.latest).toBeGreaterThan(truth);
    expect(arrival(curve, found, 0)).toBeUndefined();
  });

  it("finds a power law, and maximizes", () => {
    const found = forecast(
      curveOf(
        steps(300).map((x) => 5 - 50 * (1 + x / 4) ** -0.7),
        { direction: "maximize" },
      ),
    );
    expect(found).toMatchObject({ kind: "forecast", model: "power" });
    if (found.kind !== "forecast") return;
    const truth = 5 - 50 * (1 + 600 / 4) ** -0.7;
    const { value, low, high } = found.predict(600);
    expect(Math.abs(value - truth)).toBeLessThan(0.3);
    expect([low <= truth, high >= truth]).toEqual([true, true]);
  });

  it("holds most of what comes, at twice the length", () => {
    const next = normals(7);
    let [told, inside] = [0, 0];
    for (let trial = 0; trial < 60; trial++) {
      let best = Infinity;
      const all = steps(400).map((x) => (best = Math.min(best, 10 + 90 * (1 + x / 5) ** -0.5 + next())));
      const found = forecast(curveOf(all.slice(0, 200)));
      if (found.kind !== "forecast") continue;
      told++;
      const { low, high } = found.predict(399);
      if (low <= best && best <= high) inside++;
    }
    expect(told).toBeGreaterThan(40);
    expect(inside / told).toBeGreaterThan(0.85);
  });

  it("never promises worse than now", () => {
    const found = forecast(curveOf(steps(100).map((x) => 50 * Math.exp(-x / 30))));
    if (found.kind === "forecast") expect(found.predict(150).high).toBeLessThanOrEqual(50 * Math.exp(-99 / 30));
    expect(found.kind).toBe("forecast");
  });

  it("says why it cannot tell", () => {
    expect(forecast(curveOf([9, 8, ...steps(20).map(() => 7)])).kind).toBe("flat");
    expect(forecast(curveOf([9, 8, 7, 6]))).toEqual({ kind: "tooFew", improvements: 3, needed: 8 });
    const random = seededRandom(2);
    const late = curveOf(steps(100).map((x) => (x < 60 ? 100 - 0.01 * x : 99 - 3 * (x - 59) + random())));
    expect(forecast(late).kind).toBe("unsure");
  });
});
