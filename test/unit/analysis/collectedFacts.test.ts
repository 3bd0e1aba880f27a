// What is read off a session's tables for the sentences about it.
import { describe, expect, it } from "vitest";
import { collectFacts } from "../../../src/analysis/verdicts/collectFacts";
import type { SessionFacts } from "../../../src/analysis/verdicts/facts";
import { SAMPLE_TABLES } from "../../../src/model/metrics";
import { SessionState } from "../../../src/model/sessionState";
import { Table, type StoredColumn } from "../../../src/model/table";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import { count } from "./facts";

const START = 1_700_000_000;

function recorded(gpus: readonly string[] = []): SessionState {
  const machine = { host: "a", platform: "linux", coreCount: 4, memoryBytes: 8e9, gpus };
  return new SessionState({ id: "s", label: "tour", kind: "task", startTime: START }, machine);
}

const factsOf = (state: SessionState, names = new Map<string, string>()): SessionFacts =>
  collectFacts(state, state.detail, names, START + 50);

/** A run that reported once, `from` seconds after the session began, and ended where that is given. */
function addRun(state: SessionState, name: string, from: number, end?: number): void {
  state.apply({ type: "run_start", run: name, algorithm: "GA" }, "c", START + from);
  state.apply({ type: "iteration", run: name, iteration: 0, values: NamedNumbers.of({ best: 1 }) }, "c", START + from);
  if (end !== undefined) state.apply({ type: "run_end", run: name, status: "completed" }, "c", START + end);
}

describe("a session", () => {
  it("lasts until now, or until it ended", () => {
    const state = recorded();
    expect(factsOf(state)).toMatchObject({ isRunning: true, elapsedSeconds: 50 });
    state.finish({ status: "completed", time: START + 20 });
    expect(factsOf(state)).toMatchObject({ isRunning: false, elapsedSeconds: 20 });
  });

  it("has only what was recorded", () => {
    expect(factsOf(recorded())).toEqual({
      isRunning: true,
      elapsedSeconds: 50,
      runs: [],
      components: [],
      coreCount: 4,
      memoryBytes: 8e9,
      gpus: [],
    });
  });

  it("has its evaluations and what it is against its baseline", () => {
    const state = recorded();
    state.apply({ type: "iteration", run: "a", iteration: 0, values: NamedNumbers.of({ evaluations: 7 }) }, "c", START);
    const { detail } = state;
    const regressions = [{ metric: "memory", kind: "same", sentence: "Peak memory unchanged" }] as const;
    const facts = collectFacts(state, { ...detail, session: { ...detail.session, regressions } }, new Map(), START);
    expect(facts).toMatchObject({ evaluations: 7, regressions });
    expect(facts.runs).toEqual([]);
  });
});

describe("the runs of a session", () => {
  it("are those that run and those that ended last, in their order", () => {
    const state = recorded();
    // Of thirty runs the first ones end last; two run on.
    for (const index of count(28)) addRun(state, `ended ${index}`, 0, 100 - index);
    addRun(state, "running", 1);
    addRun(state, "running, too", 1);
    const ids = collectFacts(state, state.detail, new Map(), START + 200).runs.map(({ id }) => id);
    expect(ids).toEqual([...count(22).map((index) => `ended ${index}`), "running", "running, too"]);
  });

  it("are the later ones where too many run, or ended at once", () => {
    const running = recorded();
    for (const index of count(26)) addRun(running, `run ${index}`, 0);
    expect(factsOf(running).runs.map(({ id }) => id)).toEqual(count(24).map((index) => `run ${index + 2}`));
    const ended = recorded();
    for (const index of count(26)) addRun(ended, `run ${index}`, 0, 5);
    expect(factsOf(ended).runs.map(({ id }) => id)).toEqual(count(24).map((index) => `run ${index + 2}`));
  });

  it("have the names that they are told apart by, else their algorithm's", () => {
    const state = recorded();
    addRun(state, "a", 0);
    addRun(state, "b", 0);
    const [a] = state.detail.runs;
    const names = new Map([[a?.id ?? "", "GA (seed 1)"]]);
    expect(factsOf(state, names).runs.map(({ name }) => name)).toEqual(["GA (seed 1)", "GA"]);
  });

  it("are left out where their iterations were not kept", () => {
    const state = recorded();
    addRun(state, "a", 0);
    const lost = { detail: state.detail, tables: new Map<string, Table>() };
    expect(collectFacts(lost, state.detail, new Map(), START).runs).toEqual([]);
  });
});

