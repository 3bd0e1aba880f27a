import { formatValue } from "../base/format";
import { spreadLabels } from "./labels";
import { isDrawable, verticalDomain } from "./lineDomain";
import type { LineDataset, LineParameter } from "./lineChart";
import { labelPadding, leftPadding, tickPadding } from "./paddings";
import { colorOf, type ChartTheme, type SeriesStyle } from "./palette";
import { axisScale, symlogConstant, type AxisScale, type Domain, type ScaleKind } from "./scales";
import { axisTicks, clockStep, multiples } from "./ticks";
import { formatTicks, formatWithUnit } from "./units";

/** The points of one line. Values may be NaN or infinite: they are drawn as marks at the edge. */
export interface LineSeries {
  readonly key: string;
  readonly name: string;
  /** The name of those that look the same, where it is one of several. */
  readonly group?: string;
  readonly style: SeriesStyle;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** A band around the line, at x of its own. */
  readonly band?: { readonly x: readonly number[]; readonly low: readonly number[]; readonly high: readonly number[] };
  /** Filled down to the lower end of the axis. */
  readonly filled?: boolean;
  readonly dimmed?: boolean;
  /** A mark at every point. */
  readonly marks?: boolean;
}

/** A strip of colours below the chart, drawn into a canvas by the page. */
export interface StripPicture {
  readonly image: unknown;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  readonly firstLabel: string;
  readonly lastLabel: string;
}

/** What a line chart shows at one moment. */
export interface LineChartInput {
  readonly series: readonly LineSeries[];
  readonly scale: ScaleKind;
  readonly steps?: boolean;
  readonly unit: string;
  readonly xUnit: string;
  readonly xDomain: Domain;
  /** Linear where absent; a logarithmic one needs a positive domain. */
  readonly xScale?: "linear" | "log";
  readonly target?: number;
  /** Ends of the value axis that are given: 0 and 100 for shares. */
  readonly yLow?: number;
  readonly yHigh?: number;
  /** The value axis a moment ago. */
  readonly previous?: Domain;
  readonly strip?: StripPicture;
  /** The whole picture in pixels, axes included. */
  readonly width: number;
  readonly height: number;
  /** Direct labels at the right end; they need room. */
  readonly endLabels: boolean;
}

/** Where the plot lies in the picture. */
interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Everything that a drawing needs: box, parameters and rows. */
export interface LineFrame {
  readonly box: PlotBox;
  readonly padding: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly x: AxisScale;
  readonly y: AxisScale;
  readonly constant: number;
  readonly parameters: Readonly<Record<LineParameter, unknown>>;
  readonly rows: Readonly<Record<LineDataset, readonly object[]>>;
}

const TOP = 10;
const AXIS_HEIGHT = 24;
const STRIP_GAP = 8;
const MAX_ODD_MARKS = 40;

/** Lays out one drawing of a line chart: domains, ticks, padding and the rows of every dataset. */
export function lineFrame(input: LineChartInput, theme: ChartTheme): LineFrame {
  const yDomain = verticalDomain(input);
  const constant = symlogConstant(yDomain);
  const stripHeight = input.strip === undefined ? 0 : input.strip.height + STRIP_GAP;
  const height = Math.max(24, input.height - TOP - AXIS_HEIGHT - stripHeight);
  const yTicks = axisTicks(input.scale, yDomain, Math.max(2, Math.floor(height / 44)), constant);
  const yText = formatTicks(yTicks, input.unit);
  const left = leftPadding([...yText, ...stripLabels(input.strip)], theme);
  const right = input.endLabels
    ? labelPadding(input.series, theme)
    : tickPadding(formatTicks(input.xDomain, input.xUnit), theme);
  const width = Math.max(40, input.width - left - right);
  const box = { left, top: TOP, width, height };
  const x = axisScale(input.xScale ?? "linear", input.xDomain);
  const y = axisScale(input.scale, yDomain, constant);
  const xTicks = horizontalTicks(input, width, theme);
  const parameters = {
    xDomain: input.xDomain,
    yDomain,
    xTicks,
    yTicks,
    xText: lookUp(xTicks, formatTicks(xTicks, input.xUnit)),
    yText: lookUp(yTicks, yText),
    xOffset: stripHeight,
  };
  const padding = { left, right, top: TOP, bottom: AXIS_HEIGHT + stripHeight };
  return { box, padding, x, y, constant, parameters, rows: rowsOf(input, theme, { box, x, y }) };
}

