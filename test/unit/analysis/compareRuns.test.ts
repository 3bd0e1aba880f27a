import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import type { Comparison } from "../../../src/protocol/comparison";
import { comparedRun, request, session } from "./comparedRuns";
import reference from "./fixtures/comparison.json";

/** Three runs of each of two algorithms; hand-made so that every figure can be told by looking. */
const few = [
  comparedRun(
    "a1",
    [
      [10, 8],
      [20, 4],
      [100, 1],
    ],
    { algorithm: "A" },
  ),
  comparedRun(
    "a2",
    [
      [10, 8],
      [40, 2],
      [100, 2],
    ],
    { algorithm: "A" },
  ),
  comparedRun(
    "a3",
    [
      [10, 9],
      [100, 3],
    ],
    { algorithm: "A" },
  ),
  comparedRun(
    "b1",
    [
      [10, 9],
      [50, 6],
    ],
    { algorithm: "B" },
  ),
  comparedRun(
    "b2",
    [
      [10, 7],
      [50, 7],
    ],
    { algorithm: "B" },
  ),
];

describe("groups", () => {
  const compared = (): Comparison => compareRuns(few, request({ targets: [4], points: 20 }));

  it("are told in figures, the best median first", () => {
    const comparison = compared();
    const [first, second] = comparison.groups;
    expect(comparison).toMatchObject({ problem: "sphere", direction: "minimize", runs: 5, sessions: 5 });
    expect(first).toMatchObject({ name: "A", runs: 3, best: 1, median: 2, low: 1.5, high: 2.5, mean: 2, cost: 100 });
    expect(second).toMatchObject({ name: "B", runs: 2, best: 6, median: 6.5, cost: 50 });
  });

  it("have a band from three runs on, and single lines below", () => {
    const [first, second] = compared().groups;
    const place = first?.band?.x.indexOf(100) ?? -1;
    expect([first?.band?.low[place], first?.band?.median[place], first?.band?.high[place]]).toEqual([1.5, 2, 2.5]);
    expect(first?.lines).toEqual([]);
    expect(second?.band).toBeUndefined();
    expect(second?.lines).toMatchObject([
      { runId: "b1", x: [10, 50], y: [9, 6] },
      { runId: "b2", x: [10, 50], y: [7, 7] },
    ]);
  });

  it("count what misses cost: (20 + 40 + 100) ÷ 3 for a target of 4", () => {
    const [row] = compared().targets;
    expect(row?.target).toBe(4);
    expect(row?.cells[0]).toMatchObject({ runs: 3, successes: 3, successRate: 1, ert: 160 / 3 });
    expect(row?.cells[1]).toMatchObject({ runs: 2, successes: 0, successRate: 0, ert: "Infinity" });
  });

  it("stand in budgets up to the longest run", () => {
    const { budgets } = compared();
    expect(budgets.map(({ budget }) => budget)).toEqual([10, 25, 50, 100]);
    expect(budgets[1]?.cells).toEqual([
      { runs: 3, best: 4, median: 8 },
      { runs: 2, best: 7, median: 8 },
    ]);
  });

  it("say how many runs are needed where there are too few", () => {
    expect(compared().pairs).toEqual([
      {
        first: "A",
        second: "B",
        verdict: "tooFew",
        runs: [3, 2],
        sentence: "A and B: too few runs to tell, 3 vs 2 runs; at least 4 of each are needed",
      },
    ]);
  });
});

describe("statistics that SciPy gives too", () => {
  const runs = Object.entries(reference.results).flatMap(([problem, groups]) =>
    Object.entries(groups).flatMap(([algorithm, values]) =>
      values.map((value, seed) =>
        comparedRun(
          `${problem} ${algorithm} ${seed}`,
          [
            [1, 100],
            [50 + seed, value],
          ],
          { problem, algorithm, dimension: 4 },
        ),
      ),
    ),
  );
  const compared = (): Comparison => compareRuns(runs, request({ problem: "sphere" }));

  it("compare pairs", () => {
    const comparison = compared();
    for (const { names, p, correctedP, a12 } of reference.pairs) {
      const pair = comparison.pairs.find(({ first, second }) => [first, second].every((name) => names.includes(name)));
      const isSwapped = pair?.first !== names[0];
      expect(pair?.p).toBeCloseTo(p, 12);
      expect(pair?.correctedP).toBeCloseTo(correctedP, 12);
      expect(pair?.a12).toBeCloseTo(isSwapped ? 1 - a12 : a12, 12);
    }
    const [best] = comparison.pairs;
    expect(best?.sentence).toBe(
      "CMA-ES is better than GA: median 0.987 vs 1.75, A12 0.89, p = 0.014 (Mann–Whitney, Holm), 8 vs 8 runs",
    );
  });

  it("rank over problems", () => {
    const comparison = compared();
    expect(comparison.ranks?.problems).toBe(4);
    for (const { name, rank } of comparison.ranks?.ranks ?? []) {
      expect(rank).toBe(reference.ranks.ranks[name as keyof typeof reference.ranks.ranks]);
    }
    expect(comparison.ranks?.p).toBeCloseTo(reference.ranks.p, 10);
    expect(comparison.ranks?.criticalDifference).toBeCloseTo(reference.ranks.cd, 3);
    expect(comparison.groups.every(({ performanceProfile }) => performanceProfile !== undefined)).toBe(true);
    expect(comparison.groups.every(({ dataProfile }) => dataProfile !== undefined)).toBe(true);
  });
});

