import { indexAtOrBefore, nearestIndex } from "./bestSoFar";
import type { LineSeries } from "./lineFrame";

/** What one line says at a place. */
export interface Reading {
  readonly series: LineSeries;
  readonly x: number;
  readonly value: number;
}

/** The x of the point that is nearest to a place, over all lines. */
export function nearestX(series: readonly LineSeries[], place: number): number | undefined {
  let nearest: number | undefined;
  for (const { x } of series) {
    const candidate = x[nearestIndex(x, place)];
    if (candidate === undefined) continue;
    if (nearest === undefined || Math.abs(candidate - place) < Math.abs(nearest - place)) nearest = candidate;
  }
  return nearest;
}

/** The x that is `count` points further; infinite counts go to the ends. */
export function steppedX(series: readonly LineSeries[], from: number | undefined, count: number): number | undefined {
  const all = [...new Set(series.flatMap(({ x }) => x))].sort((a, b) => a - b);
  if (all.length === 0) return undefined;
  if (from === undefined) return count > 0 && Number.isFinite(count) ? all[0] : all.at(-1);
  const wanted = indexAtOrBefore(all, from) + count;
  return all[Math.min(all.length - 1, Math.max(0, wanted))];
}

/**
 * The value of every line at a place. A staircase keeps its value until its next step and beyond its last one until its end;
 * other lines answer with their nearest point, where it is near.
 */
export function readingsAt(
  series: readonly LineSeries[],
  place: number,
  options: { readonly steps: boolean; readonly reach: number },
): Reading[] {
  return series.flatMap((one) => {
    const index = options.steps ? indexAtOrBefore(one.x, place) : nearestIndex(one.x, place);
    const x = one.x[index];
    if (index < 0 || x === undefined) return [];
    const isBeyond = options.steps ? place > (one.x.at(-1) ?? x) : Math.abs(x - place) > options.reach;
    return isBeyond ? [] : [{ series: one, x, value: one.y[index] ?? NaN }];
  });
}
