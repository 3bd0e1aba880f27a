import { formatCount } from "../../src/base/format";
import { trendInput } from "../../src/charts/trendChart";
import { formatWithUnit } from "../../src/charts/units";
import type { SeriesQuery } from "../../src/protocol/series";
import type { Trend } from "../../src/protocol/trends";
import { fromWireNumber } from "../../src/protocol/number";
import type { ChartContent, ChartRoom, ChartSource } from "../chart/chartSource";

/** One metric over sessions, oldest first. */
export class TrendSource implements ChartSource {
  readonly id = "trend";
  readonly title = "Trend";
  trend: Trend | undefined;

  axis(): string {
    return "trend";
  }

  queries(): readonly SeriesQuery[] {
    return [];
  }

  content({ width }: ChartRoom): ChartContent {
    const { trend } = this;
    const input = trend === undefined ? undefined : trendInput(trend, { width, height: 300 });
    const base = { xName: "session", note: "levels between change points; the baseline's quartiles as a band" };
    if (trend === undefined || input === undefined) {
      const empty = trend === undefined ? "Looking at past sessions…" : `No session has a value for ${trend.title}.`;
      return {
        ...base,
        series: [],
        unit: "",
        xUnit: "",
        extent: [0, 1],
        scale: "linear",
        summary: "",
        empty,
        data: [],
      };
    }
    const { series, unit, xUnit, xDomain, scale, yLow, yHigh } = input;
    return {
      ...base,
      series,
      unit,
      xUnit,
      extent: xDomain,
      scale,
      ...(yLow === undefined ? {} : { yLow }),
      ...(yHigh === undefined ? {} : { yHigh }),
      summary: summaryOf(trend),
      data: [],
    };
  }
}

function summaryOf({ title, points, unit, changes, better }: Trend): string {
  const last = points.at(-1);
  const value = fromWireNumber(last?.value) ?? NaN;
  const now = Number.isNaN(value)
    ? ""
    : `${title} ${formatWithUnit(value, unit)} in the newest of ${formatCount(points.length)} sessions`;
  const direction = better === undefined ? "" : ` (${better} is better)`;
  const change =
    changes.length === 0
      ? "; no change of level"
      : `; ${formatCount(changes.length)} ${changes.length === 1 ? "change" : "changes"} of level`;
  return `${now}${direction}${change}.`;
}
