import { cpus, freemem, loadavg, totalmem } from "node:os";
import { type Log } from "../base/log";
import { findMemoryLimit, ownCgroupFiles, readLimitedMemory } from "./memoryLimit";
import { readProcFile } from "./procFile";
import { reading, type Reading } from "./sampler";
import { busyPercent, parseCpuTimes, parseLoad, parseMemory } from "./systemStat";
import type { CpuTimes, MemoryState, SystemCpuTimes } from "./systemStat";

/** Reads the machine's CPU, memory and load. */
export interface SystemSampler {
  /** CPU is the share since the sample before; the first one has none. */
  sample(): Promise<readonly Reading[]>;
  /** Forgets the sample before, so that a pause is not averaged into the next one. */
  reset(): void;
}

/** Where the figures come from on one platform. */
export interface SystemSource {
  cpuTimes(): SystemCpuTimes | undefined;
  memory(): Promise<MemoryState | undefined>;
  load(): number | undefined;
}

/** The sampler for this platform; `source` replaces the platform's own in tests. */
export function createSystemSampler(options: { readonly log: Log; readonly source?: SystemSource }): SystemSampler {
  const source = options.source ?? platformSource(options.log);
  let before: SystemCpuTimes | undefined;
  return {
    reset() {
      before = undefined;
    },
    async sample() {
      const after = source.cpuTimes();
      const cpu = after === undefined ? [] : cpuReadings(before, after);
      before = after;
      const memory = await source.memory();
      return [...cpu, ...memoryReadings(memory), ...reading("system_load_average_1m", source.load())];
    },
  };
}

function cpuReadings(before: SystemCpuTimes | undefined, after: SystemCpuTimes): readonly Reading[] {
  const readings = [...reading("system_cpu_percent", busyPercent(before?.all, after.all))];
  for (const [core, times] of after.cores) {
    readings.push(...reading("system_cpu_core_percent", busyPercent(before?.cores.get(core), times), { core }));
  }
  return readings;
}

function memoryReadings(memory: MemoryState | undefined): readonly Reading[] {
  if (memory === undefined || memory.totalBytes <= 0) return [];
  const used = Math.max(0, memory.totalBytes - memory.availableBytes);
  return [
    { metric: "system_memory_used_bytes", value: used },
    { metric: "system_memory_available_bytes", value: memory.availableBytes },
    { metric: "system_memory_percent", value: (100 * used) / memory.totalBytes },
  ];
}

function platformSource(log: Log): SystemSource {
  return process.platform === "linux" ? createProcSystemSource(log) : createPortableSystemSource();
}

/** Linux: the kernel's own files, and the container's limit where one is set. */
function createProcSystemSource(log: Log): SystemSource {
  const limit = findMemoryLimit(ownCgroupFiles());
  if (limit !== undefined) log.info(`memory is limited to ${limit.bytes} bytes by ${limit.folder}`);
  return {
    cpuTimes: () => parseCpuTimes(readProcFile("/proc/stat") ?? ""),
    memory: async () => {
      const machine = parseMemory(readProcFile("/proc/meminfo") ?? "");
      return machine === undefined || limit === undefined ? machine : readLimitedMemory(limit, machine);
    },
    load: () => parseLoad(readProcFile("/proc/loadavg") ?? ""),
  };
}

/** How long macOS's memory is taken as unchanged: systeminformation starts a process to read it. */
const MAC_MEMORY_LIFETIME_MS = 5000;

/** Any platform: node:os, and on macOS systeminformation, because free memory there leaves out what can be reclaimed. */
export function createPortableSystemSource(platform: NodeJS.Platform = process.platform): SystemSource {
  let macMemory: { readonly at: number; readonly state: Promise<MemoryState> } | undefined;
  const readMacMemory = (): Promise<MemoryState> => {
    if (macMemory === undefined || performance.now() - macMemory.at > MAC_MEMORY_LIFETIME_MS) {
      macMemory = { at: performance.now(), state: memoryOfSystemInformation() };
    }
    return macMemory.state;
  };
  return {
    cpuTimes: osCpuTimes,
    memory: async () =>
      platform === "darwin" ? await readMacMemory() : { totalBytes: totalmem(), availableBytes: freemem() },
    // Windows has no load average: node:os gives zeros there.
    load: () => (platform === "win32" ? undefined : loadavg()[0]),
  };
}

async function memoryOfSystemInformation(): Promise<MemoryState> {
  const { mem } = await import("systeminformation");
  const memory = await mem();
  return { totalBytes: memory.total, availableBytes: memory.available };
}

function osCpuTimes(): SystemCpuTimes | undefined {
  const cores = new Map<string, CpuTimes>();
  let busy = 0;
  let total = 0;
  for (const [index, { times }] of cpus().entries()) {
    const coreBusy = times.user + times.nice + times.sys + times.irq;
    cores.set(String(index), { busy: coreBusy, total: coreBusy + times.idle });
    busy += coreBusy;
    total += coreBusy + times.idle;
  }
  return cores.size === 0 ? undefined : { all: { busy, total }, cores };
}
