import { describe, expect, it } from "vitest";
import { comparePairs } from "../../../src/analysis/comparison/comparedPairs";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import type { RunSummary } from "../../../src/protocol/session";
import { comparedRun, request } from "./comparedRuns";

const group = (name: string, values: readonly number[]) => ({ name, values });
/** Eight and nine values that do not overlap: the smallest p is 2 / C(17, 8). */
const low = group("A", [1, 2, 3, 4, 5, 6, 7, 8]);
const high = group("B", [11, 12, 13, 14, 15, 16, 17, 18, 19]);

describe("a pair of groups", () => {
  const certain = { test: "mannWhitney", p: expect.closeTo(2 / 24310, 12) as number } as const;

  it("is told with the better one first, whichever comes first", () => {
    const sentence = "A is better than B: median 4.5 vs 15, A12 1.00, p < 0.001 (Mann–Whitney, Holm), 8 vs 9 runs";
    const figures = { ...certain, correctedP: certain.p, sentence };
    expect(comparePairs([low, high], "minimize")).toEqual([
      { first: "A", second: "B", verdict: "firstBetter", a12: 1, runs: [8, 9], ...figures },
    ]);
    expect(comparePairs([high, low], "minimize")).toEqual([
      { first: "B", second: "A", verdict: "secondBetter", a12: 0, runs: [9, 8], ...figures },
    ]);
  });

  it("is turned round where more is better", () => {
    expect(comparePairs([low, high], "maximize")).toMatchObject([
      {
        verdict: "secondBetter",
        a12: 0,
        sentence: "B is better than A: median 15 vs 4.5, A12 1.00, p < 0.001 (Mann–Whitney, Holm), 9 vs 8 runs",
      },
    ]);
  });

  // The p are those of SciPy: U is 4 and 5 of 25.
  it.each([
    [[1, 2, 3, 4, 9], "median 3 vs 7, A12 0.84, p = 0.095"],
    [[1, 2, 3, 5, 9], "median 3 vs 7, A12 0.80, p = 0.15"],
  ])("shows no difference between %j and the rest of ten", (values, figures) => {
    const others = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((value) => !values.includes(value));
    const [found] = comparePairs([group("A", values), group("B", others)], "minimize");
    expect(found?.verdict).toBe("noDifference");
    expect(found?.sentence).toBe(`A and B: no difference is shown, ${figures} (Mann–Whitney, Holm), 5 vs 5 runs`);
  });

  it("is told with each group's own runs where there are too few", () => {
    expect(comparePairs([group("A", [1, 2, 3]), high], "minimize")).toEqual([
      {
        first: "A",
        second: "B",
        verdict: "tooFew",
        runs: [3, 9],
        sentence: "A and B: too few runs to tell, 3 vs 9 runs; at least 4 of each are needed",
      },
    ]);
  });
});

describe("runs of the same seeds", () => {
  /** One run a seed: its result is `values[seed]`. */
  function seeded(algorithm: string, values: readonly number[], more: Partial<RunSummary> = {}) {
    return values.map((best, seed) => comparedRun(`${algorithm} ${seed}`, [], { algorithm, seed, best, ...more }));
  }
  const many = [10, 20, 30, 40, 50, 60, 70];
  const better = many.map((value) => value - 1);

  it("are paired, without those that have no result", () => {
    const unfinished = comparedRun("unfinished", [], { algorithm: "A", seed: 99 });
    const [pair] = compareRuns([...seeded("A", better), unfinished, ...seeded("B", many)], request()).pairs;
    expect(pair).toMatchObject({ test: "wilcoxon", p: 2 / 2 ** 7, runs: [7, 7] });
    expect(pair?.sentence).toBe(
      "A is better than B: median 39 vs 40, A12 0.57, p = 0.016 (Wilcoxon over shared seeds, Holm), 7 vs 7 runs",
    );
  });

  it("are not paired where one run names none", () => {
    const runs = [...seeded("A", better), ...seeded("B", many)].map((one) => {
      const { seed, ...unnamed } = one.run;
      return seed === 0 ? { ...one, run: unnamed } : one;
    });
    expect(compareRuns(runs, request()).pairs).toMatchObject([{ test: "mannWhitney" }]);
  });

  it("are not paired over different problems", () => {
    const runs = [...seeded("A", better, { problem: "p" }), ...seeded("B", many, { problem: "q" })];
    expect(compareRuns(runs, request({ groupBy: "problem" })).pairs).toMatchObject([{ test: "mannWhitney" }]);
  });

  // On 16 seeds of 30 the second is better, but by less than it is worse on all others: a signed rank of 136, p of SciPy.
  it.each([
    ["minimize", "A", "B", "14,500 vs 14,485"],
    ["maximize", "B", "A", "14,485 vs 14,500"],
  ] as const)("are called better by what the test over seeds says (%s)", (direction, leader, worse, medians) => {
    const first = Array.from({ length: 30 }, (_, seed) => 1000 * seed);
    const second = first.map((value, seed) => value + (seed < 16 ? -(seed + 1) : seed + 1));
    const runs = [...seeded("A", first, { direction }), ...seeded("B", second, { direction })];
    const [pair] = compareRuns(runs, request()).pairs;
    expect(pair?.p).toBeCloseTo(0.047259049490094185, 12);
    // The better median stands first, and it is not that of the better group here.
    expect(pair).toMatchObject({ first: worse, second: leader, verdict: "secondBetter" });
    // A12 is 0.4989.
    expect(pair?.sentence).toBe(
      `${leader} is better than ${worse}: median ${medians}, A12 0.50, p = 0.047 (Wilcoxon over shared seeds, Holm), 30 vs 30 runs`,
    );
  });
});
