import { at, MAD_TO_SIGMA, mean, median } from "../statistics/summary";

/** A stretch of a trend at one level. */
export interface Segment {
  /** Positions: the first of the stretch and the one after its last. */
  readonly from: number;
  readonly to: number;
  readonly mean: number;
}

/** How large a change must be: the penalty of one more stretch is `PENALTY` · σ² · ln n (twice BIC's, so that a single outlier is no change). */
const PENALTY = 4;
const LEAST_LENGTH = 2;

/**
 * Cuts values in order into stretches of constant mean so that the squared errors plus a penalty a stretch are least, with PELT (Killick, Fearnhead
 * & Eckley 2012: exact, in linear time when changes go with the length). σ comes from the median of the differences of neighbours, which changes
 * of level do not move. The first position of every stretch but the first is a change point. Values that are no finite numbers must be left out before. `ignoresOutliers`: levels are found in
 * the running medians of three (Tukey 1977), in which single values that stand out are gone and steps stay where they are, and are the means of these.
 */
export function changePoints(
  values: readonly number[],
  options: { readonly penalty?: number; readonly leastLength?: number; readonly ignoresOutliers?: boolean } = {},
): Segment[] {
  const { leastLength = LEAST_LENGTH, ignoresOutliers = false } = options;
  const count = values.length;
  if (count === 0) return [];
  if (count < 2 * leastLength) return [{ from: 0, to: count, mean: mean(values) }];
  const penalty = options.penalty ?? PENALTY * noiseVariance(values) * Math.log(Math.max(2, count));
  const levelled = ignoresOutliers ? mediansOfThree(values) : values;
  const before = pelt(count, costOf(levelled), penalty, leastLength);
  const segments: Segment[] = [];
  for (let to = count; to > 0;) {
    const from = at(before, to);
    segments.unshift({ from, to, mean: mean(levelled.slice(from, to)) });
    to = from;
  }
  return segments;
}

function mediansOfThree(values: readonly number[]): number[] {
  const last = values.length - 1;
  return values.map((_, index) => {
    const centre = Math.min(Math.max(index, 1), last - 1);
    return median([at(values, centre - 1), at(values, centre), at(values, centre + 1)]);
  });
}

/** Where the best last stretch before each position begins. */
function pelt(
  count: number,
  cost: (from: number, to: number) => number,
  penalty: number,
  leastLength: number,
): number[] {
  const least = new Array<number>(count + 1).fill(Infinity);
  const before = new Array<number>(count + 1).fill(0);
  least[0] = -penalty;
  let candidates: number[] = [0];
  for (let to = leastLength; to <= count; to++) {
    // All of them are far enough from here: a place becomes a candidate only when the shortest stretch after it has passed.
    for (const from of candidates) {
      const total = at(least, from) + cost(from, to) + penalty;
      if (total >= at(least, to)) continue;
      least[to] = total;
      before[to] = from;
    }
    // What loses to a cut at `settled` has lost for every end from the next one on.
    const settled = to - leastLength + 1;
    candidates = candidates.filter((from) => at(least, from) + cost(from, settled) <= at(least, settled));
    candidates.push(settled);
  }
  return before;
}

/** The squared errors of a stretch around its mean, from sums of values that were moved to their median so that nothing cancels. */
function costOf(values: readonly number[]): (from: number, to: number) => number {
  const centre = median(values);
  const sums = [0];
  const squares = [0];
  values.forEach((value, index) => {
    sums.push(at(sums, index) + value - centre);
    squares.push(at(squares, index) + (value - centre) ** 2);
  });
  return (from, to) => {
    const sum = at(sums, to) - at(sums, from);
    return Math.max(0, at(squares, to) - at(squares, from) - sum ** 2 / (to - from));
  };
}

function noiseVariance(values: readonly number[]): number {
  const differences = values.slice(1).map((value, index) => Math.abs(value - at(values, index)));
  const typical = median(differences);
  // Where most neighbours are equal, their mean difference still says what a change is.
  const sigma = typical > 0 ? (MAD_TO_SIGMA * typical) / Math.SQRT2 : mean(differences);
  return Math.max(sigma ** 2, Number.MIN_VALUE);
}
