import { describe, expect, it } from "vitest";
import { compareGroup, placesFor, thinnedSteps, type GroupPlan } from "../../../src/analysis/comparison/comparedGroups";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import type { ComparedRun } from "../../../src/analysis/comparison/comparedRuns";
import type { Curve } from "../../../src/analysis/convergence/curve";
import { comparedRun, request, session } from "./comparedRuns";

/** A curve that is first told of at `from`. */
const curve = (from: number, end: number): Curve => ({ direction: "minimize", x: [from], best: [1], start: 0, end });
const plan: GroupPlan = { axis: "evaluations", direction: "minimize", points: 50, grid: [] };
const figuresOf = (runs: readonly ComparedRun[], more: Partial<GroupPlan> = {}) =>
  compareGroup({ name: "A", runs }, { ...plan, ...more });

describe("the places of bands", () => {
  it("are half equally far apart and half by equal factors, as whole numbers", () => {
    // 1, 50.5, 100 and 1, 10, 100.
    expect(placesFor([curve(1, 100)], 6, "evaluations")).toEqual([1, 10, 51, 100]);
    expect(placesFor([curve(1, 100)], 7, "iteration")).toEqual([1, 10, 51, 100]);
    expect(placesFor([curve(1, 100)], 2, "evaluations")).toEqual([1, 100]);
  });

  it("lie between the first start and the last end of all curves", () => {
    // 2, 42, 82 and 2, 2 · √41, 82.
    expect(placesFor([curve(4, 50), curve(2, 60), curve(9, 82)], 6, "evaluations")).toEqual([2, 13, 42, 82]);
  });

  it("begin at what can be counted, factors at one", () => {
    expect(placesFor([curve(0, 100)], 6, "evaluations")).toEqual([0, 1, 10, 50, 100]);
  });

  it("are no whole numbers of seconds, factors from a ten-thousandth of the end on", () => {
    const places = placesFor([curve(0, 50)], 6, "time");
    expect(places).toEqual([0, expect.closeTo(0.005, 12), expect.closeTo(0.5, 12), 25, 50]);
    expect(placesFor([curve(2, 8)], 6, "time")).toEqual([2, 4, 5, 8]);
  });

  it("end exactly where the last run ended, whatever rounding does", () => {
    // 2.6 + (7.2 − 2.6) is less than 7.2.
    expect(placesFor([curve(2.6, 7.2)], 10, "time").at(-1)).toBe(7.2);
  });

  it("are none without a curve that goes anywhere", () => {
    expect(placesFor([], 10, "time")).toEqual([]);
    expect(placesFor([curve(0, 0)], 10, "time")).toEqual([]);
  });
});

describe("a group's band", () => {
  const inA = { algorithm: "A" };
  const few = [
    comparedRun(
      "a1",
      [
        [1, 9],
        [50, 3],
      ],
      inA,
    ),
    comparedRun(
      "a2",
      [
        [1, 8],
        [40, 2],
      ],
      inA,
    ),
    comparedRun(
      "a3",
      [
        [2, 7],
        [50, 1],
      ],
      inA,
    ),
  ];

  it("is told where three runs have a value, to the end of its own longest run", () => {
    const other = comparedRun(
      "b",
      [
        [1, 9],
        [1000, 5],
      ],
      { algorithm: "B" },
    );
    const { groups } = compareRuns([...few, other], request({ points: 6 }));
    // All share 1, 32, 501 and 1000; at 1 the third run has no value yet.
    expect(groups.find(({ name }) => name === "A")).toMatchObject({
      band: { x: [32, 50], low: [7.5, 1.5], median: [8, 2], high: [8.5, 2.5], counts: [3, 3] },
      lines: [],
    });
    expect(groups.find(({ name }) => name === "B")?.lines).toMatchObject([{ x: [1, 1000], y: [9, 5] }]);
  });

  it("has no upper edge where a quarter of the runs has no value yet", () => {
    const late = comparedRun("late", [[60, 0]]);
    const { band } = figuresOf([...few, late], { grid: [1, 10, 60] });
    expect(band).toEqual({ x: [10, 60], low: [7.75, 0.75], median: [8.5, 1.5], high: ["NaN", 2.25], counts: [3, 4] });
  });

  it("is made of curves: runs that have none do not count", () => {
    const without = comparedRun("without", [], { best: 4 });
    const two = figuresOf([...few.slice(0, 2), without], { grid: [10, 50] });
    expect(two).toMatchObject({ runs: 3 });
    expect(two).not.toHaveProperty("band");
    expect(two.lines.map(({ runId }) => runId)).toEqual(["a1", "a2"]);
    expect(figuresOf([...few, without], { grid: [10, 50] }).band?.counts).toEqual([3, 3]);
  });
});

