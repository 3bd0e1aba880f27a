import { usableMemoryBytes } from "./memoryLimit";
import type { ProcessInfo, ProcessRoots, ProcessTable } from "./processTree";
import { reading, type Reading } from "./sampler";
import { TreeUsage } from "./treeUsage";

/** Turns the process trees of all sessions into readings, one pass a sample. */
export class ProcessTreeSampler {
  private readonly usages = new Map<string, TreeUsage>();
  private trees: ReadonlyMap<string, readonly ProcessInfo[]> = new Map();

  /** `memoryBytes` is what the share of memory refers to. */
  constructor(
    private readonly table: ProcessTable,
    private readonly memoryBytes: number = usableMemoryBytes(),
  ) {}

  async sample(sessions: ReadonlyMap<string, ProcessRoots>): Promise<ReadonlyMap<string, readonly Reading[]>> {
    const trees = await this.table.trees(sessions);
    const time = performance.now() / 1000;
    this.trees = trees;
    for (const id of [...this.usages.keys()]) if (!sessions.has(id)) this.usages.delete(id);
    const readings = new Map<string, readonly Reading[]>();
    for (const [id, processes] of trees) readings.set(id, this.readingsOf(id, processes, time));
    return readings;
  }

  /** The running processes of a session in the last sample. */
  members(sessionId: string): readonly number[] {
    return running(this.trees.get(sessionId) ?? []).map(({ pid }) => pid);
  }

  private readingsOf(id: string, processes: readonly ProcessInfo[], time: number): readonly Reading[] {
    const usage = this.usages.get(id) ?? new TreeUsage();
    this.usages.set(id, usage);
    const growth = usage.advance(processes, time);
    const rate = (amount: number | undefined): number | undefined =>
      growth === undefined || amount === undefined ? undefined : amount / growth.elapsedSeconds;
    const cpuShare = rate(growth?.cpuSeconds);
    const alive = running(processes);
    const rss = sum(alive, ({ rssBytes }) => rssBytes);
    return [
      ...reading(
        "process_cpu_percent",
        cpuShare === undefined ? sum(alive, (each) => each.cpuPercent) : 100 * cpuShare,
      ),
      ...reading("process_memory_rss_bytes", rss),
      ...reading(
        "process_memory_vms_bytes",
        sum(alive, ({ vmsBytes }) => vmsBytes),
      ),
      ...reading("process_memory_percent", rss === undefined ? undefined : (100 * rss) / this.memoryBytes),
      ...reading("process_count", alive.length),
      ...reading(
        "process_threads",
        sum(alive, ({ threads }) => threads),
      ),
      ...reading("process_read_bytes_per_second", rate(growth?.readBytes)),
      ...reading("process_write_bytes_per_second", rate(growth?.writeBytes)),
    ];
  }
}

function running(processes: readonly ProcessInfo[]): readonly ProcessInfo[] {
  return processes.filter(({ hasEnded }) => !hasEnded);
}

/** The sum of what is given; undefined when nothing is. */
function sum(
  processes: readonly ProcessInfo[],
  valueOf: (process: ProcessInfo) => number | undefined,
): number | undefined {
  let total: number | undefined;
  for (const process of processes) {
    const value = valueOf(process);
    if (value !== undefined) total = (total ?? 0) + value;
  }
  return total;
}
