import { formatCount } from "../../base/format";
import { tHalfWidth, tTwoSided, zQuantile } from "../statistics/distributions";
import { mannWhitney } from "../statistics/rankTests";
import { bootstrapInterval } from "../statistics/resampling";
import { at, geometricMean, mean, median, variance } from "../statistics/summary";

/** A ratio with its interval. */
interface Compared {
  readonly kind: "higher" | "lower" | "same";
  /** Newer ÷ baseline; 1.34 is 34 % more. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  /** Two-sided, of no change: Welch's t or that of a prediction; Mann and Whitney's where medians are compared. */
  readonly p: number;
  readonly counts: readonly [number, number];
  /** `welch`: geometric means, t interval on logarithms; `prediction`: one new run against the baseline; `bootstrap`: medians. */
  readonly method: "welch" | "prediction" | "bootstrap";
}

/** A metric of newer runs against the same metric of a baseline, or why nothing can be said. */
export type BaselineVerdict =
  | Compared
  /** The baseline's median is not positive, or the newer one is negative: a ratio would say nothing, or the opposite. */
  | { readonly kind: "noRatio"; readonly counts: readonly [number, number] }
  | { readonly kind: "tooFew"; readonly counts: readonly [number, number]; readonly needed: readonly [number, number] };

const LEAST_BASELINE = 3;
const LEAST_FOR_ONE = 5;

/**
 * The verdict on newer values against a baseline. Positive values are compared on logarithms: the ratio of geometric means with Welch's interval (1947), or
 * for a single new run the interval in which one more run of the baseline would lie. Where values are zero or negative, the ratio of medians
 * with a bootstrap interval. `margin`: a change within 1 ± margin is called the same even where it is significant.
 */
export function baselineVerdict(
  newer: readonly number[],
  baseline: readonly number[],
  options: { readonly confidence?: number; readonly margin?: number } = {},
): BaselineVerdict {
  const { confidence = 0.95, margin = 0.02 } = options;
  const counts: readonly [number, number] = [newer.length, baseline.length];
  const isPositive = [...newer, ...baseline].every((value) => value > 0);
  const needed = runsForVerdict(newer.length, isPositive);
  if (newer.length < needed[0] || baseline.length < needed[1]) return { kind: "tooFew", counts, needed };
  const found = isPositive ? logRatio(newer, baseline, confidence) : medianRatio(newer, baseline, confidence);
  const hasRatio = median(baseline) > 0 && found.ratio >= 0 && found.ratio < Infinity;
  if (!hasRatio) return { kind: "noRatio", counts };
  return { kind: changeOf(found, margin), ...found, confidence, counts };
}

/** A single run is compared with five or more; otherwise three on each side are the least, also where a ratio of medians is needed. */
function runsForVerdict(newer: number, isPositive: boolean): readonly [number, number] {
  return newer === 1 && isPositive ? [1, LEAST_FOR_ONE] : [LEAST_BASELINE, LEAST_BASELINE];
}

type Found = Pick<Compared, "ratio" | "low" | "high" | "p" | "method">;

function changeOf({ ratio, low, high }: Found, margin: number): Compared["kind"] {
  if ((low <= 1 && high >= 1) || Math.abs(ratio - 1) <= margin) return "same";
  return ratio > 1 ? "higher" : "lower";
}

function logRatio(newer: readonly number[], baseline: readonly number[], confidence: number): Found {
  const [a, b] = [newer.map(Math.log), baseline.map(Math.log)];
  const difference = mean(a) - mean(b);
  const isOne = a.length === 1;
  const [shareA, shareB] = isOne
    ? [variance(b), variance(b) / b.length]
    : [variance(a) / a.length, variance(b) / b.length];
  const freedom = isOne
    ? b.length - 1
    : (shareA + shareB) ** 2 / (shareA ** 2 / (a.length - 1) + shareB ** 2 / (b.length - 1));
  const error = Math.sqrt(shareA + shareB);
  const reach = error === 0 ? 0 : tHalfWidth(confidence, freedom) * error;
  return {
    ratio: geometricMean(newer) / geometricMean(baseline),
    low: Math.exp(difference - reach),
    high: Math.exp(difference + reach),
    p: error === 0 ? Number(difference === 0) : tTwoSided(difference / error, freedom),
    method: isOne ? "prediction" : "welch",
  };
}

