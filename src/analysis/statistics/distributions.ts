import chisquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import fCdf from "@stdlib/stats-base-dists-f-cdf";
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import studentizedRangeQuantile from "@stdlib/stats-base-dists-studentized-range-quantile";
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";

/** The z that a standard normal value does not exceed with this probability. */
export function zQuantile(probability: number): number {
  return normalQuantile(probability, 0, 1);
}

/** The probability that a standard normal value is at most z. */
export function zProbability(z: number): number {
  return normalCdf(z, 0, 1);
}

/** The half width of a two-sided interval in standard errors, for Student's t with these degrees of freedom (may be fractional). */
export function tHalfWidth(confidence: number, degreesOfFreedom: number): number {
  return degreesOfFreedom > 0 ? tQuantile(0.5 + confidence / 2, degreesOfFreedom) : Infinity;
}

/** The two-sided p-value of a t statistic. */
export function tTwoSided(t: number, degreesOfFreedom: number): number {
  return 2 * tCdf(-Math.abs(t), degreesOfFreedom);
}

/** The probability that a χ² value is larger than `statistic`. */
export function chiSquareTail(statistic: number, degreesOfFreedom: number): number {
  return 1 - chisquareCdf(Math.max(0, statistic), degreesOfFreedom);
}

/** The probability that an F value is larger than `statistic`. */
export function fTail(statistic: number, numerator: number, denominator: number): number {
  return Number.isFinite(statistic) ? 1 - fCdf(Math.max(0, statistic), numerator, denominator) : 0;
}

/** q of the Nemenyi test (Demšar 2006, table 5): the studentized range for k groups and infinite degrees of freedom over √2. */
export function nemenyiQ(confidence: number, groups: number): number {
  return studentizedRangeQuantile(confidence, groups, Infinity) / Math.SQRT2;
}
