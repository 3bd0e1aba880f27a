import type { Progress } from "../base/work";
import type { ApiConfiguration, ApiStatus } from "./api";
import type { OtlpStatus } from "./otlp";
import type { Alert, AlertChannel } from "./alerts";
import type { Comparison, ComparisonRequest } from "./comparison";
import type { HistoryFacts, ImportReport, PruneReport, RetentionRules } from "./historyAdmin";
import type { ReportSubject } from "./reportSubject";
import type { LaunchKind, LiveReadout, SessionDetail, SessionSummary } from "./session";
import type { ReportFormat, ReportPage } from "./reportFormats";
import type { SessionFilter } from "./sessionFilter";
import type { SeriesQuery, SeriesResult } from "./series";
import type { Settings } from "./settings";
import type { RegressionReport, RegressionRequest, Trend, TrendRequest, UsagePatterns } from "./trends";

/** The control protocol's version. Shells and engines of different versions say so and do not work together. */
export const RPC_VERSION = 1;

/** Who is at the other end of a control connection. An engine stays while anyone is connected or a session runs, and lingers after an editor. */
export type ControllerKind = "editor" | "cli";

/** A launch that the engine is told of. */
export interface LaunchAnnouncement {
  /** Also what programs carry as OPTIMIZER_MONITOR_SESSION where it could be set. Announcing the same id again updates it. */
  readonly launchId: string;
  readonly kind: LaunchKind;
  readonly label: string;
  /** The process that the launch started, where it is known: everything below it belongs to the session. */
  readonly pid?: number;
  readonly command?: string;
  readonly cwd?: string;
  /** Record even if nothing reports: the user asked for it (our task type, Monitor a Task…, the command line). */
  readonly definite?: boolean;
}

/** What the engine makes of a launch. */
export interface LaunchVerdict {
  /** `now`: a session runs; `ifReports`: one begins when a client reports; `never`: settings exclude it. */
  readonly recording: "now" | "ifReports" | "never";
  readonly sessionId?: string;
}

/** One page of sessions and how many there are in all. */
export interface SessionPage {
  readonly sessions: readonly SessionSummary[];
  readonly total: number;
}

