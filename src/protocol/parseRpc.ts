import { accept, refuse, type Result } from "../base/result";
import type { ApiConfiguration } from "./api";
import { compact, Fields, isObject, Refusal } from "./fields";
import { parseQueries } from "./panel";
import {
  EXPORT_FORMATS,
  REPORT_FORMATS,
  type EngineMethod,
  type LaunchAnnouncement,
  type ParamsOf,
  type ViewRequest,
} from "./rpc";
import {
  parseComparison,
  parseFilter,
  parseRegressionRequest,
  parseReportSubject,
  parseRetention,
  parseTrend,
} from "./parseAnalysis";
import { parseSettings } from "./settings";

const KINDS = ["task", "debug", "terminal", "command", "external"] as const;
const MAX_TAGS = 50;
/** Output beyond this is cut; senders send less at once. */
const MAX_OUTPUT = 1 << 20;
const MAX_PORT = 65_535;
const MAX_PREVIEWED = 200;

type ParamsParsers = { readonly [M in EngineMethod]: (fields: Fields) => ParamsOf<M> };

const session = (fields: Fields): { sessionId: string } => ({ sessionId: fields.requiredName("sessionId") });
const watched = (fields: Fields): { work?: string } =>
  fields.has("work") ? { work: fields.requiredName("work") } : {};
const nothing = (): Record<string, never> => ({});

const PARSERS: ParamsParsers = {
  hello: (fields) =>
    compact<ParamsOf<"hello">>({
      rpcVersion: fields.requiredCount("rpcVersion"),
      version: fields.requiredName("version"),
      kind: fields.oneOf("kind", ["editor", "cli"]) ?? fields.refuse("kind", "editor or cli"),
      settings: fields.has("settings") ? parseSettings(fields.any("settings")).settings : undefined,
    }),
  updateSettings: (fields) => ({ settings: parseSettings(fields.any("settings")).settings }),
  startLaunch: parseLaunch,
  endLaunch: (fields) =>
    compact<ParamsOf<"endLaunch">>({
      launchId: fields.name("launchId"),
      pid: fields.count("pid"),
      exitCode: fields.finite("exitCode"),
      signal: fields.name("signal"),
      stopped: fields.flag("stopped"),
      time: fields.finite("time"),
    }),
  launchOutput: (fields) => ({
    launchId: fields.requiredName("launchId"),
    text: fields.text("text", MAX_OUTPUT) ?? fields.refuse("text", "a text"),
  }),
  stopSession: session,
  listSessions: parseFilter,
  getSession: session,
  renameSession: (fields) => ({ ...session(fields), label: fields.requiredName("label") }),
  setTags: (fields) => ({ ...session(fields), tags: fields.texts("tags").slice(0, MAX_TAGS) }),
  setNote: (fields) => ({ ...session(fields), note: fields.text("note") ?? fields.refuse("note", "a text") }),
  setPinned: (fields) => ({ ...session(fields), isPinned: required(fields, "isPinned") }),
  setBaseline: (fields) => ({ ...session(fields), isBaseline: required(fields, "isBaseline") }),
  deleteSession: session,
  historyFacts: nothing,
  pruneHistory: (fields) =>
    compact<ParamsOf<"pruneHistory">>({
      dryRun: required(fields, "dryRun"),
      rules: fields.has("rules") ? parseRetention(fields.any("rules")) : undefined,
    }),
  importSessions: (fields) => ({ path: fields.requiredText("path"), ...watched(fields) }),
  mergeHistory: (fields) => ({ folder: fields.requiredText("folder"), ...watched(fields) }),
  compareRuns: parseComparison,
  trend: parseTrend,
  usagePatterns: parseFilter,
  regressions: parseRegressionRequest,
  querySeries: (fields) => ({ ...session(fields), queries: parseQueries(fields.list("queries")) }),
  tableCsv: (fields) =>
    compact<ParamsOf<"tableCsv">>({
      ...session(fields),
      table: fields.requiredText("table"),
      columns: fields.has("columns") ? fields.texts("columns") : undefined,
    }),
  exportSession: (fields) =>
    compact<ParamsOf<"exportSession">>({
      ...(fields.has("sessionIds") ? sessionIds(fields) : session(fields)),
      format: fields.oneOf("format", EXPORT_FORMATS) ?? fields.refuse("format", `one of ${EXPORT_FORMATS.join(", ")}`),
      path: fields.requiredText("path"),
      ...watched(fields),
    }),
  createReport: (fields) => ({
    ...(fields.has("subject") ? { subject: parseReportSubject(fields.any("subject")) } : session(fields)),
    format: fields.oneOf("format", REPORT_FORMATS) ?? fields.refuse("format", `one of ${REPORT_FORMATS.join(", ")}`),
    path: fields.requiredText("path"),
  }),
  reportPage: session,
  openView: parseView,
  closeView: (fields) => ({ viewId: fields.requiredName("viewId") }),
  tryLogLines: (fields) => ({ text: fields.requiredText("text") }),
  snoozeAlert: (fields) => ({ rule: fields.requiredName("rule"), seconds: fields.requiredCount("seconds") }),
  setAlertSecrets: (fields) =>
    compact<ParamsOf<"setAlertSecrets">>({
      webhookUrl: fields.text("webhookUrl"),
      webhookSecret: fields.text("webhookSecret"),
      smtpPassword: fields.text("smtpPassword"),
    }),
  testAlert: nothing,
  previewAlerts: (fields) =>
    compact<ParamsOf<"previewAlerts">>({
      sessions: Math.min(MAX_PREVIEWED, Math.floor(fields.requiredCount("sessions"))),
      rules: fields.list("rules"),
    }),
  doctor: nothing,
  configureApi: parseApiConfiguration,
  apiStatus: nothing,
  otlpStatus: nothing,
  setOtlpHeaders: (fields) => ({ headers: fields.text("headers") ?? "" }),
  leave: nothing,
};

