import { formatCount, formatValue } from "../../base/format";
import { fromWireNumber } from "../../protocol/number";
import type { Direction } from "../../protocol/session";
import type { RegressionVerdict, TrendMetric } from "../../protocol/trends";
import { baselineSentence, baselineVerdict, type BaselineVerdict, type ChangeWords } from "../comparison/baseline";
import { plural, type ComparedRun } from "../comparison/comparedRuns";
import { holm, mannWhitney, varghaDelaney } from "../statistics/rankTests";
import { median } from "../statistics/summary";
import { durationOf, figureOf, wordsOf, type SessionFigures } from "./sessionFigures";

/** So many sessions of one commit are taken together as the newer sample. */
export const MOST_NEWER = 20;
/** Components below this share of the time are left out: their noise would hide what matters behind Holm's correction. */
const LEAST_SHARE = 0.01;
const LEVEL = 0.05;
const TOTAL = "total:";

/** Sessions, and their runs with final objectives. */
export interface VerdictSample {
  readonly sessions: readonly SessionFigures[];
  readonly runs: readonly ComparedRun[];
}

interface Judged {
  readonly verdict: RegressionVerdict;
  /** How far from no change, for the order. */
  readonly size: number;
  /** Undefined where nothing was tested. */
  readonly p?: number;
}

/**
 * The sessions that one speaks for: itself, and with it those directly before it that ran the same clean commit of the same workflow; of an unknown or
 * changed commit itself alone, as nobody knows what ran before. `figures`: completed sessions of the workflow, oldest first.
 */
export function newerSample(figures: readonly SessionFigures[], sessionId: string): readonly SessionFigures[] {
  const place = figures.findIndex(({ summary }) => summary.id === sessionId);
  const newest = figures[place];
  if (newest === undefined) return [];
  const commit = cleanCommit(newest);
  if (commit === undefined) return [newest];
  let from = place;
  while (place - from + 1 < MOST_NEWER) {
    const before = figures[from - 1];
    if (before === undefined || before.summary.isBaseline === true || cleanCommit(before) !== commit) break;
    from--;
  }
  return figures.slice(from, place + 1);
}

function cleanCommit({ summary: { git } }: SessionFigures): string | undefined {
  return git === undefined || git.isDirty ? undefined : git.commit;
}

/**
 * What the newer sessions are against a baseline: changes only, the worst first. Where nothing could be tested, one verdict says what is missing.
 */
export function regressionVerdicts(newer: VerdictSample, baseline: VerdictSample): readonly RegressionVerdict[] {
  const all = allVerdicts(newer, baseline);
  const isTested = all.some(({ kind }) => kind !== "tooFew" && kind !== "noRatio");
  return isTested ? all.filter(({ kind }) => kind === "worse" || kind === "better") : all.slice(0, 1);
}

/**
 * Every figure that both sides have: duration, evaluations a second, CPU time, peak memory, components and final objectives, Holm-corrected
 * over all that were tested. Worse before better, larger changes first, then what did not change and what could not be told.
 */
export function allVerdicts(newer: VerdictSample, baseline: VerdictSample): readonly RegressionVerdict[] {
  const judged = [
    ...comparedMetrics([...newer.sessions, ...baseline.sessions]).flatMap((metric) => {
      return judgeMetric(metric, valuesOf(newer.sessions, metric), valuesOf(baseline.sessions, metric)) ?? [];
    }),
    ...judgeObjectives(newer.runs, baseline.runs),
  ];
  const corrected = holm(judged.flatMap(({ p }) => p ?? []));
  let place = 0;
  const settled = judged.map((one) => (one.p === undefined ? one : withLevel(one, corrected[place++] ?? 1)));
  return ORDER.flatMap((kind) =>
    settled
      .filter(({ verdict }) => verdict.kind === kind)
      .sort((a, b) => b.size - a.size)
      .map(({ verdict }) => verdict),
  );
}

const ORDER: readonly RegressionVerdict["kind"][] = ["worse", "better", "same", "tooFew", "noRatio"];

/** A change that may be chance among so many figures is none. */
function withLevel(one: Judged, correctedP: number): Judged {
  const { verdict } = one;
  if (correctedP < LEVEL || verdict.kind === "same") return one;
  const sentence = `${verdict.sentence}; not significant after Holm's correction`;
  return { ...one, verdict: { ...verdict, kind: "same", sentence } };
}

/** One metric of newer sessions against a baseline; undefined where one side has no value. */
export function metricVerdict(
  metric: TrendMetric,
  newer: readonly number[],
  baseline: readonly number[],
  better = wordsOf(metric).better,
): RegressionVerdict | undefined {
  return judgeMetric(metric, newer, baseline, better)?.verdict;
}

