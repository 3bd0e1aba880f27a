import { toWireNumber, type WireNumber } from "../protocol/number";
import type { ColumnPoints, SeriesQuery, SeriesResult } from "../protocol/series";
import { NONE } from "./pyramid";
import { strideFor, type Series } from "./series";
import type { Column, Table } from "./table";

/** Answers a query from the tables of a session; what does not exist has no points. */
export function queryTable(tables: ReadonlyMap<string, Table>, query: SeriesQuery): SeriesResult {
  const table = tables.get(query.table);
  const x = table?.columns.get(query.x);
  if (table === undefined || x === undefined) return { key: query.key, rowCount: 0, columns: [] };
  const { from, to } = rowRange(table, x, query);
  const columns = query.y.flatMap((key) => {
    const column = table.columns.get(key);
    if (column === undefined) return [];
    return [query.mode === "mean" ? meanPoints(column, x, from, to, query) : extremePoints(column, x, from, to, query)];
  });
  return { key: query.key, rowCount: Math.max(0, to - from), columns };
}

/**
 * The rows from the first to the last one whose x lies in the asked range, with one more on either side so that lines
 * reach the picture's edges. Where x goes back and forth (workers that report out of order), rows in between may lie outside.
 */
function rowRange(table: Table, x: Column, query: SeriesQuery): { from: number; to: number } {
  const first = query.from === undefined ? 0 : firstReaching(x.values, query.from) - 1;
  const end = query.to === undefined ? x.length : endOfThoseUpTo(x.values, query.to) + 1;
  return {
    from: first <= 0 ? 0 : x.rowAt(first),
    to: end >= x.length ? table.rowCount : x.rowAt(end - 1) + 1,
  };
}

/** The first position with a value of at least `bound`. */
function firstReaching(x: Series, bound: number): number {
  if (x.isAscending) return x.lowerBound(bound);
  return firstWhere(x.length, (end) => {
    const { maxIndex } = x.stretch(0, end + 1);
    return maxIndex !== NONE && x.at(maxIndex) >= bound;
  });
}

/** The position after the last value of at most `bound`. */
function endOfThoseUpTo(x: Series, bound: number): number {
  if (x.isAscending) return firstWhere(x.length, (position) => x.at(position) > bound);
  return firstWhere(x.length, (start) => {
    const { minIndex } = x.stretch(start, x.length);
    return minIndex === NONE || x.at(minIndex) > bound;
  });
}

/** The first position at which a condition holds that, once it holds, holds to the end; `length` where it never does. */
function firstWhere(length: number, holds: (position: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function extremePoints(column: Column, x: Column, from: number, to: number, query: SeriesQuery): ColumnPoints {
  const xs: number[] = [];
  const ys: WireNumber[] = [];
  const positions = column.values.pointsOf(column.positionFrom(from), column.positionFrom(to), query.points);
  for (const position of positions) {
    const at = x.upToRow(column.rowAt(position));
    if (at === undefined || !Number.isFinite(at)) continue;
    xs.push(at);
    ys.push(toWireNumber(column.values.at(position)));
  }
  return { column: column.key, x: xs, y: ys };
}

/** Means over buckets of rows: the same buckets for every column of the table, each at its first x. */
function meanPoints(column: Column, x: Column, from: number, to: number, query: SeriesQuery): ColumnPoints {
  const xs: number[] = [];
  const ys: WireNumber[] = [];
  const stride = strideFor(from, to, query.points);
  for (let start = Math.floor(from / stride) * stride; start < to; start += stride) {
    const stretch = column.values.stretch(column.positionFrom(start), column.positionFrom(start + stride));
    const at = x.upToRow(start) ?? x.values.at(0);
    if (stretch.count === 0 || !Number.isFinite(at)) continue;
    xs.push(at);
    ys.push(toWireNumber(stretch.sum / stretch.count));
  }
  return { column: column.key, x: xs, y: ys };
}
