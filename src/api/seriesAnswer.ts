import { queryTable } from "../model/queryTable";
import type { RecordedSession } from "../model/recordedSession";
import type { Table } from "../model/table";
import { compact } from "../protocol/fields";
import type { ColumnPoints, SeriesQuery } from "../protocol/series";
import { Problem } from "./problem";

/** Columns of one answer: more are asked for by name. */
const MAX_COLUMNS = 50;

/** What is wanted of a table. */
export interface Wanted {
  readonly table: string;
  readonly x: string;
  readonly y?: readonly string[];
  readonly mode: SeriesQuery["mode"];
  readonly points: number;
  readonly from?: number;
  readonly to?: number;
}

/** Columns of one table of a session over a range of x, reduced to a width. */
export function seriesAnswer({ detail, tables }: RecordedSession, wanted: Wanted): Readonly<Record<string, unknown>> {
  const table = tables.get(wanted.table);
  const sessionId = detail.session.id;
  if (table === undefined) throw new Problem("unknown-table", `Session ${sessionId} has no table "${wanted.table}".`);
  requireColumns(table, [wanted.x, ...(wanted.y ?? [])]);
  const y = wanted.y ?? [...table.columns.keys()].filter((key) => key !== wanted.x).slice(0, MAX_COLUMNS);
  const { rowCount, columns } = queryTable(tables, { ...wanted, key: "", y });
  return {
    sessionId,
    table: wanted.table,
    x: wanted.x,
    rowCount,
    columns: columns.map((points) => ({
      ...compact<{ column: string; unit?: string }>({
        column: points.column,
        unit: table.columns.get(points.column)?.unit,
      }),
      ...within(points, wanted),
    })),
  };
}

function requireColumns(table: Table, keys: readonly string[]): void {
  const missing = keys.filter((key) => !table.columns.has(key));
  if (missing.length === 0) return;
  const present = [...table.columns.keys()].slice(0, MAX_COLUMNS).join(", ");
  const named = missing.map((key) => `"${key}"`).join(", ");
  const errors = missing.map((key) => ({ parameter: "y", detail: `names no column: ${key}` }));
  throw new Problem("invalid-parameters", `Table "${table.name}" has no column ${named}; it has ${present}.`, errors);
}

/** Pictures get a point beyond either edge, for their lines; whoever asks for a range of values wants that range. */
function within({ x, y }: ColumnPoints, { from = -Infinity, to = Infinity }: Wanted): Pick<ColumnPoints, "x" | "y"> {
  const kept = [...x.keys()].filter((index) => (x[index] ?? NaN) >= from && (x[index] ?? NaN) <= to);
  if (kept.length === x.length) return { x, y };
  return { x: kept.map((index) => x[index] ?? NaN), y: kept.flatMap((index) => y[index] ?? []) };
}
