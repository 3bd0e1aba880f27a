import { accept, refuse, type Result } from "../base/result";
import { describe, Fields, isObject, Refusal, type JsonObject } from "./fields";
import { PANEL_METHODS, type PanelMethod } from "./panelQuestions";
import type { ViewUpdate } from "./rpc";
import type { SeriesQuery } from "./series";
import type { SessionSummary } from "./session";

/** Messages of the shell to the panel's page. The page is a cache: it gets everything again whenever it says `ready`. */
export type ToPanelMessage =
  | {
      /** The sessions to choose from (running first, then the newest), which one is shown, and whether the engine is there. */
      readonly type: "sessions";
      readonly sessions: readonly SessionSummary[];
      readonly selected?: string;
      /** The session that somebody chose; where there is none, whatever is newest is shown. */
      readonly chosen?: string;
      readonly engine: "starting" | "connected" | "lost";
      /** The workspace is not trusted, so nothing is recorded. */
      readonly isRestricted?: boolean;
    }
  /** Complete after `ready`, `select` and `view`; afterwards what changed. */
  | { readonly type: "view"; readonly update: ViewUpdate }
  /** Something failed that the user asked for in the panel. */
  | { readonly type: "error"; readonly message: string }
  /** The answer to an `ask`: the result, or why there is none. */
  | { readonly type: "answer"; readonly id: number; readonly result: unknown }
  | { readonly type: "answer"; readonly id: number; readonly error: string }
  /** The form of the alert rules is to open. */
  | { readonly type: "editAlertRules" }
  /** The custom charts of the workspace, whenever they change. */
  | { readonly type: "charts"; readonly charts: readonly CustomChart[] }
  /** A command link or a command opened the panel at a tab, with what is to be selected there. */
  | { readonly type: "show"; readonly tab: string; readonly selection?: PanelSelection };

/** A file of the workspace that holds a chart: its text, or why it could not be read. */
export interface CustomChart {
  /** The file's name, such as `cost.vl.json`. */
  readonly file: string;
  readonly text?: string;
  readonly error?: string;
}

/** The tabs of the panel; custom charts are `chart:<file name>`. */
export const PANEL_TABS = ["live", "convergence", "components", "resources", "compare", "trends", "history"] as const;
export type PanelTab = (typeof PANEL_TABS)[number];

/** What a link selects in a tab. */
export interface PanelSelection {
  readonly sessionIds?: readonly string[];
  readonly metric?: string;
  readonly label?: string;
  /** A query of the history, as a user types it. */
  readonly query?: string;
}

/** How a chart can be saved: as a picture (PNG in base64), or as its Vega-Lite specification with the data in it. */
export const PICTURE_FORMATS = ["svg", "png", "vl.json"] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** Messages of the panel's page to the shell. */
export type FromPanelMessage =
  | { readonly type: "ready" }
  | { readonly type: "select"; readonly sessionId: string }
  /** How the user set the page, for the page that comes in its place where the editor does not bring it back itself. */
  | { readonly type: "remember"; readonly state: JsonObject }
  /** The pictures the page shows now; replaces the earlier ones. */
  | { readonly type: "view"; readonly queries: readonly SeriesQuery[] }
  /** A question to the engine, whose `params` are checked as on the control socket, or to the editor. */
  | { readonly type: "ask"; readonly id: number; readonly method: PanelMethod; readonly params: JsonObject }
  | { readonly type: "stop"; readonly sessionId: string }
  | { readonly type: "export"; readonly sessionId: string }
  /** A command on chosen sessions, or on the history as a whole; the command asks what it needs to know. */
  | { readonly type: "onSessions"; readonly command: SessionsCommand; readonly sessionIds: readonly string[] }
  | { readonly type: "openSource"; readonly file: string; readonly line: number }
  /** Saves a picture that the page made: SVG text or a PNG in base64. */
  | { readonly type: "savePicture"; readonly name: string; readonly format: PictureFormat; readonly content: string }
  /** Saves a table at full resolution. */
  | {
      readonly type: "saveCsv";
      readonly name: string;
      readonly sessionId: string;
      readonly table: string;
      readonly columns: readonly string[];
    }
  /** Opens the editor's page on trust in this workspace. */
  | { readonly type: "manageTrust" }
  | {
      readonly type: "command";
      readonly command: "showSessions" | "insertInstrumentation" | "openWalkthrough" | "runDemo";
    };

const SESSIONS_COMMANDS = [
  "exportSession",
  "tagSession",
  "editNote",
  "deleteSession",
  "importSessions",
  "mergeHistory",
  "cleanUpHistory",
] as const;
export type SessionsCommand = (typeof SESSIONS_COMMANDS)[number];

