import { stepsOf, type Steps } from "./targets";
import { at } from "../statistics/summary";

/**
 * Performance profiles (Dolan & Moré 2002): per solver the share of problems that it solves within a factor of the fastest solver's
 * cost. `costs[problem][solver]`: seconds or evaluations; infinite or NaN where it failed. Problems that nobody solves count for nobody.
 */
export function performanceProfiles(costs: readonly (readonly number[])[]): Steps[] {
  const solvers = costs[0]?.length ?? 0;
  const fastest = costs.map((row) => row.reduce((least, cost) => (cost < least ? cost : least), Infinity));
  return Array.from({ length: solvers }, (_, solver) => {
    const ratios = costs.map((row, problem) => ratioOf(at(row, solver), at(fastest, problem)));
    return stepsOf(ratios.filter(Number.isFinite), costs.length);
  });
}

/**
 * Data profiles (Moré & Wild 2009): per solver the share of problems that it solves within a budget of simplex gradients, evaluations over
 * dimension + 1. `evaluations[problem][solver]`: infinite or NaN where it failed.
 */
export function dataProfiles(evaluations: readonly (readonly number[])[], dimensions: readonly number[]): Steps[] {
  const solvers = evaluations[0]?.length ?? 0;
  return Array.from({ length: solvers }, (_, solver) => {
    const budgets = evaluations.map((row, problem) => at(row, solver) / (at(dimensions, problem) + 1));
    return stepsOf(budgets.filter(Number.isFinite), evaluations.length);
  });
}

/** Moré & Wild's convergence test: the value that closes all but `tolerance` of the gap from the start to the best value known. */
export function convergenceTarget(start: number, bestKnown: number, tolerance: number): number {
  return bestKnown + tolerance * (start - bestKnown);
}

/** Not finite where a solver failed; a solver that is there at once is infinitely faster than one that is not. */
function ratioOf(cost: number, fastest: number): number {
  return fastest > 0 ? cost / fastest : cost === fastest ? 1 : Infinity;
}
