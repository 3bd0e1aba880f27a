import { metricTable, parseColumnKey, SAMPLE_TABLES } from "../model/metrics";
import { NONE } from "../model/pyramid";
import type { Column, Table } from "../model/table";

/** One sampled metric of a session in a few figures. */
export interface ResourceSummary {
  readonly metric: string;
  /** Sorted `key=value` pairs; empty for a metric without labels. */
  readonly labels: string;
  readonly unit?: string;
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  readonly p95: number;
  readonly last: number;
}

/** The percentile of a longer series is taken from so many values, evenly spread. */
const PERCENTILE_VALUES = 50_000;

/** One core says little and a machine has many; components have totals of their own. */
const LEFT_OUT = new Set(["system_cpu_core_percent", "component_seconds", "time"]);

/** So many metrics of the program's own are summed up. */
const MOST_OWN = 100;
const OWN = metricTable("");

/** Sums up what the samplers recorded, and the metrics that the program reported outside its runs. */
export function resourceSummaries(tables: ReadonlyMap<string, Table>): readonly ResourceSummary[] {
  const sampled = Object.values(SAMPLE_TABLES).flatMap((name) =>
    [...(tables.get(name)?.columns.values() ?? [])].flatMap((column) => summarize(column) ?? []),
  );
  const own = [...tables.values()].filter(({ name }) => name.startsWith(OWN)).slice(0, MOST_OWN);
  return distinct([...sampled, ...own.flatMap(ownSummaries)]);
}

/** One summary of a metric and its labels: columns of a file that somebody has made may differ in their keys alone. */
function distinct(summaries: readonly ResourceSummary[]): readonly ResourceSummary[] {
  const byName = new Map<string, ResourceSummary>();
  for (const summary of summaries) {
    const key = JSON.stringify([summary.metric, summary.labels]);
    if (!byName.has(key)) byName.set(key, summary);
  }
  return [...byName.values()];
}

/** The key of a column is its label here, so that no name of a program meets that of a sampler. */
function ownSummaries(table: Table): readonly ResourceSummary[] {
  const metric = table.name.slice(OWN.length);
  return [...table.columns.values()].flatMap((column) => {
    const summary = summarize(column);
    return summary === undefined ? [] : [{ ...summary, metric, labels: `column=${column.key}` }];
  });
}

function summarize(column: Column): ResourceSummary | undefined {
  const { metric, labels } = parseColumnKey(column.key);
  if (LEFT_OUT.has(metric)) return undefined;
  const { values } = column;
  const { minIndex, maxIndex, sum, count } = values.stretch(0, values.length);
  if (minIndex === NONE) return undefined;
  return {
    metric,
    labels: Object.entries(labels ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(","),
    ...(column.unit === undefined ? {} : { unit: column.unit }),
    count,
    min: values.at(minIndex),
    mean: sum / count,
    max: values.at(maxIndex),
    p95: percentile(column, 0.95),
    last: values.at(values.length - 1),
  };
}

/** The smallest value that at least this share of the finite values does not exceed. */
function percentile({ values }: Column, share: number): number {
  const step = Math.max(1, Math.ceil(values.length / PERCENTILE_VALUES));
  const sorted = values
    .slice()
    .filter((value, index) => index % step === 0 && Number.isFinite(value))
    .sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}
