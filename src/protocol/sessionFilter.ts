import type { SessionStatus } from "./session";

/** Which sessions a list holds; newest first, running before ended. */
export interface SessionFilter {
  readonly limit?: number;
  readonly offset?: number;
  /** Only sessions that began in this range, Unix seconds. */
  readonly from?: number;
  readonly to?: number;
  /** Names are compared without regard to the case of the letters A to Z, the label exactly. */
  readonly algorithm?: string;
  readonly problem?: string;
  readonly tag?: string;
  readonly status?: SessionStatus;
  /** Only sessions whose label, algorithms, problem, tags or note contain this text. */
  readonly text?: string;
  /** Texts of which each must be contained there. */
  readonly words?: readonly string[];
  /** The beginning of a git commit's name. */
  readonly commit?: string;
  readonly branch?: string;
  readonly label?: string;
  readonly isPinned?: boolean;
  readonly isBaseline?: boolean;
  /** Bounds on figures of a session. */
  readonly ranges?: readonly MetricRange[];
  /** Newest first where absent; running sessions stand before all others only then. */
  readonly sort?: { readonly by: SessionFigure; readonly descending: boolean };
}

/** Figures of a session that a filter can bound and sort by: seconds, Unix seconds, percent, bytes. */
export const SESSION_FIGURES = [
  "start",
  "duration",
  "best",
  "evaluations",
  "iterations",
  "runs",
  "cpu",
  "memory",
] as const;
export type SessionFigure = (typeof SESSION_FIGURES)[number];

/** Both bounds belong to the range. */
export interface MetricRange {
  readonly figure: SessionFigure;
  readonly min?: number;
  readonly max?: number;
}
