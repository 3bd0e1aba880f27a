import { fromWireNumber } from "./number";

/** A list of quantiles has at least and at most so many numbers. */
const MIN_QUANTILES = 3;
const MAX_QUANTILES = 101;
const STEPS = 20;

/** The probabilities that every distribution is kept at: 0, 0.05, …, 1. */
export const QUANTILE_PROBABILITIES: readonly number[] = Array.from({ length: STEPS + 1 }, (_, step) => step / STEPS);

/** The columns of a run's table that hold the quantiles of an iteration's objective values, by rising probability. */
export const QUANTILE_COLUMNS: readonly string[] = QUANTILE_PROBABILITIES.map((p) => `quantile{p=${p}}`);

/** The columns of the least, the middle and the greatest objective value. */
export const [LEAST_QUANTILE, MIDDLE_QUANTILE, GREATEST_QUANTILE] = [0, STEPS / 2, STEPS].map(
  (step) => `quantile{p=${step / STEPS}}`,
) as [string, string, string];

/**
 * Values at equally spaced probabilities from 0 to 1, as they travel, at the probabilities that are kept: linear between two of them
 * (type 7 of Hyndman and Fan 1996). `undefined` where it is no list of 3 to 101 numbers that nowhere fall.
 */
export function resampleQuantiles(raw: unknown): readonly number[] | undefined {
  if (!Array.isArray(raw) || raw.length < MIN_QUANTILES || raw.length > MAX_QUANTILES) return undefined;
  const values: number[] = [];
  for (const entry of raw as readonly unknown[]) {
    const value = fromWireNumber(entry);
    if (value === undefined || value < (values.at(-1) ?? -Infinity)) return undefined;
    values.push(value);
  }
  return QUANTILE_PROBABILITIES.map((_, step) => quantileAt(values, step));
}

/** Whole numbers until the last step, so that a list of 21 comes out as it went in. */
function quantileAt(values: readonly number[], step: number): number {
  const place = (values.length - 1) * step;
  const low = values[Math.floor(place / STEPS)] ?? NaN;
  const share = (place % STEPS) / STEPS;
  const high = values[Math.floor(place / STEPS) + 1] ?? NaN;
  // Beside an infinity nothing can be interpolated: what lies above minus infinity would be no number.
  return share === 0 || low === high || low === -Infinity ? low : low + (high - low) * share;
}