describe("what is said of a selection", () => {
  it("names mixed and missing directions, and leaves the fewer out", () => {
    const runs = [
      comparedRun(
        "up",
        [
          [1, 1],
          [2, 5],
        ],
        { direction: "maximize" },
      ),
      comparedRun(
        "up too",
        [
          [1, 1],
          [2, 6],
        ],
        { direction: "maximize" },
      ),
      comparedRun("down", [[1, 5]]),
    ];
    const { direction, notes, groups } = compareRuns(runs, request());
    expect(direction).toBe("maximize");
    expect(groups[0]).toMatchObject({ runs: 2, best: 6 });
    expect(notes).toContain(
      "Directions are mixed: 1 run that minimizes left out of a comparison of runs that maximize.",
    );
    const { direction: _, ...run } = comparedRun("none", [[1, 3]]).run;
    const unknown = compareRuns([{ session: session("s"), run }], request());
    expect(unknown.notes).toContain("1 run without a direction, taken to minimize.");
    expect(unknown.notes).toContain("1 run without a curve along evaluations: counted in final values only.");
  });

  it("leaves fronts out, names runs without a problem, and tells how one group can become several", () => {
    const front = comparedRun("front", [], { direction: ["minimize", "maximize"] });
    const { problem: _, ...unnamed } = comparedRun("unnamed", []).run;
    const runs = [front, { session: session("s", { label: "first" }), run: unnamed }, comparedRun("other", [[1, 2]])];
    const { notes, problems } = compareRuns(runs, request());
    expect(problems.map(({ name }) => name)).toContain("(no problem named)");
    expect(notes).toContain("1 run with several objectives left out: one value does not rank fronts.");
    const single = compareRuns([...few.slice(0, 3)], request());
    expect(single.notes).toContain("There is one group only, A. Group by session instead.");
  });

  it("says that nothing fits", () => {
    expect(compareRuns([], request())).toMatchObject({ groups: [], pairs: [], notes: ["No run fits."] });
    expect(compareRuns(few, request({ problem: "nowhere" })).notes).toEqual(['No run has the problem "nowhere".']);
    expect(compareRuns(few, request({ groupBy: "tag" })).notes).toContain("No run has a tag to group by.");
  });

  it("keeps the newest of too many runs", () => {
    const many = Array.from({ length: 5003 }, (_, index) =>
      comparedRun(String(index), [], { best: index, session: session(String(index), { startTime: index }) }),
    );
    const { runs, notes, groups } = compareRuns(many, request());
    expect(runs).toBe(5000);
    expect(groups[0]?.best).toBe(3);
    expect(notes).toContain("Only the newest 5,000 of 5,003 runs are compared; a narrower filter shows others.");
  });
});

describe("groupings", () => {
  const commit = (name: string, isDirty: boolean, startTime: number) =>
    session(name + String(isDirty), { startTime, git: { commit: name.repeat(20), isDirty }, tags: ["all", name] });
  const runs = [
    comparedRun("1", [[1, 4]], { session: commit("ab", false, 1), parameters: { rate: 0.1 } }),
    comparedRun("2", [[1, 3]], { session: commit("ab", true, 2), parameters: { rate: 0.2 } }),
    comparedRun("3", [[1, 2]], { session: commit("cd", false, 3), parameters: { rate: 0.2 } }),
  ];
  const names = (groupBy: Comparison["groupBy"]): readonly string[] =>
    compareRuns(runs, request({ groupBy })).groups.map(({ name }) => name);

  it("put runs into commits, newest first, changed work trees apart", () => {
    expect(names("commit")).toEqual(["cdcdcdc", "abababa+", "abababa"]);
  });

  it("put a run under each of its tags, and by a parameter's values", () => {
    expect(names("tag")).toEqual(["cd", "all", "ab"]);
    expect(names("parameter:rate")).toEqual(["0.2", "0.1"]);
    expect(names("parameter:missing")).toEqual([]);
  });

  it("are offered where they vary", () => {
    expect(compareRuns(runs, request()).groupings).toEqual(["commit", "session", "tag", "parameter:rate", "algorithm"]);
  });

  it("call sessions by their labels, and by their times where labels are the same", () => {
    expect(names("session")).toContain("search 1970-01-01 00:00:03");
  });
});

describe("any runs at all", () => {
  const value = fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.constantFrom(Infinity, 0, 1));
  const run = fc.record({
    algorithm: fc.constantFrom("A", "B", "C"),
    problem: fc.constantFrom("p", "q", undefined),
    direction: fc.constantFrom("minimize", "maximize", undefined),
    points: fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), value), { maxLength: 6 }),
    parameters: fc.dictionary(fc.constantFrom("x", "y"), fc.oneof(fc.integer(), fc.string(), fc.boolean())),
  });

  it("give an answer that JSON carries and that counts every run once", () => {
    fc.assert(
      fc.property(
        fc.array(run, { maxLength: 25 }),
        fc.constantFrom("algorithm", "problem", "parameter:x"),
        (some, groupBy) => {
          const runs = some.map(({ points, problem, direction, ...more }, index) => {
            const made = comparedRun(String(index), points, more);
            const { problem: _, direction: __, ...rest } = made.run;
            const named = {
              ...(problem === undefined ? {} : { problem }),
              ...(direction === undefined ? {} : { direction }),
            };
            return { ...made, run: { ...rest, ...named } };
          });
          const comparison = compareRuns(runs, request({ groupBy }));
          // What JSON has no number for becomes null.
          expect(JSON.stringify(comparison)).not.toContain("null");
          const counted = comparison.groups.reduce((sum, group) => sum + group.runs, 0);
          expect(counted).toBeLessThanOrEqual(comparison.runs);
        },
      ),
      { numRuns: 150 },
    );
  });
});
