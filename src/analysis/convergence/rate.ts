import { leastSquares } from "../statistics/fits";
import { gain, sampled, type Curve } from "./curve";

/** How fast the gap to a reference shrinks: gap(x) ≈ gap(0) · e^(−rate · x). */
export interface ConvergenceRate {
  /** Per unit of x (iteration, evaluation, second); positive while the gap shrinks. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** What is left of the gap after one unit of x: e^(−rate). */
  readonly factor: number;
  /** In how many units of x the gap halves: ln 2 / rate; infinite where it does not shrink. */
  readonly halving: number;
  /** How well a straight line describes ln gap, 0 to 1. */
  readonly r2: number;
}

const PLACES = 64;
const LEAST_STEPS = 5;

/**
 * A least-squares line through ln |best − reference| at equally spaced places (Nocedal & Wright 2006, ch. 2: linear convergence), with an interval
 * that counts neighbouring places of a staircase as dependent. The reference is the optimum or the target where it is known. Places at which
 * the reference is reached say nothing about the rate and are left out. Undefined for fewer than five steps.
 */
export function convergenceRate(curve: Curve, reference: number, confidence = 0.95): ConvergenceRate | undefined {
  const { x, best } = sampled(curve, PLACES);
  const points = x.flatMap((place, index) => {
    const gap = gain(best[index] ?? NaN, reference, curve.direction);
    return gap > 0 ? [{ place, logGap: Math.log(gap) }] : [];
  });
  if (new Set(points.map(({ logGap }) => logGap)).size < LEAST_STEPS) return undefined;
  const fit = leastSquares(
    points.map(({ place }) => place),
    points.map(({ logGap }) => logGap),
    { confidence, dependent: true },
  );
  if (fit === undefined) return undefined;
  const rate = -fit.slope;
  return {
    rate,
    low: -fit.high,
    high: -fit.low,
    factor: Math.exp(fit.slope),
    halving: rate > 0 ? Math.LN2 / rate : Infinity,
    r2: fit.r2,
  };
}
