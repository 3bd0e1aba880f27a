import { at, quantileOfSorted, sortedFinite } from "../statistics/summary";

/** One sampled metric: `times` in seconds, ascending; values in the metric's unit. */
export interface SampledSeries {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** A sampled metric in a few figures, in its unit. */
export interface UsageSummary {
  readonly mean: number;
  readonly p95: number;
  readonly peak: number;
  readonly low: number;
}

/** Peak, mean over time, and the 95th percentile of the samples; undefined without a finite value. */
export function usageSummary(series: SampledSeries): UsageSummary | undefined {
  const sorted = sortedFinite(series.values);
  if (sorted.length === 0) return undefined;
  const { integral, seconds } = integrate(series);
  return {
    mean: seconds > 0 ? integral / seconds : sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p95: quantileOfSorted(sorted, 0.95),
    peak: at(sorted, sorted.length - 1),
    low: at(sorted, 0),
  };
}

/** The integral of a sampled metric over time (trapezoids between finite samples), and the seconds it covers. */
export function integrate({ times, values }: SampledSeries): { readonly integral: number; readonly seconds: number } {
  let integral = 0;
  let seconds = 0;
  for (let index = 1; index < times.length; index++) {
    const length = at(times, index) - at(times, index - 1);
    const height = (at(values, index) + at(values, index - 1)) / 2;
    if (!(length > 0) || !Number.isFinite(height)) continue;
    integral += length * height;
    seconds += length;
  }
  return { integral, seconds };
}

/** The share of the finite samples for which a condition holds, 0 to 1; undefined without any. */
export function shareWhere(
  values: readonly number[],
  holds: (value: number, index: number) => boolean,
): number | undefined {
  let counted = 0;
  let held = 0;
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) return;
    counted++;
    if (holds(value, index)) held++;
  });
  return counted === 0 ? undefined : held / counted;
}
