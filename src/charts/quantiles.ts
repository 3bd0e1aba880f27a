import type { TableInfo } from "../protocol/session";
import { parseColumnKey } from "./tables";

/** A column that holds a quantile of the population's objective: `quantile{p=0.05}`. */
export interface QuantileColumn {
  readonly key: string;
  /** 0 to 1. */
  readonly p: number;
}

/** The metric of quantile columns. */
const QUANTILE_METRIC = "quantile";

/** The quantiles that a run reported, from the lowest to the highest; at least two make a distribution. */
export function quantileColumns(table: TableInfo | undefined): readonly QuantileColumn[] {
  return (table?.columns ?? [])
    .flatMap(({ key, count }) => {
      const { metric, labels } = parseColumnKey(key);
      const p = Number(labels?.["p"] ?? NaN);
      return metric === QUANTILE_METRIC && count > 0 && p >= 0 && p <= 1 ? [{ key, p }] : [];
    })
    .sort((a, b) => a.p - b.p);
}

/** One bar of a histogram: from `low` to `high` with `share` of the population, 0 to 1. */
export interface HistogramBin {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

/**
 * A histogram with equally wide bins from quantiles: between two neighbouring quantiles the population is taken as evenly spread.
 * `values[i]` is the quantile at `p[i]`, both ascending. Nothing where fewer than two are finite.
 */
export function histogramOfQuantiles(p: readonly number[], values: readonly number[], count = 20): HistogramBin[] {
  const points = p.flatMap((share, index) => {
    const value = values[index] ?? NaN;
    return Number.isFinite(value) ? [{ share, value }] : [];
  });
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return [];
  const range = last.value - first.value;
  if (!(range > 0)) return [{ low: first.value, high: first.value, share: last.share - first.share }];
  const width = range / count;
  const shares = new Array<number>(count).fill(0);
  for (let index = 1; index < points.length; index++) {
    const from = points[index - 1] ?? first;
    spread(
      shares,
      { from: (from.value - first.value) / width, to: ((points[index]?.value ?? 0) - first.value) / width },
      (points[index]?.share ?? 0) - from.share,
    );
  }
  return shares.map((share, index) => ({
    low: first.value + index * width,
    high: index === count - 1 ? last.value : first.value + (index + 1) * width,
    share,
  }));
}

/** Adds a mass that lies evenly between two places, in units of bins, to the bins that it covers. */
function spread(shares: number[], { from, to }: { readonly from: number; readonly to: number }, mass: number): void {
  const lastBin = shares.length - 1;
  const start = Math.min(lastBin, Math.max(0, Math.floor(from)));
  if (!(to > from)) {
    shares[start] = (shares[start] ?? 0) + mass;
    return;
  }
  for (let bin = start; bin <= lastBin && bin < to; bin++) {
    const covered = Math.min(to, bin + 1) - Math.max(from, bin);
    if (covered > 0) shares[bin] = (shares[bin] ?? 0) + (mass * covered) / (to - from);
  }
}
