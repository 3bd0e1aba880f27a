import { holm, mannWhitney, varghaDelaney, wilcoxonSignedRank, type EffectSize } from "../statistics/rankTests";
import { median } from "../statistics/summary";

/** The results of one algorithm: one value a run; for paired comparisons in the order of the shared seeds or problems. */
export interface ResultGroup {
  readonly name: string;
  readonly values: readonly number[];
}

/** How two groups differ, or how many runs are missing to tell. */
export type Comparison =
  | {
      readonly kind: "compared";
      readonly first: string;
      readonly second: string;
      readonly medians: readonly [number, number];
      /** Two-sided, before and after Holm's correction for all pairs that were compared. */
      readonly p: number;
      readonly adjustedP: number;
      /** The probability that a value of the first is larger. */
      readonly a12: number;
      readonly size: EffectSize;
      readonly isSignificant: boolean;
    }
  | {
      readonly kind: "tooFew";
      readonly first: string;
      readonly second: string;
      readonly counts: readonly [number, number];
      readonly needed: number;
    };

/** Compares every pair of groups. `paired`: Wilcoxon's signed rank instead of Mann–Whitney, for groups of equal length. */
export function compareAll(
  groups: readonly ResultGroup[],
  options: { readonly paired?: boolean; readonly level?: number } = {},
): Comparison[] {
  const { paired = false, level = 0.05 } = options;
  const pairs = groups.flatMap((first, index) => groups.slice(index + 1).map((second) => ({ first, second })));
  const needed = fewestRuns(pairs.length, level, paired);
  const tested = pairs.map(({ first, second }) => {
    const isEnough = first.values.length >= needed && second.values.length >= needed;
    if (!isEnough || (paired && first.values.length !== second.values.length)) return { first, second };
    const test = (paired ? wilcoxonSignedRank : mannWhitney)(first.values, second.values);
    // Pairs without any difference are as equal as can be.
    return { first, second, p: test?.p ?? 1 };
  });
  const adjusted = holm(tested.flatMap(({ p }) => p ?? []));
  let place = 0;
  return tested.map(({ first, second, p }): Comparison => {
    const names = { first: first.name, second: second.name };
    if (p === undefined) {
      return { kind: "tooFew", ...names, counts: [first.values.length, second.values.length], needed };
    }
    const adjustedP = adjusted[place++] ?? 1;
    return {
      kind: "compared",
      ...names,
      medians: [median(first.values), median(second.values)],
      p,
      adjustedP,
      ...varghaDelaney(first.values, second.values),
      isSignificant: adjustedP < level,
    };
  });
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
