import { SAMPLE_TABLES } from "../model/metrics";
import type { SessionEnd, SessionHeader } from "../model/sessionHeader";
import { readAlertRules } from "../protocol/alertRules";
import type { Alert, AlertRule } from "../protocol/alerts";
import { compact, Fields, isObject, Refusal, type JsonObject } from "../protocol/fields";
import { LAUNCH_KINDS, objectOf, objectsOf, parseAlert, parseGit, parseMachine } from "../protocol/parseSession";
import { parseClientMessage } from "../protocol/parseWire";
import type { MachineFacts } from "../protocol/session";
import type { HelloMessage, WireEvent } from "../protocol/wire";

/** What a journal holds, one JSON object a line. `message` of a batch is what the client sent, as it sent it. */
export type JournalEntry =
  | {
      readonly k: "session";
      readonly header: SessionHeader;
      readonly machine: MachineFacts;
      readonly launch?: JournalLaunch;
    }
  | { readonly k: "change"; readonly header: Partial<SessionHeader>; readonly launch?: JournalLaunch }
  | { readonly k: "client"; readonly client: string; readonly hello?: HelloMessage }
  | {
      readonly k: "batch";
      readonly client: string;
      readonly sequence?: number;
      readonly time: number;
      readonly message: unknown;
    }
  | {
      readonly k: "samples";
      readonly table: string;
      readonly time: number;
      readonly values: Readonly<Record<string, number>>;
    }
  | { readonly k: "note"; readonly level: "info" | "warning" | "error"; readonly text: string; readonly time: number }
  /** An alert began or, with an end time, was over. */
  | { readonly k: "alert"; readonly alert: Alert }
  /** The alert rules that hold from here on. */
  | { readonly k: "rules"; readonly rules: readonly AlertRule[] }
  /** Everything of another recording that turned out to be the same launch's stands before this entry. */
  | { readonly k: "merged"; readonly session: string }
  | { readonly k: "end"; readonly end: SessionEnd };

/** The launch that a journal's session belongs to, enough to find its process again after the engine was restarted. */
export interface JournalLaunch {
  readonly launchId: string;
  readonly pid?: number;
  /** Tells the process from a later one with the same pid. */
  readonly identity?: string;
}