describe("the samples of a session", () => {
  const process = SAMPLE_TABLES.process;

  it("are the processes' load and memory, each with its own times", () => {
    const state = recorded();
    state.addSamples(process, START + 1, { process_memory_rss_bytes: 5e6 });
    state.addSamples(process, START + 2, { process_memory_rss_bytes: 6e6, process_cpu_percent: 120 });
    const facts = factsOf(state);
    expect(facts.rss).toEqual({ times: [START + 1, START + 2], values: [5e6, 6e6] });
    expect(facts.cpu).toEqual({ times: [START + 2], values: [120] });
    expect(facts).not.toHaveProperty("storage");
  });

  it("have what moved to and from storage beside the load of the same moment", () => {
    const state = recorded();
    state.addSamples(process, START + 1, { process_cpu_percent: 10 });
    state.addSamples(process, START + 2, { process_write_bytes_per_second: 8 });
    state.addSamples(process, START + 3, { process_cpu_percent: 20, process_read_bytes_per_second: 3 });
    state.addSamples(process, START + 4, { process_cpu_percent: 30, process_write_bytes_per_second: 4 });
    expect(factsOf(state)).toMatchObject({
      cpu: { values: [10, 20, 30] },
      storage: { read: [0, 3, 0], written: [0, 0, 4] },
    });
  });

  it("have one way of storage where only that is known, and none without a load", () => {
    const writes = recorded();
    writes.addSamples(process, START, { process_cpu_percent: 10, process_write_bytes_per_second: 8 });
    expect(factsOf(writes).storage).toEqual({ read: [0], written: [8] });
    const alone = recorded();
    alone.addSamples(process, START, { process_write_bytes_per_second: 8 });
    expect(factsOf(alone)).not.toHaveProperty("storage");
  });

  it("are nothing where a stored column is empty, or times are missing", () => {
    const empty = (key: string): StoredColumn => ({ key, length: 0, values: () => new Float64Array() });
    const stored = (columns: readonly StoredColumn[]): SessionFacts => {
      const { detail } = recorded();
      const tables = new Map([[process, Table.restore(process, 0, columns)]]);
      return collectFacts({ detail, tables }, detail, new Map(), START);
    };
    expect(stored([empty("time"), empty("process_cpu_percent")])).not.toHaveProperty("cpu");
    const one = { key: "process_memory_rss_bytes", length: 1, values: () => Float64Array.of(5) };
    expect(stored([one])).not.toHaveProperty("rss");
  });

  it("end with the newest one, however many there are", () => {
    const state = recorded();
    for (const second of count(1200)) state.addSamples(process, START + second, { process_cpu_percent: second });
    const { times = [], values = [] } = factsOf(state).cpu ?? {};
    // At most 512 at a step of four, and the last one.
    expect(values).toEqual([...count(300).map((index) => 4 * index), 1199]);
    expect(times.at(-1)).toBe(START + 1199);
  });
});

describe("the GPUs of a session", () => {
  const sample = (state: SessionState, values: Readonly<Record<string, number>>): void =>
    state.addSamples(SAMPLE_TABLES.gpu, START, values);

  it("have numbers where there are several", () => {
    const state = recorded(["H100", "H100"]);
    sample(state, { "gpu_utilization_percent{gpu=1}": 7, "gpu_utilization_percent{gpu=0}": 5 });
    expect(factsOf(state).gpus).toEqual([
      { name: "GPU 0", utilization: [5] },
      { name: "GPU 1", utilization: [7] },
    ]);
  });

  it("are seen behind one that tells no load", () => {
    const state = recorded(["H100", "H100"]);
    sample(state, { "gpu_memory_used_bytes{gpu=0}": 1, "gpu_utilization_percent{gpu=1}": 7 });
    expect(factsOf(state).gpus).toEqual([{ name: "GPU 1", utilization: [7] }]);
  });

  it("are used where the session ever held memory on them, which is unknown where nobody tells", () => {
    const state = recorded(["H100", "H100", "H100", "H100"]);
    const load = Object.fromEntries(count(4).map((gpu) => [`gpu_utilization_percent{gpu=${gpu}}`, 50]));
    sample(state, { ...load, "gpu_process_memory_bytes{gpu=0}": 5, "gpu_process_memory_bytes{gpu=1}": 0 });
    sample(state, { "gpu_process_memory_bytes{gpu=0}": 0, "gpu_process_memory_bytes{gpu=2}": NaN });
    expect(factsOf(state).gpus.map(({ isUsed }) => isUsed)).toEqual([true, false, false, false]);
    const unknown = recorded(["H100"]);
    sample(unknown, { "gpu_utilization_percent{gpu=0}": 50 });
    expect(factsOf(unknown).gpus).toEqual([{ name: "The GPU", utilization: [50] }]);
  });
});
