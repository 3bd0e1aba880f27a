import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandOfRuns } from "../../../src/analysis/comparison/bands";
import { baselineSentence, baselineVerdict, runsNeeded } from "../../../src/analysis/comparison/baseline";
import { changePoints } from "../../../src/analysis/comparison/changePoints";
import { parameterImportance } from "../../../src/analysis/comparison/importance";
import { compareAll, fewestRuns } from "../../../src/analysis/comparison/pairwise";
import { convergenceTarget, dataProfiles, performanceProfiles } from "../../../src/analysis/comparison/profiles";
import {
  ertRatio,
  fixedBudget,
  fixedTarget,
  runTimeEcdf,
  spreadTargets,
} from "../../../src/analysis/comparison/targets";
import type { Curve } from "../../../src/analysis/convergence/curve";
import reference from "./fixtures/reference.json";

const curve = (x: number[], best: number[], end: number): Curve => ({ direction: "minimize", x, best, start: 0, end });
/** Three runs of 100 evaluations; the third misses 1. */
const runs = [curve([5, 20], [10, 1], 100), curve([5, 60], [8, 0.5], 100), curve([10, 50], [9, 3], 100)];

describe("bands over seeds", () => {
  it("are medians and quartiles at common places, and keep what ended runs had reached", () => {
    const band = bandOfRuns([...runs, curve([1], [4], 30)], [0, 5, 10, 100]);
    expect(band.counts).toEqual([0, 3, 4, 4]);
    // At 5 the third run has no value yet and is the worst of the four: the median of 4, 8, 10 and that is 9.
    expect(band.median).toEqual([NaN, 9, 8.5, 2]);
    const risen = [curve([1], [1], 9), curve([1], [2], 9), curve([1], [3], 9), curve([5], [9], 9), curve([5], [9], 9)];
    expect(bandOfRuns(risen, [1, 5]).median).toEqual([3, 3]);
    const falling = risen.map((one) => ({
      ...one,
      direction: "maximize" as const,
      best: one.best.map((best) => -best),
    }));
    expect(bandOfRuns(falling, [1, 5]).median).toEqual([-3, -3]);
    expect(band.low[3]).toBe(0.875);
    expect(band.high[3]).toBe(3.25);
  });
});

describe("fixed targets and budgets", () => {
  it("count what failures cost", () => {
    const found = fixedTarget(runs, 1);
    expect(found).toMatchObject({ runs: 3, successes: 2, ert: (20 + 60 + 100) / 2, medianRunTime: 40 });
    expect(found.successRate).toBeCloseTo(2 / 3, 12);
    expect(found.successInterval.low).toBeGreaterThan(0.2);
    expect(fixedTarget(runs, 0)).toMatchObject({ successes: 0, ert: Infinity, medianRunTime: NaN });
    expect(
      ertRatio(
        [fixedTarget(runs, 1), fixedTarget(runs, 0)],
        [
          { ...found, ert: 45 },
          { ...found, ert: 45 },
        ],
      ),
    ).toBe(2);
  });

  it("summarize a budget", () => {
    expect(fixedBudget(runs, 50)).toMatchObject({ runs: 3, best: 1, median: 3, mean: 4, low: 2, high: 5.5 });
    expect(fixedBudget(runs, 1).runs).toBe(0);
  });

  it("make an ECDF over targets", () => {
    expect(runTimeEcdf(runs, [9, 1])).toEqual({ x: [5, 10, 20, 60], share: [1 / 6, 2 / 6, 4 / 6, 5 / 6] });
    const targets = spreadTargets(runs, 3, 1e-2) ?? [];
    expect(targets.map((target) => Number(target.toFixed(6)))).toEqual([10, 1.45, 0.595]);
    expect(spreadTargets([curve([1], [2], 5)])).toBeUndefined();
  });
});

describe("profiles", () => {
  it("are Dolan and Moré's", () => {
    const profiles = performanceProfiles([
      [1, 2],
      [4, 1],
      [3, Infinity],
      [NaN, Infinity],
    ]);
    expect(profiles).toEqual([
      { x: [1, 4], share: [0.5, 0.75] },
      { x: [1, 2], share: [0.25, 0.5] },
    ]);
  });

  it("are Moré and Wild's", () => {
    expect(
      dataProfiles(
        [
          [30, 60],
          [22, Infinity],
        ],
        [2, 10],
      ),
    ).toEqual([
      { x: [2, 10], share: [0.5, 1] },
      { x: [20], share: [0.5] },
    ]);
    expect(convergenceTarget(100, 10, 0.1)).toBe(19);
  });
});

