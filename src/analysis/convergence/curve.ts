import type { Direction } from "../../protocol/session";
import { at } from "../statistics/summary";

/** The best so far of a run as a staircase: from `x[i]` on the best is `best[i]`, until `end`. */
export interface Curve {
  readonly direction: Direction;
  /** Where the run became better: iterations, evaluations or seconds; ascending. */
  readonly x: readonly number[];
  /** The objective there, as the program tells it; each better than the one before. */
  readonly best: readonly number[];
  /** The first place and the last place that the run has reached. */
  readonly start: number;
  readonly end: number;
}

/**
 * The staircase of the best so far of values in the order of x (NaN and infinities are passed over); `undefined` without a finite value.
 * `end` is how far the run has come where that is further than its last value.
 */
export function toCurve(
  x: readonly number[],
  values: readonly number[],
  options: { readonly direction?: Direction; readonly end?: number } = {},
): Curve | undefined {
  const { direction = "minimize" } = options;
  const steps: { x: number; best: number }[] = [];
  let end = options.end ?? -Infinity;
  let start = Infinity;
  values.forEach((value, index) => {
    const place = at(x, index);
    if (!Number.isFinite(place)) return;
    end = Math.max(end, place);
    start = Math.min(start, place);
    const before = steps.at(-1);
    if (!Number.isFinite(value) || (before !== undefined && !isBetter(value, before.best, direction))) return;
    if (before?.x === place) before.best = value;
    else steps.push({ x: place, best: value });
  });
  if (steps.length === 0) return undefined;
  return { direction, x: steps.map((step) => step.x), best: steps.map(({ best }) => best), start, end };
}

/** Whether one objective value is better than another. */
export function isBetter(value: number, than: number, direction: Direction): boolean {
  return direction === "maximize" ? value > than : value < than;
}

/** By how much one objective value is better than another; negative where it is worse. */
export function gain(from: number, to: number, direction: Direction): number {
  return direction === "maximize" ? to - from : from - to;
}

/** The best after so much of the run; NaN before its first value. */
export function bestAt(curve: Curve, place: number): number {
  let low = 0;
  let high = curve.x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(curve.x, middle) <= place) low = middle + 1;
    else high = middle;
  }
  return at(curve.best, low - 1);
}

/** The first and the last best value. */
export function ends(curve: Curve): { readonly first: number; readonly last: number } {
  return { first: at(curve.best, 0), last: at(curve.best, curve.best.length - 1) };
}

/** The staircase at equally spaced places from `from` to its end. */
export function sampled(
  curve: Curve,
  count: number,
  from = at(curve.x, 0),
): { readonly x: number[]; readonly best: number[] } {
  const x = Array.from({ length: count }, (_, index) => from + ((curve.end - from) * index) / Math.max(1, count - 1));
  return { x, best: x.map((place) => bestAt(curve, place)) };
}
