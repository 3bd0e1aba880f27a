import { parseColumnKey, SAMPLE_METRICS, SAMPLE_TABLES } from "../../model/metrics";
import type { RecordedSession } from "../../model/recordedSession";
import { compact } from "../../protocol/fields";
import type { ResourceUsage, UsageFigure } from "../../protocol/figures";
import { samples } from "../verdicts/collectFacts";
import type { SessionFacts } from "../verdicts/facts";
import { cpuEfficiency, evaluationsPerCpuSecond, gpuIdleShare, ioShare, memoryEfficiency } from "./efficiency";
import { memoryTrend } from "./memoryTrend";
import { usageSummary } from "./usage";

/** What changes only in steps, or is the rest of another metric; cores are seen in their picture. */
const LEFT_OUT = new Set([
  "system_cpu_core_percent",
  "system_memory_available_bytes",
  "gpu_memory_total_bytes",
  "component_seconds",
]);

/** What a session used of each resource and how well; `facts` are those of the session's verdicts. */
export function usageFigures(session: RecordedSession, facts: SessionFacts): ResourceUsage {
  const { cpu, storage, gpus } = facts;
  return compact<ResourceUsage>({
    figures: figuresOf(session),
    ...cpuFigures(facts),
    ...memoryFigures(facts),
    ioShare:
      cpu === undefined || storage === undefined ? undefined : ioShare(cpu.values, storage.read, storage.written),
    gpuIdleShare: gpus.length === 0 ? undefined : gpuIdleShare(gpus.flatMap(({ utilization }) => [...utilization])),
  });
}

function cpuFigures({ cpu, coreCount, evaluations, elapsedSeconds }: SessionFacts): Partial<ResourceUsage> {
  const efficiency = cpu === undefined ? undefined : cpuEfficiency(cpu, coreCount);
  return compact<Partial<ResourceUsage>>({
    busyCores: efficiency?.busyCores,
    cpuShare: efficiency?.efficiency,
    workers: efficiency?.workers,
    parallelEfficiency: efficiency?.parallelEfficiency,
    evaluationsPerCpuSecond:
      evaluations === undefined || efficiency === undefined
        ? undefined
        : // The load was measured over a part of the session, which stands for all of it.
          evaluationsPerCpuSecond(evaluations, efficiency.busyCores * elapsedSeconds),
  });
}

function memoryFigures({ rss }: SessionFacts): Partial<ResourceUsage> {
  if (rss === undefined) return {};
  const trend = memoryTrend(rss);
  return compact<Partial<ResourceUsage>>({
    memoryEfficiency: memoryEfficiency(rss),
    memoryGrowth:
      trend === undefined
        ? undefined
        : { value: trend.bytesPerMinute / 60, low: trend.low / 60, high: trend.high / 60 },
  });
}

function figuresOf(session: RecordedSession): UsageFigure[] {
  return Object.values(SAMPLE_TABLES).flatMap((name) => {
    const table = session.tables.get(name);
    return [...(table?.columns ?? [])].flatMap(([key, column]): UsageFigure[] => {
      const { metric, labels } = parseColumnKey(key);
      const descriptor = SAMPLE_METRICS[name]?.find((one) => one.metric === metric);
      if (descriptor === undefined || LEFT_OUT.has(metric)) return [];
      const series = samples(table, key);
      const usage = series === undefined ? undefined : usageSummary(series);
      if (usage === undefined) return [];
      const { minIndex, maxIndex } = column.values.stretch(0, column.length);
      const suffix = labels === undefined ? "" : ` ${Object.values(labels).join(" ")}`;
      const title = `${NAMES[metric] ?? descriptor.title}${suffix}`;
      const extremes = { low: column.values.at(minIndex), peak: column.values.at(maxIndex) };
      return [{ metric: key, title, unit: descriptor.unit, ...usage, ...extremes }];
    });
  });
}

/** What needs more words than its title. */
const NAMES: Readonly<Record<string, string>> = {
  system_cpu_percent: "CPU of the machine",
  system_memory_used_bytes: "Memory of the machine, used",
  system_memory_percent: "Memory of the machine",
  system_load_average_1m: "Load of the machine (1 min)",
  process_cpu_percent: "CPU of the session (100\u00a0% is one core)",
  process_memory_rss_bytes: "Memory of the session (RSS)",
  process_memory_vms_bytes: "Virtual memory of the session",
  process_memory_percent: "Memory of the session",
};
