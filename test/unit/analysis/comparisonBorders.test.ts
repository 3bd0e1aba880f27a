// Where comparisons have borders: just enough runs, ties, nothing that differs, zero and below. Figures are SciPy 1.10's unless a source is named.
import { describe, expect, it } from "vitest";
import { baselineSentence, baselineVerdict } from "../../../src/analysis/comparison/baseline";
import { changePoints } from "../../../src/analysis/comparison/changePoints";
import { parameterImportance, type ParameterTrial } from "../../../src/analysis/comparison/importance";
import { compareAll, fewestRuns } from "../../../src/analysis/comparison/pairwise";
import { ertRatio, fixedBudget, fixedTarget, spreadTargets } from "../../../src/analysis/comparison/targets";
import type { Curve } from "../../../src/analysis/convergence/curve";

const words = { higher: "slower", lower: "faster" };
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("a change against a baseline", () => {
  it("has Welch's p on logarithms, and for one new run that of a prediction", () => {
    const baseline = [1, 1.1, 1.05, 0.95, 1.02];
    const { p: welch } = baselineVerdict([1.2, 1.3, 1.25, 1.4], baseline) as { p: number };
    expect(welch).toBeCloseTo(0.0014881316549420292, 12);
    const { p: prediction } = baselineVerdict([1.3], baseline) as { p: number };
    expect(prediction).toBeCloseTo(0.016056769220394465, 12);
  });

  it("has Mann and Whitney's p and an interval that widens with the confidence where values are not positive", () => {
    const [newer, baseline] = [
      [10, 11, 12, 13, 0],
      [20, 21, 22, 23, 24],
    ];
    const sure = baselineVerdict(newer, baseline);
    expect(sure).toMatchObject({ ratio: 0.5, p: 2 / 252 });
    const unsure = baselineVerdict(newer, baseline, { confidence: 0.5 });
    const [wide, narrow] = [sure, unsure].map((one) => ("low" in one ? one.high - one.low : NaN));
    expect(wide).toBeGreaterThan(Number(narrow));
    expect(narrow).toBeGreaterThan(0);
  });

  it("needs three runs on each side, and five against one", () => {
    expect(baselineVerdict([1, 2, 3], [1, 2, 3]).kind).toBe("same");
    expect(baselineVerdict([9], [1, 1.1, 1.2, 0.9, 0.8]).kind).toBe("higher");
  });

  it("is none where the interval holds none, or where it is within the margin", () => {
    expect(baselineVerdict([1.2, 2.2, 3.4], [1, 2, 3])).toMatchObject({ kind: "same", ratio: expect.closeTo(1.14, 1) });
    const [slightly, before] = [
      [1.01, 1.0101, 1.0099],
      [1, 1.0001, 0.9999],
    ];
    expect(baselineVerdict(slightly, before).kind).toBe("same");
    expect(baselineVerdict(slightly, before, { margin: 0.005 }).kind).toBe("higher");
    // Medians of 3 and 2: a change of exactly one half.
    expect(baselineVerdict([0, 3, 3, 3, 3, 3, 3, 3], [2, 2, 2], { margin: 0.5 }).kind).toBe("same");
  });

  it("is certain where no value deviates", () => {
    const same = { kind: "same", ratio: 1, low: 1, high: 1, p: 1 };
    expect(baselineVerdict([2, 2, 2], [2, 2, 2], { margin: 0 })).toMatchObject(same);
    const third = expect.closeTo(1.5, 12) as number;
    const higher = { kind: "higher", ratio: third, low: third, high: third, p: 0 };
    expect(baselineVerdict([3, 3, 3], [2, 2, 2])).toMatchObject(higher);
  });

  it("to nothing is all of it, and below nothing has no ratio", () => {
    const nothing = baselineVerdict([0, 0, 0, 0, 0, 0], [90, 100, 110, 95, 105, 100]);
    expect(nothing).toMatchObject({ kind: "lower", ratio: 0 });
    expect(plain(baselineSentence("rate", nothing, words))).toBe(
      "rate 100 % faster, 95 % CI 100 to 100 %, 6 vs 6 runs",
    );
    // −20 is lower than −10, though twice as much.
    const below = baselineVerdict([-20, -21, -19], [-10, -11, -9]);
    expect(below).toEqual({ kind: "noRatio", counts: [3, 3] });
    expect(baselineVerdict([-20, -21, -19], [10, 11, 9]).kind).toBe("noRatio");
    expect(baselineVerdict([1e308, 1e308, 1e308, 0], [1e-308, 1e-308, 1e-308]).kind).toBe("noRatio");
    expect(baselineSentence("best", below, words)).toBe(
      "best: no ratio where a median is negative or the baseline's is zero, 3 vs 3 runs",
    );
  });

  it("has limits with signs only where they lie on both sides of none", () => {
    const one = { kind: "same", ratio: 1, confidence: 0.9, p: 1, counts: [3, 3], method: "welch" } as const;
    const said = (low: number, high: number): string => plain(baselineSentence("x", { ...one, low, high }, words));
    expect(said(1, 1.2)).toBe("x unchanged, 90 % CI 0 to 20 %, 3 vs 3 runs");
    expect(said(0.8, 1)).toBe("x unchanged, 90 % CI 20 to 0 %, 3 vs 3 runs");
    expect(said(0.8, 1.005)).toBe("x unchanged, 90 % CI −20 to +0.5 %, 3 vs 3 runs");
  });
});

