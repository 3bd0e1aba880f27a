import { ALERT_KINDS, ALERT_SEVERITIES, type Alert, type AlertKind } from "./alerts";
import { compact, Fields, isObject, type JsonObject } from "./fields";
import { toWireNumber, fromWireNumber, type WireNumber } from "./number";
import type {
  ComponentData,
  ColumnInfo,
  ComponentSummary,
  Direction,
  GitFacts,
  MachineFacts,
  Note,
  RunSummary,
  SessionDetail,
  SessionSummary,
  SourceLocation,
  TableInfo,
} from "./session";

const STATUSES = ["running", "completed", "failed", "stopped", "interrupted"] as const;
/** How workflows are launched. */
export const LAUNCH_KINDS = ["task", "debug", "terminal", "command", "external", "imported"] as const;
const ALERT_KIND_NAMES = Object.keys(ALERT_KINDS) as readonly AlertKind[];
const LEVELS = ["debug", "info", "warning", "error"] as const;
const DIRECTIONS: readonly Direction[] = ["minimize", "maximize"];

/** What a file says of a session, all but its numbers; throws a Refusal, as all parsers here. */
export function parseDetail(source: JsonObject): SessionDetail {
  const fields = new Fields("the session", source);
  // Files of before there were alerts have no such list.
  const alerts = fields.has("alerts") ? parsedEach(fields, "alerts", parseAlert) : undefined;
  return {
    session: parseSession(new Fields("session", objectOf(fields, "session"))),
    runs: parsedEach(fields, "runs", parseRun),
    components: parsedEach(fields, "components", parseComponent),
    notes: parsedEach(fields, "notes", parseNote),
    ...(alerts === undefined ? {} : { alerts }),
    tables: parsedEach(fields, "tables", parseTable),
    machine: parseMachine(new Fields("machine", objectOf(fields, "machine"))),
  };
}

/** An object that must be there. */
export function objectOf(fields: Fields, field: string): JsonObject {
  return fields.object(field) ?? fields.refuse(field, "an object");
}

/** A list of objects that must be there. */
export function objectsOf(fields: Fields, field: string): readonly JsonObject[] {
  const list = fields.list(field) ?? fields.refuse(field, "a list");
  return list.map((entry) => (isObject(entry) ? entry : fields.refuse(field, "a list of objects")));
}

/** Each object of a list, parsed. */
export function parsedEach<T>(fields: Fields, field: string, parse: (entry: Fields) => T): readonly T[] {
  return objectsOf(fields, field).map((entry) => parse(new Fields(field, entry)));
}

function parseTable(fields: Fields): TableInfo {
  return {
    name: fields.text("name") ?? fields.refuse("name", "a text"),
    rowCount: fields.requiredCount("rowCount"),
    columns: parsedEach(fields, "columns", parseColumn),
  };
}

function parseColumn(fields: Fields): ColumnInfo {
  const labels = fields.object("labels");
  return compact<ColumnInfo>({
    key: fields.requiredText("key"),
    metric: fields.requiredText("metric"),
    unit: fields.text("unit"),
    labels: labels === undefined ? undefined : textsByName(labels),
    count: fields.requiredCount("count"),
    last: wire(fields, "last"),
  });
}

/** The session of a file or an export. */
export function parseSession(fields: Fields): SessionSummary {
  return compact<SessionSummary>({
    id: fields.requiredName("id"),
    // Whatever it is called: a session that can be kept can be read again.
    label: fields.name("label") ?? fields.refuse("label", "a text"),
    status: fields.oneOf("status", STATUSES) ?? fields.refuse("status", "a status"),
    kind: fields.oneOf("kind", LAUNCH_KINDS) ?? "external",
    startTime: fields.requiredFinite("startTime"),
    endTime: fields.finite("endTime"),
    exitCode: fields.finite("exitCode"),
    signal: fields.name("signal"),
    reason: fields.text("reason"),
    command: fields.text("command"),
    cwd: fields.text("cwd"),
    host: fields.text("host") ?? "",
    pid: fields.count("pid"),
    tags: texts(fields, "tags"),
    algorithms: texts(fields, "algorithms"),
    problem: fields.name("problem"),
    runCount: fields.requiredCount("runCount"),
    iterationCount: fields.requiredCount("iterationCount"),
    evaluations: fields.number("evaluations"),
    best: wire(fields, "best"),
    direction: fields.oneOf("direction", DIRECTIONS),
    dropped: fields.count("dropped") ?? 0,
    peakRssBytes: fields.finite("peakRssBytes"),
    meanCpuPercent: fields.finite("meanCpuPercent"),
    git: parseGit(fields),
    note: fields.text("note"),
    isPinned: fields.flag("isPinned"),
  });
}

/** The state of the sources, in the field `git`. */
export function parseGit(fields: Fields): GitFacts | undefined {
  const source = fields.object("git");
  if (source === undefined) return undefined;
  const git = new Fields("git", source);
  return compact<GitFacts>({
    commit: git.requiredName("commit"),
    branch: git.name("branch"),
    isDirty: git.flag("isDirty") ?? false,
  });
}

/** The machine of an export. */
export function parseMachine(fields: Fields): MachineFacts {
  return compact<MachineFacts>({
    host: fields.text("host") ?? "",
    platform: fields.text("platform") ?? "",
    cpuModel: fields.name("cpuModel"),
    coreCount: fields.requiredCount("coreCount"),
    memoryBytes: fields.requiredCount("memoryBytes"),
    gpus: fields.has("gpus") ? texts(fields, "gpus") : undefined,
    versions: versionsOf(fields),
  });
}

