import { at, median } from "../statistics/summary";
import { ends, gain, type Curve } from "./curve";

/** How long a run has gone without becoming better. */
export interface Stagnation {
  /** Where it last became better by more than the tolerance. */
  readonly lastImprovement: number;
  /** How far it has gone since, in units of x. */
  readonly since: number;
  /** `since` as a share of the whole run, 0 to 1. */
  readonly share: number;
}

/**
 * Where a run last became noticeably better. Steps count once they add up to more than `tolerance` (a share of the whole improvement so
 * far); `noise` (in units of the objective) is the least that a step must bring to be more than chance.
 */
export function stagnation(
  curve: Curve,
  options: { readonly tolerance?: number; readonly noise?: number } = {},
): Stagnation {
  const { first, last } = ends(curve);
  const { tolerance = 1e-6, noise = 0 } = options;
  const least = Math.max(noise, tolerance * gain(first, last, curve.direction));
  let counted = first;
  let lastImprovement = at(curve.x, 0);
  curve.best.forEach((best, index) => {
    if (!(gain(counted, best, curve.direction) > least)) return;
    counted = best;
    lastImprovement = at(curve.x, index);
  });
  const since = curve.end - lastImprovement;
  const length = curve.end - curve.start;
  return { lastImprovement, since, share: length > 0 ? since / length : 0 };
}

/** How much better the run became over its newest stretch. */
export interface RecentProgress {
  /** The stretch, in units of x. */
  readonly stretch: number;
  /** Improvement over the stretch as a share of the best at its beginning; 0 where there was none. */
  readonly relativeGain: number;
}

/** The improvement over the last `stretch` units of x; undefined where the run is shorter or its best was 0. */
export function recentProgress(curve: Curve, stretch: number): RecentProgress | undefined {
  const from = curve.end - stretch;
  if (!(stretch > 0) || from < at(curve.x, 0)) return undefined;
  let before = at(curve.best, 0);
  curve.x.forEach((place, index) => {
    if (place <= from) before = at(curve.best, index);
  });
  if (before === 0) return undefined;
  return { stretch, relativeGain: gain(before, ends(curve).last, curve.direction) / Math.abs(before) };
}

/** A population that has lost its spread while the target is still far. */
export interface Collapse {
  /** The spread at the end as a share of the spread at the beginning. */
  readonly remaining: number;
  /** The gap to the target that is left, in units of the objective. */
  readonly gap: number;
}

const ENDS = 5;

/**
 * Whether a run converged prematurely: the spread of its population (diversity, or the standard deviation of its objective) at the end is
 * under `limit` of that at the beginning, while the target is missed. `isObjective`: the spread is in units of the objective, and
 * must also be under `limit` of the gap, since on the way into an optimum spread and gap shrink together (Eiben & Smith 2015, ch. 5).
 * Levels are medians of the first and last five values. Undefined where it is not so or where there are fewer than ten values.
 */
export function prematureCollapse(
  curve: Curve,
  spread: readonly number[],
  options: { readonly target: number; readonly isObjective: boolean; readonly limit?: number },
): Collapse | undefined {
  const finite = spread.filter((value) => Number.isFinite(value) && value >= 0);
  const gap = gain(ends(curve).last, options.target, curve.direction);
  if (finite.length < 2 * ENDS || !(gap > 0)) return undefined;
  const limit = options.limit ?? 0.01;
  const before = median(finite.slice(0, ENDS));
  const now = median(finite.slice(-ENDS));
  if (!(before > 0) || now >= limit * before) return undefined;
  if (options.isObjective && now >= limit * gap) return undefined;
  return { remaining: now / before, gap };
}
