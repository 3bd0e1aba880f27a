import { UserError } from "../base/userError";
import { buildTrend } from "../analysis/trends/buildTrend";
import {
  allVerdicts,
  MOST_NEWER,
  newerSample,
  regressionVerdicts,
  valuesOf,
  type VerdictSample,
} from "../analysis/trends/regressions";
import { storedMetric, type SessionFigures, type UsageRows } from "../analysis/trends/sessionFigures";
import { median } from "../analysis/statistics/summary";
import { usagePatterns } from "../analysis/trends/usagePatterns";
import type { ComparedRun } from "../analysis/comparison/comparedRuns";
import type { SessionSummary } from "../protocol/session";
import type { SessionFilter } from "../protocol/sessionFilter";
import type {
  RegressionReport,
  RegressionRequest,
  RegressionVerdict,
  Trend,
  TrendRequest,
  UsagePatterns,
} from "../protocol/trends";

/** The part of the history that trends read. */
export interface TrendQueries {
  figure(metric: string | undefined, filter: SessionFilter, ids?: readonly string[]): readonly SessionFigures[];
  figures(filter: SessionFilter, ids?: readonly string[]): readonly SessionFigures[];
  results(sessionIds: readonly string[]): readonly ComparedRun[];
  baseline(label: string, most: number): readonly string[];
  labels(filter: SessionFilter, most: number): Trend["labels"];
  metricNames(filter: SessionFilter, most: number): { components: readonly string[]; resources: readonly string[] };
  usage(filter: SessionFilter): UsageRows;
}

const MOST_SESSIONS = 200;
const MOST_BASELINE = 100;
const MOST_LABELS = 200;
/** What can be chosen is read off so many of the newest sessions. */
const MOST_NAMED = 20;

/** A metric over ended sessions: of the workflow that is asked for, or that has the most sessions; of all that fit where there is a filter only. */
export function trendOf(queries: TrendQueries, { metric, label, filter, limit }: TrendRequest): Trend {
  const labels = queries.labels(filter ?? {}, MOST_LABELS);
  const chosen = label ?? filter?.label ?? (filter === undefined ? labels[0]?.label : undefined);
  const only = chosen === undefined ? {} : { label: chosen };
  const stored = storedMetric(metric);
  const sessions = { ...filter, limit: limit ?? MOST_SESSIONS };
  const fitting = queries.figure(stored, { ...sessions, ...only });
  const baseline = chosen === undefined ? [] : queries.figure(stored, {}, queries.baseline(chosen, MOST_BASELINE));
  return buildTrend({
    metric,
    figures: fitting,
    baseline,
    labels,
    ...only,
    ...queries.metricNames({ ...filter, ...only }, MOST_NAMED),
  });
}

/** How resources were used over the sessions that fit, by the clock of this machine. */
export function usageOf(queries: TrendQueries, filter: SessionFilter): UsagePatterns {
  return usagePatterns(queries.usage(filter), (time) => new Date(time * 1000).getHours());
}

/**
 * What a session that ended is against the baseline of its workflow; undefined where there is none, where it is part of it itself, and where it did
 * not complete: what was cut short has figures of its own.
 */
export function regressionsOf(
  queries: TrendQueries,
  { id, label, status, isBaseline, startTime }: SessionSummary,
): readonly RegressionVerdict[] | undefined {
  if (status !== "completed" || isBaseline === true) return undefined;
  const ids = queries.baseline(label, MOST_BASELINE);
  if (ids.length === 0) return undefined;
  const recent = queries.figures({ label, status, to: startTime, limit: MOST_NEWER });
  const baseline = queries.figures({ status }, ids);
  return regressionVerdicts(sampleOf(queries, newerSample(recent, id)), sampleOf(queries, baseline));
}

/** Median evaluations per second in the baseline of a workflow; undefined without one. */
export function baselineRate(queries: TrendQueries, label: string): number | undefined {
  const figures = completed(queries.figure(undefined, {}, queries.baseline(label, MOST_BASELINE)));
  const rates = valuesOf(figures, "evaluationsPerSecond").filter((rate) => Number.isFinite(rate) && rate > 0);
  return rates.length === 0 ? undefined : median(rates);
}

/** Named or newest sessions of a workflow against named ones or its baseline. Throws a UserError where one side has none. */
export function regressionReport(queries: TrendQueries, request: RegressionRequest): RegressionReport {
  const label = request.label ?? labelOf(queries, request);
  const baselineIds = request.baselineIds ?? queries.baseline(label, MOST_BASELINE);
  const baseline = completed(queries.figures({}, baselineIds));
  if (baseline.length === 0) {
    throw new UserError(
      "no-baseline",
      `"${label}" has no baseline of completed sessions. Set one: optimizer-monitor baseline set ID.`,
    );
  }
  const recent = queries.figures({ label, status: "completed", limit: MOST_NEWER + baselineIds.length });
  const others = recent.filter(({ summary }) => !baselineIds.includes(summary.id));
  const newer =
    request.sessionIds === undefined
      ? newerSample(others, others.at(-1)?.summary.id ?? "")
      : completed(queries.figures({}, request.sessionIds));
  if (newer.length === 0) {
    throw new UserError("no-sessions", `"${label}" has no completed session to compare with its baseline.`);
  }
  return {
    label,
    sessionIds: newer.map(({ summary }) => summary.id),
    baselineIds: baseline.map(({ summary }) => summary.id),
    verdicts: allVerdicts(sampleOf(queries, newer), sampleOf(queries, baseline)),
  };
}

function labelOf(queries: TrendQueries, { baselineIds, sessionIds }: RegressionRequest): string {
  const [named] = queries.figure(undefined, { limit: 1 }, baselineIds ?? sessionIds);
  if (named === undefined) throw new UserError("no-sessions", "There is no such session in this workspace's history.");
  return named.summary.label;
}

function completed(figures: readonly SessionFigures[]): readonly SessionFigures[] {
  return figures.filter(({ summary }) => summary.status === "completed");
}

function sampleOf(queries: TrendQueries, sessions: readonly SessionFigures[]): VerdictSample {
  return { sessions, runs: queries.results(sessions.map(({ summary }) => summary.id)) };
}
