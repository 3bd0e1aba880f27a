import { describe, expect, it } from "vitest";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import { groupingsOf, groupRuns, parameterNames, scalarsOf } from "../../../src/analysis/comparison/groupRuns";
import { groupingText } from "../../../src/protocol/comparison";
import type { Grouping } from "../../../src/protocol/comparison";
import { comparedRun, request, session } from "./comparedRuns";

/** The groups of runs and the runs of each. */
function grouped(runs: Parameters<typeof groupRuns>[0], grouping: Grouping): Readonly<Record<string, string[]>> {
  return Object.fromEntries(groupRuns(runs, grouping).map(({ name, runs: members }) => [name, members.map(idOf)]));
}

function idOf({ run }: ReturnType<typeof comparedRun>): string {
  return run.id;
}

describe("groups of runs", () => {
  const first = session("s1", { label: "nightly", tags: ["slow", "night"] });
  const second = session("s2", { label: "quick" });
  const runs = [
    comparedRun("1", [], { session: first, problem: "sphere" }),
    comparedRun("2", [], { session: second, problem: "ackley" }),
    comparedRun("3", [], { session: first, problem: "sphere" }),
  ];

  it("are made of labels, of problems and of each of a session's tags", () => {
    expect(grouped(runs, "label")).toEqual({ nightly: ["1", "3"], quick: ["2"] });
    expect(grouped(runs, "problem")).toEqual({ sphere: ["1", "3"], ackley: ["2"] });
    expect(grouped(runs, "tag")).toEqual({ slow: ["1", "3"], night: ["1", "3"] });
  });

  it("are made of a parameter's values as text, without runs that have none", () => {
    const values = [0.5, true, "0.5", false, undefined, NaN, [1], null];
    const some = values.map((value, index) => comparedRun(String(index), [], { parameters: { x: value } }));
    expect(grouped(some, "parameter:x")).toEqual({ 0.5: ["0", "2"], true: ["1"], false: ["3"] });
  });

  it("take a population's size for a parameter, unless a parameter has its name", () => {
    const sized = comparedRun("1", [], { populationSize: 40, parameters: { rate: 0.1 } });
    const named = comparedRun("2", [], { populationSize: 40, parameters: { population_size: "adaptive" } });
    expect(scalarsOf(sized)).toEqual({ population_size: 40, rate: 0.1 });
    expect(scalarsOf(named)).toEqual({ population_size: "adaptive" });
    expect(scalarsOf(comparedRun("3", []))).toEqual({});
    expect(parameterNames([comparedRun("3", [])])).toEqual([]);
    expect(parameterNames([sized, named])).toEqual(["population_size", "rate"]);
  });
});

describe("sessions as groups", () => {
  const at = (id: string, label: string, startTime: number) =>
    comparedRun(id, [[1, 1]], { session: session(id, { label, startTime }) });

  it("have their label alone where no other has it, else their time, and a number where that is the same too", () => {
    const runs = [
      at("a", "search", 5),
      at("b", "other", 5),
      at("c", "search", 5),
      at("d", "search", 65),
      at("e", "search", 5),
    ];
    expect(grouped(runs, "session")).toEqual({
      "search 1970-01-01 00:00:05": ["a"],
      other: ["b"],
      "search 1970-01-01 00:00:05 (2)": ["c"],
      "search 1970-01-01 00:01:05": ["d"],
      "search 1970-01-01 00:00:05 (3)": ["e"],
    });
  });

  it("have one name, whichever problem is shown", () => {
    const [one, two] = [session("s1", { startTime: 1 }), session("s2", { startTime: 2 })];
    const runs = [
      comparedRun("1", [[1, 1]], { session: one, problem: "p" }),
      comparedRun("2", [[1, 2]], { session: one, problem: "q" }),
      comparedRun("3", [[1, 3]], { session: two, problem: "q" }),
    ];
    const names = (problem: string) =>
      compareRuns(runs, request({ groupBy: "session", problem })).groups.map(({ name }) => name);
    expect(names("p")).toEqual(["search 1970-01-01 00:00:01"]);
    expect(names("q")).toEqual(["search 1970-01-01 00:00:01", "search 1970-01-01 00:00:02"]);
  });
});

describe("groupings", () => {
  /** Runs of one session, each with another value of a parameter. */
  const valued = (count: number) => {
    const inSession = session("s");
    return Array.from({ length: count }, (_, rate) =>
      comparedRun(String(rate), [], { session: inSession, parameters: { rate } }),
    );
  };

  it("are offered by a parameter that has two values, and up to twelve", () => {
    expect(groupingsOf(valued(1), "algorithm")).toEqual(["algorithm"]);
    expect(groupingsOf(valued(2), "algorithm")).toEqual(["parameter:rate", "algorithm"]);
    expect(groupingsOf(valued(12), "algorithm")).toEqual(["parameter:rate", "algorithm"]);
    expect(groupingsOf(valued(13), "algorithm")).toEqual(["algorithm"]);
    expect(groupingsOf(valued(13), "parameter:rate")).toEqual(["parameter:rate"]);
  });

  it("are offered by what two runs differ in, and by tags where there is one", () => {
    const runs = [
      comparedRun("1", [], { session: session("1", { label: "a", tags: ["x"] }), problem: "p" }),
      comparedRun("2", [], { session: session("2", { label: "b" }), problem: "q", algorithm: "SA" }),
    ];
    expect(groupingsOf(runs, "label")).toEqual(["algorithm", "problem", "session", "label", "tag"]);
  });

  it("are named as people read them", () => {
    expect(groupingText("commit")).toBe("commit");
    expect(groupingText("parameter:my parameter:x")).toBe("parameter my parameter:x");
  });
});
