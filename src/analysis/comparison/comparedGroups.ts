import type { ComparedBand, ComparedGroup, ComparedSteps, ComparisonAxis } from "../../protocol/comparison";
import { toWireNumber } from "../../protocol/number";
import type { Direction } from "../../protocol/session";
import { ends, type Curve } from "../convergence/curve";
import { at, mean, median, quantile } from "../statistics/summary";
import { bandOfRuns } from "./bands";
import { lengthOf, resultOf, type ComparedRun } from "./comparedRuns";
import type { RunGroup } from "./groupRuns";
import { runTimeEcdf, type Steps } from "./targets";

/** Fewer curves than this make no band. */
const LEAST_FOR_BAND = 3;

/** How the groups of a comparison are shown. */
export interface GroupPlan {
  readonly axis: ComparisonAxis;
  readonly direction: Direction;
  readonly points: number;
  /** Places that all bands share. */
  readonly grid: readonly number[];
  /** Targets of the ECDF; absent where no run became better. */
  readonly targets?: readonly number[];
}

/** The curves of runs that have one. */
export function curvesOf(runs: readonly ComparedRun[]): readonly Curve[] {
  return runs.flatMap(({ curve }) => curve ?? []);
}

/** The final objectives of runs that have one. */
export function resultsOf(runs: readonly ComparedRun[]): readonly number[] {
  return runs.flatMap((one) => resultOf(one) ?? []);
}

/** One group in figures and curves. */
export function compareGroup({ name, runs }: RunGroup, plan: GroupPlan): ComparedGroup {
  const results = resultsOf(runs);
  const curves = curvesOf(runs);
  const costs = runs.flatMap(({ run, curve }) => curve?.end ?? lengthOf(run, plan.axis) ?? []);
  const hasBand = curves.length >= LEAST_FOR_BAND;
  return {
    name,
    runs: runs.length,
    sessions: new Set(runs.map(({ session }) => session.id)).size,
    best: toWireNumber(quantile(results, plan.direction === "maximize" ? 1 : 0)),
    median: toWireNumber(median(results)),
    low: toWireNumber(quantile(results, 0.25)),
    high: toWireNumber(quantile(results, 0.75)),
    mean: toWireNumber(mean(results)),
    cost: toWireNumber(median(costs)),
    ...(hasBand ? { band: bandOf(curves, plan.grid) } : {}),
    lines: hasBand ? [] : linesOf(runs, plan.points),
    ...(plan.targets === undefined || curves.length === 0
      ? {}
      : { ecdf: thinnedSteps(runTimeEcdf(curves, plan.targets), plan.points) }),
  };
}

/** Steps at no more places than asked for; the last stays. */
export function thinnedSteps({ x, share }: Steps, most: number): ComparedSteps {
  const kept = thinned(x.length, most);
  return { x: kept.map((index) => at(x, index)), share: kept.map((index) => at(share, index)) };
}

/**
 * Places for the bands: half of them equally far apart, half by equal factors, as curves fall steeply at their beginning.
 * Whole numbers where the axis counts.
 */
export function placesFor(curves: readonly Curve[], count: number, axis: ComparisonAxis): readonly number[] {
  const end = curves.reduce((most, curve) => Math.max(most, curve.end), 0);
  const start = curves.reduce((least, { x }) => Math.min(least, at(x, 0)), Infinity);
  if (end <= 0) return [];
  const least = Math.max(start, axis === "time" ? end / 1e4 : 1);
  const half = Math.max(2, Math.floor(count / 2));
  const shares = Array.from({ length: half }, (_, index) => index / (half - 1));
  const places = shares.flatMap((share) => [start * (1 - share) + end * share, least * (end / least) ** share]);
  const rounded = axis === "time" ? places : places.map(Math.round);
  return [...new Set(rounded)].sort((a, b) => a - b);
}

/**
 * Where fewer than three runs, or less than half of them, have a value there is no band; beyond the longest run there is nothing to see,
 * but its end is a place, so that the band ends with the results.
 */
function bandOf(curves: readonly Curve[], grid: readonly number[]): ComparedBand {
  const end = curves.reduce((most, curve) => Math.max(most, curve.end), 0);
  const band = bandOfRuns(curves, [...grid.filter((place) => place < end), end], { least: LEAST_FOR_BAND });
  const shown = band.median.flatMap((value, index) => (Number.isNaN(value) ? [] : [index]));
  const pick = (values: readonly number[]): number[] => shown.map((index) => at(values, index));
  return {
    x: pick(band.x),
    low: pick(band.low).map(toWireNumber),
    median: pick(band.median).map(toWireNumber),
    high: pick(band.high).map(toWireNumber),
    counts: pick(band.counts),
  };
}

function linesOf(runs: readonly ComparedRun[], most: number): ComparedGroup["lines"] {
  return runs.flatMap(({ session, run, curve }) => {
    if (curve === undefined) return [];
    const kept = thinned(curve.x.length, most - 1);
    const [x, y] = [kept.map((index) => at(curve.x, index)), kept.map((index) => at(curve.best, index))];
    if (curve.end > at(x, x.length - 1)) {
      x.push(curve.end);
      y.push(ends(curve).last);
    }
    return [{ sessionId: session.id, runId: run.id, name: run.algorithm, x, y: y.map(toWireNumber) }];
  });
}

/** Positions, evenly spread, the first and the last among them. */
function thinned(length: number, most: number): readonly number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  if (most < 2) return [length - 1];
  return Array.from({ length: most }, (_, index) => Math.round((index * (length - 1)) / (most - 1)));
}
