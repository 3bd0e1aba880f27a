import type { Config } from "vega-lite";
import type { ChartTheme } from "./palette";

/** The look that all charts share: a thin grid, no frame, labels in the editor's font. */
export function chartConfig(theme: ChartTheme): Config {
  const { font, fontSize } = theme;
  return {
    background: "transparent",
    font,
    view: { stroke: null },
    axis: {
      labelColor: theme.muted,
      labelFont: font,
      labelFontSize: fontSize,
      labelOverlap: false,
      labelPadding: 6,
      titleColor: theme.muted,
      titleFont: font,
      titleFontSize: fontSize,
      titleFontWeight: "normal",
      gridColor: theme.grid,
      gridWidth: 1,
      domain: false,
      ticks: false,
    },
    axisX: {
      grid: false,
      domain: true,
      domainColor: theme.axis,
      ticks: true,
      tickColor: theme.axis,
      tickSize: 4,
      labelPadding: 4,
    },
    legend: { disable: true },
    text: { font, fontSize, color: theme.muted },
  };
}
