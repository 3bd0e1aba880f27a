/** Busy and total time of one core or of all, in any one unit. */
export interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/** CPU times by core; `all` is the machine. */
export interface SystemCpuTimes {
  readonly all: CpuTimes;
  readonly cores: ReadonlyMap<string, CpuTimes>;
}

/** Parses the cpu lines of /proc/stat. */
export function parseCpuTimes(text: string): SystemCpuTimes | undefined {
  let all: CpuTimes | undefined;
  const cores = new Map<string, CpuTimes>();
  for (const line of text.split("\n")) {
    if (!line.startsWith("cpu")) break;
    const [name = "", ...fields] = line.trim().split(/\s+/);
    const times = toCpuTimes(fields.map(Number));
    if (times === undefined) continue;
    if (name === "cpu") all = times;
    else cores.set(name.slice(3), times);
  }
  return all === undefined ? undefined : { all, cores };
}

/** user nice system idle iowait irq softirq steal; guest time is in user time already. */
function toCpuTimes(fields: readonly number[]): CpuTimes | undefined {
  const counted = fields.slice(0, 8);
  if (counted.length < 4 || !counted.every(Number.isFinite)) return undefined;
  const total = counted.reduce((sum, value) => sum + value, 0);
  const idle = (counted[3] ?? 0) + (counted[4] ?? 0);
  return { busy: total - idle, total };
}

/** The busy share between two readings, 0-100; undefined where no time has passed. */
export function busyPercent(before: CpuTimes | undefined, after: CpuTimes): number | undefined {
  if (before === undefined) return undefined;
  const total = after.total - before.total;
  if (total <= 0) return undefined;
  // The kernel's idle counters may step back a little.
  return Math.min(100, Math.max(0, (100 * (after.busy - before.busy)) / total));
}

/** Memory of the machine or of the container. */
export interface MemoryState {
  readonly totalBytes: number;
  readonly availableBytes: number;
}

/** Parses /proc/meminfo; kernels before 3.14 do not say what is available. */
export function parseMemory(text: string): MemoryState | undefined {
  const kilobytes = (name: string): number | undefined => {
    const value = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  const total = kilobytes("MemTotal");
  const available = kilobytes("MemAvailable");
  if (total === undefined || available === undefined) return undefined;
  return { totalBytes: total * 1024, availableBytes: available * 1024 };
}

/** Parses the one-minute load of /proc/loadavg. */
export function parseLoad(text: string): number | undefined {
  const value = /^(\d+(?:\.\d+)?) /.exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}
