import { describe, expect, it } from "vitest";
import { RunState } from "../../../src/model/run";
import { MAX_RUNS, RunRegistry } from "../../../src/model/runs";
import { parseEvent } from "../../../src/protocol/parseWire";
import type { IterationEvent, RunStartEvent } from "../../../src/protocol/wire";

function started(run: RunState, start: object = {}): RunState {
  const event = parseEvent({ type: "run_start", run: run.id, algorithm: "GA", ...start });
  if (!event.ok) throw new Error(event.reason);
  run.begin(event.value as RunStartEvent);
  return run;
}

function iterate(run: RunState, values: object, iteration = 1): void {
  const event = parseEvent({ type: "iteration", run: run.id, iteration, ...values });
  if (!event.ok) throw new Error(event.reason);
  run.iterate(event.value as IterationEvent, iteration);
}

/** A registry with one run for each best, of one direction each. */
function registryOf(runs: readonly (readonly [best: number | string | undefined, direction?: string])[]): RunRegistry {
  const registry = new RunRegistry();
  for (const [index, [best, direction]] of runs.entries()) {
    const run = registry.find(`r${index}`, "c", 0);
    if (run === undefined) throw new Error("no run");
    started(run, direction === undefined ? {} : { direction });
    if (best !== undefined) iterate(run, { best });
  }
  return registry;
}

describe("the runs of a session", () => {
  it("are found by their name, and made where there is none", () => {
    const registry = new RunRegistry();
    expect(registry.get("a", "c")).toBeUndefined();
    const run = registry.find("a", "c", 5);
    expect(run).toMatchObject({ id: "a", startTime: 5 });
    expect(registry.find("a", "other client", 9)).toBe(run);
    expect(registry.get("a", "c")).toBe(run);
    expect(registry.list()).toEqual([run]);
  });

  it("are another one where a name begins twice, for the client that began it again", () => {
    const registry = new RunRegistry();
    const first = registry.find("a", "one", 0);
    registry.separateSecond("a", "one");
    // It has only been named, not begun.
    expect(registry.find("a", "one", 0)).toBe(first);
    if (first !== undefined) started(first);
    registry.separateSecond("a", "two");
    const second = registry.find("a", "two", 1);
    expect(second?.id).toBe("a#2");
    expect(registry.find("a", "one", 1)).toBe(first);
    if (second !== undefined) started(second);
    registry.separateSecond("a", "two");
    registry.separateSecond("b", "two");
    expect(registry.find("a", "two", 2)?.id).toBe("a#3");
    expect(registry.nameOf("a", "one")).toBe("a");
    expect(registry.nameOf("b", "two")).toBe("b");
  });

  it("keep what a client means by every name", () => {
    const registry = registryOf([[1], [2]]);
    registry.separateSecond("r0", "c");
    registry.separateSecond("r1", "c");
    expect([registry.nameOf("r0", "c"), registry.nameOf("r1", "c")]).toEqual(["r0#2", "r1#2"]);
  });

  it("are as many as a session holds, and no more", () => {
    const registry = new RunRegistry();
    for (let index = 0; index < MAX_RUNS; index++) expect(registry.find(`r${index}`, "c", 0)).toBeDefined();
    expect(registry.find("one more", "c", 0)).toBeUndefined();
    expect(registry.find("r0", "c", 0)).toBeDefined();
    expect(registry.list()).toHaveLength(MAX_RUNS);
  });

  it("go on until the last one has ended", () => {
    const registry = new RunRegistry();
    expect(registry.activity()).toEqual({ begun: 0, isOpen: false });
    const [a, b] = ["a", "b"].map((name) => registry.find(name, "c", 0));
    a?.finish({ type: "run_end", run: "a", status: "completed" }, 1);
    expect(registry.activity()).toEqual({ begun: 2, isOpen: true });
    b?.finish({ type: "run_end", run: "b", status: "failed" }, 1);
    expect(registry.activity()).toEqual({ begun: 2, isOpen: false });
  });

  it("sum up their evaluations where any reports some", () => {
    const registry = registryOf([[1], [2], [3]]);
    expect(registry.evaluations()).toBeUndefined();
    registry
      .list()
      .slice(1)
      .forEach((run, index) => iterate(run, { evaluations: 10 * (index + 1) }));
    expect(registry.evaluations()).toBe(30);
  });
});