describe("change points", () => {
  const starts = (values: readonly number[]): number[] => changePoints(values).map(({ from }) => from);

  it("are found in as few values as make two stretches", () => {
    expect(starts([1, 1, 9, 9])).toEqual([0, 2]);
    expect(starts([1, 9, 9])).toEqual([0]);
  });

  it("are steps that the noise does not make: 4 σ² ln n of squared errors and more", () => {
    // σ is 1.4826 / √2 here, so that the penalty is 13.2, and a step of height h in the middle of twenty saves 5 h².
    const step = (height: number): number[] => Array.from({ length: 20 }, (_, i) => (i % 2) + (i < 10 ? 0 : height));
    expect(starts(step(1.2))).toEqual([0]);
    expect(starts(step(2.3))).toEqual([0, 10]);
  });

  it("are not the few values that stand out where most neighbours are equal", () => {
    const blips = Array.from({ length: 20 }, (_, index) => Number(index % 5 === 3));
    expect(starts(blips)).toEqual([0]);
  });
});

describe("the importance of a parameter", () => {
  const trials = (name: string, values: readonly unknown[], results: readonly number[]): ParameterTrial[] =>
    results.map((result, index) => ({ parameters: { [name]: values[index] }, result }));
  const labels = (text: string): readonly string[] => [...text];

  it("corrects for results that are alike", () => {
    const results = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6];
    const [found] = parameterImportance(trials("kind", labels("aabababbabab"), results));
    expect(found?.importance).toBeCloseTo(0.029256594724221263, 12);
    expect(found?.p).toBeCloseTo(0.2555756172429138, 12);
    expect(found).not.toHaveProperty("rho");
  });

  it("takes four different numbers as they are, however far apart", () => {
    const values = [1, 1, 1, 2, 2, 2, 3, 3, 3, ...new Array<number>(9).fill(100)];
    const results = [5, 1, 9, 2, 8, 3, 4, 12, 6, 7, 10, 11, 13, 14, 15, 16, 17, 18];
    const [found] = parameterImportance(trials("rate", values, results));
    expect(found?.importance).toBeCloseTo(0.5249234196602615, 12);
    expect(found?.p).toBeCloseTo(0.015821518021772795, 12);
    expect(found?.rho).toBeCloseTo(0.7561753123519245, 12);
  });

  it("cuts more numbers into quarters, of which each holds its upper edge", () => {
    // The quartiles are 2, 3 and 4, which are values themselves.
    const values = [1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5];
    const results = [3, 1, 2, 4, 5, 9, 7, 6, 8, 10, 12, 11, 14, 13];
    const [found] = parameterImportance(trials("size", values, results));
    // Of 5, 3, 3 and 3 results.
    expect(found?.importance).toBeCloseTo(0.8438095238095243, 12);
  });

  it("counts only runs with a result and a value", () => {
    const results = [1, 2, 3, 4, 5, 6, 7, 8, NaN];
    const values = ["a", "a", "a", "b", "b", "b", undefined, null, "b"];
    expect(parameterImportance(trials("kind", values, results))).toMatchObject([{ name: "kind", runs: 6 }]);
  });

  it("takes names for what is not a number, also among numbers", () => {
    const results = [1, 2, 3, 4, 5, 6];
    for (const odd of ["auto", NaN, true]) {
      const [found] = parameterImportance(trials("size", [1, 1, 1, odd, odd, odd], results));
      // H is 27 / 7 for two groups of three that do not overlap.
      expect(found?.importance).toBeCloseTo((27 / 7 - 1) / 4, 12);
      expect(found).not.toHaveProperty("rho");
    }
  });

  it("is nothing where all results are alike", () => {
    const found = parameterImportance(trials("size", [1, 1, 1, 2, 2, 2], [4, 4, 4, 4, 4, 4]));
    expect(found).toEqual([{ name: "size", importance: 0, p: 1, rho: 0, runs: 6 }]);
  });

  it("orders what explains nothing by its p", () => {
    // Rank sums of 40 and 45 where 39 is expected: z² = 1 / 39 and 36 / 39, both under what chance explains.
    const [less, more] = [labels("abbababaabba"), labels("bababbababaa")];
    const found = parameterImportance(
      less.map((kind, index) => ({ parameters: { less: kind, more: more[index] }, result: index + 1 })),
    );
    expect(found.map(({ name, importance }) => [name, importance])).toEqual([
      ["more", 0],
      ["less", 0],
    ]);
    expect(found[0]?.p).toBeLessThan(found[1]?.p ?? 0);
  });
});