function medianRatio(newer: readonly number[], baseline: readonly number[], confidence: number): Found {
  const ratio = (drawn: readonly (readonly number[])[]): number => median(drawn[0] ?? []) / median(drawn[1] ?? []);
  return {
    ratio: ratio([newer, baseline]),
    ...bootstrapInterval([newer, baseline], ratio, { confidence }),
    p: mannWhitney(newer, baseline)?.p ?? 1,
    method: "bootstrap",
  };
}

/**
 * How many runs of each side show a change of the ratio (1.05: five per cent) with 80 % power at this confidence, by the normal approximation
 * 2 s² (z₁₋α/₂ + z₀.₈)² / (ln ratio)², where s² is the variance of the values' logarithms; at least three.
 */
export function runsNeeded(values: readonly number[], ratio: number, confidence = 0.95): number {
  const spread = variance(values.map(Math.log));
  const z = zQuantile(0.5 + confidence / 2) + zQuantile(0.8);
  const needed = Math.ceil((2 * spread * z ** 2) / Math.log(ratio) ** 2);
  return Number.isFinite(needed) ? Math.max(LEAST_BASELINE, needed) : LEAST_BASELINE;
}

/** Words for a metric that rises or falls: for durations `slower`, `faster`; for rates the other way round; else `more`, `less`. */
export interface ChangeWords {
  readonly higher: string;
  readonly lower: string;
}

/** `evaluation 34 % slower, 95 % CI 28 to 41 %, 12 vs 10 runs`; with too few runs how many are missing. */
export function baselineSentence(name: string, verdict: BaselineVerdict, words: ChangeWords): string {
  if (verdict.kind === "tooFew") {
    const [newer, baseline] = verdict.needed;
    return `${name}: too few runs to compare, ${runs(verdict.counts)}; ${formatCount(newer)} vs ${formatCount(baseline)} are needed`;
  }
  if (verdict.kind === "noRatio")
    return `${name}: no ratio where a median is negative or the baseline's is zero, ${runs(verdict.counts)}`;
  const { ratio, low, high, counts, confidence } = verdict;
  const interval = `${percent(100 * confidence)} CI ${intervalText(low, high, ratio)}`;
  if (verdict.kind === "same") return `${name} unchanged, ${interval}, ${runs(counts)}`;
  return `${name} ${percent(Math.abs(change(ratio)))} ${verdict.kind === "higher" ? words.higher : words.lower}, ${interval}, ${runs(counts)}`;
}

function change(ratio: number): number {
  return 100 * (ratio - 1);
}

/** Both limits in the direction of the change, the smaller first; with signs where they lie on both sides of no change. */
function intervalText(low: number, high: number, ratio: number): string {
  const limits = [change(low), change(high)];
  if (at(limits, 0) < 0 && at(limits, 1) > 0) return `${signed(at(limits, 0))} to ${signed(at(limits, 1))}\u00a0%`;
  const sizes = (ratio < 1 ? [...limits].reverse() : limits).map((limit) => Math.abs(limit));
  return `${digits(at(sizes, 0))} to ${digits(at(sizes, 1))}\u00a0%`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${digits(Math.abs(value))}`;
}

function digits(value: number): string {
  return value < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(0);
}

function percent(value: number): string {
  return `${digits(value)}\u00a0%`;
}

function runs([newer, baseline]: readonly [number, number]): string {
  return `${formatCount(newer)} vs ${formatCount(baseline)} runs`;
}
