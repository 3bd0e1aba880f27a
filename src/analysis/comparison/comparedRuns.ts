import { formatCount } from "../../base/format";
import type { ComparisonAxis, ComparisonRequest } from "../../protocol/comparison";
import { fromWireNumber } from "../../protocol/number";
import type { Direction, RunSummary, SessionSummary } from "../../protocol/session";
import { ends, toCurve, type Curve } from "../convergence/curve";

/** One run of a comparison with its session. */
export interface ComparedRun {
  readonly session: SessionSummary;
  readonly run: RunSummary;
  /** The best so far along the comparison's axis, counted from the run's start; absent where none was recorded. */
  readonly curve?: Curve;
  /** The curve has few points: places are rounded up to the next of them. */
  readonly isDecimated?: boolean;
}

/** What a run without a problem is listed under. */
const NO_PROBLEM = "(no problem named)";

/** So many runs are compared at most, the newest. */
export const MOST_RUNS = 5000;

/** The runs that can be compared with one another, and what was left out, in words. */
export interface Selection {
  readonly runs: readonly ComparedRun[];
  readonly notes: readonly string[];
}

/** The problem of a run, as comparisons name it. */
export function problemOf(run: RunSummary): string {
  return run.problem ?? NO_PROBLEM;
}

/** The final objective of a run; undefined where it has no finite one. */
export function resultOf({ run, curve }: ComparedRun): number | undefined {
  const value = fromWireNumber(run.best) ?? (curve === undefined ? undefined : ends(curve).last);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** How far a run came along an axis, as its summary tells it. */
export function lengthOf(run: RunSummary, axis: ComparisonAxis): number | undefined {
  switch (axis) {
    case "evaluations":
      return run.evaluations;
    case "iteration":
      return run.lastIteration;
    case "time":
      return run.endTime === undefined ? undefined : run.endTime - run.startTime;
  }
}

/**
 * The curve of a run from the rows of its table. `x`: evaluations, iterations or Unix seconds; `best`: the objective there.
 * Undefined without a finite value.
 */
export function curveOf(
  run: RunSummary,
  axis: ComparisonAxis,
  x: readonly number[],
  best: readonly number[],
): Curve | undefined {
  const places = axis === "time" ? x.map((time) => Math.max(0, time - run.startTime)) : x;
  const end = lengthOf(run, axis);
  const direction = typeof run.direction === "string" ? run.direction : "minimize";
  const curve = toCurve(places, best, { direction, ...(end === undefined ? {} : { end }) });
  // What was spent before the first report belongs to the run.
  return curve === undefined ? undefined : { ...curve, start: 0 };
}

/** Keeps the newest runs of the algorithms that are asked for, and those that have one objective. */
export function selectRuns(runs: readonly ComparedRun[], request: ComparisonRequest, total = runs.length): Selection {
  const { algorithms } = request;
  const wanted = runs.filter(({ run }) => algorithms === undefined || algorithms.includes(run.algorithm));
  const single = wanted.filter(({ run }) => !Array.isArray(run.direction));
  const newest = [...single].sort(
    (a, b) => b.session.startTime - a.session.startTime || b.run.startTime - a.run.startTime,
  );
  const notes: string[] = [];
  if (single.length < wanted.length) {
    notes.push(
      `${plural(wanted.length - single.length, "run")} with several objectives left out: one value does not rank fronts.`,
    );
  }
  const kept = newest.slice(0, MOST_RUNS);
  // Those that were read and do not fit are none of the others.
  const fitting = total - (runs.length - single.length);
  if (fitting > kept.length) {
    notes.push(
      `Only the newest ${formatCount(kept.length)} of ${formatCount(fitting)} runs are compared; a narrower filter shows others.`,
    );
  }
  return { runs: kept, notes };
}

/** The direction of most of the runs that name one, without those of the other direction. */
export function sharedDirection(runs: readonly ComparedRun[]): Selection & { readonly direction: Direction } {
  const count = (wanted: Direction | undefined): number => runs.filter(({ run }) => run.direction === wanted).length;
  const direction = count("maximize") > count("minimize") ? "maximize" : "minimize";
  const other: Direction = direction === "maximize" ? "minimize" : "maximize";
  const notes: string[] = [];
  if (count(other) > 0) {
    notes.push(
      `Directions are mixed: ${plural(count(other), "run")} that ${other}${count(other) === 1 ? "s" : ""} left out of a comparison of runs that ${direction}.`,
    );
  }
  if (count(undefined) > 0) {
    notes.push(`${plural(count(undefined), "run")} without a direction, taken to ${direction}.`);
  }
  return { direction, notes, runs: runsInDirection(runs, direction) };
}

/** The runs of one direction, and those that name none. */
export function runsInDirection(runs: readonly ComparedRun[], direction: Direction): readonly ComparedRun[] {
  return runs
    .filter(({ run }) => run.direction === undefined || run.direction === direction)
    .map((one) => inDirection(one, direction));
}

/** A run that names no direction had its curve built as if it minimized; then it holds no later step of a maximizing one. */
function inDirection(one: ComparedRun, direction: Direction): ComparedRun {
  const { curve } = one;
  if (curve === undefined || curve.direction === direction) return one;
  const turned = toCurve(curve.x, curve.best, { direction, end: curve.end });
  return turned === undefined ? one : { ...one, curve: { ...turned, start: curve.start } };
}

/** `1 run`, `12 runs`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