interface Layout {
  readonly box: PlotBox;
  readonly x: AxisScale;
  readonly y: AxisScale;
}

function rowsOf(input: LineChartInput, theme: ChartTheme, layout: Layout): Record<LineDataset, readonly object[]> {
  const low = layout.y.domain[0];
  const lines = input.series.flatMap((series) => lineRows(series, colorOf(series.style, theme), low));
  return {
    bands: input.series.flatMap((series) => bandRows(series, colorOf(series.style, theme), input.scale, low)),
    fills: lines.filter((row) => row.filled),
    lines,
    points: lines.filter((row) => row.marks),
    target: targetInside(input, layout.y) ? [{ y: input.target }] : [],
    odd: input.series.flatMap((series) => oddRows(series, colorOf(series.style, theme), input, layout)),
    strip: stripRows(input.strip, layout),
    notes: [...targetNote(input, layout), ...stripNotes(input.strip, layout)],
    ends: input.endLabels ? endRows(input, theme, layout) : [],
  };
}

interface LineRow {
  readonly x: number;
  readonly y: number;
  readonly base: number;
  readonly segment: string;
  readonly color: string;
  readonly dash: readonly number[];
  readonly opacity: number;
  readonly filled: boolean;
  readonly marks: boolean;
}

/** A line breaks where a value is none. */
function lineRows(series: LineSeries, color: string, base: number): LineRow[] {
  const rows: LineRow[] = [];
  let part = 0;
  for (let index = 0; index < series.x.length; index++) {
    const y = series.y[index] ?? NaN;
    if (!Number.isFinite(y) || (base > 0 && y <= 0)) {
      part++;
      continue;
    }
    rows.push({
      x: series.x[index] ?? 0,
      y,
      base,
      segment: part === 0 ? series.key : `${series.key}#${part}`,
      color,
      dash: series.style.dash,
      opacity: series.dimmed === true ? 0.25 : 1,
      filled: series.filled === true,
      marks: series.marks === true,
    });
  }
  return rows;
}

function bandRows({ key, band }: LineSeries, color: string, scale: ScaleKind, bottom: number): object[] {
  if (band === undefined) return [];
  const rows: object[] = [];
  for (let index = 0; index < band.x.length; index++) {
    const high = band.high[index] ?? NaN;
    const low = band.low[index] ?? NaN;
    if (!isDrawable(high, scale) || Number.isNaN(low)) continue;
    rows.push({ x: band.x[index], low: isDrawable(low, scale) ? low : bottom, high, segment: key, color });
  }
  return rows;
}

function oddRows(series: LineSeries, color: string, input: LineChartInput, { box }: Layout): object[] {
  const rows: object[] = [];
  for (let index = 0; index < series.x.length && rows.length < MAX_ODD_MARKS; index++) {
    const y = series.y[index] ?? NaN;
    const x = series.x[index] ?? NaN;
    if (Number.isFinite(y) || x < input.xDomain[0] || x > input.xDomain[1]) continue;
    const isBelow = y === -Infinity;
    rows.push({ x, pixelY: isBelow ? box.height - 6 : 6, text: Number.isNaN(y) ? "×" : isBelow ? "▼" : "▲", color });
  }
  return rows;
}

function targetInside({ target, scale }: LineChartInput, y: AxisScale): boolean {
  if (target === undefined || !isDrawable(target, scale)) return false;
  const unit = y.toUnit(target);
  return unit >= 0 && unit <= 1;
}

