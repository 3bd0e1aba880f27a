import type { TopLevelSpec } from "vega-lite";
import { chartConfig } from "./chartConfig";
import type { ChartTheme } from "./palette";
import type { ScaleKind } from "./scales";

/** What is fixed in the chart of some series over one x; everything else flows through its parameters and datasets. */
export interface LineChartOptions {
  readonly scale: ScaleKind;
  /** Lines keep a value until the next one: best so far, counters. */
  readonly steps?: boolean;
  /** Needed for symlog scales only. */
  readonly constant?: number;
  /** Linear where absent. */
  readonly xScale?: "linear" | "log";
}

/** The datasets of a line chart, in drawing order. */
export const LINE_DATASETS = ["bands", "fills", "target", "lines", "points", "odd", "strip", "notes", "ends"] as const;
export type LineDataset = (typeof LINE_DATASETS)[number];

/** The parameters of a line chart: what its axes show. */
export const LINE_PARAMETERS = ["xDomain", "yDomain", "xTicks", "yTicks", "xText", "yText", "xOffset"] as const;
export type LineParameter = (typeof LINE_PARAMETERS)[number];

// Labels for assistive technology stand beside the chart, so that marks need none; they would be built for every point.
const QUIET = { aria: false, tooltip: null, invalid: null } as const;

/** The Vega-Lite specification of a line chart; see LineFrame for the rows of its datasets. */
export function lineChartSpec(options: LineChartOptions, theme: ChartTheme): TopLevelSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: 400,
    height: 200,
    autosize: { type: "none", contains: "content" },
    params: LINE_PARAMETERS.map((name) => ({ name, value: START[name] })),
    config: chartConfig(theme),
    layer: [...shapes(options, theme), ...edgeMarks(theme), ...endLabels(theme)],
  } as TopLevelSpec;
}

/** Bands, fills, the target, lines and points. */
function shapes(options: LineChartOptions, theme: ChartTheme): object[] {
  const x = { field: "x", type: "quantitative", title: null } as const;
  const y = { field: "y", type: "quantitative", title: null } as const;
  const interpolate = options.steps === true ? "step-after" : "linear";
  const stroke = { field: "color", type: "nominal", scale: null } as const;
  const detail = { field: "segment", type: "nominal" } as const;
  return [
    { data: { name: "axes", values: [] }, mark: { type: "point", ...QUIET }, encoding: axes(options) },
    {
      data: { name: "bands" },
      mark: { type: "area", clip: true, fillOpacity: theme.highContrast ? 0.3 : 0.16, ...QUIET },
      encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, fill: stroke, detail },
    },
    {
      data: { name: "fills" },
      mark: { type: "area", clip: true, interpolate, fillOpacity: theme.highContrast ? 0.3 : 0.18, ...QUIET },
      encoding: { x, y, y2: { field: "base" }, fill: stroke, detail },
    },
    {
      data: { name: "target" },
      mark: { type: "rule", strokeDash: [4, 4], stroke: theme.muted, ...QUIET },
      encoding: { y },
    },
    {
      data: { name: "lines" },
      mark: {
        type: "line",
        clip: true,
        interpolate,
        strokeWidth: theme.highContrast ? 2.25 : 1.75,
        strokeJoin: "round",
        ...QUIET,
      },
      encoding: {
        x,
        y,
        stroke,
        detail,
        strokeDash: { field: "dash", type: "nominal", scale: null },
        opacity: { field: "opacity", type: "quantitative", scale: null },
      },
    },
    {
      data: { name: "points" },
      mark: { type: "point", filled: true, clip: true, size: 28, opacity: 1, ...QUIET },
      encoding: { x, y, fill: stroke },
    },
  ];
}

const color = { field: "color", type: "nominal", scale: null } as const;
const text = { field: "text", type: "nominal" } as const;

/** A place of the picture in pixels. */
function pixel(field: string): object {
  return { field, type: "quantitative", scale: null, title: null };
}

/** Marks at the picture's edge, the strip below it, notes. */
function edgeMarks(theme: ChartTheme): object[] {
  return [
    {
      data: { name: "odd" },
      mark: { type: "text", fontSize: theme.fontSize, fontWeight: "bold", ...QUIET },
      encoding: { x: { field: "x", type: "quantitative", title: null }, y: pixel("pixelY"), text, color },
    },
    {
      data: { name: "strip" },
      mark: { type: "image", align: "left", baseline: "top", aspect: false, ...QUIET, smooth: false },
      encoding: {
        x: pixel("pixelX"),
        y: pixel("pixelY"),
        url: { field: "url", type: "nominal" },
      },
    },
    {
      data: { name: "notes" },
      mark: {
        type: "text",
        align: { expr: "datum.align" },
        baseline: "middle",
        fontSize: theme.fontSize,
        color: theme.muted,
        ...QUIET,
      },
      encoding: { x: pixel("pixelX"), y: pixel("pixelY"), text },
    },
  ];
}

/** The lines' names at their ends, each with a piece of its line. */
function endLabels(theme: ChartTheme): object[] {
  return [
    {
      data: { name: "ends" },
      mark: { type: "rule", strokeWidth: 2, ...QUIET },
      encoding: {
        x: pixel("pixelX"),
        x2: { field: "pixelX2" },
        y: pixel("pixelY"),
        stroke: color,
        strokeDash: { field: "dash", type: "nominal", scale: null },
      },
    },
    {
      data: { name: "ends" },
      mark: {
        type: "text",
        align: "left",
        baseline: "middle",
        fontSize: theme.fontSize,
        color: theme.foreground,
        ...QUIET,
      },
      encoding: { x: pixel("pixelText"), y: pixel("pixelY"), text },
    },
  ];
}

function axes(options: LineChartOptions): object {
  const scaleOf = (name: string): object => ({
    domain: [1, 2],
    domainRaw: { expr: name },
    nice: false,
    zero: false,
    padding: 0,
  });
  return {
    x: {
      field: "x",
      type: "quantitative",
      scale: { ...scaleOf("xDomain"), ...(options.xScale === undefined ? {} : { type: options.xScale }) },
      axis: {
        title: null,
        values: { expr: "xTicks" },
        labelExpr: "xText[datum.value]",
        offset: { expr: "xOffset" },
        labelFlush: false,
      },
    },
    y: {
      field: "y",
      type: "quantitative",
      scale: {
        ...scaleOf("yDomain"),
        type: options.scale,
        ...(options.scale === "symlog" ? { constant: options.constant ?? 1 } : {}),
      },
      axis: { title: null, values: { expr: "yTicks" }, labelExpr: "yText[datum.value]" },
    },
  };
}

const START: Readonly<Record<LineParameter, unknown>> = {
  xDomain: [0, 1],
  yDomain: [1, 2],
  xTicks: [],
  yTicks: [],
  xText: {},
  yText: {},
  xOffset: 0,
};
