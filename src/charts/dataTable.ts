import { indexAtOrBefore } from "./bestSoFar";
import type { LineSeries } from "./lineFrame";
import type { Domain } from "./scales";
import { formatWithUnit } from "./units";

/** A chart as a table: a heading and rows of texts. */
export interface DataTable {
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many places there are before thinning. */
  readonly total: number;
}

/** Writes the points of a chart as a table, at most `limit` rows spread evenly; the last place is always among them. */
export function dataTable(
  series: readonly LineSeries[],
  options: {
    readonly xName: string;
    readonly xUnit: string;
    readonly unit: string;
    readonly steps: boolean;
    readonly domain: Domain;
    readonly limit: number;
  },
): DataTable {
  const [from, to] = options.domain;
  const places = [...new Set(series.flatMap(({ x }) => x))].filter((x) => x >= from && x <= to).sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(places.length / options.limit));
  const chosen = places.filter((_, index) => (places.length - 1 - index) % every === 0);
  return {
    heading: [options.xName, ...series.map(({ name }) => name)],
    rows: chosen.map((x) => [
      formatWithUnit(x, options.xUnit),
      ...series.map((one) => cellOf(one, x, options.steps, options.unit)),
    ]),
    total: places.length,
  };
}

function cellOf({ x: xs, y }: LineSeries, x: number, steps: boolean, unit: string): string {
  const index = indexAtOrBefore(xs, x);
  const isHere = index >= 0 && (xs[index] === x || (steps && x <= (xs.at(-1) ?? -Infinity)));
  return isHere ? formatWithUnit(y[index] ?? NaN, unit, 8) : "";
}
