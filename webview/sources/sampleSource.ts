import { growingDomain, joinExtents, type Extent } from "../../src/charts/domains";
import type { LineSeries, StripPicture } from "../../src/charts/lineFrame";
import { plainStyle, seriesStyle } from "../../src/charts/palette";
import { pointsOf } from "../../src/charts/runSeries";
import type { SampleChart, SampleLine } from "../../src/charts/sampleChart";
import { defaultScale, type Domain } from "../../src/charts/scales";
import type { SeriesQuery, SeriesResult } from "../../src/protocol/series";
import type { SessionDetail } from "../../src/protocol/session";
import type { ChartContent, ChartRoom, ChartSource } from "../chart/chartSource";
import type { PageServices } from "../pageServices";
import { pointsFor, rangeOf } from "./runAxisSource";

/** A chart of the page, which may have a strip of colours below it. */
export interface PageChart extends SampleChart {
  /** More queries of the chart, and the strip that is made of their answers. */
  stripQueries?(detail: SessionDetail, room: ChartRoom, chartId: string): readonly SeriesQuery[];
  strip?(
    detail: SessionDetail,
    part: {
      readonly result: (key: string) => SeriesResult | undefined;
      readonly domain: Domain;
      readonly width: number;
      readonly chartId: string;
    },
  ): StripPicture | undefined;
}

/** A chart of samples over the session's time. */
export class SampleSource implements ChartSource {
  readonly id: string;
  readonly title: string;
  private previous: Domain | undefined;

  constructor(
    private readonly page: PageServices,
    private readonly chart: PageChart,
    /** Tells the charts of one tab from the same ones of another. */
    place = "",
  ) {
    this.id = `${place}${chart.id}`;
    this.title = chart.title;
  }

  axis(): string {
    return "time";
  }

  queries(room: ChartRoom): readonly SeriesQuery[] {
    const { detail } = this.page.model;
    if (detail === undefined) return [];
    const lines = this.chart.lines(detail);
    const points = pointsFor(room.width, lines.length);
    const range = rangeOf(room.zoom, detail.session.startTime);
    const queries = [...new Set(lines.map(({ table }) => table))].flatMap((table) => {
      const y = lines.filter((line) => line.table === table).map(({ column }) => column);
      const common = { table, x: "time", y, mode: "extremes", points } as const;
      const whole = { ...common, key: this.key("all", table) };
      if (room.zoom === undefined) return [whole];
      return [
        { ...whole, points: Math.min(points, 60) },
        { ...common, ...range, key: this.key("zoom", table) },
      ];
    });
    return [...queries, ...(this.chart.stripQueries?.(detail, room, this.id) ?? [])];
  }

  content(room: ChartRoom): ChartContent {
    const { detail } = this.page.model;
    const base = { unit: this.chart.unit, xUnit: "clock", xName: "time" };
    if (detail === undefined)
      return { ...base, series: [], extent: [0, 1], scale: "linear", summary: "", data: [], empty: "" };
    const lines = this.chart.lines(detail);
    const whole = lines.map((line, index) => this.seriesOf(line, index, "all", detail));
    const series = lines.map((line, index) => {
      const zoomed = room.zoom === undefined ? undefined : this.seriesOf(line, index, "zoom", detail);
      return zoomed !== undefined && zoomed.x.length > 0 ? zoomed : (whole[index] ?? EMPTY);
    });
    const extent = this.extent(whole, detail);
    const { model } = this.page;
    const domain = room.zoom ?? extent;
    const place = { domain, width: room.width, chartId: this.id };
    const strip = this.chart.strip?.(detail, { ...place, result: (key) => model.result(key) });
    const { yLow, yHigh, steps } = this.chart;
    return {
      ...base,
      series,
      extent,
      scale: this.scale(whole),
      ...(steps === undefined ? {} : { steps }),
      ...(yLow === undefined ? {} : { yLow }),
      ...(yHigh === undefined ? {} : { yHigh }),
      ...(strip === undefined ? {} : { strip }),
      summary: this.chart.summary(whole, detail),
      note: this.chart.note?.(detail) ?? "",
      ...(lines.length > 1 ? { legend: "names" as const } : {}),
      data: [...new Set(lines.map(({ table }) => table))].map((table) => ({
        name: table.replace(/^[a-z]+:/, ""),
        table,
        columns: ["time", ...lines.filter((line) => line.table === table).map(({ column }) => column)],
      })),
      ...(lines.length === 0 ? { empty: this.chart.empty(detail) } : {}),
    };
  }

  private key(part: "all" | "zoom", table: string): string {
    return `${this.id}|${part}|${table}`;
  }

  private seriesOf(line: SampleLine, index: number, part: "all" | "zoom", detail: SessionDetail): LineSeries {
    const { factor = 1 } = line;
    const points = pointsOf(this.page.model.result(this.key(part, line.table)), line.column, detail.session.startTime);
    return {
      key: line.column,
      name: line.name,
      style: index === 0 ? plainStyle(0) : seriesStyle(index),
      x: points.x,
      y: factor === 1 ? points.y : points.y.map((value) => value * factor),
      ...(line.filled === undefined ? {} : { filled: line.filled }),
    };
  }

  private extent(series: readonly LineSeries[], detail: SessionDetail): Domain {
    const { session, live } = detail;
    const end = session.endTime === undefined ? live?.elapsedSeconds : session.endTime - session.startTime;
    let high = end ?? 1;
    for (const { x } of series) high = Math.max(high, x.at(-1) ?? 0);
    const growing = session.status === "running";
    this.previous = growingDomain({ low: 0, high }, { growing, clock: true }, this.previous);
    return this.previous;
  }

  private scale(series: readonly LineSeries[]): "linear" | "log" {
    if (this.chart.mayBeLog !== true) return "linear";
    let extent: Extent | undefined;
    for (const { y } of series) {
      for (const value of y) if (Number.isFinite(value)) extent = joinExtents(extent, { low: value, high: value });
    }
    return extent !== undefined && defaultScale(extent.low, extent.high) === "log" ? "log" : "linear";
  }
}

const EMPTY: LineSeries = { key: "", name: "", style: plainStyle(0), x: [], y: [] };
