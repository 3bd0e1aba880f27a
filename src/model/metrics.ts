/** What a metric means and how its values are written. */
export interface MetricDescriptor {
  readonly metric: string;
  /** Short, for chart titles and tables. */
  readonly title: string;
  readonly unit: MetricUnit;
  readonly description: string;
  /** The label that tells several columns of this metric apart. */
  readonly label?: string;
}

/** Base units of metrics; `""` for a pure number. */
type MetricUnit = "%" | "B" | "B/s" | "1/s" | "s" | "W" | "";

/** Names of the tables that samplers fill. */
export const SAMPLE_TABLES = {
  system: "samples:system",
  process: "samples:process",
  gpu: "samples:gpu",
  throughput: "samples:throughput",
  components: "samples:components",
} as const;

/** Every metric of the samplers, by the table it is in; docs/metrics.md is tested against it. */
export const SAMPLE_METRICS: Readonly<Record<string, readonly MetricDescriptor[]>> = {
  [SAMPLE_TABLES.system]: [
    metric("system_cpu_percent", "CPU", "%", "Busy share of all cores of the machine."),
    metric("system_cpu_core_percent", "CPU core", "%", "Busy share of one core.", "core"),
    metric("system_memory_used_bytes", "Memory used", "B", "Memory in use, without what can be reclaimed."),
    metric("system_memory_available_bytes", "Memory available", "B", "Memory that programs can get without swapping."),
    metric("system_memory_percent", "Memory", "%", "Used share of the machine's memory."),
    metric("system_load_average_1m", "Load", "", "Runnable tasks averaged over one minute."),
  ],
  [SAMPLE_TABLES.process]: [
    metric(
      "process_cpu_percent",
      "CPU of the processes",
      "%",
      "CPU time of the session's process tree; 100 % is one core.",
    ),
    metric("process_memory_rss_bytes", "RSS", "B", "Resident memory of the session's process tree."),
    metric("process_memory_vms_bytes", "VMS", "B", "Virtual memory of the session's process tree."),
    metric("process_memory_percent", "Memory of the processes", "%", "RSS as a share of the machine's memory."),
    metric("process_count", "Processes", "", "Processes in the session's tree."),
    metric("process_threads", "Threads", "", "Threads of the session's process tree."),
    metric("process_read_bytes_per_second", "Storage read", "B/s", "Bytes read from storage by the process tree."),
    metric("process_write_bytes_per_second", "Storage written", "B/s", "Bytes written to storage by the process tree."),
  ],
  [SAMPLE_TABLES.gpu]: [
    metric("gpu_utilization_percent", "GPU", "%", "Share of time in which a kernel ran.", "gpu"),
    metric("gpu_memory_used_bytes", "GPU memory", "B", "Memory in use on the GPU.", "gpu"),
    metric("gpu_memory_total_bytes", "GPU memory in all", "B", "Memory of the GPU.", "gpu"),
    metric("gpu_power_watts", "GPU power", "W", "Power drawn by the GPU.", "gpu"),
    metric(
      "gpu_process_memory_bytes",
      "GPU memory of the processes",
      "B",
      "GPU memory held by the session's process tree.",
      "gpu",
    ),
  ],
  [SAMPLE_TABLES.throughput]: [
    metric("data_read_bytes_per_second", "Data read", "B/s", "Bytes that the workflow reported as read."),
    metric("data_write_bytes_per_second", "Data written", "B/s", "Bytes that the workflow reported as written."),
    metric("data_records_per_second", "Records", "1/s", "Records that the workflow reported."),
    metric("evaluations_per_second", "Evaluations", "1/s", "Objective evaluations over all runs of the session."),
    metric("iterations_per_second", "Iterations", "1/s", "Iterations over all runs of the session."),
  ],
  [SAMPLE_TABLES.components]: [
    metric(
      "component_seconds",
      "Component",
      "s",
      "Seconds that a component has taken since the sample before.",
      "component",
    ),
  ],
};

/** The table of a run's iterations. */
export function runTable(runId: string): string {
  return `run:${runId}`;
}

/** The table of a custom metric that belongs to no run. */
export function metricTable(name: string): string {
  return `metric:${name}`;
}

/** The column key of a metric with its labels: `system_cpu_core_percent{core=0}`; what would be ambiguous in a label stands as %xx. */
export function columnKey(name: string, labels?: Readonly<Record<string, string>>): string {
  if (labels === undefined) return name;
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${escapeLabel(value)}`);
  return `${name}{${parts.join(",")}}`;
}

/** The metric and labels of a column key. */
export function parseColumnKey(key: string): { metric: string; labels?: Record<string, string> } {
  const match = /^([a-z0-9_]+)\{([^{}]*)\}$/.exec(key);
  if (match?.[1] === undefined || match[2] === undefined) return { metric: key };
  const labels: Record<string, string> = {};
  for (const part of match[2].split(",")) {
    const at = part.indexOf("=");
    if (at > 0) labels[part.slice(0, at)] = unescapeLabel(part.slice(at + 1));
  }
  return { metric: match[1], labels };
}

function escapeLabel(value: string): string {
  return value.replace(/[%,={}]/g, encodeURIComponent);
}

function unescapeLabel(value: string): string {
  return value.replace(/%(25|2C|3D|7B|7D)/g, decodeURIComponent);
}

function metric(name: string, title: string, unit: MetricUnit, description: string, label?: string): MetricDescriptor {
  return { metric: name, title, unit, description, ...(label === undefined ? {} : { label }) };
}

const UNITS = new Map(
  Object.values(SAMPLE_METRICS).flatMap((metrics) =>
    metrics.map(({ metric, unit }): [string, string] => [metric, unit]),
  ),
);

/** The unit of a sample's column; undefined where it has none. */
export function unitOfMetric(key: string): string | undefined {
  const unit = UNITS.get(key.replace(/\{.*$/, ""));
  return unit === "" ? undefined : unit;
}
