import { tHalfWidth } from "../statistics/distributions";
import { effectiveSize } from "../statistics/fits";
import { at } from "../statistics/summary";

/** How an objective comes to rest: c + a · e^(−b u) or c + a · u^(−b), with u the share of the run so far. */
export type DecayModel = "exponential" | "power";
export const DECAY_MODELS: readonly DecayModel[] = ["exponential", "power"];

/** One value with the interval that it lies in. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The best line for one exponent: y ≈ c + a · shape, and what its errors add up to. */
interface Candidate {
  readonly exponent: number;
  readonly c: number;
  readonly a: number;
  readonly sse: number;
  /** The inverse of the normal equations' matrix: [[p, q], [q, r]]. */
  readonly inverse: { readonly p: number; readonly q: number; readonly r: number };
}

/** A fitted decay that predicts. */
export interface DecayFit {
  readonly model: DecayModel;
  readonly predict: (u: number) => Estimate;
}

/** How many exponents are tried: over the whole range, then around the best. */
const GRIDS = [40, 13, 13];
const RANGE: Readonly<Record<DecayModel, readonly [number, number]>> = { exponential: [0.02, 80], power: [0.02, 6] };
const FROM = 0.1;

/**
 * Fits a falling decay to y over u in (0, 1] by variable projection (Golub & Pereyra 1973): linear least squares for c and a over a
 * grid of exponents. Intervals are profile likelihood regions (Bates & Watts 1988, ch. 6): every exponent whose errors are not
 * significantly larger than the least takes part, with residuals counted as dependent. Undefined where y does not fall.
 */
export function fitDecay(
  u: readonly number[],
  y: readonly number[],
  model: DecayModel,
  confidence = 0.95,
): DecayFit | undefined {
  const candidates = candidatesFor(u, y, model);
  const best = leastOf(candidates);
  if (best === undefined) return undefined;
  const residuals = y.map((value, index) => value - valueOf(best, model, at(u, index)));
  const freedom = Math.max(1, effectiveSize(residuals) - 3);
  const reach = tHalfWidth(confidence, freedom);
  const limit = best.sse * (1 + reach ** 2 / freedom);
  const admissible = candidates.filter(({ sse }) => sse <= limit);
  const spread = reach * Math.sqrt(best.sse / freedom);
  return {
    model,
    predict: (place) => {
      const value = valueOf(best, model, place);
      const bounds = admissible.map((one) => boundsOf(one, shape(model, one.exponent, place), limit));
      const low = Math.min(value, ...bounds.map((bound) => bound.low));
      const high = Math.max(value, ...bounds.map((bound) => bound.high));
      return { value, low: value - Math.hypot(value - low, spread), high: value + Math.hypot(high - value, spread) };
    },
  };
}

/** A grid of exponents over the whole range, then twice a finer one between the neighbours of the best so far. */
function candidatesFor(u: readonly number[], y: readonly number[], model: DecayModel): Candidate[] {
  let [low, high] = RANGE[model];
  const found: Candidate[] = [];
  for (const count of GRIDS) {
    const step = (high / low) ** (1 / (count - 1));
    for (let index = 0; index < count; index++) found.push(...candidate(u, y, model, low * step ** index));
    const best = leastOf(found);
    if (best === undefined) return [];
    [low, high] = [best.exponent / step, best.exponent * step];
  }
  return found;
}

function leastOf(candidates: readonly Candidate[]): Candidate | undefined {
  const [first] = candidates;
  return first === undefined ? undefined : candidates.reduce((a, b) => (b.sse < a.sse ? b : a), first);
}

function shape(model: DecayModel, exponent: number, u: number): number {
  return model === "exponential" ? Math.exp(-exponent * (u - FROM)) : (u / FROM) ** -exponent;
}

function valueOf({ c, a, exponent }: Candidate, model: DecayModel, u: number): number {
  return c + a * shape(model, exponent, u);
}

/** The least-squares c and a for one exponent; none where the line would rise or is not determined. */
function candidate(u: readonly number[], y: readonly number[], model: DecayModel, exponent: number): Candidate[] {
  const shapes = u.map((place) => shape(model, exponent, place));
  const n = u.length;
  let [sg, sgg, sy, sgy] = [0, 0, 0, 0];
  shapes.forEach((g, index) => {
    const value = at(y, index);
    sg += g;
    sgg += g * g;
    sy += value;
    sgy += g * value;
  });
  const determinant = n * sgg - sg * sg;
  if (!(determinant > 1e-12 * n * sgg)) return [];
  const a = (n * sgy - sg * sy) / determinant;
  if (!(a > 0)) return [];
  const c = (sy - a * sg) / n;
  const sse = shapes.reduce((sum, g, index) => sum + (at(y, index) - c - a * g) ** 2, 0);
  return [{ exponent, c, a, sse, inverse: { p: sgg / determinant, q: -sg / determinant, r: n / determinant } }];
}

/** What the errors of one exponent leave open for a prediction. */
function boundsOf(one: Candidate, g: number, limit: number): { readonly low: number; readonly high: number } {
  const { p, q, r } = one.inverse;
  const reach = Math.sqrt(Math.max(0, limit - one.sse) * Math.max(0, p + 2 * q * g + r * g * g));
  const value = one.c + one.a * g;
  return { low: value - reach, high: value + reach };
}
