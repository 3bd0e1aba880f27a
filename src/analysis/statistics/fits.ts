import { tHalfWidth, zProbability, zQuantile } from "./distributions";
import { at, lagOneCorrelation, mean, median } from "./summary";

/** A straight line through points, with an interval of its slope. */
export interface LineFit {
  readonly slope: number;
  readonly intercept: number;
  /** Limits of the slope at the asked confidence. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** A least-squares line, with how well it fits. */
export interface LeastSquaresFit extends LineFit {
  /** The coefficient of determination, 0 to 1. */
  readonly r2: number;
  /** The standard error of the slope, after the correction for dependent residuals where asked. */
  readonly standardError: number;
  /** How many independent values the residuals are worth. */
  readonly effectiveCount: number;
}

/**
 * Ordinary least squares with Student's t interval. `dependent`: residuals of a sequence follow each other, so count them as
 * n (1 − ρ) / (1 + ρ) with their lag-1 autocorrelation ρ > 0 (Santer et al. 2000). Undefined for fewer than three points or one x.
 */
export function leastSquares(
  x: readonly number[],
  y: readonly number[],
  options: { readonly confidence?: number; readonly dependent?: boolean } = {},
): LeastSquaresFit | undefined {
  const count = x.length;
  if (count < 3 || count !== y.length) return undefined;
  const [centreX, centreY] = [mean(x), mean(y)];
  const sxx = x.reduce((sum, value) => sum + (value - centreX) ** 2, 0);
  const syy = y.reduce((sum, value) => sum + (value - centreY) ** 2, 0);
  const sxy = x.reduce((sum, value, index) => sum + (value - centreX) * (at(y, index) - centreY), 0);
  if (!(sxx > 0)) return undefined;
  const slope = sxy / sxx;
  const residuals = y.map((value, index) => value - centreY - slope * (at(x, index) - centreX));
  const sse = residuals.reduce((sum, value) => sum + value ** 2, 0);
  const effectiveCount = options.dependent === true ? effectiveSize(residuals) : count;
  const freedom = effectiveCount - 2;
  const standardError = freedom > 0 ? Math.sqrt(sse / freedom / sxx) : Infinity;
  const reach = sse === 0 ? 0 : tHalfWidth(options.confidence ?? 0.95, freedom) * standardError;
  return {
    slope,
    intercept: centreY - slope * centreX,
    low: slope - reach,
    high: slope + reach,
    count,
    r2: syy > 0 ? Math.max(0, 1 - sse / syy) : 1,
    standardError,
    effectiveCount,
  };
}

/** n (1 − ρ) / (1 + ρ) for positively autocorrelated values, else n. */
export function effectiveSize(residuals: readonly number[]): number {
  const correlation = Math.min(0.999, Math.max(0, lagOneCorrelation(residuals)));
  return (residuals.length * (1 - correlation)) / (1 + correlation);
}

/**
 * The median of all pairwise slopes (Theil 1950) with Sen's interval (1968; ties as in Kendall's variance); up to 29 % of the
 * points may be outliers. Costs n² / 2 slopes: give it at most some hundred points.
 */
export function theilSen(x: readonly number[], y: readonly number[], confidence = 0.95): LineFit | undefined {
  const slopes = pairSlopes(x, y);
  if (x.length < 3 || slopes.length === 0) return undefined;
  const slope = median(slopes);
  const sigma = Math.sqrt(kendallVariance(x, y));
  const reach = zQuantile(0.5 + confidence / 2) * sigma;
  const last = slopes.length - 1;
  const lowAt = Math.max(0, Math.round((slopes.length - reach) / 2) - 1);
  const highAt = Math.min(last, Math.round((slopes.length + reach) / 2));
  return {
    slope,
    intercept: median(y) - slope * median(x),
    low: at(slopes, lowAt),
    high: at(slopes, highAt),
    count: x.length,
  };
}

/** Mann (1945) and Kendall: whether y has a monotone trend along x. */
export interface TrendTest {
  /** Pairs that rise less pairs that fall. */
  readonly s: number;
  readonly z: number;
  /** Two-sided, normal approximation with continuity and tie correction. */
  readonly p: number;
}

/** The Mann–Kendall test; `x` ascending without ties. */
export function mannKendall(y: readonly number[]): TrendTest {
  let s = 0;
  for (let later = 1; later < y.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) s += Math.sign(at(y, later) - at(y, earlier));
  }
  const sigma = Math.sqrt(kendallVariance([], y));
  const z = sigma > 0 ? (s - Math.sign(s)) / sigma : 0;
  return { s, z, p: Math.min(1, 2 * zProbability(-Math.abs(z))) };
}

function pairSlopes(x: readonly number[], y: readonly number[]): number[] {
  const slopes: number[] = [];
  for (let later = 1; later < x.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const run = at(x, later) - at(x, earlier);
      if (run !== 0) slopes.push((at(y, later) - at(y, earlier)) / run);
    }
  }
  return slopes.sort((a, b) => a - b);
}

/** The variance of Kendall's S without a trend, with ties in either variable taken off. */
function kendallVariance(x: readonly number[], y: readonly number[]): number {
  const pairs = (n: number): number => n * (n - 1) * (2 * n + 5);
  return (
    (pairs(y.length) - tied(x).reduce((sum, n) => sum + pairs(n), 0) - tied(y).reduce((sum, n) => sum + pairs(n), 0)) /
    18
  );
}

function tied(values: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].filter((count) => count > 1);
}
