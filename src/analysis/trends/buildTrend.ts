import { formatFigure } from "../../base/figures";
import { formatCount, formatPercent } from "../../base/format";
import { toWireNumber } from "../../protocol/number";
import type { Trend, TrendMetric, TrendPoint } from "../../protocol/trends";
import { changePoints, type Segment } from "../comparison/changePoints";
import { plural } from "../comparison/comparedRuns";
import { commitName } from "../comparison/groupRuns";
import { quantile } from "../statistics/summary";
import { metricVerdict, newerSample, valuesOf } from "./regressions";
import { figureOf, SESSION_METRICS, wordsOf, type MetricWords, type SessionFigures } from "./sessionFigures";

/** What a trend is made of. */
export interface TrendFacts {
  readonly metric: TrendMetric;
  readonly label?: string;
  /** Oldest first. */
  readonly figures: readonly SessionFigures[];
  /** The sessions that are the baseline of the label. */
  readonly baseline: readonly SessionFigures[];
  readonly labels: Trend["labels"];
  /** Components and sampled metrics that can be chosen, beside what every session has. */
  readonly components: readonly string[];
  readonly resources: readonly string[];
}

/** A level lasts for so many sessions at least: one that another program slowed down is none, with a neighbour neither. */
const LEAST_LENGTH = 3;
const LEAST_FOR_LEVELS = 2 * LEAST_LENGTH;

/** A metric over the completed sessions of a workflow, with its levels and what the newest sessions are against the baseline. */
export function buildTrend(facts: TrendFacts): Trend {
  const { metric, figures, labels } = facts;
  const completed = figures.filter(({ summary }) => summary.status === "completed");
  const known = completed.filter((one) => figureOf(one, metric) !== undefined);
  const words = withDirection(metric, known);
  const finite = known.filter((one) => Number.isFinite(figureOf(one, metric)));
  const { segments, changes } = levelsOf(known, finite, facts.metric, words);
  const sample = facts.baseline.filter(({ summary }) => summary.status === "completed");
  const baseline = baselineOf(sample, metric);
  const verdict = verdictOf(finite, sample, metric, words);
  return {
    metric,
    title: words.title,
    unit: words.unit,
    ...(words.better === undefined ? {} : { better: words.better }),
    ...(facts.label === undefined ? {} : { label: facts.label }),
    points: known.map((one) => pointOf(one, metric)),
    segments,
    changes,
    ...(baseline === undefined ? {} : { baseline }),
    ...(verdict === undefined ? {} : { verdict }),
    labels,
    metrics: metricsOf(facts),
    notes: notesOf(facts, {
      left: figures.length - completed.length,
      without: completed.length - known.length,
      finite,
    }),
  };
}

/** Which way the best objective is better depends on the runs. */
function withDirection(metric: TrendMetric, figures: readonly SessionFigures[]): MetricWords {
  const words = wordsOf(metric);
  if (metric !== "best") return words;
  const directions = new Set(figures.flatMap(({ summary }) => summary.direction ?? []));
  const [only] = directions;
  return only === undefined || directions.size > 1
    ? words
    : { ...words, better: only === "maximize" ? "higher" : "lower" };
}

function pointOf(one: SessionFigures, metric: TrendMetric): TrendPoint {
  const { id, label, startTime, git, isBaseline } = one.summary;
  return {
    sessionId: id,
    label,
    time: startTime,
    value: toWireNumber(figureOf(one, metric) ?? NaN),
    ...(git === undefined ? {} : { commit: git.commit, isDirty: git.isDirty }),
    ...(isBaseline === true ? { isBaseline } : {}),
  };
}

