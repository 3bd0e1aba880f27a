import { describe, expect, it } from "vitest";
import { SessionState } from "../../../src/model/sessionState";
import { MAX_RUNS } from "../../../src/model/runs";
import { parseEvent } from "../../../src/protocol/parseWire";

const HEADER = { id: "s", label: "ga", kind: "task", startTime: 1000 } as const;
const MACHINE = { host: "a", platform: "linux", coreCount: 8, memoryBytes: 32e9 } as const;

function begin(more: object = {}): SessionState {
  return new SessionState({ ...HEADER, ...more }, MACHINE);
}

/** Takes events in as the engine does, each a second after the one before unless it carries a time. */
function take(state: SessionState, events: readonly object[], client = "c"): void {
  for (const [index, event] of events.entries()) {
    const parsed = parseEvent(event);
    if (!parsed.ok) throw new Error(parsed.reason);
    state.apply(parsed.value, client, 1000 + index);
  }
}

const iteration = (run: string, best: number, more: object = {}): object => ({
  ...{ type: "iteration", run, iteration: 1, best },
  ...more,
});

describe("what is known of a session", () => {
  it("is its header, and that nothing has come yet", () => {
    expect(begin({ cwd: "/w", command: "run", pid: 7 }).summary()).toEqual({
      ...HEADER,
      ...{ cwd: "/w", command: "run", pid: 7, host: "a", status: "running" },
      ...{ tags: [], algorithms: [], runCount: 0, iterationCount: 0, dropped: 0 },
    });
    const state = begin();
    expect(state).toMatchObject({ id: "s", startTime: 1000, isEnded: false, iterationCount: 0 });
    expect([state.folder, state.currentRun]).toEqual([undefined, undefined]);
    expect(state.detail).toMatchObject({ runs: [], components: [], notes: [], tables: [], machine: MACHINE });
    expect(state.detail).not.toHaveProperty("alerts");
  });

  it("is what its runs have in common", () => {
    const state = begin();
    const start = { type: "run_start", algorithm: "GA", problem: "sphere" };
    take(state, [
      { ...start, run: "a" },
      { ...start, run: "b", algorithm: "DE" },
      { ...start, run: "c" },
      iteration("a", 5, { evaluations: 10 }),
      iteration("b", 3, { evaluations: 20 }),
    ]);
    const common = { algorithms: ["GA", "DE"], problem: "sphere", direction: "minimize", best: 3, evaluations: 30 };
    expect(state.summary()).toMatchObject({ ...common, runCount: 3, iterationCount: 2 });
    expect(state.currentRun?.id).toBe("b");
    take(state, [{ ...start, run: "d", problem: "ackley" }]);
    expect(state.summary()).not.toHaveProperty("problem");
    expect(state.currentRun?.id).toBe("d");
    expect(state.findRun("a", "c")?.best).toBe(5);
    expect(state.runActivity()).toEqual({ begun: 4, isOpen: true });
  });

  it("changes with what its user says of it", () => {
    const state = begin();
    state.change({ label: "night", tags: ["x"], note: "good", isPinned: true });
    expect(state.summary()).toMatchObject({ label: "night", tags: ["x"], note: "good", isPinned: true });
    state.change({ note: "", isPinned: false });
    expect(state.summary()).toMatchObject({ label: "night", tags: ["x"] });
    for (const key of ["note", "isPinned"]) expect(state.summary()).not.toHaveProperty(key);
  });

  it("is how it ended, but not before it began", () => {
    const state = begin();
    take(state, [
      { type: "run_start", run: "open", algorithm: "GA" },
      iteration("done", 1),
      { type: "run_end", run: "done", status: "completed" },
    ]);
    state.finish({ status: "failed", time: 1060, exitCode: 3, reason: "Exit code 3." });
    const ended = { status: "failed", endTime: 1060, exitCode: 3, reason: "Exit code 3." };
    expect(state.summary()).toMatchObject(ended);
    expect(state.isEnded).toBe(true);
    expect(state.detail.runs.map(({ id, status, endTime }) => [id, status, endTime])).toEqual([
      ["open", "failed", 1060],
      ["done", "completed", 1002],
    ]);
    const early = begin();
    early.finish({ status: "stopped", time: 900, signal: "SIGINT" });
    expect(early.summary()).toMatchObject({ status: "stopped", endTime: 1000, signal: "SIGINT" });
  });

  it("is what took part in it", () => {
    const state = begin();
    expect(state.machine).toEqual(MACHINE);
    take(state, [{ type: "run_start", run: "a", algorithm: "GA", library: "deap 1.4.1" }]);
    for (const named of ["python 3.11.2", "deap v1.4.2", "deap 1.4.1", "no version", undefined])
      state.describeSoftware(named);
    expect(state.machine).toEqual({ ...MACHINE, versions: { deap: "1.4.1, 1.4.2", python: "3.11.2" } });
    state.describeMachine({ ...MACHINE, coreCount: 4 });
    expect(state.machine.coreCount).toBe(4);
  });
});

