import { compact, isObject } from "../protocol/fields";
import { fromWireNumber, toWireNumber, type WireNumber } from "../protocol/number";
import { ALERT_KINDS, ALERT_SEVERITIES, type Alert, type AlertKind } from "../protocol/alerts";
import type {
  ComponentSummary,
  Direction,
  GitFacts,
  MachineFacts,
  Note,
  RunSummary,
  SessionSummary,
} from "../protocol/session";
import { parseRegressions } from "./regressionColumn";
import type { Row } from "./sqlite";

const SESSION_STATUSES = ["running", "completed", "failed", "stopped", "interrupted"] as const;
const KINDS = ["task", "debug", "terminal", "command", "external", "imported"] as const;
const DIRECTIONS = ["minimize", "maximize"] as const;
const LEVELS = ["debug", "info", "warning", "error"] as const;

/** Reads a row of `sessions`; what is damaged is absent or the nearest thing that is true. */
export function sessionOf(row: Row, tags: readonly string[]): SessionSummary {
  return compact<SessionSummary>({
    id: text(row, "session_id") ?? "",
    label: text(row, "label") ?? "",
    status: oneOf(SESSION_STATUSES, row["status"]) ?? "interrupted",
    kind: oneOf(KINDS, row["kind"]) ?? "external",
    startTime: number(row, "start_time") ?? 0,
    endTime: number(row, "end_time"),
    exitCode: number(row, "exit_code"),
    signal: text(row, "signal"),
    reason: text(row, "reason"),
    command: text(row, "command"),
    cwd: text(row, "cwd"),
    host: text(row, "host") ?? "",
    pid: number(row, "pid"),
    tags,
    algorithms: texts(row, "algorithms"),
    problem: text(row, "problem"),
    runCount: number(row, "run_count") ?? 0,
    iterationCount: number(row, "iteration_count") ?? 0,
    evaluations: number(row, "evaluations"),
    best: wire(row, "best"),
    direction: oneOf(DIRECTIONS, row["direction"]),
    dropped: number(row, "dropped") ?? 0,
    peakRssBytes: number(row, "peak_rss_bytes"),
    meanCpuPercent: number(row, "mean_cpu_percent"),
    git: gitOf(row),
    note: text(row, "note"),
    isPinned: row["is_pinned"] === 1 ? true : undefined,
    regressions: parseRegressions(json(row, "regressions")),
  });
}

function gitOf(row: Row): GitFacts | undefined {
  const commit = text(row, "git_commit");
  if (commit === undefined) return undefined;
  return compact<GitFacts>({ commit, branch: text(row, "git_branch"), isDirty: row["git_is_dirty"] === 1 });
}

function versionsOf(row: Row): MachineFacts["versions"] {
  const versions = json(row, "versions");
  if (!isObject(versions)) return undefined;
  const texts = Object.entries(versions).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts);
}

/** Reads the machine of a row of `sessions`. */
export function machineOf(row: Row): MachineFacts {
  return compact<MachineFacts>({
    host: text(row, "host") ?? "",
    platform: text(row, "platform") ?? "",
    cpuModel: text(row, "cpu_model"),
    coreCount: number(row, "core_count") ?? 0,
    memoryBytes: number(row, "memory_bytes") ?? 0,
    gpus: row["gpus"] === null ? undefined : texts(row, "gpus"),
    versions: versionsOf(row),
  });
}

/** Reads a row of `runs`. */
export function runOf(row: Row): RunSummary {
  const parameters = json(row, "parameters");
  return compact<RunSummary>({
    id: text(row, "run_id") ?? "",
    algorithm: text(row, "algorithm") ?? "",
    parent: text(row, "parent"),
    library: text(row, "library"),
    problem: text(row, "problem"),
    dimension: number(row, "dimension"),
    direction: directionOf(row["direction"]),
    budget: number(row, "budget"),
    target: wire(row, "target"),
    seed: number(row, "seed") ?? text(row, "seed"),
    populationSize: number(row, "population_size"),
    parameters: isObject(parameters) ? parameters : undefined,
    status: oneOf(SESSION_STATUSES, row["status"]) ?? "interrupted",
    converged: typeof row["converged"] === "number" ? row["converged"] !== 0 : undefined,
    termination: text(row, "termination"),
    message: text(row, "message"),
    solution: json(row, "solution"),
    startTime: number(row, "start_time") ?? 0,
    endTime: number(row, "end_time"),
    iterationCount: number(row, "iteration_count") ?? 0,
    lastIteration: number(row, "last_iteration"),
    best: wire(row, "best"),
    evaluations: number(row, "evaluations"),
  });
}

/** Reads a row of `components`. */
export function componentOf(row: Row): ComponentSummary {
  const file = text(row, "source_file");
  return compact<ComponentSummary>({
    name: text(row, "name") ?? "",
    parent: text(row, "parent"),
    count: number(row, "count") ?? 0,
    totalSeconds: number(row, "total_seconds") ?? 0,
    minSeconds: number(row, "min_seconds"),
    maxSeconds: number(row, "max_seconds"),
    source: file === undefined ? undefined : { file, line: number(row, "source_line") ?? 1 },
  });
}

/** Reads a row of `notes`. */
export function noteOf(row: Row): Note {
  return {
    time: number(row, "time") ?? 0,
    level: oneOf(LEVELS, row["level"]) ?? "info",
    text: text(row, "text") ?? "",
  };
}

/** Reads a row of `alerts`. */
export function alertOf(row: Row): Alert {
  return compact<Alert>({
    id: text(row, "alert_id") ?? String(number(row, "number") ?? 0),
    rule: text(row, "rule") ?? "",
    kind: oneOf(Object.keys(ALERT_KINDS) as AlertKind[], row["kind"]) ?? "threshold",
    severity: oneOf(ALERT_SEVERITIES, row["severity"]) ?? "notice",
    subject: text(row, "subject"),
    message: text(row, "message") ?? "",
    value: wire(row, "value"),
    time: number(row, "time") ?? 0,
    endTime: number(row, "end_time"),
    quiet: row["is_quiet"] === 1 ? true : undefined,
  });
}

/** A direction as a column holds it: one word, or a JSON list. */
export function directionText(direction: RunSummary["direction"]): string | undefined {
  return direction === undefined || typeof direction === "string" ? direction : JSON.stringify(direction);
}

function directionOf(value: unknown): Direction | readonly Direction[] | undefined {
  const single = oneOf(DIRECTIONS, value);
  if (single !== undefined || typeof value !== "string") return single;
  const list = parseJson(value);
  return Array.isArray(list) ? list.flatMap((entry) => oneOf(DIRECTIONS, entry) ?? []) : undefined;
}

function text(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === "string" ? value : undefined;
}

function number(row: Row, column: string): number | undefined {
  const value = row[column];
  return typeof value === "number" ? value : undefined;
}

function wire(row: Row, column: string): WireNumber | undefined {
  const value = fromWireNumber(row[column]);
  return value === undefined ? undefined : toWireNumber(value);
}

function texts(row: Row, column: string): readonly string[] {
  const list = json(row, column);
  return Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === "string") : [];
}

function json(row: Row, column: string): unknown {
  const value = text(row, column);
  return value === undefined ? undefined : parseJson(value);
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((candidate) => candidate === value);
}
