import { formatByteRate, formatBytes, formatPercent, formatRate } from "../base/format";
import type { SessionDetail, TableInfo } from "../protocol/session";
import type { SampleChart, SampleLine } from "./sampleChart";
import { growthText, levelText, statisticsOf } from "./summaries";
import { describeColumn, findTable, hasColumn, parseColumnKey, SAMPLE_TABLES } from "./tables";

function lineOf(detail: SessionDetail, table: string, column: string, name: string, filled = false): SampleLine[] {
  return hasColumn(findTable(detail, table), column) ? [{ table, column, name, ...(filled ? { filled } : {}) }] : [];
}

/** CPU of the machine and of the session, both as shares of all cores. */
export function cpuChart(): SampleChart {
  return {
    id: "cpu",
    title: "CPU",
    unit: "%",
    yLow: 0,
    yHigh: 100,
    lines: (detail) => [
      ...lineOf(detail, SAMPLE_TABLES.system, "system_cpu_percent", "machine", true),
      ...lineOf(detail, SAMPLE_TABLES.process, "process_cpu_percent", "session").map((line) => ({
        ...line,
        factor: 1 / Math.max(1, detail.machine.coreCount),
      })),
    ],
    summary: (series, detail) => {
      const machine = statisticsOf(series[0]?.y ?? []);
      if (machine === undefined) return "Waiting for the first sample …";
      const now = detail.session.status === "running" ? "now" : "at the end";
      return `${formatPercent(machine.last)} ${now}, peak ${formatPercent(machine.high)}`;
    },
    note: ({ machine }) => `${machine.coreCount} ${machine.coreCount === 1 ? "core" : "cores"}`,
    empty: () => "Waiting for the first sample …",
  };
}

/** Memory of the session's processes. Virtual memory often dwarfs what is resident, so it is shown on demand. */
export function memoryChart(showsVirtualMemory: () => boolean): SampleChart {
  return {
    id: "memory",
    title: "Memory",
    unit: "B",
    yLow: 0,
    lines: (detail) => [
      ...lineOf(detail, SAMPLE_TABLES.process, "process_memory_rss_bytes", "RSS", true),
      ...(showsVirtualMemory() ? lineOf(detail, SAMPLE_TABLES.process, "process_memory_vms_bytes", "VMS") : []),
    ],
    summary: (series, detail) => {
      const rss = series[0];
      const level = levelText(rss?.y ?? [], "B", detail.session.status === "running");
      if (level === "" || rss === undefined) return "Waiting for the first sample …";
      const growth = detail.session.status === "running" ? growthText(rss) : "";
      return growth === "" ? level : `${level}, ${growth}`;
    },
    note: ({ live, machine }) => {
      const of = machine.memoryBytes > 0 ? `of ${formatBytes(machine.memoryBytes)}` : "";
      const count = live?.processCount;
      return [count === undefined ? "" : `${count} ${count === 1 ? "process" : "processes"}`, of]
        .filter(Boolean)
        .join(" · ");
    },
    empty: () => "Waiting for the first sample …",
  };
}

/** Memory of the machine. */
export function systemMemoryChart(): SampleChart {
  return {
    id: "system-memory",
    title: "Machine memory",
    unit: "%",
    yLow: 0,
    yHigh: 100,
    lines: (detail) => [
      ...lineOf(detail, SAMPLE_TABLES.system, "system_memory_percent", "machine", true),
      ...lineOf(detail, SAMPLE_TABLES.process, "process_memory_percent", "session"),
    ],
    summary: (series, detail) => levelText(series[0]?.y ?? [], "%", detail.session.status === "running"),
    note: ({ machine }) => formatBytes(machine.memoryBytes),
    empty: () => "Waiting for the first sample …",
  };
}

/** Data that the workflow reported, else what its processes read from and wrote to storage. */
export function throughputChart(): SampleChart {
  const reported = (detail: SessionDetail): SampleLine[] => [
    ...lineOf(detail, SAMPLE_TABLES.throughput, "data_read_bytes_per_second", "read", true),
    ...lineOf(detail, SAMPLE_TABLES.throughput, "data_write_bytes_per_second", "written"),
  ];
  const storage = (detail: SessionDetail): SampleLine[] => [
    ...lineOf(detail, SAMPLE_TABLES.process, "process_read_bytes_per_second", "read", true),
    ...lineOf(detail, SAMPLE_TABLES.process, "process_write_bytes_per_second", "written"),
  ];
  return {
    id: "throughput",
    title: "Throughput",
    unit: "B/s",
    yLow: 0,
    lines: (detail) => (reported(detail).length > 0 ? reported(detail) : storage(detail)),
    summary: (series, detail) => {
      const now = detail.session.status === "running" ? "now" : "at the end";
      return series
        .flatMap(({ name, y }) => {
          const statistics = statisticsOf(y);
          if (statistics === undefined) return [];
          return [`${name} ${formatByteRate(statistics.last)} ${now}, peak ${formatByteRate(statistics.high)}`];
        })
        .join("; ");
    },
    note: (detail) => (reported(detail).length > 0 ? "data that the workflow reported" : "storage, all processes"),
    empty: () => "No data was reported yet, and the storage traffic of the processes is not known.",
  };
}

