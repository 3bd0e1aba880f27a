import { at } from "../statistics/summary";
import { sampled, type Curve } from "./curve";
import { DECAY_MODELS, fitDecay, type DecayFit, type DecayModel, type Estimate } from "./decay";

/** What a run will come to, where that can be told. */
export type Forecast =
  | {
      readonly kind: "forecast";
      readonly model: DecayModel;
      /** 1 less the model's error over the error of "it stays as it is", in the past: 1 is perfect, 0 no better. */
      readonly skill: number;
      /** The best at a place beyond the end, in units of the objective, never worse than now. */
      readonly predict: (x: number) => Estimate;
    }
  /** It has not become better over the newer half: nothing to extrapolate. */
  | { readonly kind: "flat" }
  /** Too few improvements. */
  | { readonly kind: "tooFew"; readonly improvements: number; readonly needed: number }
  /** No model foretold the past better than "it stays as it is". */
  | { readonly kind: "unsure"; readonly skill: number };

const PLACES = 64;
const SKIPPED = 0.1;
const LEAST_IMPROVEMENTS = 8;
const LEAST_SKILL = 0.3;
/** A model whose errors are at most so many times those of the best one is as good. */
const AS_GOOD = 2;
/** Where the past is cut to be foretold: shares of the places. */
const CUTS = [0.5, 0.6, 0.7, 0.8];
/** Positive objectives that span more than this are extrapolated on a log scale. */
const LOG_SPAN = 100;

/**
 * Extrapolates a run's best so far with the decay that foretold its own past best: at four cuts the part before is fitted and the part
 * after predicted (rolling origin, Hyndman & Athanasopoulos 2021, ch. 5.10). The interval covers the other decay too where that
 * foretold the past about as well, and is at least as wide as past errors. Refuses where neither beats "it stays as it is".
 */
export function forecast(curve: Curve, confidence = 0.95): Forecast {
  const refusal = obstacle(curve);
  if (refusal !== undefined) return refusal;
  const length = curve.end - curve.start;
  const { x, best } = sampled(curve, PLACES, Math.max(curve.start + SKIPPED * length, at(curve.x, 0)));
  const scale = scaleOf(curve, best);
  const u = x.map((place) => (place - curve.start) / length);
  const y = best.map(scale.into);
  const trials = DECAY_MODELS.map((model) => ({ model, skill: skillOf(u, y, model) })).sort(
    (a, b) => b.skill - a.skill,
  );
  const { model, skill } = trials[0] ?? { model: "exponential", skill: 0 };
  const isAsGood = (other: number): boolean => 1 - other <= AS_GOOD * (1 - skill) + 0.01;
  const fits = trials.flatMap((trial): TriedFit[] => {
    const fit = isAsGood(trial.skill) ? fitDecay(u, y, trial.model, confidence) : undefined;
    return fit === undefined ? [] : [{ fit, skill: trial.skill }];
  });
  if (fits[0]?.fit.model !== model || !(skill >= LEAST_SKILL)) return { kind: "unsure", skill };
  const now = at(y, y.length - 1);
  return {
    kind: "forecast",
    model,
    skill,
    predict: (place) => predictWith(fits, (place - curve.start) / length, now, scale),
  };
}

/** Why nothing can be foretold, as far as that shows without a fit. */
function obstacle(curve: Curve): Forecast | undefined {
  const length = curve.end - curve.start;
  const since = (share: number): number => curve.x.filter((x) => x > curve.start + share * length).length;
  if (since(0.5) === 0 && curve.x.length > 1) return { kind: "flat" };
  const improvements = since(SKIPPED);
  return improvements < LEAST_IMPROVEMENTS ? { kind: "tooFew", improvements, needed: LEAST_IMPROVEMENTS } : undefined;
}

/** When a run will reach a target: a place and the places between which it lies; infinite where that is not foreseeable. */
export interface Arrival {
  readonly x: number;
  readonly earliest: number;
  readonly latest: number;
}

/** How far ahead one may look, in lengths of the run so far. */
const HORIZON = 5;

/** Where a forecast reaches a target, looking ahead at most five times as far as the run has come; undefined where even the luckiest course does not. */
export function arrival(
  curve: Curve,
  predicted: Extract<Forecast, { kind: "forecast" }>,
  target: number,
): Arrival | undefined {
  const limit = curve.end + HORIZON * (curve.end - curve.start);
  const isThere = (value: number): boolean => (curve.direction === "maximize" ? value >= target : value <= target);
  const luckiest = curve.direction === "maximize" ? "high" : "low";
  const unluckiest = curve.direction === "maximize" ? "low" : "high";
  const place = (which: keyof Estimate): number =>
    firstPlace(curve.end, limit, (x) => isThere(predicted.predict(x)[which]));
  const earliest = place(luckiest);
  return earliest === Infinity ? undefined : { x: place("value"), earliest, latest: place(unluckiest) };
}

interface Scale {
  readonly into: (value: number) => number;
  readonly outOf: (value: number) => number;
}

/** Costs that fall: maximized objectives are turned round, wide positive ones are taken as logarithms. */
function scaleOf(curve: Curve, best: readonly number[]): Scale {
  if (curve.direction === "maximize") return { into: (value) => -value, outOf: (value) => -value };
  const last = at(best, best.length - 1);
  if (last > 0 && at(best, 0) / last > LOG_SPAN) return { into: Math.log, outOf: Math.exp };
  return { into: (value) => value, outOf: (value) => value };
}

interface TriedFit {
  readonly fit: DecayFit;
  readonly skill: number;
}

/**
 * What a fit's own interval leaves out is that the model is not quite true: by how much it was wrong about past changes, it may be about
 * this one (twice the mean error).
 */
function widened({ value, low, high }: Estimate, error: number): Estimate {
  return { value, low: value - Math.hypot(value - low, error), high: value + Math.hypot(high - value, error) };
}

/** A best so far never becomes worse: what lies above now is now. */
function predictWith(fits: readonly TriedFit[], u: number, now: number, scale: Scale): Estimate {
  const estimates = fits.map(({ fit, skill }) =>
    widened(fit.predict(u), 2 * (1 - skill) * Math.max(0, now - fit.predict(u).value)),
  );
  const bound = (value: number): number => scale.outOf(Math.min(value, now));
  const a = bound(Math.min(...estimates.map(({ low }) => low)));
  const b = bound(Math.max(...estimates.map(({ high }) => high)));
  return { value: bound(estimates[0]?.value ?? now), low: Math.min(a, b), high: Math.max(a, b) };
}

function skillOf(u: readonly number[], y: readonly number[], model: DecayModel): number {
  let error = 0;
  let stays = 0;
  for (const cut of CUTS) {
    const count = Math.round(cut * u.length);
    const fit = fitDecay(u.slice(0, count), y.slice(0, count), model);
    const last = at(y, count - 1);
    for (let index = count; index < u.length; index++) {
      stays += Math.abs(at(y, index) - last);
      error += Math.abs(at(y, index) - (fit === undefined ? last : Math.min(last, fit.predict(at(u, index)).value)));
    }
  }
  return stays > 0 ? 1 - error / stays : 0;
}

/** The first place in [from, to] at which a condition that stays fulfilled is fulfilled, to 0.1 %; infinite where it never is. */
function firstPlace(from: number, to: number, holds: (x: number) => boolean): number {
  if (holds(from)) return from;
  if (!holds(to)) return Infinity;
  let [low, high] = [from, to];
  while (high - low > 1e-3 * (high - from)) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
