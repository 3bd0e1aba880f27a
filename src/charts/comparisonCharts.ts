import type { TopLevelSpec } from "vega-lite";
import type { ComparedGroup, ComparedSteps, Comparison, ComparisonAxis } from "../protocol/comparison";
import { fromWireNumber, type WireNumber } from "../protocol/number";
import { extentOf } from "./domains";
import type { LineChartInput, LineSeries } from "./lineFrame";
import { linePicture } from "./linePicture";
import { seriesStyle, type ChartTheme, type SeriesStyle } from "./palette";
import { defaultScale, type Domain } from "./scales";

/** The whole picture in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** More names at the lines' ends than this are hard to follow; a table beside the chart names all. */
const MOST_NAMED = 8;
const LONGEST_NAME = 28;

/** The units of the axes that comparisons are drawn along. */
const X_UNITS: Readonly<Record<ComparisonAxis, string>> = { evaluations: "count", iteration: "count", time: "s" };

/** Which of a group's staircases is drawn. */
export type StepsKind = "ecdf" | "performanceProfile" | "dataProfile";

/** The look of the group at a position, in all charts and tables of a comparison. */
export function groupStyle(index: number): SeriesStyle {
  return seriesStyle(index);
}

/** The group with the best median: commits stand in the order of their age. None over problems, whose objectives need not be comparable. */
export function leadingGroup({
  groups,
  groupBy,
  direction,
}: Pick<Comparison, "groups" | "groupBy" | "direction">): ComparedGroup | undefined {
  if (groupBy === "problem") return undefined;
  const sign = direction === "maximize" ? -1 : 1;
  const worth = ({ median }: ComparedGroup): number => sign * (fromWireNumber(median) ?? NaN);
  const [best] = groups.filter((group) => !Number.isNaN(worth(group))).sort((a, b) => worth(a) - worth(b));
  return best;
}

/** What a chart of the groups' curves shows: median and quartiles of each, single runs where there are too few for that. Undefined without curves. */
export function comparisonBandInput(
  { groups, axis }: Pick<Comparison, "groups" | "axis">,
  size: PictureSize,
): LineChartInput | undefined {
  const series = groups.flatMap((group, index) => groupSeries(group, groupStyle(index)));
  const places = extentOf(series.flatMap(({ x }) => [x[0] ?? NaN, x.at(-1) ?? NaN]));
  const values = extentOf(series.flatMap(({ y }) => y));
  if (places === undefined || values === undefined) return undefined;
  return {
    series,
    scale: defaultScale(values.low, values.high),
    steps: true,
    unit: "",
    xUnit: X_UNITS[axis],
    xDomain: widened(places.low, places.high),
    endLabels: series.length <= MOST_NAMED,
    ...size,
  };
}

/** The chart of the groups' curves. */
export function comparisonBandChart(
  comparison: Pick<Comparison, "groups" | "axis">,
  size: PictureSize,
  theme: ChartTheme,
): TopLevelSpec | undefined {
  const input = comparisonBandInput(comparison, size);
  return input === undefined ? undefined : linePicture(input, theme);
}

/** What a chart of shares that grow in steps shows: an ECDF of run times, a performance profile or a data profile. Undefined where no group has one. */
export function stepsInput(
  { groups, axis }: Pick<Comparison, "groups" | "axis">,
  kind: StepsKind,
  size: PictureSize,
): LineChartInput | undefined {
  const known = groups.flatMap((group, index) => {
    const steps = group[kind];
    return steps === undefined ? [] : [{ group, steps, style: groupStyle(index) }];
  });
  const places = extentOf(known.flatMap(({ steps }) => steps.x));
  if (places === undefined) return undefined;
  const positive = extentOf(known.flatMap(({ steps }) => steps.x.filter((place) => place > 0)));
  const start = kind === "performanceProfile" ? 1 : (positive?.low ?? 1);
  const isLog = places.high / start > 20;
  // Beyond the last step, so that it is seen.
  const xDomain: Domain = isLog
    ? [start, places.high * 1.25]
    : widened(kind === "performanceProfile" ? 1 : 0, places.high * 1.05);
  const series = known.map(({ group: { name }, steps, style }) => {
    return { key: name, name: shortened(name), style, ...staircase(steps, xDomain) };
  });
  return {
    series,
    scale: "linear",
    steps: true,
    unit: "%",
    xUnit: kind === "ecdf" ? X_UNITS[axis] : "",
    xScale: isLog ? "log" : "linear",
    xDomain,
    yLow: 0,
    yHigh: 100,
    endLabels: series.length <= MOST_NAMED,
    ...size,
  };
}

/** The chart of shares that grow in steps. */
export function stepsChart(
  comparison: Pick<Comparison, "groups" | "axis">,
  kind: StepsKind,
  size: PictureSize,
  theme: ChartTheme,
): TopLevelSpec | undefined {
  const input = stepsInput(comparison, kind, size);
  return input === undefined ? undefined : linePicture(input, theme);
}

function groupSeries({ name, band, lines }: ComparedGroup, style: SeriesStyle): LineSeries[] {
  const label = shortened(name);
  if (band !== undefined) {
    const { x } = band;
    const edges = stepped(x, numbers(band.low), numbers(band.high));
    return [{ key: name, name: label, style, x, y: numbers(band.median), band: edges }];
  }
  return lines.map(({ sessionId, runId, x, y }, index) => {
    const key = `${name} ${sessionId} ${runId}`;
    const names = lines.length === 1 ? { name: label } : { name: `${label} ${index + 1}`, group: label };
    return { key, ...names, style, x, y: numbers(y) };
  });
}

/** The edges of a band as stairs, as its median is drawn. */
function stepped(
  x: readonly number[],
  low: readonly number[],
  high: readonly number[],
): NonNullable<LineSeries["band"]> {
  const places = x.flatMap((_, index) =>
    index === 0
      ? [[index, index]]
      : [
          [index, index - 1],
          [index, index],
        ],
  );
  const pick = (values: readonly number[], which: 0 | 1): number[] =>
    places.map((place) => values[place[which] ?? 0] ?? NaN);
  return { x: pick(x, 0), low: pick(low, 1), high: pick(high, 1) };
}

/** Shares in per cent from the left edge to the right one. */
function staircase({ x, share }: ComparedSteps, [from, to]: Domain): { readonly x: number[]; readonly y: number[] } {
  const inside = x.flatMap((place, index) => (place < from ? [] : [{ x: place, y: 100 * (share[index] ?? 0) }]));
  const before = x.reduce((last, place, index) => (place <= from ? (share[index] ?? last) : last), 0);
  const points = [{ x: from, y: 100 * before }, ...inside, { x: to, y: 100 * (share.at(-1) ?? 0) }];
  return { x: points.map((point) => point.x), y: points.map((point) => point.y) };
}

function numbers(values: readonly WireNumber[]): number[] {
  return values.map((value) => fromWireNumber(value) ?? NaN);
}

/** A domain that is not empty. */
function widened(low: number, high: number): Domain {
  return high > low ? [low, high] : [low, low + 1];
}

/** A name that leaves the chart its room. */
export function shortened(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…`;
}
