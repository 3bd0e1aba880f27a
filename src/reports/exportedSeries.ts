import { parseColumnKey } from "../model/metrics";
import type { Column, Table } from "../model/table";

/** One series of an export: a column of a sampler's table or of a custom metric. */
export interface ExportedSeries {
  readonly metric: string;
  readonly unit?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly table: Table;
  readonly column: Column;
}

const METRIC_TABLE = "metric:";
const RUN_TABLE = "run:";

/** Every series of a session but the iterations of its runs. */
export function exportedSeries(tables: ReadonlyMap<string, Table>): readonly ExportedSeries[] {
  return [...tables.values()].flatMap((table) => {
    if (table.name.startsWith(RUN_TABLE)) return [];
    const columns = [...table.columns.values()].filter(({ key }) => key !== "time");
    return columns.map((column) => describe(table, column));
  });
}

function describe(table: Table, column: Column): ExportedSeries {
  const { metric, labels = {} } = parseColumnKey(column.key);
  const isCustom = table.name.startsWith(METRIC_TABLE);
  return {
    metric: isCustom ? table.name.slice(METRIC_TABLE.length) : metric,
    labels,
    table,
    column,
    ...(column.unit === undefined ? {} : { unit: column.unit }),
  };
}
