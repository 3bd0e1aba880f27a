import { formatBytes, formatCount, formatValue } from "../../base/format";
import type { Finding } from "../../protocol/findings";
import { componentShares } from "../resources/bottlenecks";
import {
  cpuEfficiency,
  evaluationsPerCpuSecond,
  gpuIdleShare,
  ioShare,
  type CpuEfficiency,
} from "../resources/efficiency";
import { memoryTrend } from "../resources/memoryTrend";
import { at } from "../statistics/summary";
import type { GpuFacts, SessionFacts } from "./facts";
import { capitalized, counted, elapsed, inSentence, numberWord, percentOf, roughly } from "./words";

/** Sessions and series shorter than this are not judged. */
const LEAST_SECONDS = 10;
const LEAST_SAMPLES = 10;
/** A component bounds the run from this share on. */
const BOUNDING_SHARE = 0.4;
/** Cores count as well used from this efficiency on, workers as waiting below the other. */
const WELL_USED = 0.85;
const WAITING = 0.7;
const NEARLY_FULL = 0.85;
const GPU_IDLE_SHARE = 0.5;
const STORAGE_SHARE = 0.2;

/** What can be said about components and resources. */
export function resourceVerdicts(facts: SessionFacts): Finding[] {
  if (facts.elapsedSeconds < LEAST_SECONDS) return [];
  const found = [
    bottleneck(facts),
    cores(facts),
    evaluationRate(facts),
    memory(facts),
    storage(facts),
    ...facts.gpus.map(gpu),
  ];
  return found.filter((finding) => finding !== undefined);
}

function bottleneck({ components, elapsedSeconds }: SessionFacts): Finding | undefined {
  const shares = componentShares(components, elapsedSeconds);
  const [first] = shares;
  // The one outermost section that holds everything else bounds nothing.
  if (first === undefined || first.share < BOUNDING_SHARE || components.length < 2) return undefined;
  const isSideBySide = shares.reduce((sum, { selfSeconds }) => sum + selfSeconds, 0) > 1.05 * elapsedSeconds;
  const whole = isSideBySide ? "timed work" : "time";
  return {
    kind: "bottleneck",
    severity: "notice",
    title: `${first.name} bounds the run, ${percentOf(first.share)} of the ${whole}`,
    evidence: `twice as fast ${inSentence(first.name)} would make the run ${times(first.twiceAsFast)} faster`,
    target: { kind: "component", name: first.name },
  };
}

/** `1.6 times`. */
function times(factor: number): string {
  return `${factor.toFixed(1)} times`;
}

function cores(facts: SessionFacts): Finding | undefined {
  const { cpu, coreCount } = facts;
  if (cpu === undefined || cpu.times.length < LEAST_SAMPLES || coreCount < 2) return undefined;
  const use = cpuEfficiency(cpu, coreCount);
  return use === undefined ? undefined : coreFinding(use, coreCount);
}

function coreFinding(use: CpuEfficiency, coreCount: number): Finding | undefined {
  const { workers, parallelEfficiency, busyCores } = use;
  const target = { kind: "resource", resource: "cpu" } as const;
  const efficiency = `parallel efficiency ${parallelEfficiency.toFixed(2)}`;
  const idle = coreCount - workers;
  if (workers === 1) {
    if (busyCores < WAITING) return undefined;
    const title = `One of ${numberWord(coreCount)} cores works`;
    return {
      kind: "idleCores",
      severity: "notice",
      title,
      evidence: `${busyCores.toFixed(1)} cores busy; work side by side could use ${numberWord(idle)} more`,
      target,
    };
  }
  if (parallelEfficiency < WAITING) {
    const title = `${capitalized(numberWord(workers))} workers are busy ${percentOf(parallelEfficiency)} of the time`;
    return {
      kind: "waitingWorkers",
      severity: "notice",
      title,
      evidence: `${busyCores.toFixed(1)} of ${counted(coreCount, "core")} busy; ${efficiency}`,
      target,
    };
  }
  if (idle / coreCount >= 0.1) {
    const title = `${capitalized(numberWord(idle))} of ${numberWord(coreCount)} cores ${idle === 1 ? "idles" : "idle"}`;
    return { kind: "idleCores", severity: "notice", title, evidence: `${workers} workers; ${efficiency}`, target };
  }
  if (use.efficiency < WELL_USED) return undefined;
  const title = `All ${numberWord(coreCount)} cores work`;
  return {
    kind: "busyCores",
    severity: "good",
    title,
    evidence: `${busyCores.toFixed(1)} busy on the average; ${efficiency}`,
    target,
  };
}

