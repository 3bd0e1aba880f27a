import type { Finding } from "./findings";
import type { WireNumber } from "./number";
import type { RunStatus, SessionStatus } from "./session";

/** More runs and components than this are left out of a session's figures: the newest and the costliest stay. */
export const MOST_FIGURES = 200;

/**
 * What a program gets when it asks for its session's figures so far, named as the wire is. Seconds, bytes, shares of one; absent
 * where nothing is known.
 */
export interface SessionFigures {
  /** Who worked them out. */
  readonly source: "engine";
  readonly session: {
    readonly id: string;
    readonly label: string;
    readonly status: SessionStatus;
    readonly start_time: number;
    readonly elapsed_seconds: number;
    readonly evaluations?: number;
    readonly iterations: number;
    readonly dropped: number;
  };
  readonly runs: readonly RunFigures[];
  readonly components: readonly ComponentFigures[];
  readonly resources: ResourceFigures;
  /** What can be said of the session, problems first. */
  readonly findings: readonly FindingFigures[];
}

/** A finding without where it leads to. */
export type FindingFigures = Pick<Finding, "kind" | "severity" | "title" | "evidence">;

/** One run. */
export interface RunFigures {
  readonly id: string;
  readonly algorithm: string;
  readonly problem?: string;
  readonly status: RunStatus;
  readonly seconds: number;
  readonly iterations: number;
  readonly evaluations?: number;
  readonly best?: WireNumber;
  readonly target?: WireNumber;
  /** Absent where neither a target nor the program's own word tells. */
  readonly success?: { readonly is_success: boolean; readonly by: "target" | "converged" };
  /** Where it last became better, and for what share of itself it has not since. */
  readonly last_improvement?: { readonly iteration: number; readonly stalled_share: number };
  /** 0 to 1: how early it had what it came to. */
  readonly anytime_performance?: number;
  readonly findings: readonly FindingFigures[];
}

/** One timed section. */
export interface ComponentFigures {
  readonly name: string;
  readonly parent?: string;
  readonly calls: number;
  readonly total_seconds: number;
  readonly self_seconds: number;
  /** Its own time as a share of the run. */
  readonly share: number;
  readonly calls_per_second: number;
  readonly data_read_bytes?: number;
  readonly data_written_bytes?: number;
  readonly data_records?: number;
}

/** One metric over the session. */
export interface UsageFigures {
  readonly mean: number;
  readonly p95: number;
  readonly peak: number;
}

/** The processes of the session; absent where nothing was sampled. */
export interface ResourceFigures {
  readonly core_count: number;
  readonly memory_total_bytes: number;
  readonly cpu_percent?: UsageFigures;
  readonly memory_bytes?: UsageFigures;
  readonly gpu_percent?: readonly UsageFigures[];
  readonly cpu_efficiency?: number;
  readonly parallel_efficiency?: number;
  readonly busy_cores?: number;
  readonly evaluations_per_cpu_second?: number;
  readonly io_share?: number;
}
