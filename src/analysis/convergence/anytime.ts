import { at } from "../statistics/summary";
import { gain, type Curve } from "./curve";

/** What an area under a run's curve is measured within. */
export interface AnytimeScale {
  /** Gaps to `reference` from here up count as the worst, 1; at `best` and below as the best, 0. Both positive on a log scale. */
  readonly worst: number;
  readonly best: number;
  /** The optimum or target that gaps are measured to. */
  readonly reference: number;
  /** The budget that the area is taken over, from `start`. */
  readonly budget: number;
  readonly isLog?: boolean;
}

/**
 * The anytime performance of a run: one less the mean, over the budget, of its gap on a scale from 0 (best) to 1 (worst), so
 * 1 is at the best from the first moment and 0 is never better than the worst. Before its first value a run counts as the worst,
 * after its end it keeps its best. This is the normalized area over the convergence curve (AOCC) of IOHprofiler (Doerr et al. 2018; van Stein et al. 2024 with
 * log gaps from 1e2 to 1e-8), whose complement is the mean of the run-length ECDF over equally spaced targets (Hansen et al. 2021).
 */
export function anytimePerformance(curve: Curve, scale: AnytimeScale): number {
  const end = curve.start + scale.budget;
  let area = Math.max(0, Math.min(end, at(curve.x, 0)) - curve.start);
  curve.x.forEach((from, index) => {
    const to = Math.min(end, index + 1 < curve.x.length ? at(curve.x, index + 1) : end);
    if (to > from) area += (to - from) * badness(gain(at(curve.best, index), scale.reference, curve.direction), scale);
  });
  return 1 - area / scale.budget;
}

function badness(gap: number, { worst, best, isLog = false }: AnytimeScale): number {
  const [value, high, low] = isLog
    ? [Math.log(gap > 0 ? gap : best), Math.log(worst), Math.log(best)]
    : [gap, worst, best];
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}
