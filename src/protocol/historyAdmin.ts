import type { SessionSummary } from "./session";

/** What the history keeps. A limit that is absent does not count. */
export interface RetentionRules {
  /** Older sessions lose their detail, then go, days. */
  readonly days?: number;
  readonly sessions?: number;
  readonly megabytes?: number;
}

/** What pruning takes, or would take. Pinned and baseline sessions always stay. */
export interface PruneReport {
  readonly isDryRun: boolean;
  /** Sessions that lose their full series and keep their summary and decimated curves. */
  readonly thinned: readonly PrunedSession[];
  readonly removed: readonly PrunedSession[];
  readonly freedBytes: number;
  /** Why each rule asks for it, in words; empty where nothing goes. */
  readonly reasons: readonly string[];
}

/** A session that pruning concerns. */
export interface PrunedSession {
  readonly id: string;
  readonly label: string;
  readonly startTime: number;
  readonly bytes: number;
}

/** What a history holds. */
export interface HistoryFacts {
  readonly folder: string;
  readonly sessions: number;
  readonly pinned: number;
  readonly oldest?: number;
  readonly catalogBytes: number;
  readonly detailBytes: number;
  readonly problems: readonly string[];
  readonly algorithms: readonly string[];
  readonly tags: readonly string[];
}

/** What an import or a merge brought. */
export interface ImportReport {
  readonly sessions: readonly SessionSummary[];
  /** Sessions that were there already. */
  readonly skipped: number;
  /** What could not be taken, each with its reason. */
  readonly problems: readonly string[];
}
