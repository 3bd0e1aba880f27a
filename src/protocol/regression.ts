/**
 * Which figure of a session a trend follows: `duration`, `best`, `evaluations`, `evaluationsPerSecond`, `iterations`,
 * `cpu` (mean %), `memory` (peak bytes), `component:<name>` (mean seconds a call), `resource:<metric>` (mean).
 */
export type TrendMetric = string;

/** What a newer session, or a row of them, is against the baseline. */
export interface RegressionVerdict {
  readonly metric: TrendMetric;
  readonly kind: "better" | "worse" | "same" | "tooFew" | "noRatio";
  /** `evaluation 34 % slower, 95 % CI 28 to 41 %, 12 vs 10 runs`. */
  readonly sentence: string;
  /** Newer ÷ baseline. */
  readonly ratio?: number;
  readonly low?: number;
  readonly high?: number;
}
