import { describe, expect, it } from "vitest";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import type { ComparedRun } from "../../../src/analysis/comparison/comparedRuns";
import { comparedRun, request, session } from "./comparedRuns";

const notesOf = (runs: readonly ComparedRun[], more: Parameters<typeof request>[0] = {}): readonly string[] =>
  compareRuns(runs, request(more)).notes;
/** A finished run in a session that others may share. */
const run = (id: string, more: Parameters<typeof comparedRun>[2] = {}): ComparedRun =>
  comparedRun(
    id,
    [
      [1, 5],
      [9, 1],
    ],
    more,
  );
const parametersUntold =
  "How much a parameter matters can be told from three runs each of at least two of its values on.";

describe("what is said of a comparison", () => {
  it("is nothing where nothing is missing", () => {
    const one = session("one");
    const runs = [run("a", { session: one }), run("b", { session: one, algorithm: "SA" })];
    expect(notesOf(runs)).toEqual([]);
  });

  it("is that no run fits, or that the problem has none", () => {
    expect(notesOf([], { groupBy: "problem" })).toEqual(["No run fits."]);
    expect(notesOf([], { problem: "sphere" })).toEqual(['No run has the problem "sphere".']);
  });

  it("is that no run has what is grouped by", () => {
    expect(notesOf([run("a")], { groupBy: "commit" })).toEqual(["No run has a commit to group by."]);
    expect(notesOf([run("a")], { groupBy: "parameter:x" })).toEqual(["No run has a parameter x to group by."]);
  });

  it("names the groupings that split a single group", () => {
    const tagged = session("one", { tags: ["nightly"] });
    const single = [run("a", { session: tagged, parameters: { rate: 1 } })];
    // All have the tag: it makes one group as well.
    expect(notesOf(single)).toEqual(["There is one group only, GA. Add runs of another algorithm to the selection."]);
    const more = [...single, run("b", { session: session("two"), parameters: { rate: 2 } })];
    expect(notesOf(more)).toEqual([
      "There is one group only, GA. Group by session, parameter rate instead.",
      parametersUntold,
    ]);
    const others = [...more, run("c", { algorithm: "SA", session: tagged, parameters: { rate: 2 } })];
    expect(notesOf(others, { groupBy: "tag" })).toEqual([
      "There is one group only, nightly. Group by algorithm, session, parameter rate instead.",
      "1 run in none of the groups.",
      "The groups mix runs of 2 algorithms: choose one of them to see smaller differences.",
      parametersUntold,
    ]);
  });

  it("counts runs in none of the groups once each, and those in several groups not at all", () => {
    const both = session("both", { tags: ["x", "y"] });
    const runs = [run("a", { session: both }), run("b"), run("c")];
    expect(notesOf(runs, { groupBy: "tag" })).toEqual(["2 runs in none of the groups."]);
  });

  it("is that groups mix algorithms where one of them does", () => {
    const [one, two] = [session("one", { label: "one" }), session("two", { label: "two" })];
    const apart = [run("a", { session: one }), run("b", { session: two, algorithm: "SA" })];
    expect(notesOf(apart, { groupBy: "session" })).toEqual([]);
    const mixed = [...apart, run("c", { session: two, algorithm: "PSO" })];
    expect(notesOf(mixed, { groupBy: "session" })).toEqual([
      "The groups mix runs of 3 algorithms: choose one of them to see smaller differences.",
    ]);
    expect(notesOf(mixed)).toEqual([]);
  });

  it("warns of figures of different problems side by side", () => {
    const one = session("one");
    const runs = [run("a", { session: one }), run("b", { session: one, problem: "ackley" })];
    expect(notesOf(runs, { groupBy: "problem" })).toEqual([
      "Objectives of different problems need not be comparable: read the figures of each by themselves.",
    ]);
    expect(notesOf(runs.slice(1), { groupBy: "problem" })).toEqual([
      "There is one group only, ackley. Add runs of another algorithm to the selection.",
    ]);
  });
});

describe("what is said of the runs", () => {
  it("counts those without a curve and those without a finite objective", () => {
    const one = session("one");
    const { best: _, ...unfinished } = run("c", { session: one, algorithm: "SA" }).run;
    const runs = [
      run("a", { session: one }),
      comparedRun("b", [], { session: one, best: 3 }),
      { session: one, run: unfinished },
      comparedRun("d", [], { session: one, best: "Infinity" }),
    ];
    expect(notesOf(runs, { axis: "iteration" })).toEqual([
      "3 runs without a curve along iteration: counted in final values only.",
      "2 runs without a finite objective: counted in no statistic of results.",
    ]);
    const curved = { ...run("e", { session: one, algorithm: "SA" }) };
    expect(notesOf([run("a", { session: one }), { ...curved, run: { ...curved.run, best: "NaN" } }])).toEqual([
      "1 run without a finite objective: counted in no statistic of results.",
    ]);
  });

  it("warns of curves with few points where one has", () => {
    const one = session("one");
    const runs = [run("a", { session: one }), run("b", { session: one, algorithm: "SA" })];
    const some = runs.map((each, index) => ({ ...each, isDecimated: index === 0 }));
    expect(notesOf(some)).toEqual([
      "Curves come from the catalog with few points each: costs to a target are rounded up to the next of them.",
    ]);
    expect(notesOf(runs.map((each) => ({ ...each, isDecimated: false })))).toEqual([]);
  });

  it("names directions that were left out or are missing", () => {
    const one = session("one");
    const { direction: _, ...undirected } = run("d", { session: one }).run;
    const downward = [
      run("a", { session: one }),
      run("b", { session: one, algorithm: "SA" }),
      run("c", { session: one, direction: "maximize" }),
      { ...run("d"), session: one, run: undirected },
    ];
    expect(notesOf(downward)).toEqual([
      "Directions are mixed: 1 run that maximizes left out of a comparison of runs that minimize.",
      "1 run without a direction, taken to minimize.",
    ]);
    const upward = ["e", "f"].map((id) => run(id, { session: one, direction: "maximize" }));
    expect(notesOf([...downward, ...upward])).toContain(
      "Directions are mixed: 2 runs that minimize left out of a comparison of runs that maximize.",
    );
    // As many of each: they minimize.
    expect(compareRuns([...downward, ...upward.slice(1)], request())).toMatchObject({ direction: "minimize", runs: 3 });
  });
});
