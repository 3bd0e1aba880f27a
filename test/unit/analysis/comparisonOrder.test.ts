import { describe, expect, it } from "vitest";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import type { ComparedRun } from "../../../src/analysis/comparison/comparedRuns";
import type { Grouping } from "../../../src/protocol/comparison";
import { comparedRun, request, session } from "./comparedRuns";

const names = (runs: readonly ComparedRun[], groupBy: Grouping = "algorithm"): readonly string[] =>
  compareRuns(runs, request({ groupBy })).groups.map(({ name }) => name);
const ended = (algorithm: string, best: number, more: Parameters<typeof comparedRun>[2] = {}): ComparedRun =>
  comparedRun(`${algorithm} ${best}`, [], { algorithm, best, ...more });

describe("the order of groups", () => {
  it("is that of their medians, the best first and those without results last", () => {
    const values = [5, 3, 9] as const;
    const runs = values.map((best) => ended(`of ${best}`, best));
    const without = [comparedRun("none", [], { algorithm: "none" }), comparedRun("no", [], { algorithm: "no" })];
    expect(names([...without, ...runs])).toEqual(["of 3", "of 5", "of 9", "none", "no"]);
    const upward = [...without, ...runs].map((one) => ({
      ...one,
      run: { ...one.run, direction: "maximize" as const },
    }));
    expect(names(upward)).toEqual(["of 9", "of 5", "of 3", "none", "no"]);
  });

  it("is that of age for commits, the newest first, but not for sessions", () => {
    const at = (commit: string, startTime: number, best: number) =>
      ended("GA", best, {
        session: session(commit, { label: commit, startTime, git: { commit: commit.repeat(4), isDirty: false } }),
      });
    const runs = [at("aaaa", 1, 3), at("bbbb", 2, 1), at("cccc", 3, 2)];
    expect(names(runs, "commit")).toEqual(["ccccccc", "bbbbbbb", "aaaaaaa"]);
    expect(names(runs, "session")).toEqual(["bbbb", "cccc", "aaaa"]);
  });
});

describe("more groups than can be told apart", () => {
  /** Groups 0, 1, 2 … of one run each, and of the first, which is the oldest and the best, two. */
  const many = (count: number): readonly ComparedRun[] =>
    [0, ...Array.from({ length: count }, (_, index) => index)].map((index, place) =>
      comparedRun(`run ${place}`, [], {
        algorithm: `algorithm ${index}`,
        best: index,
        session: session(`session ${index}`, {
          label: `session ${index}`,
          startTime: index,
          git: { commit: `${String(index).padStart(7, "0")}abc`, isDirty: false },
        }),
      }),
    );
  const compare = (count: number, groupBy: Grouping) => {
    const { groups, notes } = compareRuns(many(count), request({ groupBy }));
    return { kept: groups.map(({ name }) => name), notes };
  };

  it("are cut to those with the most runs", () => {
    const { kept, notes } = compare(21, "algorithm");
    // Of those with one run each the oldest went.
    expect(kept).toEqual([0, ...Array.from({ length: 19 }, (_, index) => index + 2)].map((n) => `algorithm ${n}`));
    expect(notes.slice(0, 2)).toEqual([
      "20 of 21 groups are compared, those with the most runs.",
      "1 run in none of the groups.",
    ]);
  });

  it.each([
    ["session", Array.from({ length: 20 }, (_, index) => `session ${index + 1}`)],
    ["commit", Array.from({ length: 20 }, (_, index) => String(20 - index).padStart(7, "0"))],
  ] as const)("are cut to the newest of each %s", (groupBy, expected) => {
    const { kept, notes } = compare(21, groupBy);
    expect(kept).toEqual(expected);
    expect(notes.slice(0, 2)).toEqual(["20 of 21 groups are compared, the newest.", "2 runs in none of the groups."]);
  });

  it("are not cut up to twenty", () => {
    const { kept, notes } = compare(20, "algorithm");
    expect(kept).toHaveLength(20);
    expect(notes.filter((note) => note.includes("groups are compared"))).toEqual([]);
  });
});

describe("the problems of a comparison", () => {
  const runs = [
    ended("A", 1, { problem: "new" }),
    ended("A", 2, { problem: "usual" }),
    ended("B", 3, { problem: "usual" }),
    comparedRun("unnamed", [], { best: 4 }),
  ].map(({ session: inSession, run: { problem, ...run } }) => ({
    session: { ...inSession, id: "one" },
    run: problem === undefined || problem === "sphere" ? run : { ...run, problem },
  }));

  it("are listed by their runs, and the one with the most is shown", () => {
    expect(compareRuns(runs, request())).toMatchObject({
      problem: "usual",
      problems: [
        { name: "usual", runs: 2 },
        { name: "new", runs: 1 },
        { name: "(no problem named)", runs: 1 },
      ],
      runs: 2,
      sessions: 1,
    });
  });

  it("are all shown where they are the groups", () => {
    const { problem, groups, runs: count } = compareRuns(runs, request({ groupBy: "problem", problem: "usual" }));
    expect(problem).toBe("(all problems)");
    expect(count).toBe(4);
    expect(groups.map(({ name }) => name)).toEqual(["new", "usual", "(no problem named)"]);
    for (const profile of ["performanceProfile", "dataProfile"]) expect(groups[0]).not.toHaveProperty(profile);
  });
});
