import { fromWireNumber, type WireNumber } from "../protocol/number";
import type { ComponentSummary, Note, RunSummary, SessionDetail } from "../protocol/session";
import type { Cell } from "./csv";

/** The columns of a CSV file, in order, and how each cell is taken from an entry. */
export type CsvColumns<T> = Readonly<Record<string, (entry: T) => Cell>>;

/** Columns of sessions.csv. */
export const SESSION_COLUMNS: CsvColumns<SessionDetail> = {
  id: ({ session }) => session.id,
  label: ({ session }) => session.label,
  status: ({ session }) => session.status,
  kind: ({ session }) => session.kind,
  start_time: ({ session }) => session.startTime,
  end_time: ({ session }) => session.endTime,
  exit_code: ({ session }) => session.exitCode,
  signal: ({ session }) => session.signal,
  reason: ({ session }) => session.reason,
  command: ({ session }) => session.command,
  cwd: ({ session }) => session.cwd,
  host: ({ session }) => session.host,
  pid: ({ session }) => session.pid,
  tags: ({ session }) => session.tags.join(";"),
  algorithms: ({ session }) => session.algorithms.join(";"),
  problem: ({ session }) => session.problem,
  run_count: ({ session }) => session.runCount,
  iteration_count: ({ session }) => session.iterationCount,
  evaluations: ({ session }) => session.evaluations,
  best: ({ session }) => number(session.best),
  direction: ({ session }) => session.direction,
  dropped: ({ session }) => session.dropped,
  peak_rss_bytes: ({ session }) => session.peakRssBytes,
  mean_cpu_percent: ({ session }) => session.meanCpuPercent,
  platform: ({ machine }) => machine.platform,
  cpu_model: ({ machine }) => machine.cpuModel,
  core_count: ({ machine }) => machine.coreCount,
  memory_bytes: ({ machine }) => machine.memoryBytes,
  gpus: ({ machine }) => machine.gpus?.join(";"),
};

/** Columns of runs.csv. */
export const RUN_COLUMNS: CsvColumns<RunSummary> = {
  id: (run) => run.id,
  algorithm: (run) => run.algorithm,
  parent: (run) => run.parent,
  library: (run) => run.library,
  problem: (run) => run.problem,
  dimension: (run) => run.dimension,
  direction: ({ direction }) => (typeof direction === "object" ? direction.join(";") : direction),
  budget: (run) => run.budget,
  target: (run) => number(run.target),
  seed: (run) => run.seed,
  population_size: (run) => run.populationSize,
  parameters: (run) => json(run.parameters),
  status: (run) => run.status,
  converged: (run) => run.converged,
  termination: (run) => run.termination,
  message: (run) => run.message,
  solution: (run) => json(run.solution),
  start_time: (run) => run.startTime,
  end_time: (run) => run.endTime,
  iteration_count: (run) => run.iterationCount,
  last_iteration: (run) => run.lastIteration,
  best: (run) => number(run.best),
  evaluations: (run) => run.evaluations,
  front: (run) => json(run.front),
};

/** Columns of components.csv. */
export const COMPONENT_COLUMNS: CsvColumns<ComponentSummary> = {
  name: (component) => component.name,
  parent: (component) => component.parent,
  count: (component) => component.count,
  total_seconds: (component) => component.totalSeconds,
  min_seconds: (component) => component.minSeconds,
  max_seconds: (component) => component.maxSeconds,
  source_file: (component) => component.source?.file,
  source_line: (component) => component.source?.line,
  read_bytes: (component) => component.data?.readBytes,
  written_bytes: (component) => component.data?.writtenBytes,
  records: (component) => component.data?.records,
};

/** Columns of notes.csv. */
export const NOTE_COLUMNS: CsvColumns<Note> = {
  time: (note) => note.time,
  level: (note) => note.level,
  text: (note) => note.text,
};

function number(value: WireNumber | undefined): number | undefined {
  return fromWireNumber(value);
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
