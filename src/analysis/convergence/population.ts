import { at, quantileOfSorted, sortedFinite } from "../statistics/summary";

/** Quantiles of a population's objective values along a run. */
export interface Ribbon {
  readonly probability: number;
  /** One value an iteration; NaN where no value of the population was a finite number. */
  readonly values: readonly number[];
}

/** One line a probability through the populations (iterations × individuals): what a quantile ribbon is drawn from. */
export function quantileRibbons(
  populations: readonly (readonly number[])[],
  probabilities = [0.05, 0.25, 0.5, 0.75, 0.95],
): Ribbon[] {
  const sorted = populations.map(sortedFinite);
  return probabilities.map((probability) => ({
    probability,
    values: sorted.map((values) => quantileOfSorted(values, probability)),
  }));
}

/** Counts in equally wide bins; `edges` has one entry more than `counts`. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

const MOST_BINS = 100;

/**
 * A histogram of the finite values. The width of a bin is at most 2 IQR / ∛n (Freedman & Diaconis 1981); where half of the values are the same,
 * Sturges' 1 + log₂ n bins (1926). Undefined without values; one bin where all are equal.
 */
export function histogram(values: readonly number[], mostBins = MOST_BINS): Histogram | undefined {
  const sorted = sortedFinite(values);
  const [low, high] = [at(sorted, 0), at(sorted, sorted.length - 1)];
  if (sorted.length === 0) return undefined;
  if (low === high) return { edges: [low, high], counts: [sorted.length] };
  const iqr = quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);
  const width = (2 * iqr) / Math.cbrt(sorted.length);
  const wanted = width > 0 ? Math.ceil((high - low) / width) : Math.ceil(1 + Math.log2(sorted.length));
  const bins = Math.max(1, Math.min(mostBins, wanted));
  const counts = new Array<number>(bins).fill(0);
  for (const value of sorted) {
    const bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
    counts[bin] = at(counts, bin) + 1;
  }
  return { edges: Array.from({ length: bins + 1 }, (_, edge) => low + ((high - low) * edge) / bins), counts };
}
