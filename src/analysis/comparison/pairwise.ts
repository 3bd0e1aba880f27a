import { holm, mannWhitney, varghaDelaney, wilcoxonSignedRank, type EffectSize } from "../statistics/rankTests";
import { median } from "../statistics/summary";

/** The results of one algorithm: one value a run. */
export interface ResultGroup {
  readonly name: string;
  readonly values: readonly number[];
  /** What a run shares with one run of each other group (its problem and seed), in the order of the values; absent where it shares nothing. */
  readonly keys?: readonly (string | undefined)[];
}

/** How two groups were compared: as independent samples, or run by run over the seeds that they share. */
export type PairTest = "mannWhitney" | "wilcoxon";

/** How two groups differ, or how many runs are missing to tell. */
export type Comparison =
  | {
      readonly kind: "compared";
      readonly first: string;
      readonly second: string;
      readonly test: PairTest;
      readonly medians: readonly [number, number];
      /** Two-sided, before and after Holm's correction for all pairs that were compared. */
      readonly p: number;
      readonly adjustedP: number;
      /** The probability that a value of the first is larger. */
      readonly a12: number;
      readonly size: EffectSize;
      /** What the test says, which over seeds need not be what `a12` says. */
      readonly isFirstLarger: boolean;
      readonly isSignificant: boolean;
    }
  | {
      readonly kind: "tooFew";
      readonly first: string;
      readonly second: string;
      readonly counts: readonly [number, number];
      readonly needed: number;
    };

/**
 * Compares every pair of groups at a level, Holm-corrected over all pairs: by Wilcoxon's signed rank where both have exactly one run
 * for each key and there are enough of them, else by Mann–Whitney.
 */
export function compareAll(groups: readonly ResultGroup[], level = 0.05): Comparison[] {
  const pairs = groups.flatMap((first, index) => groups.slice(index + 1).map((second) => ({ first, second })));
  const needed = fewestRuns(pairs.length, level);
  const neededPaired = fewestRuns(pairs.length, level, true);
  const tested = pairs.map(({ first, second }) => {
    if (first.values.length < needed || second.values.length < needed) return { first, second };
    const partners = partnersOf(first, second);
    const isPaired = partners !== undefined && partners.length >= neededPaired;
    const result = isPaired ? wilcoxonSignedRank(first.values, partners) : mannWhitney(first.values, second.values);
    const test: PairTest = isPaired ? "wilcoxon" : "mannWhitney";
    // Pairs without any difference are as equal as can be.
    return { first, second, test, p: result?.p ?? 1, isFirstLarger: result?.isFirstLarger === true };
  });
  const adjusted = holm(tested.flatMap(({ p }) => p ?? []));
  let place = 0;
  return tested.map(({ first, second, p, test = "mannWhitney", isFirstLarger = false }): Comparison => {
    const names = { first: first.name, second: second.name };
    if (p === undefined) {
      return { kind: "tooFew", ...names, counts: [first.values.length, second.values.length], needed };
    }
    const adjustedP = adjusted[place++] ?? 1;
    return {
      kind: "compared",
      ...names,
      test,
      medians: [median(first.values), median(second.values)],
      p,
      adjustedP,
      ...varghaDelaney(first.values, second.values),
      isFirstLarger,
      isSignificant: adjustedP < level,
    };
  });
}

/** The values of the second group in the order of the first one's keys; undefined where the runs do not belong together one by one. */
function partnersOf(first: ResultGroup, second: ResultGroup): readonly number[] | undefined {
  const values = new Map(second.keys?.map((key, index) => [key, second.values[index]]));
  const partners = [...new Set(first.keys)].flatMap((key) => values.get(key) ?? []);
  const isOneToOne = [second.values.length, values.size, partners.length].every((size) => size === first.values.length);
  return isOneToOne && !values.has(undefined) ? partners : undefined;
}

/**
 * The fewest runs of each of two groups with which a test could be significant at all, the smallest p over all arrangements times
 * the number of pairs (Holm's first step) being under the level: 2 / C(2n, n) for Mann–Whitney, 2 / 2ⁿ for Wilcoxon.
 */
export function fewestRuns(pairCount: number, level = 0.05, paired = false): number {
  let arrangements = 1;
  for (let n = 1; n <= 1000; n++) {
    arrangements = paired ? arrangements * 2 : (arrangements * (2 * n) * (2 * n - 1)) / (n * n);
    if ((2 / arrangements) * pairCount < level) return n;
  }
  return 1000;
}
