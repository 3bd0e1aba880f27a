import type { ColumnInfo, SessionDetail, TableInfo } from "../protocol/session";
import { toWireNumber } from "../protocol/number";
import { parseColumnKey } from "./metrics";
import type { Table } from "./table";

/** A session with all its numbers: what the history stores and loads, views and exports read. */
export interface RecordedSession {
  /** Everything but the rows; `detail.tables` describes `tables`. */
  readonly detail: SessionDetail;
  readonly tables: ReadonlyMap<string, Table>;
}

/** Describes tables by their columns. */
export function describeTables(tables: ReadonlyMap<string, Table>): readonly TableInfo[] {
  return [...tables.values()].map((table) => ({
    name: table.name,
    rowCount: table.rowCount,
    columns: [...table.columns.values()].map((column): ColumnInfo => {
      const { metric, labels } = parseColumnKey(column.key);
      return {
        key: column.key,
        metric,
        count: column.length,
        ...(labels === undefined ? {} : { labels }),
        ...(column.unit === undefined ? {} : { unit: column.unit }),
        ...(column.length === 0 ? {} : { last: toWireNumber(column.values.at(column.length - 1)) }),
      };
    }),
  }));
}
