import { formatWithUnit } from "../../src/charts/units";
import type { LineSeries } from "../../src/charts/lineFrame";
import { companionStyle, plainStyle } from "../../src/charts/palette";
import { quantileColumns, type QuantileColumn } from "../../src/charts/quantiles";
import { pointsOf, type RunAxis } from "../../src/charts/runSeries";
import { findTable, runTable } from "../../src/charts/tables";
import type { SeriesQuery } from "../../src/protocol/series";
import type { RunSummary } from "../../src/protocol/session";
import type { ChartContent, ChartRoom, ChartSource } from "../chart/chartSource";
import type { PageServices } from "../pageServices";
import { AXIS_NAMES, axisUnit, originOf, queryKey, rangeOf, RunExtent, shownRuns, usableAxis } from "./runAxisSource";

/** The population's objective at one place of the run. */
export interface DistributionPlace {
  readonly x: number;
  readonly p: readonly number[];
  readonly values: readonly number[];
}

const MOST_PLACES = 240;

/** How the objective of a run's population is distributed over its course: ribbons between quantiles. */
export class DistributionSource implements ChartSource {
  readonly id = "distribution";
  readonly title = "Distribution of the population";
  /** The run that is shown; the first one that reports quantiles where none was chosen. */
  chosen: string | undefined;
  private readonly extents = new RunExtent();

  constructor(private readonly page: PageServices) {}

  axis(): RunAxis {
    return usableAxis(this.page);
  }

  /** The runs that reported quantiles of their populations. */
  candidates(): readonly { readonly run: RunSummary; readonly name: string; readonly color: number }[] {
    const { detail } = this.page.model;
    if (detail === undefined) return [];
    return shownRuns(this.page).flatMap(({ run, name, style }) =>
      quantileColumns(findTable(detail, runTable(run.id))).length < 2 ? [] : [{ run, name, color: style.color }],
    );
  }

  run(): { readonly run: RunSummary; readonly name: string; readonly color: number } | undefined {
    const candidates = this.candidates();
    return candidates.find(({ run }) => run.id === this.chosen) ?? candidates[0];
  }

  queries(room: ChartRoom): readonly SeriesQuery[] {
    const { detail } = this.page.model;
    const shown = this.run();
    if (detail === undefined || shown === undefined) return [];
    const axis = this.axis();
    const y = this.columns(shown.run).map(({ key }) => key);
    const common = { table: runTable(shown.run.id), x: axis, y, mode: "mean" } as const;
    const points = Math.min(MOST_PLACES, Math.round(room.width / 3));
    const whole = { ...common, points, key: this.key(shown.run, "all") };
    if (room.zoom === undefined) return [whole];
    return [
      whole,
      { ...common, ...rangeOf(room.zoom, originOf(axis, detail)), points, key: this.key(shown.run, "zoom") },
    ];
  }

  content(room: ChartRoom): ChartContent {
    const { detail } = this.page.model;
    const shown = this.run();
    const axis = this.axis();
    const base = { unit: "", xUnit: axisUnit(axis), xName: AXIS_NAMES[axis], scale: "linear" as const };
    if (detail === undefined || shown === undefined)
      return { ...base, series: [], extent: [0, 1], summary: "", data: [], empty: "" };
    const whole = this.quantile(shown.run, 0.5, "all");
    const part = room.zoom !== undefined && this.quantile(shown.run, 0.5, "zoom").x.length > 0 ? "zoom" : "all";
    return {
      ...base,
      series: this.ribbons(shown, part),
      extent: this.extents.of(axis, [whole], detail.session.status === "running"),
      summary: this.summary(whole.y),
      note: "bands: middle half, 5 % to 95 % of the population",
      legend: "names",
      data: [
        {
          name: shown.name,
          table: runTable(shown.run.id),
          columns: ["iteration", "time", "evaluations", ...this.columns(shown.run).map(({ key }) => key)],
        },
      ],
    };
  }

  /** The places of the whole run at which the distribution is known, on the shown axis. */
  places(): readonly number[] {
    const shown = this.run();
    return shown === undefined ? [] : this.quantile(shown.run, 0.5, "all").x;
  }

  /** The quantiles at one of the places. */
  at(index: number): DistributionPlace | undefined {
    const shown = this.run();
    const x = this.places()[index];
    if (shown === undefined || x === undefined) return undefined;
    const columns = this.columns(shown.run);
    const values = columns.map(({ key }) => this.points(shown.run, key, "all").y[index] ?? NaN);
    return { x, p: columns.map(({ p }) => p), values };
  }

  private ribbons(
    { run, color }: { readonly run: RunSummary; readonly color: number },
    part: "all" | "zoom",
  ): LineSeries[] {
    const style = plainStyle(color);
    const line = (p: number): LineSeries => ({
      key: `q${p}`,
      name: p === 0 ? "lowest" : p === 1 ? "highest" : "median",
      style: p === 0.5 ? style : companionStyle(style),
      ...this.quantile(run, p, part),
    });
    return [
      { ...line(0), ...this.band(run, [0.05, 0.95], part) },
      { ...line(0.5), ...this.band(run, [0.25, 0.75], part) },
      line(1),
    ];
  }

  private band(run: RunSummary, [from, to]: readonly [number, number], part: "all" | "zoom"): Pick<LineSeries, "band"> {
    const low = this.quantile(run, from, part);
    const high = this.quantile(run, to, part);
    if (low.x.length === 0 || low.x.length !== high.x.length) return {};
    return { band: { x: low.x, low: low.y, high: high.y } };
  }

  /** The reported quantile that is nearest to one that is wanted. */
  private quantile(
    run: RunSummary,
    wanted: number,
    part: "all" | "zoom",
  ): { x: readonly number[]; y: readonly number[] } {
    let nearest: QuantileColumn | undefined;
    for (const column of this.columns(run)) {
      if (nearest === undefined || Math.abs(column.p - wanted) < Math.abs(nearest.p - wanted)) nearest = column;
    }
    return nearest === undefined ? { x: [], y: [] } : this.points(run, nearest.key, part);
  }

  private points(run: RunSummary, key: string, part: "all" | "zoom"): { x: readonly number[]; y: readonly number[] } {
    const { detail, ...model } = {
      detail: this.page.model.detail,
      result: this.page.model.result(this.key(run, part)),
    };
    return detail === undefined ? { x: [], y: [] } : pointsOf(model.result, key, originOf(this.axis(), detail));
  }

  private columns(run: RunSummary): readonly QuantileColumn[] {
    const { detail } = this.page.model;
    return detail === undefined ? [] : quantileColumns(findTable(detail, runTable(run.id)));
  }

  private key(run: RunSummary, part: "all" | "zoom"): string {
    return queryKey(this.id, this.axis(), run.id, part);
  }

  private summary(medians: readonly number[]): string {
    const first = medians[0];
    const last = medians.at(-1);
    if (first === undefined || last === undefined) return "";
    return `Median from ${formatWithUnit(first, "", 4)} to ${formatWithUnit(last, "", 4)}`;
  }
}