/** The formats of an export. */
export const EXPORT_FORMATS = ["json", "csv", "sqlite", "iohprofiler", "coco", "tensorboard", "charts"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** Formats that put all sessions together; of the others, each session gets a file or folder of its own. */
export const JOINT_EXPORT_FORMATS: readonly ExportFormat[] = ["sqlite", "iohprofiler", "coco"];

export { REPORT_FORMATS, type ReportFormat } from "./reportFormats";

/** What works on this machine, one line a fact. */
export interface DoctorFact {
  readonly name: string;
  readonly state: "ok" | "warning" | "failed" | "absent";
  readonly detail: string;
}

/** What a log matcher made of some lines of output. */
export interface MatcherFinding {
  readonly name: string;
  /** Defined by the user's settings. */
  readonly isOwn: boolean;
  readonly matches: boolean;
  /** The events that the lines become, as on the wire. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** Why the user's expression cannot be used. */
  readonly problem?: string;
}

/** What an engine says of itself. */
export interface EngineFacts {
  readonly rpcVersion: number;
  readonly version: string;
  readonly pid: number;
  readonly workspace: string;
  /** What programs get as OPTIMIZER_MONITOR_ENDPOINT. */
  readonly endpoint: string;
  /** What programs get as OPTIMIZER_MONITOR_TOKEN, on TCP endpoints only. */
  readonly token?: string;
  readonly historyFolder: string;
}

/** Requests to the engine: parameters and results by method. A failed request carries a UserError's code and message. */
interface EngineRequests {
  /** Must be the first request of a connection. */
  hello: {
    params: {
      readonly rpcVersion: number;
      readonly version: string;
      readonly kind: ControllerKind;
      readonly settings?: Settings;
    };
    result: EngineFacts;
  };
  updateSettings: { params: { readonly settings: Settings }; result: null };
  startLaunch: { params: LaunchAnnouncement; result: LaunchVerdict };
  /** The end of a launch; `pid` finds launches of before a window reload. Resolves when the session is in the history. */
  endLaunch: {
    params: {
      readonly launchId?: string;
      readonly pid?: number;
      readonly exitCode?: number;
      readonly signal?: string;
      readonly stopped?: boolean;
      /** When it ended, Unix seconds, where that was before this call. */
      readonly time?: number;
    };
    result: { readonly sessionId?: string };
  };
  /**
   * What a launch printed, in whatever pieces. One call at a time for each launch: the answer is what keeps a launch that
   * prints faster than it is read from piling up. It says whether more is wanted.
   */
  launchOutput: { params: { readonly launchId: string; readonly text: string }; result: { readonly wanted: boolean } };
  /** Asks the session's processes to end (SIGINT, after 5 s SIGTERM, after 10 s SIGKILL). */
  stopSession: { params: { readonly sessionId: string }; result: null };
  listSessions: { params: SessionFilter; result: SessionPage };
  getSession: { params: { readonly sessionId: string }; result: SessionDetail };
  renameSession: { params: { readonly sessionId: string; readonly label: string }; result: SessionSummary };
  setTags: { params: { readonly sessionId: string; readonly tags: readonly string[] }; result: SessionSummary };
  /** A remark of the user on a session; an empty text takes it away. */
  setNote: { params: { readonly sessionId: string; readonly note: string }; result: SessionSummary };
  /** Pinned sessions are never pruned. */
  setPinned: { params: { readonly sessionId: string; readonly isPinned: boolean }; result: SessionSummary };
  /** Later sessions of the same label are compared with those that are its baseline. */
  setBaseline: { params: { readonly sessionId: string; readonly isBaseline: boolean }; result: SessionSummary };
  deleteSession: { params: { readonly sessionId: string }; result: null };
  historyFacts: { params: Record<string, never>; result: HistoryFacts };
  /** Prunes by the rules given, or else by the settings; a dry run only tells what would go. */
  pruneHistory: { params: { readonly dryRun: boolean; readonly rules?: RetentionRules }; result: PruneReport };
  /** Takes in sessions from a file or folder that was exported here or elsewhere; the format is recognized. Cancelled, it keeps what it has taken. */
  importSessions: { params: { readonly path: string } & Watched; result: ImportReport };
  /** Takes in the sessions of another workspace's history folder; the other one stays as it is. Cancelled, it keeps what it has taken. */
  mergeHistory: { params: { readonly folder: string } & Watched; result: ImportReport };
  compareRuns: { params: ComparisonRequest; result: Comparison };
  trend: { params: TrendRequest; result: Trend };
  usagePatterns: { params: SessionFilter; result: UsagePatterns };
  regressions: { params: RegressionRequest; result: RegressionReport };
  querySeries: {
    params: { readonly sessionId: string; readonly queries: readonly SeriesQuery[] };
    result: readonly SeriesResult[];
  };
  /** The rows of one table as CSV text at full resolution, the asked columns only. */
  tableCsv: {
    params: { readonly sessionId: string; readonly table: string; readonly columns?: readonly string[] };
    result: { readonly csv: string };
  };
  /**
   * Writes the export of a session, or of all `sessionIds`, to `path` and says what was written. `path` is a file for sqlite,
   * and for json of one session; a folder for everything else. Cancelled or failed, it leaves what was there before.
   */
  exportSession: {
    params: {
      readonly sessionId?: string;
      readonly sessionIds?: readonly string[];
      readonly format: ExportFormat;
      readonly path: string;
    } & Watched;
    result: { readonly files: readonly string[] };
  };
  /** Writes a report to the file `path`: of a session, finished or not, of a comparison or of a period. One of both says of what. */
  createReport: {
    params: {
      readonly sessionId?: string;
      readonly subject?: ReportSubject;
      readonly format: ReportFormat;
      readonly path: string;
    };
    result: { readonly file: string };
  };
  /** The report of a session, finished or not, for a view of the editor. */
  reportPage: { params: { readonly sessionId: string }; result: ReportPage };
  /** Opens, or changes, a view on one session: the answer is complete, then `viewDidChange` brings what changed, at most four times a second. */
  openView: { params: ViewRequest; result: ViewUpdate };
  closeView: { params: { readonly viewId: string }; result: null };
  /** What the log matchers, the settings' ones too, make of some lines. */
  tryLogLines: { params: { readonly text: string }; result: readonly MatcherFinding[] };
  /** Until then, alerts of this rule are recorded and told to nobody. */
  snoozeAlert: { params: { readonly rule: string; readonly seconds: number }; result: null };
  /** What channels need and settings must not hold; kept in memory only. Those that are not named stay as they are. */
  setAlertSecrets: { params: AlertSecretTexts; result: null };
  /** Tells of a made-up problem in all channels, and says what became of it. */
  testAlert: { params: Record<string, never>; result: readonly AlertTestResult[] };
  /** What rules (entries as in the settings; without any, those that are set now) would have told in the newest sessions. */
  previewAlerts: {
    params: { readonly sessions: number; readonly rules?: readonly unknown[] };
    result: AlertPreview;
  };
  doctor: { params: Record<string, never>; result: readonly DoctorFact[] };
  /** Turns the HTTP API on or off, or moves it; the last word counts. */
  configureApi: { params: ApiConfiguration; result: ApiStatus };
  apiStatus: { params: Record<string, never>; result: ApiStatus };
  /** Where programs export to, once the newest settings are in force. */
  otlpStatus: { params: Record<string, never>; result: OtlpStatus };
  /** Headers for the collector, `name=value,…` with percent-encoded values; kept in memory only. Empty forgets them. */
  setOtlpHeaders: { params: { readonly headers: string }; result: null };
  /** The asker is done: the engine ends as soon as nobody is connected and no session runs. Says whether that is when the asker goes. */
  leave: { params: Record<string, never>; result: { readonly leaving: boolean } };
}

/** Secrets by what they are for; an empty text forgets one. */
export interface AlertSecretTexts {
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  readonly smtpPassword?: string;
}

/** What became of a test over one channel. */
export interface AlertTestResult {
  readonly channel: AlertChannel;
  readonly state: "ok" | "failed" | "absent";
  readonly detail: string;
}

/** How often rules would have told of something. */
export interface AlertPreview {
  /** How many sessions were looked at. */
  readonly sessions: number;
  readonly rules: readonly {
    readonly rule: string;
    readonly severity: Alert["severity"];
    /** Whether it would have popped up or gone to a channel. */
    readonly isTold: boolean;
    readonly alerts: number;
    readonly sessions: number;
    /** The newest of them. */
    readonly example?: string;
  }[];
}

/** What a picture needs of one session. Opening the same viewId again replaces it. */
export interface ViewRequest {
  readonly viewId: string;
  readonly sessionId: string;
  readonly queries: readonly SeriesQuery[];
}

/** What changed in a view; `results` holds the changed queries only (all of them on opening). */
export interface ViewUpdate {
  readonly viewId: string;
  readonly sessionId: string;
  readonly detail?: SessionDetail;
  readonly results: readonly SeriesResult[];
}

/** Notifications of the engine, to every connection that said hello. */
export interface EngineNotifications {
  /** Sessions that began, changed or ended (coalesced, at most once a second each), and ids that are gone. */
  sessionsDidChange: { readonly changed: readonly SessionSummary[]; readonly removed: readonly string[] };
  /** Once a sampling interval while sessions run; empty once when the last one ended. */
  liveDidChange: { readonly readouts: readonly LiveReadout[] };
  viewDidChange: ViewUpdate;
  /** An alert began or was over. `isTold`: it is for a person to see now, on the screen of whoever is there. */
  alertDidChange: {
    readonly session: { readonly id: string; readonly label: string };
    readonly alert: Alert;
    readonly isTold: boolean;
  };
  /** How far a request is that was asked with this name; to the asker only. */
  workDidProgress: Progress & { readonly work: string };
  /** Something the user should know: a sampler that failed, a client that sends invalid lines, a history that was set aside. */
  warning: { readonly message: string };
}

/**
 * Requests that may take long: under the name that the asker gives in `work`, `workDidProgress` tells how far they are. They are
 * cancelled as JSON-RPC's peers do it (`$/cancelRequest`) and then fail with the code `cancelled`.
 */
interface Watched {
  readonly work?: string;
}

export type EngineMethod = keyof EngineRequests;
export type WatchedMethod = {
  [M in EngineMethod]: ParamsOf<M> extends Watched ? ("work" extends keyof ParamsOf<M> ? M : never) : never;
}[EngineMethod];
export type EngineNotification = keyof EngineNotifications;
export type ParamsOf<M extends EngineMethod> = EngineRequests[M]["params"];
export type ResultOf<M extends EngineMethod> = EngineRequests[M]["result"];
