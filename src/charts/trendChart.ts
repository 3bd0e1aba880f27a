import type { TopLevelSpec } from "vega-lite";
import { fromWireNumber } from "../protocol/number";
import type { Trend } from "../protocol/trends";
import type { PictureSize } from "./comparisonCharts";
import { extentOf } from "./domains";
import type { LineChartInput, LineSeries } from "./lineFrame";
import { linePicture } from "./linePicture";
import { companionStyle, plainStyle, type ChartTheme } from "./palette";

/** Room above and below the points, as a share of their range. */
const MARGIN = 0.08;

/**
 * What a trend's chart shows: one point a session in their order, the level of every stretch between change points, and the quartiles of the
 * baseline as a band. Undefined without a value.
 */
export function trendInput(trend: Trend, size: PictureSize): LineChartInput | undefined {
  const { points, segments, baseline, unit } = trend;
  const y = points.map(({ value }) => fromWireNumber(value) ?? NaN);
  if (!y.some(Number.isFinite)) return undefined;
  const { low, high } = extentOf(y) ?? { low: 0, high: 1 };
  const margin = MARGIN * (high - low || Math.abs(high) || 1);
  const x = points.map((_, index) => index + 1);
  const [from, to] = [0.5, points.length + 0.5];
  const levels = segments.map((segment, index): LineSeries => ({
    key: `level ${index}`,
    name: "level",
    style: plainStyle(1),
    x: [segment.from + 0.5, segment.to + 0.5],
    y: [segment.mean, segment.mean],
  }));
  const sample = baseline === undefined ? [] : [baselineSeries(baseline, from, to)];
  return {
    series: [
      ...sample,
      { key: "sessions", name: trend.title, style: plainStyle(0), dimmed: true, marks: true, x, y },
      ...levels,
    ],
    scale: "linear",
    yLow: low >= 0 ? Math.max(0, low - margin) : low - margin,
    yHigh: high + margin,
    unit,
    xUnit: "count",
    xDomain: [from, to],
    endLabels: false,
    ...size,
  };
}

/** The chart of a trend. */
export function trendChart(trend: Trend, size: PictureSize, theme: ChartTheme): TopLevelSpec | undefined {
  const input = trendInput(trend, size);
  return input === undefined ? undefined : linePicture(input, theme);
}

function baselineSeries({ low, median, high }: NonNullable<Trend["baseline"]>, from: number, to: number): LineSeries {
  return {
    key: "baseline",
    name: "baseline",
    style: companionStyle(plainStyle(2)),
    x: [from, to],
    y: [median, median],
    band: { x: [from, to], low: [low, low], high: [high, high] },
  };
}