const COMMANDS = ["showSessions", "insertInstrumentation", "openWalkthrough", "runDemo"] as const;
const MAX_QUERIES = 500;
/** In characters; a thousand runs that are hidden one by one take a quarter of it. */
const MAX_STATE_LENGTH = 200_000;
/** More sessions than any table of the page shows. */
const MAX_SESSIONS = 10_000;

/** Accepts a message of the page. */
export function parsePanelMessage(value: unknown): Result<FromPanelMessage> {
  if (!isObject(value)) return refuse("a message of the panel must be an object");
  try {
    const type = value["type"];
    const parser = typeof type === "string" ? PARSERS.get(type) : undefined;
    if (parser === undefined) return refuse(`unknown panel message ${describe(type)}`);
    return accept(parser(new Fields(`panel ${String(type)}`, value)));
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message);
    throw error;
  }
}

const PARSERS: ReadonlyMap<string, (fields: Fields) => FromPanelMessage> = new Map<
  string,
  (fields: Fields) => FromPanelMessage
>([
  ["ready", () => ({ type: "ready" })],
  ["select", (fields) => ({ type: "select", sessionId: fields.requiredName("sessionId") })],
  ["remember", parseRemember],
  ["view", (fields) => ({ type: "view", queries: parseQueries(fields.list("queries")) })],
  ["ask", parseAsk],
  [
    "onSessions",
    (fields) => ({
      type: "onSessions",
      command: fields.oneOf("command", SESSIONS_COMMANDS) ?? fields.refuse("command", "a command on sessions"),
      sessionIds: fields.texts("sessionIds").slice(0, MAX_SESSIONS),
    }),
  ],
  ["stop", (fields) => ({ type: "stop", sessionId: fields.requiredName("sessionId") })],
  ["export", (fields) => ({ type: "export", sessionId: fields.requiredName("sessionId") })],
  [
    "openSource",
    (fields) => ({ type: "openSource", file: fields.requiredText("file"), line: fields.requiredCount("line") }),
  ],
  ["savePicture", parseSavePicture],
  ["saveCsv", parseSaveCsv],
  ["manageTrust", () => ({ type: "manageTrust" })],
  [
    "command",
    (fields) => ({
      type: "command",
      command: fields.oneOf("command", COMMANDS) ?? fields.refuse("command", "a command"),
    }),
  ],
]);

function parseRemember(fields: Fields): FromPanelMessage {
  const state = fields.object("state") ?? fields.refuse("state", "an object");
  if (jsonLength(state) > MAX_STATE_LENGTH) fields.refuse("state", `at most ${MAX_STATE_LENGTH} characters of JSON`);
  return { type: "remember", state };
}

/** Infinite for what JSON has no way to write. */
function jsonLength(value: unknown): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Infinity;
  }
}

function parseAsk(fields: Fields): FromPanelMessage {
  return {
    type: "ask",
    id: fields.requiredCount("id"),
    method: fields.oneOf("method", PANEL_METHODS) ?? fields.refuse("method", "a request of the panel"),
    params: fields.object("params") ?? fields.refuse("params", "an object"),
  };
}

function parseSavePicture(fields: Fields): FromPanelMessage {
  return {
    type: "savePicture",
    name: fields.requiredName("name"),
    format: fields.oneOf("format", PICTURE_FORMATS) ?? fields.refuse("format", `one of ${PICTURE_FORMATS.join(", ")}`),
    content: fields.text("content", Infinity) ?? fields.refuse("content", "a text"),
  };
}

function parseSaveCsv(fields: Fields): FromPanelMessage {
  return {
    type: "saveCsv",
    name: fields.requiredName("name"),
    sessionId: fields.requiredName("sessionId"),
    table: fields.requiredName("table"),
    columns: fields.has("columns") ? fields.texts("columns") : [],
  };
}

/** Accepts series queries from a page or a control connection; throws a Refusal. */
export function parseQueries(list: readonly unknown[] | undefined): readonly SeriesQuery[] {
  return (list ?? []).slice(0, MAX_QUERIES).map((entry) => {
    if (!isObject(entry)) throw new Refusal("a query must be an object");
    const fields = new Fields("query", entry);
    const from = fields.finite("from");
    const to = fields.finite("to");
    return {
      key: fields.requiredName("key"),
      table: fields.requiredText("table"),
      x: fields.requiredText("x"),
      y: fields.has("y") ? fields.texts("y") : [],
      mode: fields.oneOf("mode", ["extremes", "mean"]) ?? "extremes",
      points: Math.min(10_000, Math.max(1, Math.floor(fields.requiredCount("points")))),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  });
}
