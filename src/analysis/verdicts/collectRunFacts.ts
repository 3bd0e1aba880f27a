import type { Column, Table } from "../../model/table";
import { strideFor } from "../../model/series";
import { fromWireNumber } from "../../protocol/number";
import type { Direction, RunSummary } from "../../protocol/session";
import { toCurve } from "../convergence/curve";
import { relativeGap } from "../convergence/gap";
import { spacing } from "../fronts/spacing";
import type { RunFacts } from "./facts";

/** So many places of a run are looked at, however many there are. */
const CURVE_PLACES = 256;
const SAMPLES = 512;
/** The spacing of a front takes the square of its size. */
const MOST_POINTS = 1000;

/** What the verdicts need of one run; `undefined` where nothing tells how it goes. `now` in Unix seconds. */
export function collectRunFacts(run: RunSummary, table: Table, name: string, now: number): RunFacts | undefined {
  const curves = curvesOf(run, table, now);
  if (curves === undefined) return undefined;
  return {
    id: run.id,
    name,
    status: run.status,
    hasConverged: run.converged === true,
    ...targetOf(run),
    ...curves,
    ...frontOf(run, table),
    ...gapOf(run, table),
    ...spreadOf(table),
    ...acceptanceOf(table),
    ...reportedOf(run, table),
  };
}

function targetOf(run: RunSummary): Pick<RunFacts, "target"> {
  const target = fromWireNumber(run.target);
  return target === undefined || !Number.isFinite(target) || isSeveral(run) ? {} : { target };
}

const isSeveral = (run: RunSummary): boolean => typeof run.direction === "object" && run.direction.length > 1;

/** The best so far of a single objective, or with several the greatest hypervolume so far. */
function curvesOf(run: RunSummary, table: Table, now: number): Pick<RunFacts, "byIteration" | "byTime"> | undefined {
  const { column, direction } = courseOf(run, table);
  if (column === undefined) return undefined;
  const end = (run.status === "running" ? now : (run.endTime ?? NaN)) - run.startTime;
  const byIteration = curveAlong(table, column, "iteration", direction, { end: run.lastIteration });
  const byTime = curveAlong(table, column, "time", direction, { origin: run.startTime, end });
  return byIteration === undefined || byTime === undefined ? undefined : { byIteration, byTime };
}

/** What tells how a run goes, and which way is better. */
export function courseOf(
  run: RunSummary,
  table: Table,
): { readonly column: Column | undefined; readonly direction: Direction } {
  if (isSeveral(run)) return { column: table.columns.get("hypervolume"), direction: "maximize" };
  return { column: table.columns.get("best") ?? table.columns.get("current"), direction: singleDirection(run) };
}

function singleDirection({ direction }: RunSummary): Direction {
  return (typeof direction === "object" ? direction[0] : direction) ?? "minimize";
}

/** The staircase of an objective through the extremes of at most CURVE_PLACES stretches. */
export function curveAlong(
  table: Table,
  column: Column,
  axis: "iteration" | "time" | "evaluations",
  direction: Direction,
  options: { readonly origin?: number; readonly end: number | undefined },
): RunFacts["byTime"] | undefined {
  const x = table.columns.get(axis);
  if (x === undefined) return undefined;
  const { origin = 0, end } = options;
  const places = column.values.pointsOf(0, column.length, CURVE_PLACES);
  return toCurve(
    places.map((place) => (x.upToRow(column.rowAt(place)) ?? NaN) - origin),
    places.map((place) => column.values.at(place)),
    { direction, ...(end === undefined || !Number.isFinite(end) ? {} : { end }) },
  );
}

/** How large the front is, and how evenly spread in its ranges. */
function frontOf(run: RunSummary, table: Table): Pick<RunFacts, "front"> {
  const sizes = table.columns.get("front_size");
  const points = (run.front ?? []).map((point) => point.map((value) => fromWireNumber(value) ?? NaN));
  const finite = points.filter((point) => point.every(Number.isFinite));
  const size = sizes === undefined ? run.front?.length : sizes.values.at(sizes.length - 1);
  if (!isSeveral(run) || size === undefined) return {};
  const ranges = (finite[0] ?? []).map((_, objective) => {
    const values = finite.map((point) => point[objective] ?? NaN);
    return Math.max(...values) - Math.min(...values) || 1;
  });
  const even = finite.length > MOST_POINTS ? undefined : spacing(finite, ranges);
  return { front: { size, ...(even === undefined ? {} : { spacing: even }) } };
}

/** The relative gap over time of a solver that proves bounds: as it says it, else from incumbent and bound. */
function gapOf(run: RunSummary, table: Table): Pick<RunFacts, "gap"> {
  const time = table.columns.get("time");
  const [said, bound, best] = ["gap", "bound", "best"].map((key) => table.columns.get(key));
  const column = said ?? bound;
  if (isSeveral(run) || time === undefined || column === undefined || best === undefined) return {};
  const times: number[] = [];
  const values: number[] = [];
  for (const place of positions(column)) {
    const row = column.rowAt(place);
    const gap =
      said === undefined ? relativeGap(best.upToRow(row) ?? NaN, column.values.at(place)) : column.values.at(place);
    if (!Number.isFinite(gap)) continue;
    times.push((time.upToRow(row) ?? NaN) - run.startTime);
    values.push(Math.abs(gap));
  }
  return values.length === 0 ? {} : { gap: { times, values } };
}

function spreadOf(table: Table): Pick<RunFacts, "spread"> {
  const diversity = table.columns.get("diversity");
  const column = diversity ?? table.columns.get("std");
  if (column === undefined) return {};
  const values = positions(column).map((place) => column.values.at(place));
  return { spread: { isObjective: diversity === undefined, values } };
}

function acceptanceOf(table: Table): Pick<RunFacts, "acceptanceRate"> {
  const column = table.columns.get("acceptance_rate");
  return column === undefined || column.length === 0 ? {} : { acceptanceRate: column.values.at(column.length - 1) };
}

/** What the run called its best, as it said it. */
function reportedOf(run: RunSummary, table: Table): Pick<RunFacts, "reportedBest"> {
  const column = table.columns.get("best");
  if (column === undefined || isSeveral(run)) return {};
  return { reportedBest: positions(column).map((place) => column.values.at(place)) };
}

/** Evenly spread places of a column, at steps of a power of two so that they stay as it grows, and its last one. */
export function positions(column: Column): number[] {
  const stride = strideFor(0, column.length, SAMPLES);
  const places = Array.from({ length: Math.ceil(column.length / stride) }, (_, index) => index * stride);
  if (places.at(-1) !== column.length - 1) places.push(column.length - 1);
  return places;
}
