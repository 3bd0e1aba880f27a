import { at } from "../statistics/summary";

const SMALLEST = 1e-10;

/** The relative gap of a solver's incumbent to its bound, |incumbent − bound| / max(|incumbent|, 1e-10), as Gurobi and HiGHS print it; 0 to infinite. */
export function relativeGap(incumbent: number, bound: number): number {
  return Math.abs(incumbent - bound) / Math.max(Math.abs(incumbent), SMALLEST);
}

/** Berthold's primal gap (2013) of an incumbent to the optimum, 0 to 1: 1 without an incumbent or where the signs differ. */
export function primalGap(incumbent: number | undefined, optimum: number): number {
  if (incumbent === undefined || !Number.isFinite(incumbent)) return 1;
  if (incumbent === optimum) return 0;
  if (incumbent * optimum < 0) return 1;
  return Math.abs(optimum - incumbent) / Math.max(Math.abs(optimum), Math.abs(incumbent));
}

/**
 * The primal integral (Berthold 2013): the primal gap integrated over [0, end], in the unit of time; small means that good incumbents
 * were there early. `times` are those of the incumbents, ascending from the start of the run; divide by `end` for the mean gap.
 */
export function primalIntegral(
  times: readonly number[],
  incumbents: readonly number[],
  optimum: number,
  end: number,
): number {
  let integral = Math.min(end, times[0] ?? end);
  times.forEach((time, index) => {
    const until = Math.min(end, times[index + 1] ?? end);
    if (until > time) integral += (until - time) * primalGap(at(incumbents, index), optimum);
  });
  return integral;
}
