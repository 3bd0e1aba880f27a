import type { GitFacts, LaunchKind, SessionStatus } from "../protocol/session";

/** What is known of a session beside what its clients report. */
export interface SessionHeader {
  readonly id: string;
  readonly label: string;
  readonly kind: LaunchKind;
  readonly startTime: number;
  readonly pid?: number;
  readonly command?: string;
  readonly cwd?: string;
  readonly tags?: readonly string[];
  readonly git?: GitFacts;
  readonly note?: string;
  readonly isPinned?: boolean;
}

/** How a session ended. */
export interface SessionEnd {
  readonly status: Exclude<SessionStatus, "running">;
  readonly time: number;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly reason?: string;
}