/** Accepts one line of a journal; undefined for one that is torn, damaged, or that no engine has written. */
export function parseJournalLine(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value)) return undefined;
    const parser = typeof value["k"] === "string" ? PARSERS.get(value["k"]) : undefined;
    return parser?.(new Fields("journal", value), value);
  } catch (error) {
    if (error instanceof Refusal || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

type EntryParser = (fields: Fields, source: JsonObject) => JournalEntry;
type Entry<K extends JournalEntry["k"]> = Extract<JournalEntry, { readonly k: K }>;

const PARSERS: ReadonlyMap<string, EntryParser> = new Map<JournalEntry["k"], EntryParser>([
  // Nearly all lines are these, so that they take a path without the general reader's cost.
  ["batch", (fields, source) => batchOf(fields, source)],
  ["samples", (fields, source) => samplesOf(fields, source)],
  [
    "session",
    (fields) =>
      compact<Entry<"session">>({
        k: "session",
        header: headerOf(objectOf(fields, "header")),
        machine: parseMachine(new Fields("machine", objectOf(fields, "machine"))),
        launch: launchOf(fields),
      }),
  ],
  [
    "change",
    (fields) =>
      compact<Entry<"change">>({
        k: "change",
        header: patchOf(new Fields("header", objectOf(fields, "header"))),
        launch: launchOf(fields),
      }),
  ],
  [
    "client",
    (fields) => compact<Entry<"client">>({ k: "client", client: textOf(fields, "client"), hello: helloOf(fields) }),
  ],
  ["note", noteOf],
  ["alert", (fields) => ({ k: "alert", alert: parseAlert(new Fields("alert", objectOf(fields, "alert"))) })],
  ["rules", (fields) => ({ k: "rules", rules: readAlertRules("rules", objectsOf(fields, "rules")).rules })],
  ["merged", (fields) => ({ k: "merged", session: fields.requiredName("session") })],
  ["end", (fields) => ({ k: "end", end: endOf(new Fields("end", objectOf(fields, "end"))) })],
]);

function batchOf(fields: Fields, source: JsonObject): Entry<"batch"> {
  const sequence = fields.count("sequence");
  return {
    k: "batch",
    client: textOf(fields, "client"),
    ...(sequence === undefined ? {} : { sequence }),
    time: fields.requiredFinite("time"),
    // A parser of its own accepts it when it is replayed.
    message: source["message"],
  };
}

const TABLES = Object.values(SAMPLE_TABLES);

function samplesOf(fields: Fields, source: JsonObject): Entry<"samples"> {
  const values: Record<string, number> = {};
  const given = source["values"];
  if (!isObject(given)) fields.refuse("values", "an object of numbers");
  for (const key in given) {
    const value = given[key];
    if (typeof value === "number") values[key] = value;
  }
  const table = fields.oneOf("table", TABLES) ?? fields.refuse("table", "a table of samples");
  return { k: "samples", table, time: fields.requiredFinite("time"), values };
}

function textOf(fields: Fields, field: string): string {
  return fields.name(field) ?? fields.refuse(field, "a text");
}

function headerOf(source: JsonObject): SessionHeader {
  const fields = new Fields("header", source);
  return {
    ...patchOf(fields),
    id: fields.requiredName("id"),
    label: textOf(fields, "label"),
    kind: fields.oneOf("kind", LAUNCH_KINDS) ?? fields.refuse("kind", "how it was launched"),
    startTime: fields.requiredFinite("startTime"),
  };
}

function patchOf(fields: Fields): Partial<SessionHeader> {
  return compact<Partial<SessionHeader>>({
    id: fields.name("id"),
    label: fields.name("label"),
    kind: fields.oneOf("kind", LAUNCH_KINDS),
    startTime: fields.finite("startTime"),
    pid: fields.count("pid"),
    command: fields.text("command"),
    cwd: fields.text("cwd"),
    tags: fields.has("tags") ? fields.texts("tags") : undefined,
    git: parseGit(fields),
    note: fields.text("note"),
    isPinned: fields.flag("isPinned"),
  });
}

function launchOf(fields: Fields): JournalLaunch | undefined {
  const source = fields.object("launch");
  if (source === undefined) return undefined;
  const launch = new Fields("launch", source);
  return compact<JournalLaunch>({
    launchId: launch.requiredName("launchId"),
    pid: launch.count("pid"),
    identity: launch.text("identity"),
  });
}

function helloOf(fields: Fields): HelloMessage | undefined {
  if (!fields.has("hello")) return undefined;
  const parsed = parseClientMessage(fields.any("hello"));
  return parsed.ok && parsed.value.type === "hello" ? parsed.value : fields.refuse("hello", "a greeting");
}

function noteOf(fields: Fields): Entry<"note"> {
  const level = fields.oneOf("level", ["info", "warning", "error"]) ?? fields.refuse("level", "a level");
  return { k: "note", level, text: fields.text("text") ?? "", time: fields.requiredFinite("time") };
}

const ENDS = ["completed", "failed", "stopped", "interrupted"] as const;

function endOf(fields: Fields): SessionEnd {
  return compact<SessionEnd>({
    status: fields.oneOf("status", ENDS) ?? fields.refuse("status", "how it ended"),
    time: fields.requiredFinite("time"),
    exitCode: fields.finite("exitCode"),
    signal: fields.name("signal"),
    reason: fields.text("reason"),
  });
}

/** The events of a message that a client had sent; none where it is something else. */
export function journaledEvents(message: unknown): readonly WireEvent[] {
  const parsed = isObject(message) ? parseClientMessage(message) : undefined;
  if (parsed?.ok !== true) return [];
  const { value } = parsed;
  if (value.type === "hello" || value.type === "summary" || value.type === "report") return [];
  return value.type === "batch" ? value.events : [value];
}
