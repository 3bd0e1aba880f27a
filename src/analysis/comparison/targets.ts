import { bestAt, ends, type Curve } from "../convergence/curve";
import { whereReached } from "../convergence/milestones";
import { wilsonInterval, type Interval } from "../statistics/resampling";
import { at, geometricMean, mean, median, quantile } from "../statistics/summary";

/** How an algorithm's runs did on one target. Run times are in the curves' x, mostly evaluations, counted from each run's start. */
export interface FixedTarget {
  readonly target: number;
  readonly runs: number;
  readonly successes: number;
  readonly successRate: number;
  /** Wilson's 95 % interval of the success rate. */
  readonly successInterval: Interval;
  /** Expected run time with restarts; infinite without a success. */
  readonly ert: number;
  /** Of the successful runs; NaN without any. */
  readonly medianRunTime: number;
}

/**
 * The fixed-target view: ERT is all that was spent, in successful runs until the target and in others to their end, over the number of
 * successes (Hansen et al. 2021; the same as Price's 1997 and Auger & Hansen's 2005 "SP2").
 */
export function fixedTarget(curves: readonly Curve[], target: number): FixedTarget {
  const times = curves.map((curve) => runTime(curve, target));
  const reached = times.filter((time) => time !== undefined);
  const spent = curves.reduce((sum, curve, index) => sum + (times[index] ?? curve.end - curve.start), 0);
  return {
    target,
    runs: curves.length,
    successes: reached.length,
    successRate: curves.length === 0 ? NaN : reached.length / curves.length,
    successInterval: wilsonInterval(reached.length, curves.length),
    ert: reached.length === 0 ? Infinity : spent / reached.length,
    medianRunTime: median(reached),
  };
}

/** From the start of a run to a target; undefined where it did not reach it. */
function runTime(curve: Curve, target: number): number | undefined {
  const place = whereReached(curve, target);
  return place === undefined ? undefined : place - curve.start;
}

/** What an algorithm's runs had reached after one budget. */
export interface FixedBudget {
  readonly budget: number;
  /** Runs with a value by then. */
  readonly runs: number;
  readonly best: number;
  readonly mean: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The fixed-budget view: best, mean, median and quartiles of the best so far after a budget, counted from each run's start. */
export function fixedBudget(curves: readonly Curve[], budget: number): FixedBudget {
  const values = curves.map((curve) => bestAt(curve, curve.start + budget)).filter(Number.isFinite);
  const maximize = curves[0]?.direction === "maximize";
  return {
    budget,
    runs: values.length,
    best: quantile(values, maximize ? 1 : 0),
    mean: mean(values),
    median: median(values),
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
  };
}

/** A staircase: from `x[i]` on the share is `share[i]`. */
export interface Steps {
  readonly x: readonly number[];
  readonly share: readonly number[];
}

/** The ECDF of run times: the share of all pairs of run and target that are reached by x (Hansen et al. 2021). */
export function runTimeEcdf(curves: readonly Curve[], targets: readonly number[]): Steps {
  const times = curves.flatMap((curve) => targets.map((target) => runTime(curve, target)));
  return stepsOf(
    times.filter((time) => time !== undefined),
    times.length,
  );
}

/** Shares of `total` that have come by each of the values. */
export function stepsOf(values: readonly number[], total: number): Steps {
  const sorted = [...values].sort((a, b) => a - b);
  const lastOfEach = sorted.flatMap((value, index) =>
    at(sorted, index + 1) === value ? [] : [{ value, count: index + 1 }],
  );
  return { x: lastOfEach.map(({ value }) => value), share: lastOfEach.map(({ count }) => count / total) };
}

/**
 * Targets for an ECDF from the runs themselves: gaps to the best value that any run found, by equal factors from the largest first gap
 * to `precision` of it, easiest first. Undefined where no run became better.
 */
export function spreadTargets(curves: readonly Curve[], count = 51, precision = 1e-8): number[] | undefined {
  const [first] = curves;
  if (first === undefined) return undefined;
  const sign = first.direction === "maximize" ? -1 : 1;
  const goal = curves.reduce((best, curve) => Math.min(best, sign * ends(curve).last), Infinity);
  const gap = curves.reduce((most, curve) => Math.max(most, sign * ends(curve).first - goal), 0);
  if (!(gap > 0)) return undefined;
  return Array.from(
    { length: count },
    (_, index) => sign * (goal + gap * precision ** (index / Math.max(1, count - 1))),
  );
}

/** The geometric mean of ratios of ERTs over targets that both reach: how many times more the first spends; NaN without such a target. */
export function ertRatio(first: readonly FixedTarget[], second: readonly FixedTarget[]): number {
  const ratios = first.map(({ ert }, index) => ert / (second[index]?.ert ?? NaN));
  return geometricMean(ratios.filter((ratio) => Number.isFinite(ratio) && ratio > 0));
}
