import { describe, expect, it } from "vitest";
import { curveOf, lengthOf, selectRuns, sharedDirection } from "../../../src/analysis/comparison/comparedRuns";
import type { RunSummary } from "../../../src/protocol/session";
import { comparedRun, request, session } from "./comparedRuns";

const run = (more: Partial<RunSummary> = {}): RunSummary => comparedRun("run", [], more).run;

describe("the curve of a run", () => {
  it("counts seconds from its start, and nothing before it, to its end", () => {
    const timed = run({ startTime: 1000, endTime: 1050 });
    expect(curveOf(timed, "time", [998, 1010, 1030], [9, 5, 2])).toEqual({
      direction: "minimize",
      x: [0, 10, 30],
      best: [9, 5, 2],
      start: 0,
      end: 50,
    });
  });

  it("counts evaluations and iterations as they are, to the last that the run tells", () => {
    const counted = run({ evaluations: 500, lastIteration: 40 });
    expect(curveOf(counted, "evaluations", [100, 300], [9, 5])).toMatchObject({ x: [100, 300], start: 0, end: 500 });
    expect(curveOf(counted, "iteration", [10, 30], [9, 5])).toMatchObject({ x: [10, 30], start: 0, end: 40 });
    expect(curveOf(run(), "evaluations", [100, 300], [9, 5])).toMatchObject({ end: 300 });
  });

  it("rises where the run maximizes, and falls where it says nothing or has several directions", () => {
    const values = [4, 6, 3];
    const found = (one: RunSummary) => curveOf(one, "iteration", [1, 2, 3], values);
    const { direction: _, ...undirected } = run();
    expect(found(run({ direction: "maximize" }))).toMatchObject({ direction: "maximize", best: [4, 6] });
    expect(found(undirected)).toMatchObject({ direction: "minimize", best: [4, 3] });
    const several = run({ direction: ["maximize", "maximize"] });
    expect(found(several)).toMatchObject({ direction: "minimize", best: [4, 3] });
  });

  it("is none without a finite value", () => {
    expect(curveOf(run({ evaluations: 5 }), "evaluations", [1, 2], [NaN, Infinity])).toBeUndefined();
  });
});

describe("the length of a run", () => {
  it("is what it tells of the axis, and unknown while its time runs", () => {
    const { endTime: _, ...running } = run({ status: "running" });
    expect(lengthOf(run({ evaluations: 500, lastIteration: 40 }), "evaluations")).toBe(500);
    expect(lengthOf(run({ evaluations: 500, lastIteration: 40 }), "iteration")).toBe(40);
    expect(lengthOf(run({ startTime: 1000, endTime: 1050 }), "time")).toBe(50);
    expect(lengthOf(running, "time")).toBeUndefined();
  });
});

describe("the runs of a selection", () => {
  const idsOf = ({ runs }: ReturnType<typeof selectRuns>) => runs.map((one) => one.run.id);

  it("are the newest first, by session and then within it", () => {
    const [older, newer] = [session("older", { startTime: 10 }), session("newer", { startTime: 20 })];
    const runs = [
      comparedRun("1", [], { session: older, startTime: 900 }),
      comparedRun("2", [], { session: newer, startTime: 100 }),
      comparedRun("3", [], { session: newer, startTime: 300 }),
      comparedRun("4", [], { session: newer, startTime: 200 }),
    ];
    expect(idsOf(selectRuns(runs, request()))).toEqual(["3", "4", "2", "1"]);
  });

  it("are those of the algorithms that are asked for", () => {
    const runs = ["A", "B", "C"].map((algorithm) => comparedRun(algorithm, [], { algorithm }));
    expect(idsOf(selectRuns(runs, request({ algorithms: ["C", "A"] })))).toEqual(["A", "C"]);
    expect(idsOf(selectRuns(runs, request()))).toEqual(["A", "B", "C"]);
  });

  it("have one objective: others are counted where their algorithm is asked for", () => {
    const fronts = ["A", "A", "B"].map((algorithm, index) =>
      comparedRun(`front ${index}`, [], { algorithm, direction: ["minimize", "minimize"] }),
    );
    const selection = selectRuns(
      [...fronts, comparedRun("one", [], { algorithm: "A" })],
      request({ algorithms: ["A"] }),
    );
    expect(selection).toMatchObject({
      runs: [{ run: { id: "one" } }],
      notes: ["2 runs with several objectives left out: one value does not rank fronts."],
    });
  });

  it("are called the newest of all that fit where others exist, and of no others", () => {
    const many = Array.from({ length: 5001 }, (_, index) =>
      comparedRun(String(index), [], { algorithm: index < 3 ? "A" : "B" }),
    );
    const notes = (count: number, algorithms?: readonly string[], total = count) =>
      selectRuns(many.slice(0, count), request(algorithms === undefined ? {} : { algorithms }), total).notes;
    const said = (kept: string, of: string): readonly string[] => [
      `Only the newest ${kept} of ${of} runs are compared; a narrower filter shows others.`,
    ];
    expect(notes(5000)).toEqual([]);
    expect(notes(5001)).toEqual(said("5,000", "5,001"));
    // Runs of other algorithms are none that a narrower filter would show.
    expect(notes(5001, ["A"])).toEqual([]);
    expect(notes(5000, undefined, 6000)).toEqual(said("5,000", "6,000"));
    const [first, ...others] = many.slice(0, 5000);
    const front = first === undefined ? [] : [{ ...first, run: { ...first.run, direction: ["minimize"] as const } }];
    expect(selectRuns([...front, ...others], request(), 6000).notes.slice(1)).toEqual(said("4,999", "5,999"));
  });
});

describe("runs that name no direction", () => {
  it("take that of the others, and have a curve that goes that way", () => {
    const { direction: _, ...undirected } = run({ evaluations: 90 });
    const curve = curveOf(undirected, "evaluations", [10, 20], [5, 4]);
    const one = { session: session("s"), run: undirected, ...(curve === undefined ? {} : { curve }) };
    const upward = comparedRun(
      "up",
      [
        [1, 1],
        [2, 5],
      ],
      { direction: "maximize" },
    );
    const { direction, runs } = sharedDirection([one, upward]);
    expect(direction).toBe("maximize");
    expect(runs.map((each) => each.curve)).toEqual([
      { direction: "maximize", x: [10], best: [5], start: 0, end: 90 },
      upward.curve,
    ]);
    // Alone it minimizes.
    expect(sharedDirection([one])).toMatchObject({ direction: "minimize", runs: [{ curve }] });
  });
});
