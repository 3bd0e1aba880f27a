import { columnKey, SAMPLE_TABLES } from "../../model/metrics";
import type { SessionState } from "../../model/sessionState";
import { Family } from "./exposition";
import { SERIES_LIMITS } from "./limits";

const P = "optimizer_monitor";
const { system, process: processes, gpu, throughput } = SAMPLE_TABLES;

type Unit = Family["unit"];

/** A column of the samplers' tables, and the metric that its newest value is. */
interface Reading {
  readonly table: string;
  readonly column: string;
  readonly family: Family;
  /** Percent become ratios: base units. */
  readonly factor: number;
  /** The label of columns that come in several. */
  readonly label?: "core" | "gpu";
}

function reading(
  [table, column]: readonly [table: string, column: string],
  [name, help, unit]: readonly [name: string, help: string, unit?: Unit],
  label?: Reading["label"],
): Reading {
  const family = new Family(`${P}_${name}`, "gauge", help, unit);
  return { table, column, family, factor: unit === "ratio" ? 0.01 : 1, ...(label === undefined ? {} : { label }) };
}

/** Readings of the machine: the same in all sessions, so taken from one of them. */
function machineReadings(): readonly Reading[] {
  return [
    reading([system, "system_cpu_percent"], ["system_cpu_utilization_ratio", "Busy share of all cores.", "ratio"]),
    reading(
      [system, "system_cpu_core_percent"],
      ["system_cpu_core_utilization_ratio", "Busy share of one core.", "ratio"],
      "core",
    ),
    reading([system, "system_memory_used_bytes"], ["system_memory_used_bytes", "Memory in use.", "bytes"]),
    reading(
      [system, "system_memory_available_bytes"],
      ["system_memory_available_bytes", "Memory that programs can get without swapping.", "bytes"],
    ),
    reading([system, "system_load_average_1m"], ["system_load1", "Runnable tasks averaged over one minute."]),
    reading([gpu, "gpu_utilization_percent"], ["gpu_utilization_ratio", "Share of time a kernel ran.", "ratio"], "gpu"),
    reading([gpu, "gpu_memory_used_bytes"], ["gpu_memory_used_bytes", "GPU memory in use.", "bytes"], "gpu"),
    reading([gpu, "gpu_memory_total_bytes"], ["gpu_memory_size_bytes", "Memory of the GPU.", "bytes"], "gpu"),
    reading([gpu, "gpu_power_watts"], ["gpu_power_watts", "Power drawn by the GPU.", "watts"], "gpu"),
  ];
}

/** Readings of a session's own processes. */
function sessionReadings(): readonly Reading[] {
  return [
    reading(
      [processes, "process_cpu_percent"],
      ["session_cpu_utilization_ratio", "CPU time of the session's processes; 1 is one core.", "ratio"],
    ),
    reading(
      [processes, "process_memory_rss_bytes"],
      ["session_memory_resident_bytes", "Resident memory of the session's processes.", "bytes"],
    ),
    reading(
      [processes, "process_memory_vms_bytes"],
      ["session_memory_virtual_bytes", "Virtual memory of the session's processes.", "bytes"],
    ),
    reading([processes, "process_count"], ["session_processes", "Processes of the session."]),
    reading([processes, "process_threads"], ["session_threads", "Threads of the session's processes."]),
    reading(
      [processes, "process_read_bytes_per_second"],
      ["session_storage_read_bytes_per_second", "Bytes fetched from storage each second."],
    ),
    reading(
      [processes, "process_write_bytes_per_second"],
      ["session_storage_write_bytes_per_second", "Bytes sent to storage each second."],
    ),
    reading(
      [throughput, "data_read_bytes_per_second"],
      ["session_data_read_bytes_per_second", "Bytes that the workflow reported as read each second."],
    ),
    reading(
      [throughput, "data_write_bytes_per_second"],
      ["session_data_write_bytes_per_second", "Bytes that the workflow reported as written each second."],
    ),
    reading(
      [gpu, "gpu_process_memory_bytes"],
      ["session_gpu_memory_bytes", "GPU memory held by the session's processes.", "bytes"],
      "gpu",
    ),
  ];
}

/** The newest samples of the machine and of each running session. */
export function resourceFamilies(running: readonly SessionState[]): readonly Family[] {
  const machine = machineReadings();
  const own = sessionReadings();
  const [first] = running;
  if (first !== undefined) for (const entry of machine) addNewest(entry, first, {});
  for (const state of running) for (const entry of own) addNewest(entry, state, { session: state.id });
  return [...machine, ...own].map(({ family }) => family);
}

function addNewest({ table, column, family, factor, label }: Reading, state: SessionState, labels: object): void {
  const scaled = (key: string): number | undefined => {
    const value = state.latest(table, key);
    return value === undefined ? undefined : value * factor;
  };
  if (label === undefined) return family.add({ ...labels }, scaled(column));
  const limit = label === "core" ? SERIES_LIMITS.cores : SERIES_LIMITS.gpus;
  for (let number = 0; number < limit; number++) {
    const name = String(number);
    family.add({ ...labels, [label]: name }, scaled(columnKey(column, { [label]: name })));
  }
}
