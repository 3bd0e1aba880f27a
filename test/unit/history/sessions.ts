import { SAMPLE_TABLES } from "../../../src/model/metrics";
import type { RecordedSession } from "../../../src/model/recordedSession";
import { SessionState } from "../../../src/model/sessionState";
import type { Alert } from "../../../src/protocol/alerts";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import type { MachineFacts } from "../../../src/protocol/session";

/** What a made-up session holds. */
export interface SessionPlan {
  readonly id: string;
  readonly label?: string;
  readonly startTime?: number;
  readonly runs?: number;
  readonly iterations?: number;
  readonly samples?: number;
  readonly tags?: readonly string[];
  readonly problem?: string;
}

const MACHINE: MachineFacts = {
  host: "workstation",
  platform: "linux x64",
  cpuModel: "Test CPU",
  coreCount: 4,
  memoryBytes: 16e9,
  gpus: ["GPU 0"],
};

const ALERTS: readonly Alert[] = [
  {
    id: "nan-objective#1",
    rule: "nan-objective",
    kind: "nan-objective",
    severity: "problem",
    subject: "r1",
    message: "The objective of GA is NaN.",
    value: "NaN",
    time: 2,
  },
  {
    id: "hot#1",
    rule: "hot",
    kind: "threshold",
    severity: "notice",
    message: "system_cpu_percent is 91 %, above 90 %.",
    value: 91,
    time: 3,
    quiet: true,
  },
];

/** A pseudo-random sequence in [0, 1) that is the same every time. */
export function randomOf(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** A session as a genetic algorithm would leave it, recorded through the session's own state. */
export function recordSession(plan: SessionPlan): RecordedSession {
  const { id, label = "optimize", startTime = 1_700_000_000, runs = 2, iterations = 100, samples = 20 } = plan;
  const state = new SessionState(
    { id, label, kind: "task", startTime, pid: 41, command: "python ga.py", cwd: "/home/user", tags: plan.tags ?? [] },
    MACHINE,
  );
  for (let run = 1; run <= runs; run++) recordRun(state, run, iterations, startTime, plan.problem ?? "tour");
  state.apply(
    {
      type: "component",
      name: "Evaluate",
      count: 200,
      total: 3.5,
      min: 0.01,
      max: 0.05,
      source: { file: "ga.py", line: 7 },
    },
    "c",
    startTime + 1,
  );
  state.apply({ type: "component", name: "Load", parent: "Evaluate", count: 1, total: 0.25 }, "c", startTime + 1);
  state.apply({ type: "metric", name: "archive size", value: 12, unit: "points" }, "c", startTime + 2.5);
  state.apply({ type: "metric", name: "archive size", value: NaN }, "c", startTime + 3.5);
  state.apply({ type: "note", level: "warning", text: 'Früh angehalten, "so" – 東京' }, "c", startTime + 4);
  state.apply({ type: "dropped", count: 3 }, "c", startTime + 4);
  for (const alert of ALERTS) state.alerts.put({ ...alert, time: startTime + alert.time, endTime: startTime + 50 });
  recordSamples(state, samples, startTime);
  state.finish({ status: "completed", time: startTime + 60, exitCode: 0 });
  return state;
}

function recordRun(state: SessionState, number: number, iterations: number, start: number, problem: string): void {
  const run = `r${number}`;
  const random = randomOf(number);
  let best = 100;
  state.apply(
    {
      type: "run_start",
      run,
      algorithm: number === 1 ? "GA" : "PSO",
      problem,
      dimension: 10,
      direction: "minimize",
      budget: 5000,
      target: -Infinity,
      seed: number,
      populationSize: 50,
      parameters: { mutation: 0.1, crossover: "two-point" },
    },
    "c",
    start,
  );
  for (let iteration = 1; iteration <= iterations; iteration++) {
    if (random() < 0.2) best *= 0.97;
    const values: Record<string, number> = {
      evaluations: iteration * 50,
      best,
      mean: best * (1 + random()),
      std: random(),
    };
    if (iteration % 10 === 0) values["diversity"] = random();
    if (iteration === 3) values["violation"] = NaN;
    state.apply(
      { type: "iteration", run, iteration, values: NamedNumbers.of(values) },
      "c",
      start + iteration * 0.02 + random() * 0.001,
    );
  }
  state.apply(
    {
      type: "front",
      run,
      iteration: iterations,
      points: [
        [1, 2],
        [3, Infinity],
      ],
    },
    "c",
    start + 50,
  );
  state.apply(
    {
      type: "run_end",
      run,
      status: "completed",
      converged: true,
      termination: "tolerance",
      best,
      evaluations: iterations * 50,
      solution: [1, 2, 3],
    },
    "c",
    start + 50,
  );
}

function recordSamples(state: SessionState, samples: number, start: number): void {
  const random = randomOf(99);
  let rss = 100e6;
  for (let second = 0; second < samples; second++) {
    const time = Math.round((start + second + random() * 0.003) * 1000) / 1000;
    rss += Math.floor(random() * 3) * 4096;
    const percent = (): number => Math.round(random() * 1000) / 10;
    state.addSamples(SAMPLE_TABLES.system, time, {
      system_cpu_percent: percent(),
      "system_cpu_core_percent{core=0}": percent(),
      "system_cpu_core_percent{core=1}": percent(),
      system_memory_used_bytes: 4e9 + Math.floor(random() * 1000) * 4096,
      system_memory_percent: Math.round(250 + random() * 3) / 10,
    });
    const process = { process_memory_rss_bytes: rss, process_count: 3 };
    state.addSamples(
      SAMPLE_TABLES.process,
      time,
      second === 0 ? process : { ...process, process_cpu_percent: percent() },
    );
  }
}

/** Everything that two sessions hold, in a form that tests compare. */
export function contentsOf(session: RecordedSession): unknown {
  return {
    detail: session.detail,
    tables: [...session.tables.values()].map((table) => ({
      name: table.name,
      rowCount: table.rowCount,
      columns: [...table.columns.values()].map((column) => ({
        key: column.key,
        unit: column.unit,
        values: [...column.values.slice()],
        rows: Array.from({ length: column.length }, (_, position) => column.rowAt(position)),
      })),
    })),
  };
}
