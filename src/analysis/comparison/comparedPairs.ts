import { formatCount, formatValue } from "../../base/format";
import type { ComparedPair } from "../../protocol/comparison";
import type { Direction } from "../../protocol/session";
import { compareAll, type Comparison, type PairTest, type ResultGroup } from "./pairwise";

const TEST_NAMES: Readonly<Record<PairTest, string>> = {
  mannWhitney: "Mann–Whitney",
  wilcoxon: "Wilcoxon over shared seeds",
};

/** Every pair of groups with a sentence that a user can act on; the better of a pair stands first in its sentence. */
export function comparePairs(groups: readonly ResultGroup[], direction: Direction): readonly ComparedPair[] {
  const counts = new Map(groups.map(({ name, values }) => [name, values.length]));
  return compareAll(groups).map((pair) => {
    const runs: readonly [number, number] = [counts.get(pair.first) ?? 0, counts.get(pair.second) ?? 0];
    return pair.kind === "tooFew" ? tooFew(pair, runs) : compared(pair, runs, direction);
  });
}

type Tested = Extract<Comparison, { kind: "compared" }>;
type Missing = Extract<Comparison, { kind: "tooFew" }>;

function tooFew({ first, second, needed }: Missing, runs: readonly [number, number]): ComparedPair {
  const sentence = `${first} and ${second}: too few runs to tell, ${runsText(runs)}; at least ${formatCount(needed)} of each are needed`;
  return { first, second, sentence, verdict: "tooFew", runs };
}

function compared(pair: Tested, runs: readonly [number, number], direction: Direction): ComparedPair {
  const { first, second, test, p, adjustedP } = pair;
  const a12 = direction === "maximize" ? pair.a12 : 1 - pair.a12;
  const isFirst = pair.isFirstLarger === (direction === "maximize");
  const figures = (isSwapped: boolean): string => {
    const order = <T>([a, b]: readonly [T, T]): readonly [T, T] => (isSwapped ? [b, a] : [a, b]);
    const [left, right] = order(pair.medians);
    const chance = isSwapped ? 1 - a12 : a12;
    return `median ${formatValue(left, 3)} vs ${formatValue(right, 3)}, A12 ${chance.toFixed(2)}, ${pText(adjustedP)} (${TEST_NAMES[test]}, Holm), ${runsText(order(runs))}`;
  };
  const figuresOnly = { test, p, correctedP: adjustedP, a12, runs };
  if (!pair.isSignificant) {
    const sentence = `${first} and ${second}: no difference is shown, ${figures(false)}`;
    return { first, second, sentence, verdict: "noDifference", ...figuresOnly };
  }
  const [better, worse] = isFirst ? [first, second] : [second, first];
  const sentence = `${better} is better than ${worse}: ${figures(!isFirst)}`;
  return { first, second, sentence, verdict: isFirst ? "firstBetter" : "secondBetter", ...figuresOnly };
}

function runsText([first, second]: readonly [number, number]): string {
  return `${formatCount(first)} vs ${formatCount(second)} runs`;
}

/** `p = 0.003`, `p < 0.001`. */
function pText(p: number): string {
  if (p < 0.001) return "p < 0.001";
  return `p = ${p.toFixed(p < 0.0995 ? 3 : 2)}`;
}
