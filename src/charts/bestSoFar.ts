import type { Direction } from "../protocol/session";

/** A list of points: x ascending. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** The best value up to each point; values that are no numbers stay as they are and never count as best. */
export function bestSoFar({ x, y }: Points, direction: Direction, start?: number): Points {
  let best = start;
  const values = y.map((value) => {
    if (!Number.isFinite(value)) return value;
    if (best === undefined || isBetter(value, best, direction)) best = value;
    return best;
  });
  return { x, y: values };
}

/** Whether a value is better than another in a direction. */
export function isBetter(value: number, other: number, direction: Direction): boolean {
  return direction === "maximize" ? value > other : value < other;
}

/** Leaves out the points of a staircase that change nothing: a step lasts until the next one. The last point stays. */
export function withoutFlats({ x, y }: Points): Points {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let index = 0; index < x.length; index++) {
    const value = y[index] ?? NaN;
    const isFlat = index > 0 && index < x.length - 1 && Object.is(value, y[index - 1]);
    if (isFlat) continue;
    xs.push(x[index] ?? NaN);
    ys.push(value);
  }
  return { x: xs, y: ys };
}

/** The value of a staircase at a place. */
export function valueAt({ x, y }: Points, place: number): number | undefined {
  const index = indexAtOrBefore(x, place);
  return index < 0 ? undefined : y[index];
}

/** The position of the last x that is not beyond a place; −1 when all are. */
export function indexAtOrBefore(x: readonly number[], place: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((x[middle] ?? Infinity) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The position of the x that is nearest to a place; −1 in an empty list. */
export function nearestIndex(x: readonly number[], place: number): number {
  const before = indexAtOrBefore(x, place);
  const after = before + 1;
  if (before < 0) return x.length > 0 ? 0 : -1;
  if (after >= x.length) return before;
  return place - (x[before] ?? 0) <= (x[after] ?? 0) - place ? before : after;
}