/** The values of a metric, of the sessions that have one. */
export function valuesOf(figures: readonly SessionFigures[], metric: TrendMetric): readonly number[] {
  return figures.flatMap((one) => {
    const value = figureOf(one, metric);
    return value === undefined || !Number.isFinite(value) ? [] : [value];
  });
}

function comparedMetrics(figures: readonly SessionFigures[]): readonly TrendMetric[] {
  const seconds = figures.reduce((sum, { summary }) => sum + (durationOf(summary) ?? 0), 0);
  const totals = new Map<string, number>();
  for (const { values } of figures) {
    for (const [metric, value] of values) {
      if (metric.startsWith(TOTAL)) totals.set(metric, (totals.get(metric) ?? 0) + value);
    }
  }
  const components = [...totals].flatMap(([metric, total]) =>
    total >= LEAST_SHARE * seconds ? [`component:${metric.slice(TOTAL.length)}`] : [],
  );
  return ["duration", "evaluationsPerSecond", "cpuSeconds", "memory", ...components];
}

function judgeMetric(
  metric: TrendMetric,
  newer: readonly number[],
  baseline: readonly number[],
  better = wordsOf(metric).better,
): Judged | undefined {
  if (newer.length === 0 || baseline.length === 0) return undefined;
  return judged(metric, wordsOf(metric).title, baselineVerdict(newer, baseline), {
    better,
    words: changeWords(metric),
  });
}

function judged(
  metric: TrendMetric,
  title: string,
  found: BaselineVerdict,
  { better, words }: { readonly better: "lower" | "higher" | undefined; readonly words: ChangeWords },
): Judged {
  const sentence = baselineSentence(title, found, words);
  if (found.kind === "tooFew" || found.kind === "noRatio") {
    return { verdict: { metric, kind: found.kind, sentence }, size: 0 };
  }
  const { ratio, low, high, p } = found;
  const kind = found.kind === "same" || better === undefined ? "same" : found.kind === better ? "better" : "worse";
  return { verdict: { metric, kind, sentence, ratio, low, high }, size: Math.abs(Math.log(ratio)), p };
}

function changeWords(metric: TrendMetric): ChangeWords {
  if (metric === "duration" || metric.startsWith("component:")) return { higher: "slower", lower: "faster" };
  if (metric === "memory" || metric === "cpuSeconds") return { higher: "more", lower: "less" };
  return { higher: "higher", lower: "lower" };
}

/** Final objectives of each algorithm on each problem. */
function judgeObjectives(newer: readonly ComparedRun[], baseline: readonly ComparedRun[]): readonly Judged[] {
  const before = objectives(baseline);
  return [...objectives(newer)].flatMap(([key, { name, direction, values }]) => {
    const known = before.get(key)?.values;
    return known === undefined ? [] : [judgeObjective(name, direction, values, known)];
  });
}

interface Objective {
  readonly name: string;
  readonly direction: Direction;
  readonly values: number[];
}

function objectives(runs: readonly ComparedRun[]): ReadonlyMap<string, Objective> {
  const found = new Map<string, Objective>();
  for (const { run } of runs) {
    const value = fromWireNumber(run.best);
    if (value === undefined || !Number.isFinite(value) || Array.isArray(run.direction)) continue;
    const direction = run.direction === "maximize" ? "maximize" : "minimize";
    const name = run.problem === undefined ? run.algorithm : `${run.algorithm} on ${run.problem}`;
    const key = JSON.stringify([run.algorithm, run.problem, direction]);
    const objective = found.get(key) ?? { name, direction, values: [] };
    objective.values.push(value);
    found.set(key, objective);
  }
  return found;
}

/** Positive objectives have ratios; others are compared by their ranks, as zero is nowhere in particular. */
function judgeObjective(
  name: string,
  direction: Direction,
  newer: readonly number[],
  baseline: readonly number[],
): Judged {
  const metric = `best:${name}`;
  const { title } = wordsOf(metric);
  const better = direction === "maximize" ? "higher" : "lower";
  const found = baselineVerdict(newer, baseline);
  const isRatio = [...newer, ...baseline].every((value) => value > 0);
  if (isRatio || found.kind === "tooFew") {
    return judged(metric, title, found, { better, words: { higher: "higher", lower: "lower" } });
  }
  const p = mannWhitney(newer, baseline)?.p ?? 1;
  const { a12 } = varghaDelaney(newer, baseline);
  const isHigher = a12 > 0.5;
  const kind = p >= LEVEL ? "same" : isHigher === (direction === "maximize") ? "better" : "worse";
  const sentence = `${title} ${kind === "same" ? "unchanged" : kind}: median ${formatValue(median(newer), 3)} vs ${formatValue(median(baseline), 3)}, Mann–Whitney, ${formatCount(newer.length)} vs ${plural(baseline.length, "run")}`;
  return { verdict: { metric, kind, sentence }, size: Math.abs(a12 - 0.5), p };
}
