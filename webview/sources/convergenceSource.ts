import { valueAt, type Points } from "../../src/charts/bestSoFar";
import { convergenceNote, MOST_BANDS, sharedTarget } from "../../src/charts/convergenceNotes";
import { extentOf } from "../../src/charts/domains";
import type { LineSeries } from "../../src/charts/lineFrame";
import { companionStyle } from "../../src/charts/palette";
import {
  BOUND,
  bandColumns,
  bandOf,
  bestSteps,
  convergenceColumns,
  directionOf,
  lineColumns,
  pointsOf,
  type ConvergenceColumns,
  type RunAxis,
} from "../../src/charts/runSeries";
import { defaultScale, type ScaleKind } from "../../src/charts/scales";
import {
  convergenceSummary,
  oddValuesText,
  progressOf,
  shortProgressText,
  type Progress,
} from "../../src/charts/summaries";
import { findTable, runTable } from "../../src/charts/tables";
import { isBetter } from "../../src/charts/bestSoFar";
import { fromWireNumber } from "../../src/protocol/number";
import type { SeriesQuery } from "../../src/protocol/series";
import type { SessionDetail } from "../../src/protocol/session";
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

/** What the chosen scale is remembered under. */
export const CONVERGENCE_SCALE = "convergence";

/** What the list of runs says about one run. */
export interface RunProgress {
  readonly progress: Progress | undefined;
  readonly text: string;
}

/** Best so far of all runs over iterations, evaluations or time. */
export class ConvergenceSource implements ChartSource {
  readonly title = "Convergence";
  /** The run that the others step back for. */
  highlighted: string | undefined;
  private readonly extents = new RunExtent();
  private progressByRun: ReadonlyMap<string, RunProgress> = new Map();
  private valueExtent: { low: number; high: number } | undefined;

  /** `id` tells the chart of one tab from that of another; the chosen scale is shared. */
  constructor(
    private readonly page: PageServices,
    readonly id = "convergence",
  ) {}

  axis(): RunAxis {
    return usableAxis(this.page);
  }

  /** Whether any run has one objective that can converge. */
  hasObjective(): boolean {
    const { detail } = this.page.model;
    return detail !== undefined && this.lines(detail).length > 0;
  }

  /** How each run goes, as of the last drawing. */
  progressOf(runId: string): RunProgress | undefined {
    return this.progressByRun.get(runId);
  }

  /** The scale in use: the chosen one as long as the values allow it. */
  scale(): ScaleKind {
    const chosen = this.page.host.state.scales[CONVERGENCE_SCALE];
    const extent = this.valueExtent;
    if (chosen !== undefined && !(chosen === "log" && this.logObstacle() !== undefined)) return chosen;
    return extent === undefined ? "linear" : defaultScale(extent.low, extent.high);
  }

  /** Why a logarithmic scale is impossible; `undefined` when it is not. */
  logObstacle(): string | undefined {
    const extent = this.valueExtent;
    return extent !== undefined && extent.low <= 0
      ? "A logarithmic scale needs positive values; symlog takes any."
      : undefined;
  }

  queries(room: ChartRoom): readonly SeriesQuery[] {
    const detail = this.page.model.detail;
    if (detail === undefined) return [];
    const lines = this.lines(detail).filter(({ shown }) => !shown.isHidden);
    return lines.flatMap((line) => this.queriesOf(line, detail, room, lines.length));
  }

  content(room: ChartRoom): ChartContent {
    const detail = this.page.model.detail;
    const axis = this.axis();
    const base = { unit: "", xUnit: axisUnit(axis), xName: AXIS_NAMES[axis], steps: true };
    if (detail === undefined)
      return { ...base, series: [], extent: [0, 1], scale: "linear", summary: "", data: [], empty: "" };
    const lines = this.lines(detail);
    const all = lines.map((line) => ({
      ...line,
      points: this.overview(line, detail),
      bound: this.bound(line, detail, "all"),
    }));
    this.progressByRun = new Map(all.map(({ shown, points }) => [shown.run.id, this.progress(shown, points, axis)]));
    const visible = all.filter(({ shown }) => !shown.isHidden);
    const values = extentOf(visible.flatMap(({ points, bound }) => [...points.y, ...bound.y]));
    this.valueExtent = values;
    const extent = this.extents.of(
      axis,
      visible.map(({ points }) => points),
      detail.session.status === "running",
    );
    const scale = this.scale();
    const withBands = visible.length <= MOST_BANDS;
    const series = visible.flatMap((line) => [
      this.seriesOf(line, detail, room, withBands),
      ...this.boundSeries(line, detail, room),
    ]);
    const target = sharedTarget(visible.map(({ shown }) => shown.run));
    return {
      ...base,
      series,
      extent,
      scale,
      ...(target === undefined ? {} : { target }),
      summary: this.summary(visible, axis, series),
      note: convergenceNote(visible),
      data: lines.map(({ shown, columns }) => ({
        name: shown.name,
        table: runTable(shown.run.id),
        columns: [
          "iteration",
          "time",
          "evaluations",
          ...lineColumns(columns),
          ...(columns.band === undefined ? [] : bandColumns(columns.band)),
        ],
      })),
      ...emptyText(lines.length, visible.length, detail),
    };
  }

  private lines(detail: SessionDetail): { shown: ShownRun; columns: ConvergenceColumns }[] {
    return shownRuns(this.page).flatMap((shown) => {
      const columns = convergenceColumns(findTable(detail, runTable(shown.run.id)));
      return columns === undefined ? [] : [{ shown, columns }];
    });
  }