/** Evaluations against the clock and against the processor: what more cores or a faster objective would change. */
function evaluationRate({ evaluations, elapsedSeconds, cpu, coreCount }: SessionFacts): Finding | undefined {
  const use = cpu === undefined || cpu.times.length < LEAST_SAMPLES ? undefined : cpuEfficiency(cpu, coreCount);
  if (evaluations === undefined || use === undefined) return undefined;
  // The load was measured over a part of the session, which stands for all of it.
  const perCpuSecond = evaluationsPerCpuSecond(evaluations, use.busyCores * elapsedSeconds);
  if (perCpuSecond === undefined || !(perCpuSecond > 0)) return undefined;
  return {
    kind: "evaluationRate",
    severity: "good",
    title: `${formatValue(perCpuSecond, 3)} evaluations for each second of CPU time`,
    evidence: `${formatCount(evaluations)} in ${elapsed(elapsedSeconds)}, ${formatValue(evaluations / elapsedSeconds, 3)} a second, with ${use.busyCores.toFixed(1)} cores busy`,
    target: { kind: "resource", resource: "cpu" },
  };
}

function memory(facts: SessionFacts): Finding | undefined {
  const { rss, memoryBytes } = facts;
  if (rss === undefined || rss.times.length < LEAST_SAMPLES) return undefined;
  const target = { kind: "resource", resource: "memory" } as const;
  const last = at(rss.values, rss.values.length - 1);
  if (last > NEARLY_FULL * memoryBytes) {
    const evidence = `${formatBytes(last)} of the machine's ${formatBytes(memoryBytes)}`;
    return { kind: "memoryFull", severity: "problem", title: "Memory is nearly full", evidence, target };
  }
  const trend = memoryTrend(rss);
  if (trend === undefined || trend.verdict !== "leak") return undefined;
  const interval = `${percentOf(0.95)} interval ${perMinute(trend.low)} to ${perMinute(trend.high)}`;
  const room = facts.isRunning
    ? `; the machine's memory is full in about ${roughly(((memoryBytes - last) / trend.bytesPerMinute) * 60)}`
    : "";
  return {
    kind: "memoryGrows",
    severity: "problem",
    title: `Memory grows ${perMinute(trend.bytesPerMinute)}/min`,
    evidence: `${interval} over ${roughly(trend.seconds)}, now ${formatBytes(last)}${room}`,
    target,
  };
}

/** Bytes with two digits. */
function perMinute(bytes: number): string {
  return formatBytes(Number(bytes.toPrecision(2))).replace(".0", "");
}

function storage({ cpu, storage: moved }: SessionFacts): Finding | undefined {
  if (cpu === undefined || moved === undefined || cpu.times.length < LEAST_SAMPLES) return undefined;
  const share = ioShare(cpu.values, moved.read, moved.written);
  if (share === undefined || share < STORAGE_SHARE) return undefined;
  return {
    kind: "storageBound",
    severity: "notice",
    title: `The run waits for storage ${percentOf(share)} of the time`,
    evidence: "at least 1\u00a0MB/s read or written while less than half a core worked",
    target: { kind: "resource", resource: "storage" },
  };
}

function gpu({ name, utilization, isUsed }: GpuFacts): Finding | undefined {
  const share = gpuIdleShare(utilization);
  // A GPU that the session does not use may idle.
  const isOurs = isUsed ?? utilization.some((percent) => percent >= 20);
  if (share === undefined || utilization.length < LEAST_SAMPLES || !isOurs || share < GPU_IDLE_SHARE) return undefined;
  const use =
    isUsed === true ? "the run holds memory on it" : `${percentOf(Math.max(...utilization) / 100)} at its peak`;
  return {
    kind: "gpuIdle",
    severity: "notice",
    title: `${name} idles ${percentOf(share)} of the time`,
    evidence: `under ${percentOf(0.05)} load in so many of ${counted(utilization.length, "sample")}; ${use}`,
    target: { kind: "resource", resource: "gpu" },
  };
}