describe("pairs of algorithms", () => {
  const group = (name: string, from: number, count = 8) => ({
    name,
    values: Array.from({ length: count }, (_, i) => from + i),
  });

  it("are tested, corrected and measured", () => {
    const found = compareAll([group("GA", 0), group("SA", 100), group("RS", 101)]);
    expect(found.map(({ kind }) => kind)).toEqual(["compared", "compared", "compared"]);
    expect(found[0]).toMatchObject({ first: "GA", second: "SA", a12: 0, size: "large", isSignificant: true });
    expect(found[2]).toMatchObject({ first: "SA", second: "RS", isSignificant: false });
    const [first] = found;
    if (first?.kind === "compared") expect(first.adjustedP).toBeCloseTo(3 * first.p, 12);
  });

  it("need enough runs, and say how many", () => {
    expect(compareAll([group("GA", 0, 3), group("SA", 9)])).toEqual([
      { kind: "tooFew", first: "GA", second: "SA", counts: [3, 8], needed: 4 },
    ]);
    // 2 / C(8, 4) = 0.0286 is under 0.05, 2 / C(6, 3) = 0.1 is not; 2 / 2⁶ = 0.031 for pairs.
    expect([fewestRuns(1), fewestRuns(1, 0.05, true), fewestRuns(3), fewestRuns(1, 0.01)]).toEqual([4, 6, 5, 5]);
  });

  it("are paired over the seeds that they share, in whatever order the runs came", () => {
    const seeded = (name: string, values: readonly number[], keys: readonly (string | undefined)[]) => ({
      name,
      values,
      keys,
    });
    const seeds = ["s1", "s2", "s3", "s4", "s5", "s6", "s7"];
    // What a seed costs differs far more than the algorithms do, which differ by 1 on every seed.
    const costs = seeds.map((_, index) => 100 * index);
    const better = seeded("A", costs, seeds);
    const worse = seeded("B", costs.map((cost) => cost + 1).reverse(), [...seeds].reverse());
    expect(compareAll([better, worse])[0]).toMatchObject({ test: "wilcoxon", p: 2 / 2 ** 7, isSignificant: true });
    const unpaired = { test: "mannWhitney", isSignificant: false };
    expect(compareAll([better, { ...worse, keys: [] }])[0]).toMatchObject(unpaired);
    expect(compareAll([better, { ...worse, keys: [undefined, ...worse.keys.slice(1)] }])[0]).toMatchObject(unpaired);
    // Two runs of one seed: which belongs to which cannot be said.
    expect(compareAll([better, { ...worse, keys: ["s2", ...worse.keys.slice(1)] }])[0]).toMatchObject(unpaired);
    // Too few pairs for a signed rank to show anything, enough runs for ranks.
    const few = (one: typeof better): typeof better => ({
      ...one,
      values: one.values.slice(0, 5),
      keys: one.keys.slice(0, 5),
    });
    expect(compareAll([few(better), few(seeded("C", costs, seeds))])[0]).toMatchObject(unpaired);
    expect(compareAll([better, seeded("C", costs, seeds)])[0]).toMatchObject({ test: "wilcoxon", p: 1 });
  });
});

describe("the importance of parameters", () => {
  const { rate, kind, noise, result, kindH, kindP, rateH, rateP, rho } = reference.importance;
  const trials = result.map((value, index) => ({
    parameters: {
      noise: noise[index],
      kind: kind[index],
      rate: rate[index],
      fixed: 7,
      lonely: index === 0 ? 1 : undefined,
    },
    result: value,
  }));

  it("orders them by what they explain, with SciPy's Kruskal–Wallis and Spearman", () => {
    const found = parameterImportance(trials);
    expect(found.map(({ name }) => name)).toEqual(["rate", "kind", "noise"]);
    const [first, second, third] = found;
    expect(first?.importance).toBeCloseTo((rateH - 3) / 56, 9);
    expect(first?.rho).toBeCloseTo(rho, 9);
    expect(first?.p).toBeCloseTo(3 * rateP, 9);
    expect(second?.importance).toBeCloseTo((kindH - 2) / 57, 9);
    expect(second?.p).toBeCloseTo(2 * kindP, 9);
    expect(second?.rho).toBeUndefined();
    expect(third?.p).toBeGreaterThan(0.05);
  });

  it("says nothing about few runs", () => {
    expect(parameterImportance(trials.slice(0, 4))).toEqual([]);
    expect(parameterImportance([])).toEqual([]);
  });
});

