import type { LineSeries } from "../../src/charts/lineFrame";
import { pointsOf, type RunAxis } from "../../src/charts/runSeries";
import { defaultScale } from "../../src/charts/scales";
import { extentOf } from "../../src/charts/domains";
import { levelText, oddValuesText } from "../../src/charts/summaries";
import { findTable, hasColumn, runTable, type ColumnTitle } from "../../src/charts/tables";
import { formatWithUnit } from "../../src/charts/units";
import type { SeriesQuery } from "../../src/protocol/series";
import type { ChartContent, ChartRoom, ChartSource } from "../chart/chartSource";
import type { PageServices } from "../pageServices";
import {
  AXIS_NAMES,
  axisUnit,
  originOf,
  pointsFor,
  queryKey,
  rangeOf,
  RunExtent,
  shownRuns,
  usableAxis,
  type ShownRun,
} from "./runAxisSource";

/** One column of the runs' iterations that is no objective: a standard one such as diversity, or the program's own. */
export class RunMetricSource implements ChartSource {
  readonly id: string;
  readonly title: string;
  private readonly unit: string;
  private readonly extents = new RunExtent();

  constructor(
    private readonly page: PageServices,
    private readonly column: ColumnTitle & { readonly key: string },
    /** Tells the charts of one tab from the same ones of another. */
    place = "",
  ) {
    this.id = `${place}run-metric:${column.key}`;
    this.title = column.title;
    this.unit = column.unit;
  }

  axis(): RunAxis {
    return usableAxis(this.page);
  }

  queries(room: ChartRoom): readonly SeriesQuery[] {
    const { detail } = this.page.model;
    if (detail === undefined) return [];
    const axis = this.axis();
    const runs = this.runs();
    const points = pointsFor(room.width, runs.length);
    return runs.flatMap(({ run }) => {
      const common = { table: runTable(run.id), x: axis, y: [this.column.key], mode: "extremes", points } as const;
      const whole = { ...common, key: queryKey(this.id, axis, run.id, "all") };
      if (room.zoom === undefined) return [whole];
      return [
        { ...whole, points: Math.min(points, 100) },
        { ...common, ...rangeOf(room.zoom, originOf(axis, detail)), key: queryKey(this.id, axis, run.id, "zoom") },
      ];
    });
  }

  content(room: ChartRoom): ChartContent {
    const { detail } = this.page.model;
    const axis = this.axis();
    const origin = detail === undefined ? 0 : originOf(axis, detail);
    const runs = this.runs();
    const whole = runs.map((shown) => this.seriesOf(shown, origin, "all"));
    const series = whole.map((all, index) => {
      const shown = runs[index];
      if (room.zoom === undefined || shown === undefined) return all;
      const zoomed = this.seriesOf(shown, origin, "zoom");
      return zoomed.x.length > 0 ? zoomed : all;
    });
    const isRunning = detail?.session.status === "running";
    const values = extentOf(whole.flatMap(({ y }) => y));
    return {
      series,
      unit: this.unit,
      xUnit: axisUnit(axis),
      xName: AXIS_NAMES[axis],
      extent: this.extents.of(axis, whole, isRunning),
      scale: values === undefined ? "linear" : defaultScale(values.low, values.high),
      summary: summaryOf(whole, this.unit, isRunning),
      ...(runs.length > 1 ? { legend: "values" as const } : {}),
      data: runs.map(({ run, name }) => ({
        name,
        table: runTable(run.id),
        columns: ["iteration", "time", "evaluations", this.column.key],
      })),
      ...(runs.length === 0 ? { empty: "All runs with this metric are hidden." } : {}),
    };
  }

  private runs(): ShownRun[] {
    const { detail } = this.page.model;
    if (detail === undefined) return [];
    return shownRuns(this.page).filter(
      ({ run, isHidden }) => !isHidden && hasColumn(findTable(detail, runTable(run.id)), this.column.key),
    );
  }

  private seriesOf({ run, name, style }: ShownRun, origin: number, part: "all" | "zoom"): LineSeries {
    const result = this.page.model.result(queryKey(this.id, this.axis(), run.id, part));
    return { key: run.id, name, style, ...pointsOf(result, this.column.key, origin) };
  }
}

function summaryOf(series: readonly LineSeries[], unit: string, isRunning: boolean): string {
  const odd = oddValuesText(series.flatMap(({ y }) => y));
  const extent = extentOf(series.flatMap(({ y }) => y));
  const [only] = series;
  if (extent === undefined || only === undefined) return odd;
  const level =
    series.length === 1
      ? levelText(only.y, unit, isRunning)
      : `from ${formatWithUnit(extent.low, unit, 4)} to ${formatWithUnit(extent.high, unit, 4)}`;
  return `${level}${odd === "" ? "" : ` · ${odd}`}`;
}
