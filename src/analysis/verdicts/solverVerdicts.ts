import { formatValue } from "../../base/format";
import type { Finding } from "../../protocol/findings";
import { primalIntegral } from "../convergence/gap";
import { ends } from "../convergence/curve";
import { at } from "../statistics/summary";
import type { RunFacts } from "./facts";
import { about } from "./runWords";
import { elapsed, percentOf } from "./words";

/** The gap at which solvers call a solution optimal unless told otherwise (CPLEX, Gurobi, HiGHS: 1e-4). */
const PROVEN_GAP = 1e-4;

/**
 * What the gap of a solver says: such a run is not done when its incumbent stands still, but when the bound meets it. `undefined` where
 * no gap was reported.
 */
export function solverVerdict(run: RunFacts): Finding | undefined {
  const { gap, status, byTime } = run;
  if (gap === undefined) return undefined;
  const last = at(gap.values, gap.values.length - 1);
  const evidence = `${pathOf(gap.times, gap.values)}; primal integral ${integralOf(run)}`;
  if (last <= PROVEN_GAP) {
    const when = gap.times[gap.values.findIndex((value) => value <= PROVEN_GAP)] ?? byTime.end;
    return about(run, {
      kind: "proven",
      severity: "good",
      title: `${run.name} proved its solution within ${formatValue(100 * PROVEN_GAP)}\u00a0% after ${elapsed(when)}`,
      evidence,
    });
  }
  const isRunning = status === "running";
  return about(run, {
    kind: "gapOpen",
    severity: isRunning ? "good" : "notice",
    title: isRunning
      ? `${run.name} is at a gap of ${percentOf(last)}`
      : `${run.name} ended with a gap of ${percentOf(last)}`,
    evidence,
  });
}

/** `gap 12 % at first, half of that after 3 s`. */
function pathOf(times: readonly number[], gaps: readonly number[]): string {
  const first = at(gaps, 0);
  const halved = gaps.findIndex((gap) => gap <= first / 2);
  // A gap that was closed at first is its own half.
  return `gap ${percentOf(first)} at first${halved > 0 ? `, half of that after ${elapsed(at(times, halved))}` : ""}`;
}

/** The primal integral to the run's own last incumbent: the optimum is not known. */
function integralOf({ byTime }: RunFacts): string {
  const integral = primalIntegral(byTime.x, byTime.best, ends(byTime).last, byTime.end);
  const mean = byTime.end > 0 ? ` (mean gap to its last incumbent ${percentOf(integral / byTime.end)})` : "";
  return `${formatValue(integral, 3)}\u00a0s${mean}`;
}