describe("the versions of a session", () => {
  it("are of fifty names, and five of each", () => {
    const state = begin();
    for (let index = 0; index < 60; index++) state.describeSoftware(`lib${index} 1.0`);
    for (let index = 1; index < 9; index++) state.describeSoftware(`lib0 1.${index}`);
    state.describeSoftware("  my lib  2.0 ");
    const { versions = {} } = state.machine;
    expect(Object.keys(versions)).toHaveLength(50);
    expect(versions["lib0"]).toBe("1.0, 1.1, 1.2, 1.3, 1.4");
    expect(versions["lib49"]).toBe("1.0");
    const other = begin();
    other.describeSoftware("  my lib  2.0 ");
    expect(other.machine.versions).toEqual({ "my lib": "2.0" });
  });
});

describe("what a session takes in", () => {
  it("is counted as left out where there is no room, and says once why", () => {
    const state = begin();
    for (let run = 0; run < MAX_RUNS; run++)
      state.apply({ type: "run_start", run: `r${run}`, algorithm: "GA" }, "c", 1000);
    take(state, [
      iteration("one more", 1),
      iteration("another", 1),
      { type: "run_end", run: "third", status: "failed" },
    ]);
    const { session, notes } = state.detail;
    expect(session).toMatchObject({ runCount: MAX_RUNS, dropped: 3, iterationCount: 0 });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({
      level: "warning",
      time: 1000,
      text: expect.stringMatching(/more than 10000 runs/),
    });
    // The run that reported last is still one that is there.
    take(state, [{ type: "run_start", run: "fourth", algorithm: "GA" }]);
    expect(state.currentRun?.id).toBe(`r${MAX_RUNS - 1}`);
  });

  it("is a table for each of two thousand metrics", () => {
    const state = begin();
    const metric = (name: string): object => ({ type: "metric", name, value: 1 });
    take(
      state,
      Array.from({ length: 2003 }, (_, index) => metric(`m${index}`)),
    );
    take(state, [metric("m0")]);
    expect(state.tables.size).toBe(2000);
    expect(state.tables.get("metric:m0")?.rowCount).toBe(2);
    expect(state.detail.session.dropped).toBe(3);
    expect(state.detail.notes.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^There are more than 2000 metrics/),
    ]);
  });

  it("is as many columns of a run and of a metric as a table holds", () => {
    const state = begin();
    for (let index = 0; index < 1200; index += 50) {
      const columns = Array.from({ length: 50 }, (_, at) => [`c${index + at}`, 1]);
      take(state, [iteration("a", 1, { metrics: Object.fromEntries(columns) as object })]);
    }
    const { session, notes, tables } = state.detail;
    const [table] = tables;
    // What found a column and what was left out is all that came.
    const held = (table?.columns ?? []).filter(({ metric }) => /^c\d/.test(metric)).length;
    expect(session.dropped).toBe(1200 - held);
    expect(session.dropped).toBeGreaterThan(0);
    expect(notes.map(({ text }) => text)).toEqual([expect.stringMatching(/^A run or metric has more than/)]);
  });

  it("is notes, up to a thousand", () => {
    const state = begin();
    take(state, [{ type: "note", level: "error", text: "bad", time: 1003 }]);
    expect(state.detail.notes).toEqual([{ level: "error", text: "bad", time: 1003 }]);
    for (let index = 1; index < 1005; index++) state.note("info", `n${index}`, 1001);
    expect(state.detail.notes).toHaveLength(1000);
    expect(state.detail.notes.at(-1)?.text).toBe("n999");
    expect(state.summary().dropped).toBe(5);
  });

  it("is what clients say that they dropped, however much", () => {
    const state = begin();
    take(state, [{ type: "dropped", count: 4 }, { type: "dropped", count: 3 }, { type: "bye" }]);
    expect(state.summary().dropped).toBe(7);
  });

  it("is a run's metric in a column of its own, and its unit", () => {
    const state = begin();
    take(state, [
      { type: "metric", name: "loss", value: 1, unit: "s" },
      { type: "metric", name: "loss", value: 2, run: "a" },
      { type: "metric", name: "loss", value: 3, run: "a" },
    ]);
    const [table] = state.detail.tables;
    expect(table).toMatchObject({ name: "metric:loss", rowCount: 3 });
    expect(table?.columns).toEqual([
      { key: "time", metric: "time", count: 3, last: 1002 },
      { key: "value", metric: "value", count: 1, unit: "s", last: 1 },
      { key: "value{run=a}", metric: "value", labels: { run: "a" }, count: 2, last: 3 },
    ]);
  });

  it("is the front and the end of a run, once", () => {
    const state = begin();
    take(state, [
      {
        type: "front",
        run: "a",
        points: [
          [1, 2],
          [2, 1],
        ],
      },
      { type: "run_end", run: "a", status: "completed", best: 1 },
      { type: "run_end", run: "a", status: "failed", best: 9 },
    ]);
    expect(state.detail.runs).toMatchObject([
      {
        id: "a",
        status: "completed",
        best: 1,
        front: [
          [1, 2],
          [2, 1],
        ],
      },
    ]);
  });
});