describe("the lines of few runs", () => {
  const points = [7, 6, 5, 4, 3, 2, 1].map((best, index): [number, number] => [index + 1, best]);
  const shown = (most: number, end: number) =>
    figuresOf([comparedRun("one", points, { evaluations: end, algorithm: "PSO" })], { points: most }).lines[0];

  it("are thinned evenly with their first and last step, and go on to the run's end", () => {
    expect(shown(4, 20)).toEqual({
      sessionId: "session of one",
      runId: "one",
      name: "PSO",
      x: [1, 4, 7, 20],
      y: [7, 4, 1, 1],
    });
    expect(shown(3, 20)).toMatchObject({ x: [1, 7, 20], y: [7, 1, 1] });
    expect(shown(2, 20)).toMatchObject({ x: [7, 20], y: [1, 1] });
    expect(shown(8, 20)).toMatchObject({ x: [1, 2, 3, 4, 5, 6, 7, 20] });
  });

  it("end with the last step of a run that ended there", () => {
    expect(shown(4, 7)).toMatchObject({ x: [1, 4, 7], y: [7, 4, 1] });
  });
});

describe("the figures of a group", () => {
  it("are those of runs with a finite objective, whatever the others say", () => {
    const ofOne = session("one");
    const runs = [
      comparedRun("1", [[10, 4]], { session: ofOne }),
      comparedRun("2", [[10, 8]], { session: ofOne }),
      comparedRun("3", [], { best: "NaN" }),
      comparedRun("4", [], { best: "Infinity" }),
      comparedRun("5", []),
    ];
    const figures = { runs: 5, sessions: 4, best: 4, median: 6, low: 5, high: 7, mean: 6 };
    expect(figuresOf(runs)).toMatchObject(figures);
    expect(figuresOf(runs, { direction: "maximize" })).toMatchObject({ ...figures, best: 8 });
    const nothing = { runs: 1, best: "NaN", median: "NaN", mean: "NaN", cost: "NaN" };
    expect(figuresOf(runs.slice(4))).toMatchObject(nothing);
  });

  it("take the last value of the curve where a run does not tell its best", () => {
    const one = comparedRun("1", [
      [10, 4],
      [20, 3],
    ]);
    const { best, ...run } = one.run;
    expect(best).toBe(3);
    expect(figuresOf([{ ...one, run }])).toMatchObject({ best: 3, median: 3 });
  });

  it("have the median length along the axis, of the curve or as the run tells it", () => {
    const runs = [
      comparedRun("1", [[100, 4]], { lastIteration: 7 }),
      comparedRun("2", [], { evaluations: 300, lastIteration: 5, startTime: 1000, endTime: 1040 }),
      comparedRun("3", [], { startTime: 1000, endTime: 1060 }),
    ];
    expect(figuresOf(runs).cost).toBe(200);
    const uncurved = runs.map(({ curve: _, ...rest }) => rest);
    expect(figuresOf(uncurved, { axis: "iteration" }).cost).toBe(6);
    const running = { startTime: 1000, status: "running" } as const;
    const { endTime: _, ...open } = comparedRun("4", [], running).run;
    // 10, 40 and 60 seconds.
    expect(figuresOf([...uncurved, { session: session("s"), run: open }], { axis: "time" }).cost).toBe(40);
  });
});

describe("the run times of a group", () => {
  it("are shares of its pairs of run and target, of targets that all groups share", () => {
    const runs = [
      comparedRun(
        "a",
        [
          [10, 100],
          [20, 0],
        ],
        { algorithm: "A" },
      ),
      comparedRun("b", [[5, 100]], { algorithm: "B" }),
      comparedRun("c", [], { algorithm: "C", best: 300 }),
    ];
    const [a, b, c] = compareRuns(runs, request()).groups;
    // 51 targets from the worst first value, 100, to the best value of all.
    expect(a?.ecdf).toEqual({ x: [10, 20], share: [1 / 51, 1] });
    expect(b?.ecdf).toEqual({ x: [5], share: [1 / 51] });
    expect(c).not.toHaveProperty("ecdf");
  });

  it("are not told where no run became better", () => {
    const [only] = compareRuns([comparedRun("a", [[10, 100]])], request()).groups;
    expect(only).not.toHaveProperty("ecdf");
  });

  it("have as many steps as a curve has places", () => {
    const falling = Array.from({ length: 30 }, (_, index): [number, number] => [index + 1, 10 ** -index]);
    const [only] = compareRuns([comparedRun("a", falling)], request({ points: 5 })).groups;
    expect(only?.ecdf?.x).toHaveLength(5);
    expect(only?.ecdf?.share.at(-1)).toBe(1);
  });

  it("lose steps evenly, never the last", () => {
    const steps = { x: [1, 2, 3, 4, 5], share: [0.1, 0.2, 0.3, 0.4, 0.9] };
    expect(thinnedSteps(steps, 3)).toEqual({ x: [1, 3, 5], share: [0.1, 0.3, 0.9] });
    expect(thinnedSteps(steps, 2)).toEqual({ x: [1, 5], share: [0.1, 0.9] });
    expect(thinnedSteps(steps, 1)).toEqual({ x: [5], share: [0.9] });
    expect(thinnedSteps(steps, 5)).toEqual(steps);
  });
});