function versionsOf(fields: Fields): MachineFacts["versions"] {
  const versions = textsByName(fields.object("versions") ?? {});
  return Object.keys(versions).length === 0 ? undefined : versions;
}

/** What is text among the entries of an object. */
function textsByName(source: JsonObject): Readonly<Record<string, string>> {
  const texts = Object.entries(source).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts);
}

/** A run of an export, without its iterations. */
export function parseRun(fields: Fields): RunSummary {
  const seed = fields.any("seed");
  return compact<RunSummary>({
    id: fields.requiredName("id"),
    algorithm: fields.requiredName("algorithm"),
    parent: fields.name("parent"),
    library: fields.name("library"),
    problem: fields.name("problem"),
    dimension: fields.count("dimension"),
    direction: directionOf(fields),
    budget: fields.count("budget"),
    target: wire(fields, "target"),
    seed: typeof seed === "string" ? fields.name("seed") : fields.finite("seed"),
    populationSize: fields.count("populationSize"),
    parameters: fields.object("parameters"),
    status: fields.oneOf("status", STATUSES) ?? fields.refuse("status", "a status"),
    converged: fields.flag("converged"),
    termination: fields.name("termination"),
    message: fields.text("message"),
    solution: fields.shallow("solution"),
    startTime: fields.requiredFinite("startTime"),
    endTime: fields.finite("endTime"),
    iterationCount: fields.requiredCount("iterationCount"),
    lastIteration: fields.number("lastIteration"),
    best: wire(fields, "best"),
    evaluations: fields.number("evaluations"),
    front: frontOf(fields),
  });
}

/** A component of an export. */
export function parseComponent(fields: Fields): ComponentSummary {
  return compact<ComponentSummary>({
    name: fields.requiredName("name"),
    parent: fields.name("parent"),
    count: fields.requiredCount("count"),
    totalSeconds: fields.requiredCount("totalSeconds"),
    minSeconds: fields.count("minSeconds"),
    maxSeconds: fields.count("maxSeconds"),
    source: sourceOf(fields),
    data: dataOf(fields),
    buckets: bucketsOf(fields),
  });
}

/** How often calls took how long. */
function bucketsOf(fields: Fields): ComponentSummary["buckets"] {
  const source = fields.object("buckets");
  if (source === undefined) return undefined;
  const buckets = new Fields("buckets", source);
  return { le: numbersOf(buckets, "le"), counts: numbersOf(buckets, "counts") };
}

function numbersOf(fields: Fields, field: string): readonly number[] {
  const list = fields.list(field) ?? fields.refuse(field, "a list of numbers");
  return list.map((value) => fromWireNumber(value) ?? fields.refuse(field, "a list of numbers"));
}

/** A note of an export. */
export function parseNote(fields: Fields): Note {
  return {
    time: fields.requiredFinite("time"),
    level: fields.oneOf("level", LEVELS) ?? "info",
    text: fields.text("text") ?? "",
  };
}

/** One entry of an export's `alerts`. */
export function parseAlert(fields: Fields): Alert {
  const value = fromWireNumber(fields.any("value"));
  return compact<Alert>({
    id: fields.requiredName("id"),
    rule: fields.requiredName("rule"),
    kind: fields.oneOf("kind", ALERT_KIND_NAMES) ?? fields.refuse("kind", "a kind of alert"),
    severity: fields.oneOf("severity", ALERT_SEVERITIES) ?? "notice",
    subject: fields.text("subject"),
    message: fields.text("message") ?? "",
    value: value === undefined ? undefined : toWireNumber(value),
    time: fields.requiredFinite("time"),
    endTime: fields.finite("endTime"),
    quiet: fields.flag("quiet"),
  });
}

function sourceOf(fields: Fields): SourceLocation | undefined {
  const source = fields.object("source");
  if (source === undefined) return undefined;
  const { file, line } = source;
  return typeof file === "string" && typeof line === "number" ? { file, line } : fields.refuse("source", "a place");
}

function dataOf(fields: Fields): ComponentData | undefined {
  const data = fields.object("data");
  if (data === undefined) return undefined;
  const amount = (name: string): number | undefined => {
    const value = data[name];
    return typeof value === "number" && value >= 0 && Number.isFinite(value) ? value : undefined;
  };
  const readBytes = amount("readBytes") ?? 0;
  return compact<ComponentData>({ readBytes, writtenBytes: amount("writtenBytes") ?? 0, records: amount("records") });
}

function directionOf(fields: Fields): RunSummary["direction"] {
  if (!Array.isArray(fields.any("direction"))) return fields.oneOf("direction", DIRECTIONS);
  const list = fields.list("direction") ?? [];
  return list.map(
    (entry) => DIRECTIONS.find((one) => one === entry) ?? fields.refuse("direction", "minimize or maximize"),
  );
}

function frontOf(fields: Fields): RunSummary["front"] {
  if (!fields.has("front")) return undefined;
  return (fields.list("front") ?? []).map((point) => {
    if (!Array.isArray(point)) return fields.refuse("front", "a list of points");
    return point.map((value) => toWireNumber(fromWireNumber(value) ?? fields.refuse("front", "a list of points")));
  });
}

function wire(fields: Fields, field: string): WireNumber | undefined {
  const value = fields.number(field);
  return value === undefined ? undefined : toWireNumber(value);
}

function texts(fields: Fields, field: string): readonly string[] {
  const list = fields.list(field) ?? [];
  return list.map((entry) => (typeof entry === "string" ? entry : fields.refuse(field, "a list of texts")));
}
