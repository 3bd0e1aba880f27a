import { parseColumnKey, SAMPLE_METRICS } from "../model/metrics";
import { QUANTILE_COLUMNS } from "../protocol/quantiles";
import type { ColumnInfo, SessionDetail, TableInfo } from "../protocol/session";

export { columnKey, parseColumnKey, runTable, SAMPLE_TABLES } from "../model/metrics";

/** How a column is called and written where a person reads it. */
export interface ColumnTitle {
  readonly title: string;
  readonly unit: string;
}

/** Columns of a run's table that the convergence chart itself shows or lies along. */
const CONVERGENCE_COLUMNS = new Set([
  "iteration",
  "time",
  "evaluations",
  "best",
  "mean",
  "median",
  "std",
  "min",
  "max",
  ...QUANTILE_COLUMNS,
]);

const STANDARD_COLUMNS: ReadonlyMap<string, ColumnTitle> = new Map(
  Object.entries({
    current: { title: "Current objective", unit: "" },
    bound: { title: "Bound", unit: "" },
    gap: { title: "Gap", unit: "" },
    violation: { title: "Constraint violation", unit: "" },
    feasible: { title: "Feasible", unit: "" },
    hypervolume: { title: "Hypervolume", unit: "" },
    front_size: { title: "Front size", unit: "count" },
    diversity: { title: "Diversity", unit: "" },
    step_size: { title: "Step size", unit: "" },
    gradient_norm: { title: "Gradient norm", unit: "" },
    temperature: { title: "Temperature", unit: "" },
    acceptance_rate: { title: "Acceptance rate", unit: "" },
    nodes: { title: "Nodes", unit: "count" },
    open_nodes: { title: "Open nodes", unit: "count" },
    lp_iterations: { title: "LP iterations", unit: "count" },
    population_size: { title: "Population size", unit: "count" },
  }),
);

/** The title and unit of a column, whatever table it is in. */
export function describeColumn(column: Pick<ColumnInfo, "key" | "unit">): ColumnTitle {
  const { metric, labels } = parseColumnKey(column.key);
  const standard = STANDARD_COLUMNS.get(metric);
  if (standard !== undefined && column.unit === undefined) return standard;
  const sampled = Object.values(SAMPLE_METRICS)
    .flat()
    .find((descriptor) => descriptor.metric === metric);
  const suffix = labels === undefined ? "" : ` ${Object.values(labels).join(" ")}`;
  return { title: `${sampled?.title ?? metric}${suffix}`, unit: column.unit ?? sampled?.unit ?? "" };
}

/** The table of that name, where the session has one. */
export function findTable(detail: SessionDetail, name: string): TableInfo | undefined {
  return detail.tables.find((table) => table.name === name);
}

/** Whether a table has values in a column. */
export function hasColumn(table: TableInfo | undefined, key: string): boolean {
  return table?.columns.some((column) => column.key === key && column.count > 0) ?? false;
}

/** What the convergence chart shows, and the quantiles of the population, which are one picture together. */
function isShownElsewhere({ key, metric }: ColumnInfo): boolean {
  return CONVERGENCE_COLUMNS.has(key) || metric === "quantile";
}

/** The columns of runs that get a chart of their own, in the order of their first appearance: key and title. */
export function runMetricColumns(detail: SessionDetail): readonly (ColumnTitle & { readonly key: string })[] {
  const found = new Map<string, ColumnTitle & { readonly key: string }>();
  for (const table of detail.tables) {
    if (!table.name.startsWith("run:")) continue;
    const hasBest = hasColumn(table, "best");
    const hasObjective = hasBest || hasColumn(table, "current");
    for (const column of table.columns) {
      if (column.count === 0 || found.has(column.key) || isShownElsewhere(column)) continue;
      if (column.key === "current" && !hasBest) continue;
      if (column.key === "bound" && hasObjective) continue;
      found.set(column.key, { key: column.key, ...describeColumn(column) });
    }
  }
  return [...found.values()];
}

/** The tables of custom metrics outside runs. */
export function metricTables(detail: SessionDetail): readonly TableInfo[] {
  return detail.tables.filter((table) => table.name.startsWith("metric:") && table.rowCount > 0);
}