/** Levels at positions of all points; those without a finite value belong to the level before them. */
function levelsOf(
  known: readonly SessionFigures[],
  finite: readonly SessionFigures[],
  metric: TrendMetric,
  words: MetricWords,
): Pick<Trend, "segments" | "changes"> {
  if (finite.length < LEAST_FOR_LEVELS) return { segments: [], changes: [] };
  const positions = finite.map((one) => known.indexOf(one));
  const found = changePoints(valuesOf(finite, metric), { leastLength: LEAST_LENGTH, ignoresOutliers: true });
  const startOf = (index: number): number => (index === 0 ? 0 : (positions[found[index]?.from ?? 0] ?? 0));
  const segments = found.map(({ mean }, index) => {
    const to = index === found.length - 1 ? known.length : startOf(index + 1);
    return { from: startOf(index), to, mean };
  });
  const changes = found.slice(1).flatMap((segment, index) => {
    const [before, first] = [found[index], finite[segment.from]];
    if (before === undefined || first === undefined) return [];
    return [{ at: startOf(index + 1), sentence: changeSentence(before, segment, first, words) }];
  });
  return { segments, changes };
}

/** `Duration rose 34 %, from 1.2 s to 1.6 s, with 1a2b3c4 (2026-11-20): 12 sessions before, 8 since`. */
function changeSentence(before: Segment, since: Segment, first: SessionFigures, { title, unit }: MetricWords): string {
  const share =
    before.mean > 0 && since.mean > 0 ? ` ${formatPercent(Math.abs(100 * (since.mean / before.mean - 1)))}` : "";
  const verb = since.mean > before.mean ? "rose" : "fell";
  const commit = commitName(first.summary);
  const day = new Date(first.summary.startTime * 1000).toISOString().slice(0, 10);
  const when = commit === undefined ? `on ${day}` : `with ${commit} (${day})`;
  const levels = `from ${formatFigure(before.mean, unit)} to ${formatFigure(since.mean, unit)}`;
  return `${title} ${verb}${share}, ${levels}, ${when}: ${plural(before.to - before.from, "session")} before, ${formatCount(since.to - since.from)} since`;
}

function baselineOf(sample: readonly SessionFigures[], metric: TrendMetric): Trend["baseline"] | undefined {
  const values = valuesOf(sample, metric);
  if (values.length === 0) return undefined;
  return {
    low: quantile(values, 0.25),
    median: quantile(values, 0.5),
    high: quantile(values, 0.75),
    sessions: values.length,
  };
}

function verdictOf(
  figures: readonly SessionFigures[],
  baseline: readonly SessionFigures[],
  metric: TrendMetric,
  { better }: MetricWords,
): Trend["verdict"] {
  const newest = figures.at(-1);
  if (newest === undefined || newest.summary.isBaseline === true) return undefined;
  const newer = newerSample(figures, newest.summary.id);
  return metricVerdict(metric, valuesOf(newer, metric), valuesOf(baseline, metric), better);
}

function metricsOf({ components, resources }: TrendFacts): Trend["metrics"] {
  const metrics = [
    ...Object.keys(SESSION_METRICS),
    ...components.map((name) => `component:${name}`),
    ...resources.map((name) => `resource:${name}`),
  ];
  return metrics.map((metric) => {
    const { title, unit } = wordsOf(metric);
    return { metric, title, unit };
  });
}

interface Counted {
  readonly left: number;
  readonly without: number;
  readonly finite: readonly SessionFigures[];
}

function notesOf({ metric, label, baseline }: TrendFacts, { left, without, finite }: Counted): readonly string[] {
  const hosts = new Set(finite.map(({ summary }) => summary.host)).size;
  const finiteCount = finite.length;
  return [
    ...(left > 0 ? [`${plural(left, "session")} that did not complete left out.`] : []),
    ...(without > 0 ? [`${plural(without, "session")} without ${wordsOf(metric).title} left out.`] : []),
    ...(finiteCount < LEAST_FOR_LEVELS
      ? [
          `Changes of level can be told from ${LEAST_FOR_LEVELS} sessions on; there ${finiteCount === 1 ? "is" : "are"} ${formatCount(finiteCount)}.`,
        ]
      : []),
    ...(hosts > 1
      ? [`The sessions ran on ${formatCount(hosts)} machines: times of different machines differ by themselves.`]
      : []),
    ...(label !== undefined && baseline.length === 0 ? ["No session of this workflow is a baseline."] : []),
  ];
}