/** Accepts the parameters of a request on the control socket. */
export function parseParams<M extends EngineMethod>(method: M, params: unknown): Result<ParamsOf<M>> {
  if (!isObject(params)) return refuse(`${method}: the parameters must be an object`);
  try {
    return accept(PARSERS[method](new Fields(method, params)));
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message);
    throw error;
  }
}

function parseLaunch(fields: Fields): LaunchAnnouncement {
  return compact<LaunchAnnouncement>({
    launchId: fields.requiredName("launchId"),
    kind: fields.oneOf("kind", KINDS) ?? fields.refuse("kind", `one of ${KINDS.join(", ")}`),
    label: fields.requiredName("label"),
    pid: fields.count("pid"),
    command: fields.text("command"),
    cwd: fields.text("cwd"),
    definite: fields.flag("definite"),
  });
}

function sessionIds(fields: Fields): { sessionIds: readonly string[] } {
  const ids = fields.texts("sessionIds");
  return ids.length > 0 ? { sessionIds: ids } : fields.refuse("sessionIds", "the ids of at least one session");
}

function required(fields: Fields, field: string): boolean {
  return fields.flag(field) ?? fields.refuse(field, "true or false");
}

function parseApiConfiguration(fields: Fields): ApiConfiguration {
  const port = fields.whole("port");
  return compact<ApiConfiguration>({
    enabled: required(fields, "enabled"),
    port: port === undefined || port > MAX_PORT ? fields.refuse("port", `a whole number up to ${MAX_PORT}`) : port,
    host: fields.requiredName("host"),
    allowedHosts: fields.texts("allowedHosts"),
    allowedOrigins: fields.texts("allowedOrigins"),
    token: fields.name("token"),
  });
}

function parseView(fields: Fields): ViewRequest {
  return { viewId: fields.requiredName("viewId"), ...session(fields), queries: parseQueries(fields.list("queries")) };
}
