import { at, standardDeviation } from "../statistics/summary";

/**
 * How evenly a front is spread (Schott 1995): the standard deviation of each point's Manhattan distance to its nearest neighbour, in the
 * units of the objectives; 0 is even. `scale` divides each objective first (its range, where units differ). Undefined below two points.
 */
export function spacing(front: readonly (readonly number[])[], scale?: readonly number[]): number | undefined {
  if (front.length < 2) return undefined;
  const distance = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, objective) => sum + Math.abs(value - at(b, objective)) / (scale?.[objective] ?? 1), 0);
  const nearest = front.map((point, index) =>
    front.reduce(
      (least, other, place) => (place === index ? least : Math.min(least, distance(point, other))),
      Infinity,
    ),
  );
  return standardDeviation(nearest);
}
