import { bestAt, type Curve } from "../convergence/curve";
import { quantileOfSorted, sortedFinite } from "../statistics/summary";

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
    sorted.map((values) => (values.length < least ? NaN : quantileOfSorted(withMissing(values, curves), probability)));
  return {
    x: grid,
    low: line(probabilities[0]),
    median: line(0.5),
    high: line(probabilities[1]),
    counts: sorted.map(({ length }) => length),
  };
}

/** Ascending, with a NaN at the worse end for each run without a value: a quantile among them is none. */
function withMissing(sorted: readonly number[], curves: readonly Curve[]): readonly number[] {
  const missing = new Array<number>(curves.length - sorted.length).fill(NaN);
  return curves[0]?.direction === "maximize" ? [...missing, ...sorted] : [...sorted, ...missing];
}
