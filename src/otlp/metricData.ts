import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type Histogram,
  type MetricData,
} from "@opentelemetry/sdk-metrics";

type Labels = Readonly<Record<string, string>>;

/** A metric and its series as they are now; the engine's Prometheus families are such. Units are base units. */
export interface CurrentMetric {
  /** As Prometheus has it, without `_total` or `_info`. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram" | "info";
  readonly help: string;
  readonly unit?: "seconds" | "bytes" | "ratio" | "watts" | undefined;
  readonly values: readonly { readonly labels: Labels; readonly value: number }[];
  /** Counts are not cumulative; there may be one more than bounds. */
  readonly histograms: readonly {
    readonly labels: Labels;
    readonly value: {
      readonly count: number;
      readonly sum: number;
      readonly le: readonly number[];
      readonly counts: readonly number[];
    };
  }[];
}

/** The span of time that all totals are of, in Unix seconds. */
export interface Period {
  readonly startTime: number;
  readonly now: number;
}

type Time = DataPoint<number>["startTime"];

/** What OpenTelemetry's semantic conventions have a name for; all else is `optimizer_monitor.*`. */
const CONVENTIONS: Readonly<Record<string, readonly [name: string, attributes?: Labels]>> = {
  optimizer_monitor_system_cpu_utilization_ratio: ["system.cpu.utilization"],
  optimizer_monitor_system_memory_used_bytes: ["system.memory.usage", { "system.memory.state": "used" }],
  process_cpu_seconds: ["process.cpu.time"],
  process_resident_memory_bytes: ["process.memory.usage"],
};

/** UCUM. */
const UNITS = { seconds: "s", bytes: "By", ratio: "1", watts: "W" } as const;

/** The OpenTelemetry metric of a metric of ours; undefined where it has no series now. */
export function metricDataOf(metric: CurrentMetric, period: Period): MetricData | undefined {
  const { name, attributes } = describe(metric);
  const unit = metric.unit === undefined ? "" : UNITS[metric.unit];
  // 1 is the API's ValueType.DOUBLE.
  const descriptor = { name, description: metric.help, unit, valueType: 1 };
  const times = { startTime: timeOf(period.startTime), endTime: timeOf(period.now) };
  const common = { descriptor, aggregationTemporality: AggregationTemporality.CUMULATIVE } as const;
  if (metric.type === "histogram") {
    const dataPoints = metric.histograms.map(({ labels, value }) => ({
      ...times,
      attributes: labels,
      value: histogramOf(value),
    }));
    return dataPoints.length === 0 ? undefined : { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
  }
  const dataPoints = metric.values.map(({ labels, value }) => ({
    ...times,
    attributes: { ...labels, ...attributes },
    value,
  }));
  if (dataPoints.length === 0) return undefined;
  if (metric.type === "counter") {
    return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
  }
  return { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
}

/**
 * Without the suffixes that Prometheus wants: a collector that exports to Prometheus adds them again, and so gives the
 * names that /metrics has.
 */
function describe({ name, type, unit }: CurrentMetric): { readonly name: string; readonly attributes: Labels } {
  const known = CONVENTIONS[name];
  if (known !== undefined) return { name: known[0], attributes: known[1] ?? {} };
  const plain = unit !== undefined && name.endsWith(`_${unit}`) ? name.slice(0, -unit.length - 1) : name;
  const dotted = plain.replace(/^optimizer_monitor_/, "optimizer_monitor.");
  return { name: type === "info" ? `${dotted}_info` : dotted, attributes: {} };
}

function histogramOf({ count, sum, le, counts }: CurrentMetric["histograms"][number]["value"]): Histogram {
  const inside = le.map((_, index) => counts[index] ?? 0);
  const below = inside.reduce((total, part) => total + part, 0);
  const total = Math.max(count, below);
  return { count: total, sum, buckets: { boundaries: [...le], counts: [...inside, total - below] } };
}

/** Seconds and nanoseconds. */
function timeOf(seconds: number): Time {
  const whole = Math.floor(seconds);
  return [whole, Math.min(999_999_999, Math.round((seconds - whole) * 1e9))];
}