  private queriesOf(
    { shown, columns }: { shown: ShownRun; columns: ConvergenceColumns },
    detail: SessionDetail,
    room: ChartRoom,
    count: number,
  ): SeriesQuery[] {
    const axis = this.axis();
    const { zoom } = room;
    const common = { table: runTable(shown.run.id), x: axis } as const;
    const points = pointsFor(room.width, count);
    const range = rangeOf(zoom, originOf(axis, detail));
    const key = (part: "all" | "zoom" | "band" | "bandZoom"): string => queryKey(this.id, axis, shown.run.id, part);
    const y = lineColumns(columns);
    const queries: SeriesQuery[] = [
      { ...common, key: key("all"), y, mode: "extremes", points: zoom === undefined ? points : Math.min(points, 100) },
    ];
    if (zoom !== undefined) queries.push({ ...common, ...range, key: key("zoom"), y, mode: "extremes", points });
    if (columns.band === undefined || count > MOST_BANDS) return queries;
    const bandPoints = Math.max(20, Math.round(points / 4));
    const band = { ...common, y: bandColumns(columns.band), mode: "mean", points: bandPoints } as const;
    queries.push({ ...band, key: key("band") });
    if (zoom !== undefined) queries.push({ ...band, ...range, key: key("bandZoom") });
    return queries;
  }

  private overview(
    { shown, columns }: { shown: ShownRun; columns: ConvergenceColumns },
    detail: SessionDetail,
  ): Points {
    const axis = this.axis();
    const result = this.page.model.result(queryKey(this.id, axis, shown.run.id, "all"));
    return bestSteps(pointsOf(result, columns.objective, originOf(axis, detail)), directionOf(shown.run));
  }

  private bound(
    { shown, columns }: { shown: ShownRun; columns: ConvergenceColumns },
    detail: SessionDetail,
    part: "all" | "zoom",
  ): Points {
    if (columns.hasBound !== true) return { x: [], y: [] };
    const axis = this.axis();
    return pointsOf(this.page.model.result(queryKey(this.id, axis, shown.run.id, part)), BOUND, originOf(axis, detail));
  }

  /** The bound of a run as a line of its own: what lies between it and the incumbent is the gap. */
  private boundSeries(
    line: { shown: ShownRun; columns: ConvergenceColumns; bound: Points },
    detail: SessionDetail,
    { zoom }: ChartRoom,
  ): readonly LineSeries[] {
    const { shown } = line;
    const detailed = zoom === undefined ? undefined : this.bound(line, detail, "zoom");
    const points = detailed === undefined || detailed.x.length === 0 ? line.bound : detailed;
    if (points.x.length === 0) return [];
    const dimmed = this.highlighted !== undefined && this.highlighted !== shown.run.id;
    const style = companionStyle(shown.style);
    return [{ key: `${shown.run.id}|${BOUND}`, name: `${shown.name} bound`, style, ...points, dimmed }];
  }

  private seriesOf(
    line: { shown: ShownRun; columns: ConvergenceColumns; points: Points },
    detail: SessionDetail,
    { zoom }: ChartRoom,
    withBands: boolean,
  ): LineSeries {
    const { shown, columns } = line;
    const axis = this.axis();
    const origin = originOf(axis, detail);
    const key = (part: "zoom" | "band" | "bandZoom"): string => queryKey(this.id, axis, shown.run.id, part);
    const detailed =
      zoom === undefined ? undefined : pointsOf(this.page.model.result(key("zoom")), columns.objective, origin);
    const points =
      detailed === undefined || detailed.x.length === 0
        ? line.points
        : bestSteps(detailed, directionOf(shown.run), valueAt(line.points, detailed.x[0] ?? 0));
    const { model } = this.page;
    const band =
      columns.band === undefined || !withBands
        ? undefined
        : ((zoom === undefined ? undefined : bandOf(model.result(key("bandZoom")), columns.band, origin)) ??
          bandOf(model.result(key("band")), columns.band, origin));
    return {
      key: shown.run.id,
      name: shown.name,
      style: shown.style,
      ...points,
      dimmed: this.highlighted !== undefined && this.highlighted !== shown.run.id,
      ...(band === undefined ? {} : { band }),
    };
  }

  private progress({ run }: ShownRun, points: Points, axis: RunAxis): RunProgress {
    const drawn = progressOf(points, points.x.at(-1) ?? 0, directionOf(run));
    const final = run.best === undefined ? undefined : fromWireNumber(run.best);
    // A program may give a better value at its end than any iteration had.
    const isBeaten =
      drawn !== undefined &&
      final !== undefined &&
      Number.isFinite(final) &&
      isBetter(final, drawn.best, directionOf(run));
    const progress = isBeaten ? { ...drawn, best: final, bestAt: drawn.end } : drawn;
    return { progress, text: shortProgressText(progress, axis) };
  }

  private summary(visible: readonly { shown: ShownRun }[], axis: RunAxis, series: readonly LineSeries[]): string {
    let lead: { name: string; progress: Progress } | undefined;
    for (const { shown } of visible) {
      const progress = this.progressByRun.get(shown.run.id)?.progress;
      if (progress === undefined) continue;
      if (lead !== undefined && !isBetter(progress.best, lead.progress.best, directionOf(shown.run))) continue;
      lead = { name: shown.name, progress };
    }
    const odd = oddValuesText(series.flatMap(({ y }) => y));
    return `${convergenceSummary(lead, visible.length, axis)}${odd === "" ? "" : ` Not drawn as numbers: ${odd}.`}`;
  }
}

function emptyText(lineCount: number, visibleCount: number, detail: SessionDetail): { empty?: string } {
  if (lineCount === 0) {
    return detail.runs.length === 0
      ? { empty: "No run has reported yet." }
      : { empty: "No run has reported an objective value yet." };
  }
  return visibleCount === 0 ? { empty: "All runs are hidden. Choose some in the list of runs." } : {};
}
