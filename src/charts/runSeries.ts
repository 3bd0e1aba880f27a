import { fromWireNumber } from "../protocol/number";
import type { ColumnPoints, SeriesResult } from "../protocol/series";
import type { Direction, RunSummary, TableInfo } from "../protocol/session";
import { bestSoFar, withoutFlats, type Points } from "./bestSoFar";
import { hasColumn } from "./tables";

/** What convergence is drawn along. */
export const RUN_AXES = ["iteration", "evaluations", "time"] as const;
export type RunAxis = (typeof RUN_AXES)[number];

/** The column of proven bounds. */
export const BOUND = "bound";

/** Which columns of a run's table tell how it converges. */
export interface ConvergenceColumns {
  /** The objective: `best`, or `current` where a program reports nothing else. */
  readonly objective: string;
  /** `std`: mean ± std; `range`: min to max. */
  readonly band?: "std" | "range";
  /** Solvers that prove how good a solution can be report it beside their incumbent. */
  readonly hasBound?: boolean;
}

/** Finds the objective and the band of a run; `undefined` where no objective was reported. */
export function convergenceColumns(table: TableInfo | undefined): ConvergenceColumns | undefined {
  const objective = ["best", "current"].find((key) => hasColumn(table, key));
  if (objective === undefined) return undefined;
  const bound = hasColumn(table, BOUND) ? { hasBound: true } : {};
  if (hasColumn(table, "mean") && hasColumn(table, "std")) return { objective, band: "std", ...bound };
  if (hasColumn(table, "min") && hasColumn(table, "max")) return { objective, band: "range", ...bound };
  return { objective, ...bound };
}

/** The columns of a query for a run's lines: its objective, and its bound where it has one. */
export function lineColumns({ objective, hasBound }: ConvergenceColumns): readonly string[] {
  return hasBound === true ? [objective, BOUND] : [objective];
}

/** The distance between the last incumbent and the last bound, relative to the incumbent. */
export function gapBetween(best: Points, bound: Points): number | undefined {
  const incumbent = best.y.at(-1);
  const proven = bound.y.at(-1);
  if (incumbent === undefined || proven === undefined) return undefined;
  const gap = Math.abs(incumbent - proven) / Math.max(Math.abs(incumbent), 1e-10);
  return Number.isFinite(gap) ? gap : undefined;
}

/** The columns that a band is made of. */
export function bandColumns(band: "std" | "range"): readonly string[] {
  return band === "std" ? ["mean", "std"] : ["min", "max"];
}

/** A run's one direction; minimize where it said none. */
export function directionOf(run: RunSummary): Direction {
  return typeof run.direction === "string" ? run.direction : "minimize";
}

/** Whether a run has several objectives. */
export function isMultiObjective(run: RunSummary): boolean {
  return typeof run.direction === "object" || run.front !== undefined;
}

/** The points of a column, x counted from `origin`; values that are no numbers are NaN or infinite. */
export function pointsOf(result: SeriesResult | undefined, column: string, origin = 0): Points {
  const found = result?.columns.find((points) => points.column === column);
  return found === undefined ? { x: [], y: [] } : decode(found, origin);
}

function decode(points: ColumnPoints, origin: number): Points {
  const y = points.y.map((value) => fromWireNumber(value) ?? NaN);
  return inOrder({ x: origin === 0 ? points.x : points.x.map((value) => value - origin), y });
}

/** Workers may report out of order; lines, bands and look-ups go from left to right. */
function inOrder(points: Points): Points {
  const isAscending = points.x.every((value, index) => index === 0 || value >= (points.x[index - 1] ?? value));
  if (isAscending) return points;
  const order = points.x.map((_, index) => index).sort((a, b) => (points.x[a] ?? 0) - (points.x[b] ?? 0));
  return { x: order.map((index) => points.x[index] ?? NaN), y: order.map((index) => points.y[index] ?? NaN) };
}

/** The staircase of the best so far. `start` is the best before the first point of a zoomed range. */
export function bestSteps(points: Points, direction: Direction, start?: number): Points {
  return withoutFlats(bestSoFar(points, direction, start));
}

/** A band at shared places: mean ± std, or from min to max. */
export function bandOf(
  result: SeriesResult | undefined,
  band: "std" | "range",
  origin = 0,
): { readonly x: readonly number[]; readonly low: readonly number[]; readonly high: readonly number[] } | undefined {
  const [first = "", second = ""] = bandColumns(band);
  const a = pointsOf(result, first, origin);
  const b = pointsOf(result, second, origin);
  if (a.x.length === 0 || b.x.length === 0) return undefined;
  const other = new Map(b.x.map((x, index) => [x, b.y[index] ?? NaN]));
  const at = a.x.map((x, index) => ({ x, a: a.y[index] ?? NaN, b: other.get(x) ?? NaN }));
  const usable = at.filter((point) => Number.isFinite(point.a) && Number.isFinite(point.b));
  if (usable.length === 0) return undefined;
  return {
    x: usable.map((point) => point.x),
    low: usable.map((point) => (band === "std" ? point.a - point.b : point.a)),
    high: usable.map((point) => (band === "std" ? point.a + point.b : point.b)),
  };
}
