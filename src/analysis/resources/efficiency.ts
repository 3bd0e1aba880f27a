import { shareWhere, usageSummary, type SampledSeries } from "./usage";

/** How well a session used its cores. */
export interface CpuEfficiency {
  /** Cores kept busy by the session's processes, mean over time. */
  readonly busyCores: number;
  /** Busy cores ÷ cores of the machine, 0 to 1. */
  readonly efficiency: number;
  /** The cores that the workflow tries to use: the given workers, or the 95th percentile of its busy cores, rounded up. */
  readonly workers: number;
  /** Busy cores ÷ workers, 0 to 1: what waiting for each other and for input leaves of the parallel work. */
  readonly parallelEfficiency: number;
}

/** From the processes' CPU load (100 % is one core). Undefined where fewer than two samples or no core are there. */
export function cpuEfficiency(load: SampledSeries, coreCount: number, workers?: number): CpuEfficiency | undefined {
  const summary = usageSummary(load);
  if (summary === undefined || load.times.length < 2 || !(coreCount > 0)) return undefined;
  const busyCores = summary.mean / 100;
  const tried = workers ?? Math.min(coreCount, Math.max(1, Math.ceil(summary.p95 / 100 - 0.05)));
  return {
    busyCores,
    efficiency: Math.min(1, busyCores / coreCount),
    workers: tried,
    parallelEfficiency: Math.min(1, busyCores / tried),
  };
}

/** Objective evaluations for each second of CPU time; undefined where no CPU time was seen. */
export function evaluationsPerCpuSecond(evaluations: number, cpuSeconds: number): number | undefined {
  return cpuSeconds > 0 ? evaluations / cpuSeconds : undefined;
}

/** A GPU below this load counts as idle, in percent. */
const IDLE_PERCENT = 5;

/** The share of the samples in which a GPU ran (almost) nothing, 0 to 1. */
export function gpuIdleShare(utilizationPercents: readonly number[]): number | undefined {
  return shareWhere(utilizationPercents, (value) => value < IDLE_PERCENT);
}

/** What counts as waiting for storage: this much moves while less than half a core works. */
const BUSY_STORAGE_BYTES_PER_SECOND = 1e6;
const HALF_A_CORE_PERCENT = 50;

/**
 * The share of the samples in which the processes moved at least 1 MB/s to or from storage while they kept less than half a core
 * busy, 0 to 1: time that is probably spent waiting for storage. The three columns are of the same samples.
 */
export function ioShare(
  cpuPercent: readonly number[],
  readBytesPerSecond: readonly number[],
  writtenBytesPerSecond: readonly number[],
): number | undefined {
  return shareWhere(cpuPercent, (percent, index) => {
    const moved = (readBytesPerSecond[index] ?? 0) + (writtenBytesPerSecond[index] ?? 0);
    return moved >= BUSY_STORAGE_BYTES_PER_SECOND && percent < HALF_A_CORE_PERCENT;
  });
}

/** The share of memory at its peak that was in use on the average, 0 to 1: low where a short peak decides how much memory is needed. */
export function memoryEfficiency(rss: SampledSeries): number | undefined {
  const summary = usageSummary(rss);
  return summary === undefined || !(summary.peak > 0) ? undefined : summary.mean / summary.peak;
}

/** The cores whose mean load is under 10 %. */
export function idleCoreCount(meanPercentOfCores: readonly number[]): number {
  return meanPercentOfCores.filter((percent) => percent < 10).length;
}
