import { SAMPLE_TABLES, columnKey } from "../model/metrics";
import type { SessionState } from "../model/sessionState";
import { ALERT_SEVERITIES, type Alert } from "../protocol/alerts";
import { compact } from "../protocol/fields";
import { toWireNumber } from "../protocol/number";
import type { LiveReadout } from "../protocol/session";

const TOP_COMPONENTS = 5;
const TOP_ALERTS = 5;
const { system, process: processes, gpu, throughput } = SAMPLE_TABLES;

/** The newest figures of a running session. */
export function readoutOf(state: SessionState, now: number): LiveReadout {
  const latest = (table: string, column: string): number | undefined => state.latest(table, column);
  const treePercent = latest(processes, "process_cpu_percent");
  return compact<LiveReadout>({
    sessionId: state.id,
    label: state.summary().label,
    elapsedSeconds: Math.max(0, now - state.startTime),
    run: currentRun(state),
    evaluations: state.evaluations(),
    evaluationsPerSecond: latest(throughput, "evaluations_per_second"),
    cpuPercent: latest(system, "system_cpu_percent"),
    corePercents: corePercents(state),
    busyCores: treePercent === undefined ? undefined : treePercent / 100,
    processCount: latest(processes, "process_count"),
    rssBytes: latest(processes, "process_memory_rss_bytes"),
    vmsBytes: latest(processes, "process_memory_vms_bytes"),
    memoryPercent: latest(processes, "process_memory_percent"),
    systemMemoryPercent: latest(system, "system_memory_percent"),
    gpus: gpus(state),
    readBytesPerSecond: latest(throughput, "data_read_bytes_per_second"),
    writeBytesPerSecond: latest(throughput, "data_write_bytes_per_second"),
    alerts: activeAlerts(state),
    components: state.topComponents(TOP_COMPONENTS),
  });
}

/** The most severe first, of the same severity the newest. */
function activeAlerts({ alerts }: SessionState): LiveReadout["alerts"] {
  const rank = ({ severity }: Alert): number => ALERT_SEVERITIES.indexOf(severity);
  const active = [...alerts.active()].sort((a, b) => rank(b) - rank(a) || b.time - a.time);
  return active.length === 0 ? undefined : active.slice(0, TOP_ALERTS);
}

function currentRun(state: SessionState): LiveReadout["run"] {
  const run = state.currentRun;
  if (run === undefined) return undefined;
  return compact<NonNullable<LiveReadout["run"]>>({
    algorithm: run.algorithm,
    iteration: run.iteration,
    best: run.best === undefined ? undefined : toWireNumber(run.best),
    evaluations: run.evaluations,
    direction: run.direction,
  });
}

function corePercents(state: SessionState): readonly number[] | undefined {
  const cores: number[] = [];
  for (;;) {
    const percent = state.latest(system, columnKey("system_cpu_core_percent", { core: String(cores.length) }));
    if (percent === undefined) return cores.length === 0 ? undefined : cores;
    cores.push(percent);
  }
}

function gpus(state: SessionState): LiveReadout["gpus"] {
  const found: NonNullable<LiveReadout["gpus"]>[number][] = [];
  for (;;) {
    const labels = { gpu: String(found.length) };
    const value = (metric: string): number | undefined => state.latest(gpu, columnKey(metric, labels));
    const reading = compact<NonNullable<LiveReadout["gpus"]>[number]>({
      name: state.machine.gpus?.[found.length] ?? `GPU ${found.length}`,
      utilizationPercent: value("gpu_utilization_percent"),
      memoryUsedBytes: value("gpu_memory_used_bytes"),
      memoryTotalBytes: value("gpu_memory_total_bytes"),
      powerWatts: value("gpu_power_watts"),
    });
    if (Object.keys(reading).length === 1) return found.length === 0 ? undefined : found;
    found.push(reading);
  }
}
