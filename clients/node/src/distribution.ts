/** Quantiles travel at the probabilities 0, 0.05, …, 1. */
const STEPS = 20;

/** The distribution of a population's objective values, as far as there is one. */
export interface Distribution {
  /** At the probabilities 0, 0.05, …, 1; linear between two values (type 7 of Hyndman and Fan 1996). */
  readonly quantiles: readonly number[];
  readonly mean: number;
  /** Of the population; absent where a value is infinite. */
  readonly std?: number;
}

/** The numbers as they are now; what is no number becomes NaN. Throws for what is no list. */
export function copyNumbers(values: ArrayLike<number>): Float64Array {
  return values instanceof Float64Array ? values.slice() : Float64Array.from(values, Number);
}

/** Sorts the numbers in place and sums them up: NaNs, which come last, are left out and counted. */
export function takeDistribution(values: Float64Array): { readonly nans: number; readonly found?: Distribution } {
  values.sort();
  let count = values.length;
  while (count > 0 && Number.isNaN(values[count - 1])) count--;
  const nans = values.length - count;
  if (count === 0) return { nans };
  const known = values.subarray(0, count);
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const quantiles = Array.from({ length: STEPS + 1 }, (_, step) => quantileAt(known, step));
  if (!Number.isFinite(mean)) return { nans, found: { quantiles, mean } };
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { nans, found: { quantiles, mean, std: Math.sqrt(squares / count) } };
}

function quantileAt(sorted: Float64Array, step: number): number {
  const place = (sorted.length - 1) * step;
  const low = sorted[Math.floor(place / STEPS)] ?? NaN;
  const share = (place % STEPS) / STEPS;
  const high = sorted[Math.floor(place / STEPS) + 1] ?? NaN;
  return share === 0 || low === high ? low : low + (high - low) * share;
}
