import type { ComparisonAxis, FixedBudgetRow, FixedTargetRow } from "../../protocol/comparison";
import { toWireNumber } from "../../protocol/number";
import type { Curve } from "../convergence/curve";
import { fixedBudget, fixedTarget, spreadTargets } from "./targets";

/** Tenths of the largest gap: so many targets stand in the table. */
const TARGETS = 5;
const BUDGET_SHARES = [0.1, 0.25, 0.5, 1] as const;

/** One row a target, one cell a group. */
export function targetRows(groups: readonly (readonly Curve[])[], targets: readonly number[]): FixedTargetRow[] {
  return targets.map((target) => ({
    target,
    cells: groups.map((curves) => {
      const found = fixedTarget(curves, target);
      return {
        runs: found.runs,
        successes: found.successes,
        successRate: found.runs === 0 ? 0 : found.successRate,
        successInterval: [found.successInterval.low, found.successInterval.high],
        ert: toWireNumber(found.ert),
      };
    }),
  }));
}

/** One row a budget, one cell a group. */
export function budgetRows(groups: readonly (readonly Curve[])[], axis: ComparisonAxis): FixedBudgetRow[] {
  return chosenBudgets(groups.flat(), axis).map((budget) => ({
    budget,
    cells: groups.map((curves) => {
      const { runs, best, median } = fixedBudget(curves, budget);
      return { runs, best: toWireNumber(best), median: toWireNumber(median) };
    }),
  }));
}

/** Targets at a tenth, a hundredth, … of the largest gap to the best value known, rounded where that does not matter. */
export function chosenTargets(curves: readonly Curve[]): readonly number[] {
  const spread = spreadTargets(curves, TARGETS + 1, 10 ** -TARGETS);
  if (spread === undefined) return [];
  const [first = NaN] = spread;
  const goal = (spread.at(-1) ?? NaN) - (first - (spread.at(-1) ?? NaN)) / (10 ** TARGETS - 1);
  return [...new Set(spread.slice(1).map((target) => readable(target, 0.05 * Math.abs(target - goal))))];
}

/** The shortest number that near. */
function readable(value: number, tolerance: number): number {
  for (let digits = 1; digits < 16; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.abs(rounded - value) <= tolerance) return rounded;
  }
  return value;
}

/** Shares of the longest run. */
function chosenBudgets(curves: readonly Curve[], axis: ComparisonAxis): readonly number[] {
  const longest = curves.reduce((most, { end, start }) => Math.max(most, end - start), 0);
  if (!(longest > 0)) return [];
  const budgets = BUDGET_SHARES.map((share) => {
    const budget = share * longest;
    return axis === "time" ? Number(budget.toPrecision(2)) : Math.max(1, Math.round(budget));
  });
  return [...new Set(budgets)];
}