describe("pairs of algorithms", () => {
  const group = (name: string, values: readonly number[], keys?: readonly (string | undefined)[]) =>
    keys === undefined ? { name, values } : { name, values, keys };

  it("are compared with exactly as many runs as are needed, on both sides", () => {
    const [a, b] = [group("A", [1, 2, 3, 4]), group("B", [5, 6, 7, 8])];
    expect(compareAll([a, b])).toMatchObject([{ kind: "compared", p: 2 / 70, medians: [2.5, 6.5] }]);
    expect(compareAll([a, group("B", [5, 6, 7])])).toMatchObject([{ kind: "tooFew", counts: [4, 3], needed: 4 }]);
    expect([fewestRuns(1, 2 / 70), fewestRuns(1, 2 / 69)]).toEqual([5, 4]);
  });

  it("are paired with exactly as many seeds as are needed", () => {
    const seeds = ["1", "2", "3", "4", "5", "6"];
    const values = [10, 20, 30, 40, 50, 60];
    const better = group("A", values, seeds);
    const worse = group(
      "B",
      values.map((value) => value + 1),
      seeds,
    );
    expect(compareAll([better, worse])).toMatchObject([{ test: "wilcoxon", p: 2 / 64 }]);
  });

  it("are corrected each by its own p, whatever could not be compared", () => {
    const few = group("few", [1, 2, 3]);
    const many = [0, 3, 1].map((from, index) =>
      group(
        `many ${index}`,
        [1, 2, 3, 4, 5, 6, 7, 8].map((value) => value + from),
      ),
    );
    const found = compareAll([few, ...many]);
    const compared = found.flatMap((one) => (one.kind === "compared" ? [one] : []));
    expect(found).toHaveLength(6);
    expect(compared).toHaveLength(3);
    const ordered = [...compared].sort((a, b) => a.p - b.p);
    // Holm (1979): three times the smallest, twice the next one, and none below the one before it.
    const [least, next, last] = ordered.map(({ p }) => p) as [number, number, number];
    expect(least).toBeLessThan(next);
    expect(next).toBeLessThan(last);
    const expected = [3 * least, Math.max(3 * least, 2 * next), Math.max(3 * least, 2 * next, last)];
    expect(ordered.map(({ adjustedP }) => adjustedP)).toEqual(expected.map((p) => Math.min(1, p)));
  });

  it("are not significant at a p that is the level itself", () => {
    const groups = [group("A", [1, 2, 3, 4, 6, 8]), group("B", [5, 7, 9, 10, 11, 12])];
    const [found] = compareAll(groups);
    const p = found?.kind === "compared" ? found.adjustedP : NaN;
    expect(compareAll(groups, p)).toMatchObject([{ kind: "compared", isSignificant: false }]);
    expect(compareAll(groups, p * 1.01)).toMatchObject([{ isSignificant: true }]);
  });

  it.each([
    ["a seed twice on one side", ["1", "1", "3", "4", "5", "6", "7"], ["1", "2", "3", "4", "5", "6", "7"]],
    ["other seeds", ["1", "2", "3", "4", "5", "6", "8"], ["1", "2", "3", "4", "5", "6", "7"]],
    ["one seed more", ["1", "2", "3", "4", "5", "6", "7"], ["1", "2", "3", "4", "5", "6", "7", "8"]],
    ["one seed less", ["1", "2", "3", "4", "5", "6", "7", "8"], ["1", "2", "3", "4", "5", "6", "7"]],
    ["no seed", [undefined, "2", "3", "4", "5", "6", "7"], [undefined, "2", "3", "4", "5", "6", "7"]],
  ])("are not paired where runs have %s", (_, first, second) => {
    const valued = (keys: readonly (string | undefined)[], from: number): number[] =>
      keys.map((__, i) => 100 * i + from);
    const groups = [group("A", valued(first, 0), first), group("B", valued(second, 1), second)];
    expect(compareAll(groups)).toMatchObject([{ test: "mannWhitney" }]);
  });
});

