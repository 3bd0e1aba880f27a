import { formatBytes, formatCount, formatPercent, formatValue } from "../base/format";
import type { Direction } from "../protocol/session";
import { indexAtOrBefore, isBetter, type Points } from "./bestSoFar";
import { formatWithUnit } from "./units";

/** The same clause where there is little room. */
export function shortProgressText(progress: Progress | undefined, axis: "iteration" | "evaluations" | "time"): string {
  if (progress?.recentPercent === undefined) return "";
  const { recentPercent } = progress;
  if (recentPercent === 0) return progressText(progress, axis);
  return `${recentPercent < 0.05 ? `under ${formatPercent(0.1)}` : formatPercent(recentPercent)} better over the last ${formatPercent(10)}`;
}

/** How a staircase of best values went. */
export interface Progress {
  readonly best: number;
  /** Where the best was first reached. */
  readonly bestAt: number;
  readonly end: number;
  /** Improvement over the last tenth of the x range, in percent of the value at its start. */
  readonly recentPercent?: number;
}

/** Reads the progress off a best-so-far staircase. */
export function progressOf({ x, y }: Points, end: number, direction: Direction): Progress | undefined {
  let best: number | undefined;
  let bestAt = 0;
  y.forEach((value, index) => {
    if (!Number.isFinite(value) || (best !== undefined && !isBetter(value, best, direction))) return;
    best = value;
    bestAt = x[index] ?? 0;
  });
  if (best === undefined) return undefined;
  const start = x[0] ?? 0;
  if (x.length < 3 || end - start < 10) return { best, bestAt, end };
  const before = y[indexAtOrBefore(x, end - 0.1 * (end - start))];
  if (before === undefined || !Number.isFinite(before) || before === 0) return { best, bestAt, end };
  return { best, bestAt, end, recentPercent: (100 * Math.abs(best - before)) / Math.abs(before) };
}

/** One clause about a run's progress; nothing without enough data. */
export function progressText(progress: Progress | undefined, axis: "iteration" | "evaluations" | "time"): string {
  if (progress?.recentPercent === undefined) return "";
  const unit = { iteration: "iterations", evaluations: "evaluations", time: "time" }[axis];
  const { recentPercent, end, bestAt } = progress;
  if (recentPercent > 0) {
    const shown = recentPercent < 0.05 ? `under ${formatPercent(0.1)}` : formatPercent(recentPercent);
    return `improved ${shown} over the last ${formatPercent(10)} of ${unit}`;
  }
  const since = formatWithUnit(end - bestAt, axis === "time" ? "s" : "count");
  return axis === "time" ? `no improvement for ${since}` : `no improvement for ${since} ${unit}`;
}

/** The text of the convergence chart: who leads, where, and whether it still improves. */
export function convergenceSummary(
  lead: { readonly name: string; readonly progress: Progress } | undefined,
  runCount: number,
  axis: "iteration" | "evaluations" | "time",
): string {
  if (lead === undefined) return "No objective value yet.";
  const { best, bestAt } = lead.progress;
  const place =
    axis === "time"
      ? `after ${formatWithUnit(bestAt, "clock")}`
      : `at ${axis === "iteration" ? "iteration" : "evaluation"} ${formatCount(bestAt)}`;
  const who = runCount > 1 ? ` (${lead.name})` : "";
  const trend = progressText(lead.progress, axis);
  return `Best ${formatValue(best)}${who} ${place}${trend === "" ? "" : `, ${trend}`}.`;
}

/** Now, peak and mean of a line, over its finite values. */
export interface Statistics {
  readonly last: number;
  readonly low: number;
  readonly high: number;
}

/** The last, lowest and highest finite value; `undefined` without any. */
export function statisticsOf(values: readonly number[]): Statistics | undefined {
  const finite = values.filter(Number.isFinite);
  const last = finite.at(-1);
  if (last === undefined) return undefined;
  return { last, low: finite.reduce((a, b) => Math.min(a, b)), high: finite.reduce((a, b) => Math.max(a, b)) };
}

/** `1.1 GB now, peak 1.2 GB`; for sessions that ended, `1.1 GB at the end, peak 1.2 GB`. */
export function levelText(values: readonly number[], unit: string, isRunning: boolean): string {
  const statistics = statisticsOf(values);
  if (statistics === undefined) return "";
  const [last, high] = [statistics.last, statistics.high].map((value) => formatWithUnit(value, unit, 4));
  return `${last} ${isRunning ? "now" : "at the end"}, peak ${high}`;
}

/** Shorter pictures than this are taken whole; in longer ones the first half is start-up. */
const FEW_POINTS = 10;

/**
 * How fast memory grows, by the change over the later half of the shown range, since programs grow while they start:
 * `+5 MB / min`; `steady` below 1 % a minute, nothing within half a minute.
 */
export function growthText({ x, y }: Points): string {
  const from = x.length < FEW_POINTS ? 0 : Math.floor(x.length / 2);
  const first = y.slice(from).find(Number.isFinite);
  const last = y.findLast(Number.isFinite);
  const minutes = ((x.at(-1) ?? 0) - (x[from] ?? 0)) / 60;
  if (first === undefined || last === undefined || minutes < 0.5) return "";
  const perMinute = (last - first) / minutes;
  if (Math.abs(perMinute) < 0.01 * Math.abs(last)) return "steady";
  return `${perMinute > 0 ? "+" : ""}${formatBytes(Number(perMinute.toPrecision(2))).replace(".0", "")} / min`;
}

/** How many values of a line are no numbers, in words: `2 × NaN, 1 × ∞`; empty when all are. */
export function oddValuesText(values: readonly number[]): string {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (!Number.isFinite(value)) counts.set(formatValue(value), (counts.get(formatValue(value)) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${formatCount(count)} × ${name}`).join(", ");
}
