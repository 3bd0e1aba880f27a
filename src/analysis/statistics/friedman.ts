import { chiSquareTail, fTail, nemenyiQ } from "./distributions";
import { at, midranks } from "./summary";

/** Whether several algorithms differ over several problems (Friedman 1937; Iman & Davenport 1980; Demšar 2006). */
export interface FriedmanTest {
  /** Per algorithm, 1 is best. */
  readonly averageRanks: readonly number[];
  /** χ² with k − 1 degrees of freedom, corrected for ties. */
  readonly chiSquare: number;
  readonly p: number;
  /** The less conservative F with k − 1 and (k − 1)(N − 1) degrees of freedom. */
  readonly f: number;
  readonly fP: number;
  /** The Nemenyi test's critical difference of average ranks. */
  readonly criticalDifference: number;
  /** Sets of algorithms (positions, best first) whose ranks lie within the critical difference: the bars of a CD diagram. */
  readonly groups: readonly (readonly number[])[];
}

/**
 * Compares algorithms over problems. `results[problem][algorithm]`: lower is better. Undefined for fewer than two problems or two
 * algorithms, or where rows have different lengths.
 */
export function friedman(results: readonly (readonly number[])[], confidence = 0.95): FriedmanTest | undefined {
  const problems = results.length;
  const algorithms = results[0]?.length ?? 0;
  if (problems < 2 || algorithms < 2 || results.some((row) => row.length !== algorithms)) return undefined;
  const ranked = results.map(midranks);
  const averageRanks = Array.from(
    { length: algorithms },
    (_, algorithm) => ranked.reduce((sum, { ranks }) => sum + at(ranks, algorithm), 0) / problems,
  );
  const spread = averageRanks.reduce((sum, rank) => sum + (rank - (algorithms + 1) / 2) ** 2, 0);
  const ties = ranked.reduce((sum, { tieTerm }) => sum + tieTerm, 0);
  const tieFactor = 1 - ties / (problems * (algorithms ** 3 - algorithms));
  const chiSquare = tieFactor > 0 ? ((12 * problems) / (algorithms * (algorithms + 1))) * (spread / tieFactor) : 0;
  const f = ((problems - 1) * chiSquare) / (problems * (algorithms - 1) - chiSquare);
  const criticalDifference =
    nemenyiQ(confidence, algorithms) * Math.sqrt((algorithms * (algorithms + 1)) / (6 * problems));
  return {
    averageRanks,
    chiSquare,
    p: chiSquareTail(chiSquare, algorithms - 1),
    f,
    fP: fTail(f, algorithms - 1, (algorithms - 1) * (problems - 1)),
    criticalDifference,
    groups: withinDifference(averageRanks, criticalDifference),
  };
}

/** The largest sets of neighbours in rank that are not further apart than the difference. */
function withinDifference(averageRanks: readonly number[], difference: number): number[][] {
  const order = averageRanks.map((_, index) => index).sort((a, b) => at(averageRanks, a) - at(averageRanks, b));
  const groups: number[][] = [];
  let coveredTo = 0;
  order.forEach((first, start) => {
    let end = start + 1;
    while (end < order.length && at(averageRanks, at(order, end)) - at(averageRanks, first) < difference) end++;
    if (end - start < 2 || end <= coveredTo) return;
    groups.push(order.slice(start, end));
    coveredTo = end;
  });
  return groups;
}