describe("targets and budgets", () => {
  const curve = (best: number[], direction: Curve["direction"] = "minimize"): Curve => ({
    direction,
    x: best.map((_, index) => 110 + 10 * index),
    best,
    start: 100,
    end: 150,
  });

  it("count from where a run began", () => {
    expect(fixedTarget([curve([9, 5, 1]), curve([9, 8])], 5)).toMatchObject({
      successes: 1,
      ert: 20 + 50,
      medianRunTime: 20,
    });
    expect(fixedBudget([curve([9, 5, 1])], 20)).toMatchObject({ runs: 1, best: 5 });
  });

  it("say of no run that it takes for ever", () => {
    expect(fixedTarget([], 1)).toMatchObject({ runs: 0, successRate: NaN, ert: Infinity });
  });

  it("turn round where more is better", () => {
    const rising = [curve([1, 5, 9], "maximize"), curve([1, 2], "maximize")];
    expect(fixedBudget(rising, 30)).toMatchObject({ best: 9, median: 5.5 });
    expect(fixedTarget(rising, 5)).toMatchObject({ successes: 1 });
    expect(spreadTargets(rising, 3, 1e-2)?.map((target) => Number(target.toFixed(6)))).toEqual([1, 8.2, 8.92]);
  });

  it("compare run times only where both have one", () => {
    const found = (ert: number) => ({ ...fixedTarget([], 1), ert });
    expect(ertRatio([found(4), found(8)], [found(2)])).toBe(2);
    expect(ertRatio([found(0), found(8)], [found(2), found(2)])).toBe(4);
    expect(ertRatio([found(4)], [found(Infinity)])).toBeNaN();
  });
});
