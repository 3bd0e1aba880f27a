import { readAlertRules } from "./alertRules";
import type { AlertRule } from "./alerts";
import { isObject } from "./fields";
import { REPORT_FORMATS, type ReportFormat } from "./reportFormats";
import { parseLogMatchers, type LogMatcherRule } from "./logMatchers";

/** Which launches become sessions. */
type LaunchMode = "instrumented" | "all" | "matching" | "off";

/** What the status bar item may show, in the order that the user gave. */
export const STATUS_BAR_PARTS = ["run", "iteration", "best", "cpu", "memory", "gpu", "throughput", "elapsed"] as const;
export type StatusBarPart = (typeof STATUS_BAR_PARTS)[number];

/** What is posted to a webhook. */
const WEBHOOK_FORMATS = ["json", "slack", "teams"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** After which sessions a report is written without being asked for; an interrupted one counts as failed. */
const REPORT_OCCASIONS = ["off", "onFailure", "always"] as const;
type ReportOccasion = (typeof REPORT_OCCASIONS)[number];

/** One immutable snapshot of every setting. */
export interface Settings {
  readonly launches: LaunchMode;
  /** Patterns (globs, `*` matches anything) on a launch's label or command line. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Whether what programs print is read for the progress of solvers. */
  readonly readOutput: boolean;
  readonly logMatchers: readonly LogMatcherRule[];
  readonly samplingIntervalSeconds: number;
  readonly sampleSystem: boolean;
  readonly sampleProcesses: boolean;
  readonly sampleGpu: boolean;
  /** Whether optimizers of known Python libraries are reported without a change to the program. */
  readonly autoInstrumentPython: boolean;
  readonly openPanelOnLaunch: boolean;
  readonly statusBarEnabled: boolean;
  readonly statusBarContents: readonly StatusBarPart[];
  /** Folder of the history, relative to the workspace folder unless absolute. */
  readonly historyFolder: string;
  /** Sessions older than this lose their full series, and go at twice the age; 0 for no limit. */
  readonly retentionDays: number;
  /** How many sessions are kept; 0 for no limit. */
  readonly retentionSessions: number;
  /** What the sessions' files may take; 0 for no limit. */
  readonly retentionMegabytes: number;
  /** Whether the engine prunes by itself. */
  readonly retentionAutomatic: boolean;
  /** Whether the engine answers HTTP requests. */
  readonly apiEnabled: boolean;
  /** 0 lets the system choose. */
  readonly apiPort: number;
  readonly apiHost: string;
  /** Names beside the loopback's by which requests may call this machine. */
  readonly apiAllowedHosts: readonly string[];
  /** Origins of web pages that may read the answers. */
  readonly apiAllowedOrigins: readonly string[];
  readonly alertsEnabled: boolean;
  /** Every rule with nothing left open, the built-in ones and those that are off included. */
  readonly alertRules: readonly AlertRule[];
  /** Empty where none is used, or where the address is kept among the secrets. */
  readonly webhookUrl: string;
  readonly webhookFormat: WebhookFormat;
  readonly emailTo: readonly string[];
  readonly emailFrom: string;
  /** `smtp://user@host:port` or `smtps://…`; the password is a secret. */
  readonly emailServer: string;
  /** After which sessions a report is written without being asked for. */
  readonly reportOnSessionEnd: ReportOccasion;
  readonly reportFormat: ReportFormat;
  /** Relative to the workspace folder, and inside of it, unless absolute. */
  readonly reportFolder: string;
  /** Whether programs that are instrumented with OpenTelemetry may report here, and are told so when launched. */
  readonly otlpReceive: boolean;
  /** The collector that metrics are exported to: its OTLP/HTTP address without `/v1/metrics`. Empty where none is. */
  readonly otlpEndpoint: string;
  readonly otlpIntervalSeconds: number;
}

/** How one setting is read: its key below `optimizerMonitor.`, its default and what it may be. */
export type SettingRule = SettingKind & {
  readonly key: string;
  /** What listens, and where data is sent, is decided by the person at the machine, never by a file of the workspace. */
  readonly isMachine?: boolean;
};

type SettingKind =
  | { readonly kind: "boolean"; readonly default: boolean }
  | { readonly kind: "number"; readonly default: number; readonly minimum: number; readonly maximum: number }
  | { readonly kind: "enum"; readonly default: string; readonly values: readonly string[] }
  | { readonly kind: "text"; readonly default: string; readonly mayBeEmpty?: boolean }
  | { readonly kind: "list"; readonly default: readonly string[]; readonly values?: readonly string[] }
  | { readonly kind: "matchers"; readonly default: readonly LogMatcherRule[] }
  /** Alert rules; the snapshot holds the built-in ones too. */
  | { readonly kind: "rules"; readonly default: readonly never[] };

/** The one table of settings; package.json is tested against it. */
export const SETTING_RULES = {
  launches: {
    key: "launches",
    kind: "enum",
    default: "instrumented",
    values: ["instrumented", "all", "matching", "off"],
  },
  include: { key: "include", kind: "list", default: [] },
  exclude: { key: "exclude", kind: "list", default: [] },
  readOutput: { key: "readOutput", kind: "boolean", default: true },
  logMatchers: { key: "logMatchers", kind: "matchers", default: [] },
  samplingIntervalSeconds: { key: "sampling.intervalSeconds", kind: "number", default: 1, minimum: 0.1, maximum: 10 },
  sampleSystem: { key: "sampling.system", kind: "boolean", default: true },
  sampleProcesses: { key: "sampling.processes", kind: "boolean", default: true },
  sampleGpu: { key: "sampling.gpu", kind: "boolean", default: true },
  autoInstrumentPython: { key: "python.autoInstrument", kind: "boolean", default: true },
  openPanelOnLaunch: { key: "panel.openOnLaunch", kind: "boolean", default: false },
  statusBarEnabled: { key: "statusBar.enabled", kind: "boolean", default: true },
  statusBarContents: {
    key: "statusBar.contents",
    kind: "list",
    default: ["run", "iteration", "best", "cpu", "memory", "elapsed"],
    values: STATUS_BAR_PARTS,
  },
  historyFolder: { key: "history.folder", kind: "text", default: ".optimizer-monitor" },
  retentionDays: { key: "history.retention.days", kind: "number", default: 0, minimum: 0, maximum: 36_500 },
  retentionSessions: { key: "history.retention.sessions", kind: "number", default: 0, minimum: 0, maximum: 1_000_000 },
  retentionMegabytes: {
    key: "history.retention.megabytes",
    kind: "number",
    default: 2000,
    minimum: 0,
    maximum: 10_000_000,
  },
  retentionAutomatic: { key: "history.retention.automatic", kind: "boolean", default: true },
  apiEnabled: { key: "api.enabled", kind: "boolean", default: false, isMachine: true },
  apiPort: { key: "api.port", kind: "number", default: 7727, minimum: 0, maximum: 65_535, isMachine: true },
  apiHost: { key: "api.host", kind: "text", default: "127.0.0.1", isMachine: true },
  apiAllowedHosts: { key: "api.allowedHosts", kind: "list", default: [], isMachine: true },
  apiAllowedOrigins: { key: "api.allowedOrigins", kind: "list", default: [], isMachine: true },
  alertsEnabled: { key: "alerts.enabled", kind: "boolean", default: true },
  alertRules: { key: "alerts.rules", kind: "rules", default: [] },
  webhookUrl: { key: "alerts.webhook.url", kind: "text", default: "", mayBeEmpty: true, isMachine: true },
  webhookFormat: {
    key: "alerts.webhook.format",
    kind: "enum",
    default: "json",
    values: WEBHOOK_FORMATS,
    isMachine: true,
  },
  emailTo: { key: "alerts.email.to", kind: "list", default: [], isMachine: true },
  emailFrom: { key: "alerts.email.from", kind: "text", default: "", mayBeEmpty: true, isMachine: true },
  emailServer: { key: "alerts.email.server", kind: "text", default: "", mayBeEmpty: true, isMachine: true },
  reportOnSessionEnd: { key: "report.onSessionEnd", kind: "enum", default: "off", values: REPORT_OCCASIONS },
  reportFormat: { key: "report.format", kind: "enum", default: "html", values: REPORT_FORMATS },
  reportFolder: { key: "report.folder", kind: "text", default: "optimizer-reports", isMachine: true },
  otlpReceive: { key: "otlp.receive", kind: "boolean", default: false, isMachine: true },
  otlpEndpoint: { key: "otlp.endpoint", kind: "text", default: "", mayBeEmpty: true, isMachine: true },
  otlpIntervalSeconds: {
    key: "otlp.intervalSeconds",
    kind: "number",
    default: 30,
    minimum: 1,
    maximum: 3600,
    isMachine: true,
  },
} as const satisfies Readonly<Record<keyof Settings, SettingRule>>;

/** The prefix of every setting in the editor and in `.vscode/settings.json`. */
export const SETTINGS_PREFIX = "optimizerMonitor";

/** Reads one raw value, `undefined` where it is not set. */
export type SettingReader = (key: string) => unknown;

/** A snapshot and what was wrong with the raw values, one sentence each that says what is used instead. */
export interface SettingsReading {
  readonly settings: Settings;
  readonly problems: readonly string[];
}

/** Reads all settings; a wrong value is named and its default used. */
export function readSettings(read: SettingReader): SettingsReading {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries<SettingRule>(SETTING_RULES)) {
    const raw = read(rule.key);
    if (rule.kind === "rules") {
      const { rules, problems: wrong } = readAlertRules(`${SETTINGS_PREFIX}.${rule.key}`, raw ?? rule.default);
      settings[name] = rules;
      problems.push(...wrong);
      continue;
    }
    const value = raw === undefined || raw === null ? rule.default : acceptValue(rule, raw);
    if (value === undefined) {
      problems.push(
        `${SETTINGS_PREFIX}.${rule.key}: ${shown(raw)} is not ${wanted(rule, raw)}; using ${shown(rule.default)} instead.`,
      );
    }
    settings[name] = value ?? rule.default;
  }
  return { settings: settings as unknown as Settings, problems };
}

