import type { Event } from "../base/event";
import type { Log } from "../base/log";
import type { RecordedSession } from "../model/recordedSession";
import type { SessionState } from "../model/sessionState";
import type { EngineNotifications, SessionPage } from "../protocol/rpc";
import type { SessionFilter } from "../protocol/sessionFilter";
import type { FoundAlert, FoundComponent, FoundRun, LiveReadout, SessionDetail } from "../protocol/session";

/** What the API answers from: the part of the engine that it may read. Nothing here changes anything or takes a path. */
export interface ApiSource {
  readonly version: string;
  readonly workspace: string;
  /** When the engine began, Unix seconds. */
  readonly startTime: number;
  readonly log: Log;
  now(): number;
  /** Running and ended sessions, running ones first, then the newest. */
  list(filter: SessionFilter): SessionPage;
  /** The sessions that run now. */
  running(): readonly SessionState[];
  readouts(): readonly LiveReadout[];
  /** Fails with a UserError `unknown-session`. */
  get(sessionId: string): Promise<RecordedSession>;
  detail(session: RecordedSession): SessionDetail;
  runs(filter: SessionFilter): readonly FoundRun[];
  components(name: string, filter: SessionFilter): readonly FoundComponent[];
  alerts(filter: SessionFilter): readonly FoundAlert[];
  /** The text of an exported file, piece by piece; `file` names one of a CSV export. */
  exported(session: RecordedSession, format: "json" | "csv", file: string): Iterable<string>;
  readonly onDidChangeLive: Event<EngineNotifications["liveDidChange"]>;
  readonly onDidChangeSessions: Event<EngineNotifications["sessionsDidChange"]>;
}
