import { zProbability } from "./distributions";
import { at, midranks } from "./summary";

/** What a rank test found. */
export interface RankTest {
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
  /** `exact`: over all arrangements of the ranks at hand, ties included; `normal`: approximation with tie and continuity correction. */
  readonly method: "exact" | "normal";
  /** Whose ranks are the larger ones, those of the first sample or, of pairs, those of the differences in its favour. */
  readonly isFirstLarger: boolean;
}

/** Up to so many values in all the exact distribution is worked out. */
const EXACT_UNPAIRED = 40;
const EXACT_PAIRS = 50;

/**
 * The Mann–Whitney U test (1947) of two independent samples; the statistic is U of the first sample. With ties the exact p is
 * conditional on them. Undefined where a sample is empty.
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): RankTest | undefined {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) return undefined;
  const { ranks, tieTerm } = midranks([...first, ...second]);
  const rankSum = ranks.slice(0, n).reduce((sum, rank) => sum + rank, 0);
  const statistic = rankSum - (n * (n + 1)) / 2;
  const total = n + m;
  const isFirstLarger = statistic > (n * m) / 2;
  if (total <= EXACT_UNPAIRED) {
    return { statistic, p: exactRankSum(ranks, n, rankSum), method: "exact", isFirstLarger };
  }
  const sigma = Math.sqrt(((n * m) / 12) * (total + 1 - tieTerm / (total * (total - 1))));
  return { statistic, p: normalTwoSided(statistic - (n * m) / 2, sigma), method: "normal", isFirstLarger };
}

/**
 * Wilcoxon's signed-rank test (1945) of paired values; pairs without a difference are left out, as Wilcoxon did. The statistic is
 * the smaller of the two rank sums. Undefined where no pair differs.
 */
export function wilcoxonSignedRank(first: readonly number[], second: readonly number[]): RankTest | undefined {
  const differences = first
    .map((value, index) => value - at(second, index))
    .filter((value) => value !== 0 && !Number.isNaN(value));
  const count = differences.length;
  if (count === 0) return undefined;
  const { ranks, tieTerm } = midranks(differences.map(Math.abs));
  const positive = ranks.reduce((sum, rank, index) => sum + (at(differences, index) > 0 ? rank : 0), 0);
  const total = (count * (count + 1)) / 2;
  const statistic = Math.min(positive, total - positive);
  const isFirstLarger = positive > total / 2;
  if (count <= EXACT_PAIRS) {
    return { statistic, p: exactSignedRank(ranks, statistic), method: "exact", isFirstLarger };
  }
  const sigma = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24 - tieTerm / 48);
  return { statistic, p: normalTwoSided(statistic - total / 2, sigma), method: "normal", isFirstLarger };
}

/** Holm's step-down correction (1979) of p-values, in the order given. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => at(pValues, a) - at(pValues, b));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let floor = 0;
  order.forEach((index, place) => {
    floor = Math.max(floor, Math.min(1, (pValues.length - place) * at(pValues, index)));
    adjusted[index] = floor;
  });
  return adjusted;
}

/** How large an effect is called (Vargha & Delaney 2000: 0.56, 0.64, 0.71). */
export type EffectSize = "negligible" | "small" | "medium" | "large";

/** A12: the probability that a value of the first sample is larger than one of the second, ties counted half; 0.5 is no difference. */
export function varghaDelaney(
  first: readonly number[],
  second: readonly number[],
): { readonly a12: number; readonly size: EffectSize } {
  const { ranks } = midranks([...first, ...second]);
  const rankSum = ranks.slice(0, first.length).reduce((sum, rank) => sum + rank, 0);
  const a12 = (rankSum / first.length - (first.length + 1) / 2) / second.length;
  const distance = Math.abs(a12 - 0.5);
  const size = distance < 0.06 ? "negligible" : distance < 0.14 ? "small" : distance < 0.21 ? "medium" : "large";
  return { a12, size };
}

function normalTwoSided(deviation: number, sigma: number): number {
  if (!(sigma > 0)) return 1;
  return Math.min(1, 2 * zProbability(-Math.max(0, Math.abs(deviation) - 0.5) / sigma));
}

/** Counts the ways to choose n of the ranks by their sum; ranks are doubled so that halves of ties are whole. */
function exactRankSum(ranks: readonly number[], n: number, observed: number): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: n + 1 }, () => new Float64Array(total + 1));
  (ways[0] ?? new Float64Array(1))[0] = 1;
  for (const rank of doubled) {
    for (let chosen = n; chosen >= 1; chosen--) addShifted(ways[chosen], ways[chosen - 1], rank);
  }
  const counts = ways[n] ?? new Float64Array(1);
  const centre = (n * total) / ranks.length;
  return shareAtLeastAsFar(counts, centre, Math.round(2 * observed));
}

/** Counts the signs of the ranks by the sum of those with a plus. */
function exactSignedRank(ranks: readonly number[], observed: number): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const counts = new Float64Array(total + 1);
  counts[0] = 1;
  for (const rank of doubled) {
    for (let sum = total; sum >= rank; sum--) counts[sum] = at(counts, sum) + at(counts, sum - rank);
  }
  return shareAtLeastAsFar(counts, total / 2, Math.round(2 * observed));
}

function addShifted(target: Float64Array | undefined, source: Float64Array | undefined, shift: number): void {
  if (target === undefined || source === undefined) return;
  for (let sum = target.length - 1; sum >= shift; sum--) target[sum] = at(target, sum) + at(source, sum - shift);
}

/** The two-sided p: twice the smaller tail, at most one. */
function shareAtLeastAsFar(counts: Float64Array, centre: number, observed: number): number {
  let all = 0;
  let tail = 0;
  counts.forEach((count, sum) => {
    all += count;
    if (observed <= centre ? sum <= observed : sum >= observed) tail += count;
  });
  return Math.min(1, (2 * tail) / all);
}
