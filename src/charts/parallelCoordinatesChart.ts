import type { TopLevelSpec } from "vega-lite";
import { formatValue } from "../base/format";
import type { Comparison, ParameterRow } from "../protocol/comparison";
import { fromWireNumber } from "../protocol/number";
import { groupStyle, shortened, type PictureSize } from "./comparisonCharts";
import { extentOf } from "./domains";
import { colorOf, type ChartTheme } from "./palette";
import { PLACES, pixelPicture, textLayer } from "./pixelPicture";

/** More axes than this have no room for their names. */
const MOST_AXES = 9;
const MOST_CATEGORIES = 12;
const MARGIN = { left: 70, right: 70, top: 30, bottom: 12 } as const;

type Scalar = number | string | boolean;

interface ParameterAxis {
  readonly name: string;
  readonly valueOf: (row: ParameterRow) => Scalar | undefined;
  /** 0 at the bottom to 1 at the top; undefined where the axis has no place for a value. */
  readonly toUnit: (value: Scalar) => number | undefined;
  readonly labels: readonly { readonly text: string; readonly unit: number }[];
}

/**
 * Every run as a line across its parameters, to its result at the right; in the colour of its group. Parameters that matter most are
 * shown where there are too many. Undefined without parameters that vary.
 */
export function parallelCoordinatesChart(
  comparison: Pick<Comparison, "parameterNames" | "parameters" | "importance" | "groups">,
  { width, height }: PictureSize,
  theme: ChartTheme,
): TopLevelSpec | undefined {
  const { parameters } = comparison;
  const axes = axesOf(comparison);
  if (axes.length < 2 || parameters.length === 0) return undefined;
  const room = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  const toX = (index: number): number => MARGIN.left + (index * room.width) / (axes.length - 1);
  const toY = (unit: number): number => MARGIN.top + (1 - unit) * room.height;
  const colors = new Map(comparison.groups.map(({ name }, index) => [name, colorOf(groupStyle(index), theme)]));
  const points = parameters.flatMap((row, run) =>
    axes.flatMap((axis, order) => {
      const value = axis.valueOf(row);
      const unit = value === undefined ? undefined : axis.toUnit(value);
      if (unit === undefined) return [];
      return [{ run, order, x: toX(order), y: toY(unit), color: colors.get(row.group) ?? theme.muted }];
    }),
  );
  const rules = axes.map((_, order) => ({ x: toX(order), y: toY(0), y2: toY(1) }));
  const texts = axes.flatMap((axis, order) => [
    { x: toX(order), y: 10, text: shortened(axis.name), align: "center", weight: "bold" },
    ...axis.labels.map(({ text, unit }) => {
      const isLast = order === axes.length - 1;
      return {
        x: toX(order) + (isLast ? 6 : -6),
        y: toY(unit),
        text,
        align: isLast ? "left" : "right",
        weight: "normal",
      };
    }),
  ]);
  return specOf({ width, height }, { points, rules, texts, opacity: opacityFor(parameters.length) }, theme);
}

/** The more runs, the fainter each. */
function opacityFor(runs: number): number {
  return Math.max(0.12, Math.min(0.8, 12 / runs));
}

function axesOf({
  parameterNames,
  parameters,
  importance,
}: Pick<Comparison, "parameterNames" | "parameters" | "importance">): readonly ParameterAxis[] {
  const places = new Map(importance.map(({ name }, index) => [name, index]));
  const placeOf = (name: string): number => places.get(name) ?? importance.length;
  const names = [...parameterNames].sort((a, b) => placeOf(a) - placeOf(b)).slice(0, MOST_AXES - 1);
  const result = (row: ParameterRow): number | undefined => {
    const value = fromWireNumber(row.result);
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  };
  return [
    ...names.map((name) => axisOf(name, (row) => row.values[name], parameters)),
    axisOf("result", result, parameters),
  ];
}

function axisOf(
  name: string,
  valueOf: (row: ParameterRow) => Scalar | undefined,
  rows: readonly ParameterRow[],
): ParameterAxis {
  const values = rows.flatMap((row) => valueOf(row) ?? []);
  const numbers = values.filter((value): value is number => typeof value === "number");
  return numbers.length === values.length
    ? { name, valueOf, ...numericAxis(numbers) }
    : { name, valueOf, ...categoryAxis(values) };
}

type AxisShape = Pick<ParameterAxis, "toUnit" | "labels">;

/** Logarithmic where positive values span more than two decades, as learning rates do. */
function numericAxis(values: readonly number[]): AxisShape {
  const { low, high } = extentOf(values) ?? { low: 0, high: 1 };
  const isLog = low > 0 && high / low > 100;
  const place = isLog ? Math.log : (value: number): number => value;
  const span = place(high) - place(low);
  return {
    toUnit: (value) => {
      if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
      return span > 0 ? (place(value) - place(low)) / span : 0.5;
    },
    labels:
      span > 0
        ? [low, high].map((value, unit) => ({ text: formatValue(value, 3), unit }))
        : [{ text: formatValue(low, 3), unit: 0.5 }],
  };
}

function categoryAxis(values: readonly Scalar[]): AxisShape {
  const names = [...new Set(values.map(String))].sort().slice(0, MOST_CATEGORIES);
  const unitOf = (index: number): number => (names.length === 1 ? 0.5 : index / (names.length - 1));
  const units = new Map(names.map((name, index) => [name, unitOf(index)]));
  return {
    toUnit: (value) => units.get(String(value)),
    labels: names.map((text, index) => ({ text: shortened(text), unit: unitOf(index) })),
  };
}

interface Rows {
  readonly points: readonly object[];
  readonly rules: readonly object[];
  readonly texts: readonly object[];
  readonly opacity: number;
}

function specOf(size: PictureSize, { points, rules, texts, opacity }: Rows, theme: ChartTheme): TopLevelSpec {
  const quiet = { aria: false, tooltip: null } as const;
  const lines = {
    data: { values: [...points] },
    mark: { type: "line" as const, strokeWidth: 1.25, opacity, ...quiet },
    encoding: {
      ...PLACES,
      detail: { field: "run", type: "nominal" as const },
      stroke: { field: "color", type: "nominal" as const, scale: null },
    },
  };
  const axes = {
    data: { values: [...rules] },
    mark: { type: "rule" as const, stroke: theme.axis, ...quiet },
    encoding: { ...PLACES, y2: { field: "y2" } },
  };
  const weight = { fontWeight: { expr: "datum.weight" } };
  // A rim in the background's colour keeps them readable where lines cross.
  const rims = [{ stroke: theme.background, strokeWidth: 4 }, {}];
  const names = rims.map((rim) => textLayer(texts, theme, { ...weight, ...rim }));
  return pixelPicture(size, [lines, axes, ...names], theme);
}
