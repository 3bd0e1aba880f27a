import { describe, expect, it } from "vitest";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import type { ComparedRun } from "../../../src/analysis/comparison/comparedRuns";
import type { ComparedGroup } from "../../../src/protocol/comparison";
import type { RunSummary } from "../../../src/protocol/session";
import { comparedRun, request, session } from "./comparedRuns";

type Points = readonly (readonly [number, number])[];

/** A run of an algorithm on a problem. */
function on(problem: string, algorithm: string, points: Points, more: Partial<RunSummary> = {}): ComparedRun {
  return comparedRun(`${problem} ${algorithm} ${JSON.stringify(points)}`, points, { problem, algorithm, ...more });
}

/** A run that ended with a value. */
function ended(problem: string, algorithm: string, value: number, more: Partial<RunSummary> = {}): ComparedRun {
  return on(problem, algorithm, [[10, value]], more);
}

/** The same run without a word on which way is better. */
function undirected({ run: { direction: _, ...run }, ...one }: ComparedRun): ComparedRun {
  return { ...one, run };
}

const ranksNote = /^Ranks need/;
const named = (groups: readonly ComparedGroup[], name: string) => groups.find((group) => group.name === name);

describe("ranks over problems", () => {
  const [p, q] = [
    [ended("p", "A", 1), ended("p", "B", 2)],
    [ended("q", "A", 5), ended("q", "B", 7)],
  ];

  it("are those of medians, and turn round for problems that are maximized", () => {
    const up = { direction: "maximize" } as const;
    // On r the median of A is 9, though it has the worst run.
    const r = [ended("r", "A", 1, up), ended("r", "A", 9, up), ended("r", "A", 10, up), ended("r", "B", 8, up)];
    const { ranks, groups, notes } = compareRuns([...p, ...q, ...r], request());
    expect(ranks).toEqual({
      problems: 3,
      // Three problems rank two groups alike by chance once in 2!².
      p: 0.25,
      criticalDifference: expect.closeTo(1.1315857340761712, 3),
      ranks: [
        { name: "A", rank: 1 },
        { name: "B", rank: 2 },
      ],
      cliques: [["A", "B"]],
    });
    expect(groups.map(({ rank }) => rank)).toEqual([1, 2]);
    expect(notes.filter((note) => ranksNote.test(note))).toEqual([]);
  });

  it("stand with the groups they belong to, whatever their order", () => {
    // On the problem shown B leads, over all problems A does.
    const runs = [ended("p", "A", 3), ended("p", "B", 2), ...q, ended("r", "A", 1), ended("r", "B", 4)];
    const { groups } = compareRuns(runs, request({ problem: "p" }));
    expect(groups.map(({ name, rank }) => [name, rank])).toEqual([
      ["B", 5 / 3],
      ["A", 4 / 3],
    ]);
  });

  it("leave out problems where a group has no result, and say so", () => {
    const { ranks, notes } = compareRuns([...p, ...q, ended("r", "A", 1), on("r", "B", [])], request());
    expect(ranks?.problems).toBe(2);
    expect(notes).toContain("Ranks need runs of every group on a problem: 2 of 3 problems have them.");
  });

  it("are none of a single complete problem", () => {
    const { ranks, groups, notes } = compareRuns([...p, ended("q", "A", 1)], request());
    expect(ranks).toBeUndefined();
    expect(groups[0]).not.toHaveProperty("rank");
    expect(notes).toContain(
      "Ranks need runs of every group on a problem: 1 of 2 problems have them, and two are the least.",
    );
  });

  it("are not missed where there is one problem, one group, or where problems are the groups", () => {
    const said = (runs: readonly ComparedRun[], more: Parameters<typeof request>[0] = {}) => {
      const comparison = compareRuns(runs, request(more));
      return { ...comparison, notes: comparison.notes.filter((note) => ranksNote.test(note)) };
    };
    expect(said([ended("p", "A", 1), on("p", "B", [])])).toMatchObject({ notes: [] });
    const alone = said([ended("p", "A", 1), on("q", "A", [])]);
    expect(alone.notes).toEqual([]);
    const byProblem = said([...p, ...q, on("r", "A", [])], { groupBy: "problem" });
    expect(byProblem).toMatchObject({ notes: [], problem: "(all problems)" });
    expect(byProblem).not.toHaveProperty("ranks");
  });

  it("count a session's runs on all problems, also where only others share its label there", () => {
    const [first, second, third] = [
      session("s1", { label: "search", startTime: 1 }),
      session("s2", { label: "search", startTime: 2 }),
      session("s3", { label: "other", startTime: 3 }),
    ];
    const of = (one: ReturnType<typeof session>, problem: string, value: number) => ({
      ...ended(problem, "A", value),
      session: one,
    });
    const runs = [of(first, "p", 1), of(first, "q", 1), of(second, "q", 3), of(third, "p", 2), of(third, "q", 2)];
    const { ranks } = compareRuns(runs, request({ groupBy: "session", problem: "p" }));
    expect(ranks).toMatchObject({ problems: 2, ranks: [{ name: "search 1970-01-01 00:00:01" }, { name: "other" }] });
  });
});

