import type { TopLevelSpec } from "vega-lite";
import { chartConfig } from "./chartConfig";
import type { ComponentRow } from "./componentTree";
import type { ChartTheme } from "./palette";
import { formatDuration, formatPercent } from "../base/format";

/** The components as a bar chart of its own, with their figures written beside the bars. */
export function componentBarsSpec(rows: readonly ComponentRow[], theme: ChartTheme, width: number): TopLevelSpec {
  const values = rows.map(({ component, depth, sharePercent }, index) => ({
    order: index,
    name: `${"\u2003".repeat(depth)}${component.name}`,
    share: sharePercent,
    text: `${formatPercent(sharePercent)} · ${formatDuration(component.totalSeconds)} · ${component.count} ×`,
  }));
  const y = { field: "order", type: "ordinal", axis: null } as const;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width,
    height: { step: 26 },
    padding: 16,
    background: theme.background,
    config: chartConfig(theme),
    data: { values },
    layer: [
      {
        mark: { type: "bar", height: 8, cornerRadius: 2, color: theme.series[0] ?? theme.foreground },
        encoding: { y, x: { field: "share", type: "quantitative", title: "share of run, %" } },
      },
      {
        mark: { type: "text", align: "left", dx: 6, color: theme.muted },
        encoding: { y, x: { field: "share", type: "quantitative" }, text: { field: "text", type: "nominal" } },
      },
      {
        mark: { type: "text", align: "right", dx: -8, color: theme.foreground },
        encoding: { y, x: { value: 0 }, text: { field: "name", type: "nominal" } },
      },
    ],
  };
}