/** The settings as they are without anyone's changes. */
export const DEFAULT_SETTINGS: Settings = readSettings(() => undefined).settings;

/** Accepts a whole snapshot that came over a socket. */
export function parseSettings(value: unknown): SettingsReading {
  const source = isObject(value) ? value : {};
  const byKey = new Map(Object.entries<SettingRule>(SETTING_RULES).map(([name, rule]) => [rule.key, source[name]]));
  return readSettings((key) => byKey.get(key));
}

type PlainRule = Exclude<SettingRule, { readonly kind: "rules" }>;

function acceptValue(rule: PlainRule, raw: unknown): unknown {
  switch (rule.kind) {
    case "boolean":
      return typeof raw === "boolean" ? raw : undefined;
    case "number":
      return typeof raw === "number" && raw >= rule.minimum && raw <= rule.maximum ? raw : undefined;
    case "enum":
      return rule.values.find((value) => value === raw);
    case "text":
      return typeof raw === "string" && (rule.mayBeEmpty === true || raw.trim() !== "") ? raw : undefined;
    case "list":
      return acceptList(rule.values, raw);
    case "matchers": {
      const parsed = parseLogMatchers(raw);
      return typeof parsed === "string" ? undefined : parsed;
    }
  }
}

function acceptList(values: readonly string[] | undefined, raw: unknown): readonly string[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  const list: readonly unknown[] = raw;
  const good = list.every((entry) => typeof entry === "string" && (values === undefined || values.includes(entry)));
  return good ? (list as readonly string[]) : undefined;
}

function wanted(rule: PlainRule, raw: unknown): string {
  switch (rule.kind) {
    case "boolean":
      return "true or false";
    case "number":
      return `a number from ${rule.minimum} to ${rule.maximum}`;
    case "enum":
      return `one of ${rule.values.join(", ")}`;
    case "text":
      return rule.mayBeEmpty === true ? "a text" : "a text that is not empty";
    case "list":
      return rule.values === undefined ? "a list of texts" : `a list of ${rule.values.join(", ")}`;
    case "matchers": {
      const parsed = parseLogMatchers(raw);
      return typeof parsed === "string" ? parsed : "a list of matchers";
    }
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