describe("directions of a problem's runs", () => {
  const down = [ended("p", "A", 1), ended("p", "B", 2)];
  const up = { direction: "maximize" } as const;

  it("are that of most of them, for runs and groups that name none too", () => {
    const steps: Points = [
      [10, 1],
      [20, 0.5],
    ];
    // A maximizes from 1 to 9; B, whose 1 is no better than the beginning, never solves it.
    const q = [
      on(
        "q",
        "A",
        [
          [10, 1],
          [30, 9],
        ],
        up,
      ),
      undirected(on("q", "B", steps, { best: 1 })),
    ];
    const { ranks, groups } = compareRuns([...down, ...q], request());
    expect(ranks?.ranks[0]).toEqual({ name: "A", rank: 1 });
    expect(named(groups, "B")?.performanceProfile).toEqual({ x: [], share: [] });
    expect(named(groups, "A")?.performanceProfile).toEqual({ x: [1], share: [1] });
  });

  it("leave a group its runs of that direction where most of its own have the other", () => {
    const q = [
      ended("q", "A", 5, up),
      ended("q", "A", 6, up),
      ended("q", "A", 7, up),
      ended("q", "B", 8, up),
      ended("q", "B", 1),
      ended("q", "B", 2),
    ];
    const { ranks } = compareRuns([...down, ...q], request({ problem: "p" }));
    expect(ranks).toMatchObject({ problems: 2, ranks: [{ rank: 1.5 }, { rank: 1.5 }] });
  });
});

describe("profiles over problems", () => {
  const fall = (first: number, at: number): Points => [
    [first, 100],
    [at, 0],
  ];
  /** Solved after 20 and 40 evaluations on p, 30 and 10 on q. */
  const runs = (dimensions: readonly (number | undefined)[] = [4, 9]): readonly ComparedRun[] => {
    const [ofP, ofQ] = dimensions.map((dimension) => (dimension === undefined ? {} : { dimension }));
    return [
      // One run that tells the dimension is enough.
      on("p", "A", fall(10, 20)),
      on("p", "B", fall(10, 40), ofP),
      on("q", "A", fall(5, 30), ofQ),
      on("q", "B", fall(5, 10)),
    ];
  };
  const profiles = (some: readonly ComparedRun[], more: Parameters<typeof request>[0] = {}) => {
    const { groups } = compareRuns(some, request({ problem: "p", ...more }));
    return ["A", "B"].map((name) => {
      const { performanceProfile, dataProfile } = named(groups, name) ?? {};
      return { performanceProfile, dataProfile };
    });
  };

  it("are shares of problems by times the fastest, and by evaluations over the dimension and one", () => {
    expect(profiles(runs())).toEqual([
      { performanceProfile: { x: [1, 3], share: [0.5, 1] }, dataProfile: { x: [3, 4], share: [0.5, 1] } },
      { performanceProfile: { x: [1, 2], share: [0.5, 1] }, dataProfile: { x: [1, 8], share: [0.5, 1] } },
    ]);
  });

  it("have no data profile without every dimension, or where the axis is no count of evaluations", () => {
    for (const found of [profiles(runs([4, undefined])), profiles(runs(), { axis: "time" })]) {
      expect(found[0]).toEqual({ performanceProfile: { x: [1, 3], share: [0.5, 1] }, dataProfile: undefined });
    }
  });

  it("take the last target that is asked for on the problem shown, and only there", () => {
    const [, ...others] = runs();
    const steps: Points = [
      [10, 100],
      [12, 50],
      [15, 10],
      [20, 0],
    ];
    // A is there after 15 of 40 evaluations on p, after 30 of 10 on q, as above.
    expect(profiles([on("p", "A", steps), ...others], { targets: [50, 10] })).toMatchObject([
      { performanceProfile: { x: [1, 3] } },
      { performanceProfile: { x: [1, 40 / 15] } },
    ]);
  });

  it("count a problem as solved where 99 % of the gap from the median start is closed", () => {
    // The starts are 100, 100 and 1000, the best is 0: the target is 1.
    const near = (value: number) => [
      on("p", "A", [
        [10, 1000],
        [20, 0],
      ]),
      on("p", "A", [
        [10, 100],
        [20, 0],
      ]),
      on("p", "B", [
        [10, 100],
        [40, value],
      ]),
      ...runs().slice(2),
    ];
    expect(profiles(near(1))[1]?.performanceProfile).toEqual({ x: [1, 2], share: [0.5, 1] });
    expect(profiles(near(1.01))[1]?.performanceProfile).toEqual({ x: [1], share: [0.5] });
  });

  it("look the other way where more is better", () => {
    const up = { direction: "maximize" } as const;
    const rise = (at: number): Points => [
      [5, 0],
      [at, 100],
    ];
    const some = [...runs().slice(0, 2), on("q", "A", rise(30), up), on("q", "B", rise(10), up)];
    expect(profiles(some)[0]?.performanceProfile).toEqual({ x: [1, 3], share: [0.5, 1] });
  });

  it("need two problems with curves", () => {
    const uncurved = [ended("r", "A", 1), ended("r", "B", 1)].map(({ curve: _, ...one }) => one);
    expect(profiles([...runs().slice(0, 2), ...uncurved])[0]).toEqual({});
    expect(profiles([...runs(), ...uncurved])[0]?.performanceProfile).toEqual({ x: [1, 3], share: [0.5, 1] });
    expect(profiles(runs().slice(0, 2))[0]).toEqual({});
  });

  it("are none of one group", () => {
    const alone = runs().filter(({ run }) => run.algorithm === "A");
    expect(profiles(alone)[0]).toEqual({});
  });

  it("have as many steps as a curve has places", () => {
    const many = Array.from({ length: 9 }, (_, index) => [
      on(`p${index}`, "A", fall(1, 10)),
      on(`p${index}`, "B", fall(1, 20 + index)),
    ]).flat();
    const [, slower] = profiles(many, { points: 3, problem: "p0" });
    expect(slower?.performanceProfile).toEqual({ x: [2, 2.4, 2.8], share: [1 / 9, 5 / 9, 1] });
  });
});
