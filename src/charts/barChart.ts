import type { TopLevelSpec } from "vega-lite";
import { chartConfig } from "./chartConfig";
import type { ComponentRow } from "./componentTree";
import type { ChartTheme } from "./palette";
import { formatCount, formatDuration, formatPercent } from "../base/format";

/** Longer names are cut, so that the bars keep their room. */
const LONGEST_NAME = 40;
/** How far a component stands to the right of the one that holds it, in pixels. */
const INDENT = 12;

/** The components as a bar chart of its own: names at the left, each indented below its parent, figures beside the bars. */
export function componentBarsSpec(rows: readonly ComponentRow[], theme: ChartTheme, width: number): TopLevelSpec {
  const left = nameWidth(rows, theme);
  const values = rows.map(({ component, depth, sharePercent }, index) => ({
    order: index,
    name: shortened(component.name),
    dx: depth * INDENT - left,
    share: sharePercent,
    strength: depth === 0 ? 1 : 0.55,
    text: `${formatShare(sharePercent)} · ${formatDuration(component.totalSeconds)} · ${formatCount(component.count)} ×`,
  }));
  const y = { field: "order", type: "ordinal", axis: null } as const;
  const axis = { tickCount: 6 } as const;
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
        mark: { type: "bar", height: 10, cornerRadius: 2, color: theme.series[0] ?? theme.foreground },
        encoding: {
          y,
          x: { field: "share", type: "quantitative", title: "share of run, %", axis },
          opacity: { field: "strength", type: "quantitative", scale: null },
        },
      },
      {
        mark: { type: "text", align: "left", dx: 6, color: theme.muted },
        encoding: { y, x: { field: "share", type: "quantitative" }, text: { field: "text", type: "nominal" } },
      },
      {
        mark: { type: "text", align: "left", dx: { expr: "datum.dx" }, color: theme.foreground },
        encoding: { y, x: { value: 0 }, text: { field: "name", type: "nominal" } },
      },
    ],
  };
}

/** About the room that the names need, in pixels. */
function nameWidth(rows: readonly ComponentRow[], { fontSize }: ChartTheme): number {
  const widths = rows.map(
    ({ component, depth }) => depth * INDENT + 0.58 * fontSize * shortened(component.name).length,
  );
  return Math.ceil(Math.max(0, ...widths) + 12);
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

/** A share of the run; what was measured is never called nothing. */
export function formatShare(percent: number): string {
  return percent > 0 && percent < 0.1 ? `<\u00a0${formatPercent(0.1)}` : formatPercent(percent);
}
