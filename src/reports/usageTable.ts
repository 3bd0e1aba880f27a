import { usageSummary, type UsageSummary } from "../analysis/resources/usage";
import { formatWithUnit } from "../charts/units";
import { parseColumnKey, SAMPLE_METRICS, type MetricDescriptor } from "../model/metrics";
import { NONE } from "../model/pyramid";
import { strideFor } from "../model/series";
import type { Column, Table } from "../model/table";
import type { ReportTable } from "./reportContent";
import { timesOf } from "./tableRows";

/** Means and percentiles rest on at most so many samples, evenly spread; extremes are those of all. */
const MOST_SAMPLES = 50_000;

/** Metrics that say little in one figure: what is left over, what is a total, what is there per core. */
const LEFT_OUT = new Set([
  "system_cpu_core_percent",
  "system_memory_used_bytes",
  "system_memory_available_bytes",
  "process_memory_vms_bytes",
  "process_memory_percent",
  "system_load_average_1m",
  "gpu_memory_total_bytes",
  "component_seconds",
]);

/** What needs more words than its title. */
const NAMES: Readonly<Record<string, string>> = {
  system_cpu_percent: "CPU of the machine",
  system_memory_percent: "Memory of the machine",
  process_cpu_percent: "CPU of the processes (100\u00a0% is one core)",
  process_memory_rss_bytes: "Memory of the processes (RSS)",
};

/** What the session used, a line for each metric that was sampled, in the order of their description. */
export function usageTable(tables: ReadonlyMap<string, Table>): ReportTable | undefined {
  const rows = Object.entries(SAMPLE_METRICS).flatMap(([name, metrics]) => {
    const table = tables.get(name);
    const shown = metrics.filter(({ metric }) => !LEFT_OUT.has(metric));
    return table === undefined ? [] : shown.flatMap((descriptor) => rowsOf(table, descriptor));
  });
  if (rows.length === 0) return undefined;
  const columns = ["Mean", "95th percentile", "Peak"].map((title) => ({ title, isNumber: true }));
  return {
    caption: "Over the whole session",
    columns: [{ title: "Resource" }, ...columns],
    rows: rows.map(({ name, unit, usage }) => [
      { text: name },
      ...[usage.mean, usage.p95, usage.peak].map((value) => ({ text: formatWithUnit(value, unit, 4) })),
    ]),
  };
}

interface UsageRow {
  readonly name: string;
  readonly unit: string;
  readonly usage: UsageSummary;
}

/** A metric has a row for each GPU. */
function rowsOf(table: Table, { metric, title, unit }: MetricDescriptor): UsageRow[] {
  return [...table.columns.values()].flatMap((column) => {
    const key = parseColumnKey(column.key);
    const usage = key.metric === metric ? usageOf(table, column) : undefined;
    if (usage === undefined) return [];
    const label = Object.values(key.labels ?? {}).join(" ");
    const name = NAMES[metric] ?? title;
    return [{ name: label === "" ? name : `${name} ${label}`, unit, usage }];
  });
}

function usageOf(table: Table, column: Column): UsageSummary | undefined {
  const timeOf = timesOf(table, column);
  const stride = strideFor(0, column.length, MOST_SAMPLES);
  const places = Array.from({ length: Math.ceil(column.length / stride) }, (_, index) => index * stride);
  const usage = usageSummary({
    times: places.map((place) => timeOf(place) ?? NaN),
    values: places.map((place) => column.values.at(place)),
  });
  const { maxIndex } = column.values.stretch(0, column.length);
  return usage === undefined || maxIndex === NONE ? usage : { ...usage, peak: column.values.at(maxIndex) };
}
