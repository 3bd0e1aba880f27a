import type { WireNumber } from "./number";
import type { RegressionVerdict, TrendMetric } from "./regression";
import type { SessionFilter } from "./sessionFilter";

export type { RegressionVerdict, TrendMetric } from "./regression";

/** A trend over the sessions of one workflow (the same label), or of all that fit the filter. */
export interface TrendRequest {
  readonly metric: TrendMetric;
  readonly label?: string;
  readonly filter?: SessionFilter;
  /** The newest so many sessions, 200 where absent. */
  readonly limit?: number;
}

/** One session in a trend. */
export interface TrendPoint {
  readonly sessionId: string;
  readonly label: string;
  readonly time: number;
  readonly value: WireNumber;
  readonly commit?: string;
  readonly isDirty?: boolean;
  readonly isBaseline?: boolean;
}

/** A metric over sessions, oldest first. */
export interface Trend {
  readonly metric: TrendMetric;
  readonly title: string;
  readonly unit: string;
  readonly better?: "lower" | "higher";
  readonly label?: string;
  readonly points: readonly TrendPoint[];
  /** Stretches of one level between change points: positions in `points`, first and one after the last. */
  readonly segments: readonly { readonly from: number; readonly to: number; readonly mean: number }[];
  /** Where a level changed, in words. */
  readonly changes: readonly { readonly at: number; readonly sentence: string }[];
  readonly baseline?: {
    readonly low: number;
    readonly median: number;
    readonly high: number;
    readonly sessions: number;
  };
  readonly verdict?: RegressionVerdict;
  /** What can be chosen: workflows by how many sessions they have, and the metrics of the one that is shown. */
  readonly labels: readonly { readonly label: string; readonly sessions: number }[];
  readonly metrics: readonly { readonly metric: TrendMetric; readonly title: string; readonly unit: string }[];
  readonly notes: readonly string[];
}

/** Which sessions are held against which others. */
export interface RegressionRequest {
  /** The workflow; that of the first baseline session where absent, else that of the newest session. */
  readonly label?: string;
  /** The newer sessions; where absent the newest of the workflow, with those before it of the same clean commit. */
  readonly sessionIds?: readonly string[];
  /** The baseline; where absent the sessions that were made the workflow's. */
  readonly baselineIds?: readonly string[];
}

/** Newer sessions against a baseline. */
export interface RegressionReport {
  readonly label: string;
  readonly sessionIds: readonly string[];
  readonly baselineIds: readonly string[];
  /** Every figure that both sides have, the worst first; those without a change after what changed. */
  readonly verdicts: readonly RegressionVerdict[];
}

/** How resources are used, by hour of the day, by component and by algorithm. */
export interface UsagePatterns {
  readonly hours: readonly {
    readonly hour: number;
    readonly sessions: number;
    readonly seconds: number;
    readonly cpuPercent?: number;
    readonly peakRssBytes?: number;
  }[];
  readonly algorithms: readonly {
    readonly name: string;
    readonly runs: number;
    readonly seconds: number;
    readonly evaluations?: number;
    readonly cpuPercent?: number;
    readonly peakRssBytes?: number;
  }[];
  readonly components: readonly {
    readonly name: string;
    readonly sessions: number;
    readonly calls: number;
    readonly seconds: number;
  }[];
}