describe("the best of all runs", () => {
  it.each([
    ["is the least", [[3], [1], [2]], { direction: "minimize", best: 1 }],
    [
      "is the greatest where they maximize",
      [
        [3, "maximize"],
        [5, "maximize"],
      ],
      { direction: "maximize", best: 5 },
    ],
    ["is of those that have one", [[undefined], ["NaN"], [7]], { direction: "minimize", best: 7 }],
    ["is none before any has one", [[undefined], ["NaN"]], { direction: "minimize" }],
    ["is none where their directions differ", [[3], [5, "maximize"]], {}],
    ["is none without runs", [], {}],
  ] as const)("%s", (_, runs, expected) => {
    expect(registryOf(runs as Parameters<typeof registryOf>[0]).best()).toEqual(expected);
  });

  it("is none of several objectives", () => {
    const registry = new RunRegistry();
    const run = registry.find("a", "c", 0);
    if (run !== undefined) started(run, { direction: ["minimize", "maximize"] });
    expect(registry.best()).toEqual({});
  });
});

describe("a run", () => {
  const fresh = (start?: object): RunState => {
    const run = new RunState("r", 100);
    return start === undefined ? run : started(run, start);
  };

  it("minimizes, and is called so, where it says nothing", () => {
    expect(fresh()).toMatchObject({ hasStarted: false, hasEnded: false, status: "running", algorithm: "run" });
    expect(fresh().direction).toBe("minimize");
    const told = { problem: "sphere", budget: 500, target: 0.5, direction: ["maximize"] };
    expect(fresh(told)).toMatchObject({ ...told, direction: "maximize", hasStarted: true, algorithm: "GA" });
  });

  it("has as its best what it said at its end, else the best that it reported", () => {
    const run = fresh({});
    for (const best of [5, "NaN", 3, 4]) iterate(run, { best });
    expect(run.best).toBe(3);
    iterate(run, { current: 2 });
    expect(run.best).toBe(2);
    run.finish({ type: "run_end", run: "r", status: "completed", best: 2.5, evaluations: 9 }, 110);
    expect(run).toMatchObject({ best: 2.5, evaluations: 9, status: "completed", hasEnded: true });
    const plain = fresh({ direction: "maximize" });
    for (const best of [5, 7, 6]) iterate(plain, { best, evaluations: best });
    plain.finish({ type: "run_end", run: "r", status: "completed" }, 110);
    expect(plain).toMatchObject({ best: 7, evaluations: 7 });
  });

  it("has no number as its best only until there is one", () => {
    const run = fresh({});
    iterate(run, { best: "NaN" });
    expect(run.summary().best).toBe("NaN");
    iterate(run, { best: 4 });
    iterate(run, { best: "NaN" });
    expect(run.summary().best).toBe(4);
  });

  it("is cut off with its session, unless it has ended", () => {
    const cut = fresh({});
    cut.cut("interrupted", 130);
    expect(cut.summary()).toMatchObject({ status: "interrupted", endTime: 130 });
    const early = fresh({});
    early.cut("stopped", 90);
    expect(early.summary().endTime).toBe(100);
    const ended = fresh({});
    ended.finish({ type: "run_end", run: "r", status: "failed" }, 120);
    ended.cut("interrupted", 130);
    expect(ended.summary()).toMatchObject({ status: "failed", endTime: 120 });
  });
});

describe("the clock of a run", () => {
  it("goes on where its program's clock is put back", () => {
    const run = new RunState("r", 0);
    expect([100, 101, 50, 51, 52].map((told) => run.steady(told, "c"))).toEqual([100, 101, 101, 102, 103]);
  });

  it("lets stand what is out of order by up to a second", () => {
    const run = new RunState("r", 0);
    expect([100, 99, 99.5, 100, 98.9, 99].map((told) => run.steady(told, "c"))).toEqual([
      100,
      99,
      99.5,
      100,
      100,
      expect.closeTo(100.1, 9),
    ]);
  });

  it("says nothing of the clocks of several programs", () => {
    const run = new RunState("r", 0);
    expect(run.steady(100, "a")).toBe(100);
    expect([50, 51].map((told) => run.steady(told, "b"))).toEqual([100, 100]);
    expect(run.steady(101, "a")).toBe(101);
  });
});
