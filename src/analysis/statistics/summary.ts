/** The value at a position; NaN beyond the ends, so that a mistake shows in the result. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? NaN;
}

/** The finite values, ascending. */
export function sortedFinite(values: Iterable<number>): number[] {
  return [...values].filter(Number.isFinite).sort((a, b) => a - b);
}

/** The arithmetic mean; NaN without values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The sample variance (divided by n − 1), in two passes; NaN for fewer than two values. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/** The sample standard deviation (n − 1). */
export function standardDeviation(values: readonly number[]): number {
  return Math.sqrt(variance(values));
}

/** The quantile of ascending values, interpolated linearly (Hyndman & Fan 1996, type 7: what R, NumPy and pandas do). */
export function quantileOfSorted(sorted: readonly number[], probability: number): number {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * Math.min(1, Math.max(0, probability));
  const below = Math.floor(place);
  const low = at(sorted, below);
  const high = at(sorted, Math.min(sorted.length - 1, below + 1));
  // Infinite values have no differences.
  return low === high || place === below ? low : low + (place - below) * (high - low);
}

/** The quantile of the finite values. */
export function quantile(values: Iterable<number>, probability: number): number {
  return quantileOfSorted(sortedFinite(values), probability);
}

/** The median of the finite values. */
export function median(values: Iterable<number>): number {
  return quantile(values, 0.5);
}

/** exp(mean(ln x)); NaN where a value is not positive. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map((value) => (value > 0 ? Math.log(value) : NaN))));
}

/** 1.4826 · median |x − median|: estimates the standard deviation of normal values, whatever a minority of outliers does. */
export function madDeviation(values: readonly number[]): number {
  const centre = median(values);
  return MAD_TO_SIGMA * median(values.map((value) => Math.abs(value - centre)));
}

/** 1 / Φ⁻¹(3/4). */
export const MAD_TO_SIGMA = 1.482602218505602;

/** Ranks of values, and what their ties take away from variances of rank statistics. */
export interface Ranks {
  /** From 1; tied values share the mean of their ranks. */
  readonly ranks: readonly number[];
  /** Σ (t³ − t) over groups of t tied values; 0 without ties. */
  readonly tieTerm: number;
}

/** Ranks with ties at their mean (mid-ranks). */
export function midranks(values: readonly number[]): Ranks {
  const order = values.map((_, index) => index).sort((a, b) => at(values, a) - at(values, b));
  const ranks = new Array<number>(values.length).fill(0);
  let tieTerm = 0;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && at(values, at(order, end)) === at(values, at(order, start))) end++;
    for (let place = start; place < end; place++) ranks[at(order, place)] = (start + 1 + end) / 2;
    const tied = end - start;
    tieTerm += tied ** 3 - tied;
    start = end;
  }
  return { ranks, tieTerm };
}

/** Autocorrelation at lag 1 of values around their mean; 0 where it cannot be told. */
export function lagOneCorrelation(values: readonly number[]): number {
  const centre = mean(values);
  let products = 0;
  let squares = 0;
  values.forEach((value, index) => {
    squares += (value - centre) ** 2;
    if (index > 0) products += (value - centre) * (at(values, index - 1) - centre);
  });
  return squares > 0 ? products / squares : 0;
}