describe("change points", () => {
  it("are those of optimal partitioning", () => {
    for (const { values, penalty, least, starts } of reference.changePoints) {
      expect(changePoints(values, { penalty, leastLength: least }).map(({ from }) => from)).toEqual(starts);
    }
  });

  it("are found where levels change, with the penalty from the noise", () => {
    const [steady, once] = [0, 2].map((index) => reference.changePoints[index]?.values ?? []);
    expect(changePoints(steady ?? [])).toHaveLength(1);
    expect(changePoints(once ?? []).map(({ from, to }) => [from, to])).toEqual([
      [0, 15],
      [15, 30],
    ]);
    expect(changePoints([1, 1, 1, 1, 5, 5, 5, 5]).map(({ from, mean }) => [from, mean])).toEqual([
      [0, 1],
      [4, 5],
    ]);
    expect(changePoints([3, 3, 3, 3])).toEqual([{ from: 0, to: 4, mean: 3 }]);
    expect(changePoints([7])).toEqual([{ from: 0, to: 1, mean: 7 }]);
    expect(changePoints([])).toEqual([]);
  });

  it("always cut all values into neighbouring stretches that are long enough", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (values) => {
          const segments = changePoints(values);
          expect(segments[0]?.from).toBe(0);
          expect(segments.at(-1)?.to).toBe(values.length);
          segments.slice(1).forEach((segment, index) => expect(segment.from).toBe(segments[index]?.to));
          if (segments.length > 1) for (const { from, to } of segments) expect(to - from).toBeGreaterThanOrEqual(2);
        },
      ),
    );
  });
});

describe("the verdict against a baseline", () => {
  const { newer, baseline, welch, prediction } = reference.baseline;
  const words = { higher: "slower", lower: "faster" };

  it("is the ratio of geometric means with Welch's interval on logarithms", () => {
    const found = baselineVerdict(newer, baseline);
    expect(found).toMatchObject({ kind: "higher", method: "welch", counts: [12, 10] });
    if (!("ratio" in found)) return;
    for (const key of ["ratio", "low", "high"] as const) expect(found[key]).toBeCloseTo(welch[key], 9);
  });

  it("judges one new run by where the next of the baseline would lie", () => {
    const found = baselineVerdict(newer.slice(0, 1), baseline);
    expect(found).toMatchObject({ method: "prediction", counts: [1, 10] });
    if (!("ratio" in found)) return;
    for (const key of ["ratio", "low", "high"] as const) expect(found[key]).toBeCloseTo(prediction[key], 9);
  });

  it("resamples medians where values are not positive", () => {
    const found = baselineVerdict([10, 11, 12, 13, 0], [20, 21, 22, 23, 24]);
    expect(found).toMatchObject({ kind: "lower", method: "bootstrap", ratio: 0.5 });
    expect(baselineVerdict([10, 11, 12, 13, 0], [20, 21, 22, 23, 24])).toEqual(found);
  });

  it("says it in a sentence", () => {
    const verdict = {
      kind: "higher",
      ratio: 1.34,
      low: 1.28,
      high: 1.41,
      confidence: 0.95,
      p: 0.001,
      counts: [12, 10],
      method: "welch",
    } as const;
    const plain = (text: string): string => text.replaceAll("\u00a0", " ");
    expect(plain(baselineSentence("evaluation", verdict, words))).toBe(
      "evaluation 34 % slower, 95 % CI 28 to 41 %, 12 vs 10 runs",
    );
    const faster = { ...verdict, kind: "lower", ratio: 0.88, low: 0.85, high: 0.92 } as const;
    expect(plain(baselineSentence("evaluation", faster, words))).toBe(
      "evaluation 12 % faster, 95 % CI 8 to 15 %, 12 vs 10 runs",
    );
    const same = { ...verdict, kind: "same", ratio: 1.01, low: 0.97, high: 1.052 } as const;
    expect(plain(baselineSentence("evaluation", same, words))).toBe(
      "evaluation unchanged, 95 % CI −3 to +5.2 %, 12 vs 10 runs",
    );
  });

  it("asks for more runs where there are too few, and says how many", () => {
    const few = baselineVerdict([1, 2], [1, 2, 3, 4]);
    expect(few).toEqual({ kind: "tooFew", counts: [2, 4], needed: [3, 3] });
    expect(baselineSentence("evaluation", few, words)).toBe(
      "evaluation: too few runs to compare, 2 vs 4 runs; 3 vs 3 are needed",
    );
    expect(baselineVerdict([1], [1, 2, 3, 4])).toEqual({ kind: "tooFew", counts: [1, 4], needed: [1, 5] });
    expect(baselineVerdict([1, 2, 3], [0, 0, 0, 4])).toEqual({ kind: "noRatio", counts: [3, 4] });
    expect(baselineVerdict([0], [1, 2, 3, 4, 5])).toMatchObject({ kind: "tooFew", needed: [3, 3] });
    // (z₀.₉₇₅ + z₀.₈)² · 2 · 0.1² / ln² 1.1 = 17.3
    const spread = [Math.exp(-0.1), 1, Math.exp(0.1)];
    expect(runsNeeded(spread, 1.1)).toBe(18);
    expect(runsNeeded([5], 1.1)).toBe(3);
  });
});
