import { toWireNumber, type WireNumber } from "../protocol/number";
import type { ColumnPoints, SeriesQuery, SeriesResult } from "../protocol/series";
import { strideFor } from "./series";
import type { Column, Table } from "./table";

/** Answers a query from the tables of a session; what does not exist has no points. */
export function querySeries(tables: ReadonlyMap<string, Table>, query: SeriesQuery): SeriesResult {
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

/** The rows whose x lies in the asked range, with one more on either side so that lines reach the picture's edges. */
function rowRange(table: Table, x: Column, query: SeriesQuery): { from: number; to: number } {
  const all = { from: 0, to: table.rowCount };
  if (!x.values.isAscending || x.length === 0) return all;
  const first = query.from === undefined ? 0 : x.values.lowerBound(query.from) - 1;
  const last = query.to === undefined ? x.length : x.values.lowerBound(query.to) + 1;
  return {
    from: first <= 0 ? 0 : x.rowAt(first),
    to: last >= x.length ? table.rowCount : x.rowAt(last - 1) + 1,
  };
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
  const stride = strideFor(to - from, query.points);
  for (let start = Math.floor(from / stride) * stride; start < to; start += stride) {
    const stretch = column.values.stretch(column.positionFrom(start), column.positionFrom(start + stride));
    const at = x.upToRow(start) ?? x.values.at(0);
    if (stretch.count === 0 || !Number.isFinite(at)) continue;
    xs.push(at);
    ys.push(stretch.sum / stretch.count);
  }
  return { column: column.key, x: xs, y: ys };
}