function targetNote(input: LineChartInput, { box, y }: Layout): object[] {
  const { target } = input;
  if (target === undefined || !Number.isFinite(target)) return [];
  const name = `target ${formatWithUnit(target, input.unit)}`;
  if (targetInside(input, y)) {
    const line = box.height * (1 - y.toUnit(target));
    // At the left, where lines are still far from their target.
    return [{ pixelX: 6, pixelY: line < 16 ? line + 9 : line - 8, text: name, align: "left" }];
  }
  if (input.scale === "log" && target <= 0) return [];
  const isAbove = target > y.domain[1];
  return [{ pixelX: 6, pixelY: isAbove ? 8 : box.height - 8, text: `${name} ${isAbove ? "↑" : "↓"}`, align: "left" }];
}

function stripRows(strip: StripPicture | undefined, { box, x }: Layout): object[] {
  if (strip === undefined) return [];
  const left = x.toUnit(strip.from) * box.width;
  const right = x.toUnit(strip.to) * box.width;
  if (!(right > left)) return [];
  return [
    {
      image: strip.image,
      pixelX: left,
      pixelY: box.height + STRIP_GAP,
      pixelWidth: right - left,
      pixelHeight: strip.height,
    },
  ];
}

function stripLabels(strip: StripPicture | undefined): string[] {
  return strip === undefined ? [] : [strip.firstLabel, strip.lastLabel];
}

function stripNotes(strip: StripPicture | undefined, { box }: Layout): object[] {
  if (strip === undefined) return [];
  const top = box.height + STRIP_GAP;
  const first = { pixelX: -6, pixelY: top + 6, text: strip.firstLabel, align: "right" };
  if (strip.firstLabel === strip.lastLabel || strip.height < 24) return [first];
  return [first, { pixelX: -6, pixelY: top + strip.height - 6, text: strip.lastLabel, align: "right" }];
}

function endRows(input: LineChartInput, theme: ChartTheme, { box, y }: Layout): object[] {
  const ends = input.series.flatMap((series) => {
    const last = lastDrawable(series, input);
    return last === undefined ? [] : [{ series, at: box.height * (1 - Math.min(1, Math.max(0, y.toUnit(last)))) }];
  });
  const places = spreadLabels(
    ends.map(({ at }) => at),
    { gap: theme.fontSize + 3, low: 4, high: box.height - 2 },
  );
  return ends.map(({ series }, index) => ({
    pixelX: box.width + 6,
    pixelX2: box.width + 20,
    pixelText: box.width + 25,
    pixelY: places[index] ?? 0,
    text: series.name,
    color: colorOf(series.style, theme),
    dash: series.style.dash,
  }));
}

function lastDrawable(series: LineSeries, { xDomain, scale }: LineChartInput): number | undefined {
  for (let index = series.x.length - 1; index >= 0; index--) {
    const y = series.y[index] ?? NaN;
    if ((series.x[index] ?? Infinity) <= xDomain[1] && isDrawable(y, scale)) return y;
  }
  return undefined;
}

function horizontalTicks(input: LineChartInput, width: number, theme: ChartTheme): number[] {
  const [low, high] = input.xDomain;
  const widest = Math.max(...formatTicks([low, high], input.xUnit).map((text) => text.length)) * theme.fontSize * 0.62;
  const count = Math.min(14, Math.max(2, Math.floor(width / Math.max(54, widest + 26))));
  if (input.xUnit === "clock") return multiples(input.xDomain, clockStep(high - low, count));
  const ticks = axisTicks(input.xScale ?? "linear", input.xDomain, count);
  return input.xUnit === "count" ? ticks.filter(Number.isInteger) : ticks;
}

function lookUp(ticks: readonly number[], texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(ticks.map((tick, index) => [String(tick), texts[index] ?? formatValue(tick)]));
}
