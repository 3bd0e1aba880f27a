import { fromWireNumber } from "../protocol/number";
import type { SessionSummary } from "../protocol/session";
import type { SessionFigure, SessionFilter } from "../protocol/sessionFilter";

/** Whether a session that is not in the history yet belongs to a list; the history's own conditions say the same in SQL. */
export function fits(summary: SessionSummary, filter: SessionFilter, now: number): boolean {
  const { from = -Infinity, to = Infinity, commit } = filter;
  const isSame = (wanted: string | undefined, ...names: readonly (string | undefined)[]): boolean =>
    wanted === undefined || names.some((name) => name !== undefined && lower(name) === lower(wanted));
  const isAs = (wanted: boolean | undefined, flag: boolean | undefined): boolean =>
    wanted === undefined || wanted === (flag === true);
  const conditions: readonly (() => boolean)[] = [
    () => filter.status === undefined || summary.status === filter.status,
    () => summary.startTime >= from && summary.startTime <= to,
    () => isSame(filter.algorithm, ...summary.algorithms),
    () => isSame(filter.problem, summary.problem),
    () => isSame(filter.tag, ...summary.tags),
    () => isSame(filter.branch, summary.git?.branch),
    () => filter.label === undefined || summary.label === filter.label,
    () => commit === undefined || summary.git?.commit.startsWith(commit.toLowerCase()) === true,
    () => isAs(filter.isPinned, summary.isPinned),
    () => isAs(filter.isBaseline, summary.isBaseline),
    () => [filter.text ?? "", ...(filter.words ?? [])].every((text) => holds(summary, text.toLowerCase())),
    () => isInRanges(summary, filter, now),
  ];
  return conditions.every((isMet) => isMet());
}

/** The order of a list: by the figure that is asked for, those without it last; else running sessions, then the newest. */
export function inOrder({ sort }: SessionFilter, now: number): (a: SessionSummary, b: SessionSummary) => number {
  const isRunning = ({ status }: SessionSummary): number => Number(status === "running");
  const newest = (a: SessionSummary, b: SessionSummary): number => b.startTime - a.startTime || (a.id < b.id ? -1 : 1);
  if (sort === undefined) return (a, b) => isRunning(b) - isRunning(a) || newest(a, b);
  const sign = sort.descending ? -1 : 1;
  return (a, b) => {
    const [left, right] = [figureOf(a, sort.by, now), figureOf(b, sort.by, now)];
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined) || newest(a, b);
    return sign * (left - right) || newest(a, b);
  };
}

function isInRanges(summary: SessionSummary, { ranges = [] }: SessionFilter, now: number): boolean {
  return ranges.every(({ figure, min, max }) => {
    if (min === undefined && max === undefined) return true;
    const value = figureOf(summary, figure, now);
    return value !== undefined && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
  });
}

/** A figure of a session; the duration of one that runs counts to now. */
function figureOf(summary: SessionSummary, figure: SessionFigure, now: number): number | undefined {
  switch (figure) {
    case "start":
      return summary.startTime;
    case "duration":
      return (summary.endTime ?? now) - summary.startTime;
    case "best": {
      const best = fromWireNumber(summary.best);
      return best !== undefined && Number.isFinite(best) ? best : undefined;
    }
    case "evaluations":
      return summary.evaluations;
    case "iterations":
      return summary.iterationCount;
    case "runs":
      return summary.runCount;
    case "cpu":
      return summary.meanCpuPercent;
    case "memory":
      return summary.peakRssBytes;
  }
}

function holds({ label, problem = "", algorithms, tags, note = "" }: SessionSummary, text: string): boolean {
  return [label, problem, note, ...algorithms, ...tags].some((candidate) => candidate.toLowerCase().includes(text));
}

/** As SQLite compares names: the letters A to Z only. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
