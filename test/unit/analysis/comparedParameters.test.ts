import { describe, expect, it } from "vitest";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import type { ComparedRun } from "../../../src/analysis/comparison/comparedRuns";
import { comparedRun, request, session } from "./comparedRuns";

type Parameters = Readonly<Record<string, unknown>>;

/** One run for each of these parameters, with results 1, 2, 3 …; the first is the newest. */
function runsOf(parameters: readonly Parameters[]): readonly ComparedRun[] {
  return parameters.map((one, index) =>
    comparedRun(`run ${index + 1}`, [], {
      parameters: one,
      best: index + 1,
      session: session(`session ${index + 1}`, { startTime: -index }),
    }),
  );
}

const compare = (runs: readonly ComparedRun[], more: Partial<ReturnType<typeof request>> = {}) =>
  compareRuns(runs, request(more));
const untold = "How much a parameter matters can be told from three runs each of at least two of its values on.";

describe("parameters beside results", () => {
  it("are those that vary, with each run's values, group and result", () => {
    const { parameterNames, parameters, notes } = compare(
      runsOf([
        { rate: 0.1, kind: "a", fixed: 7, shape: [1] },
        { rate: 0.2, fixed: 7, shape: [2] },
      ]),
    );
    expect(parameterNames).toEqual(["rate", "kind"]);
    expect(parameters).toStrictEqual([
      { sessionId: "session 1", runId: "run 1", group: "GA", values: { rate: 0.1, kind: "a" }, result: 1 },
      { sessionId: "session 2", runId: "run 2", group: "GA", values: { rate: 0.2 }, result: 2 },
    ]);
    expect(notes).toContain(untold);
  });

  it("are none where nothing varies, without a word on it", () => {
    const found = compare(runsOf([{ rate: 0.1 }, { rate: 0.1 }]));
    expect(found).toMatchObject({ parameterNames: [], parameters: [], importance: [] });
    expect(found.notes).not.toContain(untold);
  });

  it("leave out runs without a result, and those in no group", () => {
    const [first, second, third, fourth] = runsOf([{ x: 1 }, { x: 2 }, { x: 3 }, {}]) as [
      ComparedRun,
      ComparedRun,
      ComparedRun,
      ComparedRun,
    ];
    const unfinished = { ...second, run: { ...second.run, best: "NaN" } as const };
    const { parameters } = compare([first, unfinished, third, fourth], { groupBy: "parameter:x" });
    expect(parameters.map(({ runId, group }) => [runId, group])).toEqual([
      ["run 1", "1"],
      ["run 3", "3"],
    ]);
  });

  it("are forty at most", () => {
    const many = (count: number, value: number): Parameters =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, value]));
    const six = (count: number) => compare(runsOf([1, 1, 1, 2, 2, 2].map((value) => many(count, value))));
    const all = six(40);
    expect(all.parameterNames).toHaveLength(40);
    expect(all.notes.filter((note) => note.includes("parameters are shown"))).toEqual([]);
    const cut = six(42);
    expect(cut.parameterNames).toEqual(Array.from({ length: 40 }, (_, index) => `p${index}`));
    expect(Object.keys(cut.parameters[0]?.values ?? {})).toHaveLength(40);
    expect(cut.importance.map(({ name }) => name)).toEqual(cut.parameterNames);
    expect(cut.notes).toContain("40 of 42 parameters are shown.");
  });

  it("are shown for the newest thousand runs", () => {
    const many = (count: number) => compare(runsOf(Array.from({ length: count }, (_, index) => ({ x: index % 2 }))));
    const all = many(1000);
    expect(all.parameters).toHaveLength(1000);
    expect(all.notes.filter((note) => note.startsWith("Parameters"))).toEqual([]);
    const cut = many(1001);
    expect(cut.parameters).toHaveLength(1000);
    expect(cut.parameters.at(-1)?.runId).toBe("run 1000");
    expect(cut.notes).toContain("Parameters are shown for the newest 1,000 runs of 1,001.");
  });
});

describe("how much a parameter matters", () => {
  it("is told with its direction where it is a number", () => {
    const { importance, notes } = compare(
      runsOf(["a", "a", "a", "b", "b", "b"].map((kind, index) => ({ kind, rate: index < 3 ? 10 : 20 }))),
    );
    // Kruskal and Wallis' H of two threes that do not overlap is 27 / 7; Holm doubles its p. SciPy's p and ρ.
    const known = { importance: expect.closeTo((27 / 7 - 1) / 4, 12), p: expect.closeTo(2 * 0.049534613435626915, 12) };
    expect(importance).toEqual([
      { name: "kind", ...known },
      { name: "rate", ...known, correlation: expect.closeTo(0.8783100656536799, 12) },
    ]);
    expect(notes).not.toContain(untold);
  });

  it("is told from runs that have a result", () => {
    const runs = runsOf([1, 1, 1, 2, 2, 2].map((x) => ({ x })));
    const [last] = runs.slice(-1);
    const broken = last === undefined ? [] : [{ ...last, run: { ...last.run, best: "Infinity" as const } }];
    const { importance, notes } = compare([...runs.slice(0, -1), ...broken]);
    expect(importance).toEqual([]);
    expect(notes).toContain(untold);
  });
});