describe("what a session's machine did", () => {
  it("is read off its samples: the greatest memory, the mean processor, the newest value", () => {
    const state = begin();
    const [system, process] = ["samples:system", "samples:process"];
    for (const [index, value] of [40, 90, NaN, 50].entries()) {
      state.addSamples(String(system), 1000 + index, { system_cpu_percent: value });
      state.addSamples(String(process), 1000 + index, { process_memory_rss_bytes: value * 10 });
    }
    expect(state.summary()).toMatchObject({ meanCpuPercent: 60, peakRssBytes: 900 });
    expect(state.latest("samples:system", "system_cpu_percent")).toBe(50);
    expect(state.latest("samples:system", "other")).toBeUndefined();
    expect(state.latest("other", "system_cpu_percent")).toBeUndefined();
    expect(state.detail.tables[0]?.columns[1]).toMatchObject({ metric: "system_cpu_percent", unit: "%", last: 50 });
    const nothing = begin();
    nothing.addSamples("samples:system", 1000, { system_cpu_percent: NaN });
    expect(nothing.summary()).not.toHaveProperty("meanCpuPercent");
  });

  it("is what its components took and what went through them", () => {
    const state = begin();
    const component = (name: string, total: number): object => ({ type: "component", name, count: 1, total });
    take(state, [
      component("Select", 1),
      component("Evaluate", 5),
      { type: "data", direction: "read", bytes: 30, component: "Evaluate" },
      iteration("a", 1, { evaluations: 20 }),
    ]);
    expect(state.topComponents(1)).toMatchObject([{ name: "Evaluate", totalSeconds: 5, data: { readBytes: 30 } }]);
    expect(state.topComponents(5)).toHaveLength(2);
    const seconds = { "component_seconds{component=Select}": 1, "component_seconds{component=Evaluate}": 5 };
    expect(state.tickComponents()).toEqual(seconds);
    const rates = { data_read_bytes_per_second: 3, iterations_per_second: 0.1, evaluations_per_second: 2 };
    expect(state.tick(1010)).toEqual(rates);
  });
});
