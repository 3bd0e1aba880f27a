import type { RecordedSession } from "../model/recordedSession";
import { runTable } from "../model/metrics";
import type { Alert } from "../protocol/alerts";
import type { ComponentSummary, MachineFacts, Note, RunSummary, SessionSummary } from "../protocol/session";
import { directionText } from "./catalogRows";
import { convergenceCurve } from "./convergenceCurve";
import { resourceSummaries } from "./resourceSummaries";
import type { Parameter, SqliteDatabase } from "./sqlite";

// What one session may take in the catalog; its own file holds everything.
const MAX_RUNS = 1000;
const MAX_CURVES = 100;
const MAX_COMPONENTS = 200;
const MAX_NOTES = 100;
const MAX_NOTE_LENGTH = 500;
const MAX_JSON_LENGTH = 4000;

/** Writes everything that the catalog holds of one session; the caller has made sure that none of it is there. */
export function insertSession(database: SqliteDatabase, session: RecordedSession, isEdited: boolean): number {
  const { detail, tables } = session;
  const number = insertInto(database, "sessions", {
    ...sessionColumns(detail.session, detail.machine),
    is_edited: isEdited,
  });
  insertTags(database, number, detail.session.tags);
  detail.runs.slice(0, MAX_RUNS).forEach((run, index) => {
    const runNumber = insertInto(database, "runs", { session_number: number, ...runColumns(run) });
    if (index < MAX_CURVES) insertCurve(database, runNumber, run, session);
  });
  detail.components.slice(0, MAX_COMPONENTS).forEach((component, position) => {
    insertInto(database, "components", { session_number: number, position, ...componentColumns(component) });
  });
  for (const summary of resourceSummaries(tables)) {
    insertInto(database, "resource_summaries", { session_number: number, ...summary });
  }
  insertNotes(database, number, detail.notes);
  for (const alert of detail.alerts ?? []) {
    insertInto(database, "alerts", { session_number: number, ...alertColumns(alert) });
  }
  return number;
}

/** Writes the tags of a session. */
export function insertTags(database: SqliteDatabase, number: number, tags: readonly string[]): void {
  tags.forEach((tag, position) => insertInto(database, "tags", { session_number: number, position, tag }));
}

/** What the text filter looks into, in lower case. */
export function searchText(
  session: Pick<SessionSummary, "label" | "algorithms" | "problem" | "tags" | "note">,
): string {
  const { label, algorithms, problem = "", tags, note = "" } = session;
  return [label, ...algorithms, problem, ...tags, note].join("\n").toLowerCase();
}

function insertInto(database: SqliteDatabase, table: string, values: Readonly<Record<string, Parameter>>): number {
  const columns = Object.keys(values);
  const marks = columns.map(() => "?").join(", ");
  database.run(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${marks})`, Object.values(values));
  return Number(database.first("SELECT last_insert_rowid() AS number")?.["number"]);
}

function sessionColumns(session: SessionSummary, machine: MachineFacts): Record<string, Parameter> {
  return {
    session_id: session.id,
    label: session.label,
    status: session.status,
    kind: session.kind,
    start_time: session.startTime,
    end_time: session.endTime,
    exit_code: session.exitCode,
    signal: session.signal,
    reason: session.reason,
    command: session.command,
    cwd: session.cwd,
    pid: session.pid,
    algorithms: JSON.stringify(session.algorithms),
    problem: session.problem,
    run_count: session.runCount,
    iteration_count: session.iterationCount,
    evaluations: session.evaluations,
    best: session.best,
    direction: session.direction,
    dropped: session.dropped,
    peak_rss_bytes: session.peakRssBytes,
    mean_cpu_percent: session.meanCpuPercent,
    host: session.host,
    platform: machine.platform,
    cpu_model: machine.cpuModel,
    core_count: machine.coreCount,
    memory_bytes: machine.memoryBytes,
    gpus: machine.gpus === undefined ? undefined : JSON.stringify(machine.gpus),
    git_commit: session.git?.commit,
    git_branch: session.git?.branch,
    git_is_dirty: session.git?.isDirty,
    versions: shortJson(machine.versions),
    note: session.note,
    is_pinned: session.isPinned === true,
    search_text: searchText(session),
  };
}

function runColumns(run: RunSummary): Record<string, Parameter> {
  return {
    run_id: run.id,
    algorithm: run.algorithm,
    parent: run.parent,
    library: run.library,
    problem: run.problem,
    dimension: run.dimension,
    direction: directionText(run.direction),
    budget: run.budget,
    target: run.target,
    seed: run.seed,
    population_size: run.populationSize,
    parameters: shortJson(run.parameters),
    status: run.status,
    converged: run.converged,
    termination: run.termination,
    message: run.message,
    solution: shortJson(run.solution),
    start_time: run.startTime,
    end_time: run.endTime,
    iteration_count: run.iterationCount,
    last_iteration: run.lastIteration,
    best: run.best,
    evaluations: run.evaluations,
  };
}

function alertColumns(alert: Alert): Record<string, Parameter> {
  return {
    alert_id: alert.id,
    rule: alert.rule,
    kind: alert.kind,
    severity: alert.severity,
    subject: alert.subject,
    message: alert.message,
    value: alert.value,
    time: alert.time,
    end_time: alert.endTime,
    is_quiet: alert.quiet === true,
  };
}

/** A value as JSON, if it is short: long ones stand in the session's own file. */
function shortJson(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length <= MAX_JSON_LENGTH ? text : undefined;
}

function componentColumns(component: ComponentSummary): Record<string, Parameter> {
  return {
    name: component.name,
    parent: component.parent,
    count: component.count,
    total_seconds: component.totalSeconds,
    min_seconds: component.minSeconds,
    max_seconds: component.maxSeconds,
    source_file: component.source?.file,
    source_line: component.source?.line,
  };
}

function insertCurve(database: SqliteDatabase, number: number, run: RunSummary, { tables }: RecordedSession): void {
  convergenceCurve(run, tables.get(runTable(run.id))).forEach((point, position) => {
    database.run(
      "INSERT INTO convergence (run_number, position, iteration, evaluations, time, best) VALUES (?, ?, ?, ?, ?, ?)",
      [number, position, point.iteration, point.evaluations, point.time, point.best],
    );
  });
}

function insertNotes(database: SqliteDatabase, number: number, notes: readonly Note[]): void {
  notes.slice(-MAX_NOTES).forEach(({ time, level, text }, position) => {
    insertInto(database, "notes", {
      session_number: number,
      position,
      time,
      level,
      text: text.slice(0, MAX_NOTE_LENGTH),
    });
  });
}
