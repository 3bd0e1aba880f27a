import { bestAt, type Curve } from "../convergence/curve";
import { at, quantileOfSorted, sortedFinite } from "../statistics/summary";

/** Median and quartiles of several runs at common places; NaN where fewer than `least` runs have a value. */
export interface Band {
  readonly x: readonly number[];
  readonly low: readonly number[];
  readonly median: readonly number[];
  readonly high: readonly number[];
  /** How many runs have a value at each place. */
  readonly counts: readonly number[];
}

/**
 * The band of runs over seeds. A run that has ended keeps its last best, since a best so far does not get lost; before its first value it has
 * none and counts as worse than all, so that a band of best values never becomes worse where a late run comes in. `probabilities`: the lower and the upper edge, the quartiles unless told.
 */
export function bandOfRuns(
  curves: readonly Curve[],
  grid: readonly number[],
  options: { readonly probabilities?: readonly [number, number]; readonly least?: number } = {},
): Band {
  const { probabilities = [0.25, 0.75], least = 3 } = options;
  const sorted = grid.map((place) => sortedFinite(curves.map((curve) => bestAt(curve, place))));
  const line = (probability: number): number[] =>
    sorted.map((values) => {
      if (values.length < least) return NaN;
      const value = quantileOfSorted(withMissing(values, curves), probability);
      return Number.isFinite(value) ? value : NaN;
    });
  return {
    x: grid,
    low: line(probabilities[0]),
    median: line(0.5),
    high: line(probabilities[1]),
    counts: sorted.map(({ length }) => length),
  };
}

function withMissing(sorted: readonly number[], curves: readonly Curve[]): readonly number[] {
  const missing = curves.length - sorted.length;
  if (curves[0]?.direction === "maximize") return [...new Array<number>(missing).fill(-Infinity), ...sorted];
  return [...sorted, ...new Array<number>(missing).fill(Infinity)];
}

/** Places that all curves share: `count` from the first start to the last end, equally far apart or by equal factors (from at least 1). */
export function commonGrid(curves: readonly Curve[], count: number, isLog = false): number[] {
  if (curves.length === 0 || count < 1) return [];
  const start = curves.reduce((least, { x }) => Math.min(least, at(x, 0)), Infinity);
  const end = curves.reduce((most, curve) => Math.max(most, curve.end), -Infinity);
  const from = isLog ? Math.max(1, start) : start;
  return Array.from({ length: count }, (_, index) => {
    const share = count === 1 ? 1 : index / (count - 1);
    return isLog ? from * (Math.max(end, from) / from) ** share : from + (end - from) * share;
  });
}
