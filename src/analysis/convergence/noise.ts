import { zQuantile } from "../statistics/distributions";
import { at, MAD_TO_SIGMA, median } from "../statistics/summary";

/**
 * The standard deviation of the noise of values in order, whatever smooth trend they follow: second differences have the variance
 * 6 σ² (Gasser, Sroka & Jennen-Steinmetz 1986), and their median size is not moved by jumps. NaN for fewer than five values.
 */
export function noiseDeviation(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 5) return NaN;
  const differences = finite.slice(2).map((value, index) => value - 2 * at(finite, index + 1) + at(finite, index));
  return (MAD_TO_SIGMA * median(differences.map(Math.abs))) / Math.sqrt(6);
}

/**
 * By how much the best of `count` noisy evaluations of the same quality flatters: the expected minimum of that many normal values, with
 * Blom's approximation of normal order statistics (1958), in units of the objective. 0 for one evaluation.
 */
export function luckOfTheBest(deviation: number, count: number): number {
  return count <= 1 ? 0 : -deviation * zQuantile((1 - 0.375) / (count + 0.25));
}

/** The running median over `width` values (odd; shorter at the ends): smooths without moving jumps. */
export function runningMedian(values: readonly number[], width: number): number[] {
  const reach = Math.max(0, Math.floor(width / 2));
  return values.map((_, index) => {
    const room = Math.min(reach, index, values.length - 1 - index);
    return median(values.slice(index - room, index + room + 1));
  });
}
