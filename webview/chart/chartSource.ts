import type { LineSeries, StripPicture } from "../../src/charts/lineFrame";
import type { Domain, ScaleKind } from "../../src/charts/scales";
import type { SeriesQuery } from "../../src/protocol/series";

/** The room that a chart has and the part of its x axis that is shown. */
export interface ChartRoom {
  readonly width: number;
  readonly zoom: Domain | undefined;
}

/** What a chart shows at one moment, in numbers and in words. */
export interface ChartContent {
  readonly series: readonly LineSeries[];
  readonly unit: string;
  readonly xUnit: string;
  /** What the x axis is called. */
  readonly xName: string;
  /** The whole x axis, before any zoom. */
  readonly extent: Domain;
  readonly scale: ScaleKind;
  /** Linear where absent. */
  readonly xScale?: "linear" | "log";
  readonly steps?: boolean;
  readonly target?: number;
  readonly yLow?: number;
  readonly yHigh?: number;
  readonly strip?: StripPicture;
  /** One or two sentences that say what the picture shows. */
  readonly summary: string;
  /** Names the lines below the summary; with their newest values where the summary does not say them. */
  readonly legend?: "names" | "values";
  /** What stands in the corner: how to read the chart. */
  readonly note?: string;
  /** A sentence instead of a picture, when there is nothing to draw. */
  readonly empty?: string;
  /** The table and columns of the engine that hold the points in full. */
  readonly data: readonly { readonly table: string; readonly columns: readonly string[]; readonly name: string }[];
}

/** One chart's side of the data: what it asks for and what it makes of the answers. */
export interface ChartSource {
  readonly id: string;
  readonly title: string;
  /** Zoom and crosshair are shared by the charts that lie along the same axis. */
  axis(): string;
  queries(room: ChartRoom): readonly SeriesQuery[];
  content(room: ChartRoom): ChartContent;
}
