import type { Direction } from "../../protocol/session";
import { at } from "../statistics/summary";

type Point = readonly number[];

/**
 * The hypervolume of a front (Zitzler & Thiele 1998): the volume that its points (points × objectives) dominate up to a reference point,
 * in the product of the objectives' units. Two objectives are swept, three swept in slices of the third, more are done
 * with WFG (While, Bradstreet & Barone 2012). Points that do not dominate the reference, or hold what is no finite number, add nothing.
 */
export function hypervolume(front: readonly Point[], reference: Point, directions?: readonly Direction[]): number {
  const signs = reference.map((_, objective) => (directions?.[objective] === "maximize" ? -1 : 1));
  // Counted from the reference: each coordinate says how much better the point is there.
  const gains = front.map((point) =>
    signs.map((sign, objective) => sign * (at(reference, objective) - at(point, objective))),
  );
  const inside = gains.filter((point) => point.every((value) => value > 0 && Number.isFinite(value)));
  if (reference.length === 1) return inside.reduce((most, point) => Math.max(most, at(point, 0)), 0);
  return volume(nondominated(inside), reference.length);
}

/** The points that no other point beats in every objective (of equal ones the first), with gains: larger is better. */
function nondominated(points: readonly Point[]): Point[] {
  return points.filter((point, index) =>
    points.every((other, place) => place === index || !covers(other, point) || (covers(point, other) && place > index)),
  );
}

function covers(a: Point, b: Point): boolean {
  return a.every((value, objective) => value >= at(b, objective));
}

function volume(points: readonly Point[], dimension: number): number {
  if (points.length === 0) return 0;
  if (dimension === 2) return area(points);
  if (dimension === 3) return slicedVolume(points);
  return wfg(points, dimension);
}

/** Two objectives: the steps of the staircase from the right. */
function area(points: readonly Point[]): number {
  const sorted = [...points].sort((a, b) => at(b, 0) - at(a, 0));
  let height = 0;
  let sum = 0;
  for (const point of sorted) {
    const above = at(point, 1) - height;
    if (above <= 0) continue;
    sum += above * at(point, 0);
    height = at(point, 1);
  }
  return sum;
}

/** Three objectives: areas of slices between neighbouring values of the third. */
function slicedVolume(points: readonly Point[]): number {
  const sorted = [...points].sort((a, b) => at(b, 2) - at(a, 2));
  let sum = 0;
  sorted.forEach((point, index) => {
    const depth = at(point, 2) - (sorted[index + 1]?.[2] ?? 0);
    if (depth > 0) sum += depth * area(sorted.slice(0, index + 1));
  });
  return sum;
}

/** WFG: each point adds its own box less what the later points, cut to that box, cover of it. */
function wfg(points: readonly Point[], dimension: number): number {
  const sorted = [...points].sort((a, b) => at(a, dimension - 1) - at(b, dimension - 1));
  return sorted.reduce((sum, point, index) => {
    const box = point.reduce((product, value) => product * value, 1);
    const cut = sorted
      .slice(index + 1)
      .map((other) => other.map((value, objective) => Math.min(value, at(point, objective))));
    // The later points are all at least as good in the last objective, so the cut ones share it and one dimension falls away.
    const last = at(point, dimension - 1);
    return sum + box - last * volume(nondominated(cut.map((other) => other.slice(0, -1))), dimension - 1);
  }, 0);
}

/**
 * A reference point from the fronts that are to be compared: per objective the worst value, moved on by `margin` of the range
 * (Ishibuchi et al. 2018 discuss the choice). Undefined without a finite point.
 */
export function referencePoint(
  fronts: readonly (readonly Point[])[],
  directions: readonly Direction[],
  margin = 0.1,
): number[] | undefined {
  const points = fronts.flat().filter((point) => point.every(Number.isFinite));
  if (points.length === 0) return undefined;
  return directions.map((direction, objective) => {
    const values = points.map((point) => at(point, objective));
    const low = values.reduce((a, b) => Math.min(a, b));
    const high = values.reduce((a, b) => Math.max(a, b));
    const reach = margin * (high > low ? high - low : Math.abs(high) || 1);
    return direction === "maximize" ? low - reach : high + reach;
  });
}
