import type { TopLevelSpec } from "vega-lite";
import { chartConfig } from "./chartConfig";
import type { PictureSize } from "./comparisonCharts";
import type { ChartTheme } from "./palette";

type Layers = Extract<TopLevelSpec, { layer: readonly unknown[] }>["layer"];

const pixel = (field: string): object => ({ field, type: "quantitative", scale: null, axis: null });

/** Places of a layer's marks in pixels, by its rows' fields `x` and `y`. */
export const PLACES = { x: pixel("x"), y: pixel("y") };

/** A picture whose places are all worked out before: layers of marks in pixels, without axes. */
export function pixelPicture(size: PictureSize, layer: Layers, theme: ChartTheme): TopLevelSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...size,
    autosize: { type: "none", contains: "content" },
    padding: 0,
    config: chartConfig(theme),
    layer,
  };
}

/** Rows with `text` and `align` as texts, in the foreground's colour. */
export function textLayer(texts: readonly object[], theme: ChartTheme, mark: object = {}): Layers[number] {
  return {
    data: { values: [...texts] },
    mark: {
      type: "text",
      baseline: "middle",
      align: { expr: "datum.align" },
      color: theme.foreground,
      aria: false,
      tooltip: null,
      ...mark,
    },
    encoding: { ...PLACES, text: { field: "text", type: "nominal" } },
  };
}