/** Objective evaluations, or iterations, a second. */
export function speedChart(): SampleChart {
  return {
    id: "speed",
    title: "Speed",
    unit: "1/s",
    yLow: 0,
    lines: (detail) => {
      const evaluations = lineOf(detail, SAMPLE_TABLES.throughput, "evaluations_per_second", "evaluations", true);
      return evaluations.length > 0
        ? evaluations
        : lineOf(detail, SAMPLE_TABLES.throughput, "iterations_per_second", "iterations", true);
    },
    summary: (series, detail) => {
      const [line] = series;
      const statistics = statisticsOf(line?.y ?? []);
      if (line === undefined || statistics === undefined) return "";
      const now = detail.session.status === "running" ? "now" : "at the end";
      return `${formatRate(statistics.last)} ${now}, peak ${formatRate(statistics.high)}`;
    },
    note: (detail) =>
      hasColumn(findTable(detail, SAMPLE_TABLES.throughput), "evaluations_per_second")
        ? "objective evaluations"
        : "iterations",
    empty: () => "Waiting for the first iterations …",
  };
}

/** The charts of the GPUs, where any was read. */
export function gpuCharts(detail: SessionDetail): SampleChart[] {
  const table = findTable(detail, SAMPLE_TABLES.gpu);
  const has = (metric: string): boolean =>
    table?.columns.some(({ key, count }) => count > 0 && parseColumnKey(key).metric === metric) ?? false;
  return [
    ...(has("gpu_utilization_percent") ? [gpuChart("gpu_utilization_percent", "GPU", { yHigh: 100 })] : []),
    ...(has("gpu_memory_used_bytes") ? [gpuChart("gpu_memory_used_bytes", "GPU memory")] : []),
    ...(has("gpu_power_watts") ? [gpuChart("gpu_power_watts", "GPU power")] : []),
  ];
}

/** One metric of every GPU. */
function gpuChart(metric: string, title: string, limits: { readonly yHigh?: number } = {}): SampleChart {
  return {
    id: `gpu:${metric}`,
    title,
    unit: metric.endsWith("percent") ? "%" : metric.endsWith("watts") ? "W" : "B",
    yLow: 0,
    ...limits,
    lines: (detail) => {
      const columns = gpuColumns(findTable(detail, SAMPLE_TABLES.gpu), metric);
      return columns.map(({ key, gpu }, index) => ({
        table: SAMPLE_TABLES.gpu,
        column: key,
        name: columns.length === 1 ? "GPU" : `GPU ${gpu}`,
        filled: index === 0 && columns.length === 1,
      }));
    },
    summary: (series, detail) => {
      const unit = metric.endsWith("percent") ? "%" : metric.endsWith("watts") ? "W" : "B";
      return series
        .slice(0, 4)
        .map(
          ({ name, y }) =>
            `${series.length === 1 ? "" : `${name} `}${levelText(y, unit, detail.session.status === "running")}`,
        )
        .join("; ");
    },
    note: ({ machine }) => machine.gpus?.join(", ") ?? "",
    empty: () => "Waiting for the first sample …",
  };
}

function gpuColumns(table: TableInfo | undefined, metric: string): { key: string; gpu: string }[] {
  return (table?.columns ?? []).flatMap(({ key, count }) => {
    const parsed = parseColumnKey(key);
    return parsed.metric === metric && count > 0 ? [{ key, gpu: parsed.labels?.["gpu"] ?? "" }] : [];
  });
}

/** A custom metric outside runs. */
export function metricChart(table: TableInfo): SampleChart {
  const name = table.name.slice("metric:".length);
  const value = table.columns.find(({ key }) => key === "value") ?? table.columns.find(({ key }) => key !== "time");
  const { unit } = value === undefined ? { unit: "" } : describeColumn({ ...value, key: name });
  return {
    id: table.name,
    title: name,
    unit,
    mayBeLog: true,
    lines: (detail) => lineOf(detail, table.name, value?.key ?? "value", name),
    summary: (series, detail) => levelText(series[0]?.y ?? [], unit, detail.session.status === "running"),
    empty: () => "No value yet.",
  };
}
