import { growingDomain, joinExtents, type Extent } from "../../src/charts/domains";
import { seriesStyle, type SeriesStyle } from "../../src/charts/palette";
import { runNames } from "../../src/charts/runNames";
import type { RunAxis } from "../../src/charts/runSeries";
import type { Domain } from "../../src/charts/scales";
import { findTable, hasColumn, runTable } from "../../src/charts/tables";
import type { RunSummary, SessionDetail } from "../../src/protocol/session";
import type { PageServices } from "../pageServices";

/** A run as charts show it: its name and look never change while the session is shown. */
export interface ShownRun {
  readonly run: RunSummary;
  readonly name: string;
  readonly style: SeriesStyle;
  readonly isHidden: boolean;
}

/** The runs of the session in the order of their start. */
export function shownRuns({ model, host }: PageServices): readonly ShownRun[] {
  const runs = model.detail?.runs ?? [];
  const names = runNames(runs);
  const hidden = new Set(host.state.hiddenRuns);
  return runs.map((run, index) => ({
    run,
    name: names.get(run.id) ?? run.algorithm,
    style: seriesStyle(index),
    isHidden: hidden.has(run.id),
  }));
}

/** What the axes are called. */
export const AXIS_NAMES: Readonly<Record<RunAxis, string>> = {
  iteration: "iteration",
  evaluations: "evaluations",
  time: "time",
};

/** The unit of an axis. */
export function axisUnit(axis: RunAxis): string {
  return axis === "time" ? "clock" : "count";
}

/** The axis that is chosen, or the iterations where no run has what it takes. */
export function usableAxis({ model, host }: PageServices): RunAxis {
  const { axis } = host.state;
  if (axis === "iteration" || model.detail === undefined) return axis;
  return hasRunColumn(model.detail, axis) ? axis : "iteration";
}

/** Whether any run has values in a column. */
export function hasRunColumn(detail: SessionDetail, column: string): boolean {
  return detail.runs.some((run) => hasColumn(findTable(detail, runTable(run.id)), column));
}

/** Times are drawn from the session's start. */
export function originOf(axis: string, detail: SessionDetail): number {
  return axis === "time" ? detail.session.startTime : 0;
}

/** How many points a line gets when `count` of them share a picture: a picture's cost does not grow with its lines. */
export function pointsFor(width: number, count: number): number {
  return Math.round(Math.min(width, Math.max(40, 1600 / Math.max(1, count))));
}

/** The range of a query: a zoomed range with a tenth more on either side, so that moving shows something at once. */
export function rangeOf(zoom: Domain | undefined, origin: number): { from?: number; to?: number } {
  if (zoom === undefined) return {};
  const margin = (zoom[1] - zoom[0]) * 0.1;
  return { from: zoom[0] - margin + origin, to: zoom[1] + margin + origin };
}

/** Keys tell answers for different axes apart, so that a late one is never drawn along the wrong axis. */
export function queryKey(
  chart: string,
  axis: string,
  line: string,
  part: "all" | "zoom" | "band" | "bandZoom",
): string {
  return `${chart}|${axis}|${part}|${line}`;
}

/** The whole axis of charts along runs; it keeps some room ahead while the session runs. */
export class RunExtent {
  private previous: { readonly axis: string; readonly domain: Domain } | undefined;

  of(axis: RunAxis, lines: readonly { readonly x: readonly number[] }[], isRunning: boolean): Domain {
    let extent: Extent | undefined;
    for (const { x } of lines) {
      const first = x[0];
      const last = x.at(-1);
      if (first !== undefined && last !== undefined) extent = joinExtents(extent, { low: first, high: last });
    }
    const before = this.previous?.axis === axis ? this.previous.domain : undefined;
    const whole = { low: Math.min(extent?.low ?? 0, axis === "iteration" ? Infinity : 0), high: extent?.high ?? 1 };
    const domain = growingDomain(whole, { growing: isRunning, clock: axis === "time" }, before);
    this.previous = { axis, domain };
    return domain;
  }
}
