import type { ProcessInfo } from "./processTree";

/** What a tree used between two samples, in seconds of CPU and bytes of storage. */
export interface TreeGrowth {
  readonly elapsedSeconds: number;
  readonly cpuSeconds?: number;
  readonly readBytes?: number;
  readonly writeBytes?: number;
}

/** A counter of a process that also takes over what its ended children had counted. */
interface Counter {
  /** With what came from ended children. */
  whole(process: ProcessInfo): number | undefined;
  /** Without it, where the platform tells the two apart. */
  own(process: ProcessInfo): number | undefined;
}

const CPU: Counter = {
  whole: ({ cpuSeconds, endedChildrenCpuSeconds }) =>
    cpuSeconds === undefined ? undefined : cpuSeconds + (endedChildrenCpuSeconds ?? 0),
  own: ({ cpuSeconds }) => cpuSeconds,
};
const READ: Counter = { whole: ({ readBytes }) => readBytes, own: () => undefined };
const WRITE: Counter = { whole: ({ writeBytes }) => writeBytes, own: () => undefined };

/** The scheduler's clock and ours may differ by this when the age of a process is compared to the time of a sample. */
const AGE_TOLERANCE_SECONDS = 0.05;

/** More generations than this never end within one sample. */
const MAX_GENERATIONS = 16;

/**
 * Adds up what a process tree uses. A child that ends hands its counters to its parent when that waits for it; of these
 * only the part that the child had not shown while it ran is new. So children too short-lived to be seen are counted, and
 * none is counted twice.
 */
export class TreeUsage {
  private before: ReadonlyMap<string, ProcessInfo> | undefined;
  private beforeTime = 0;
  private readonly cpu = new GrowthOf(CPU);
  private readonly read = new GrowthOf(READ);
  private readonly write = new GrowthOf(WRITE);

  /** The growth since the call before; undefined at the first. `time` is in seconds of a clock that never steps. */
  advance(processes: readonly ProcessInfo[], time: number): TreeGrowth | undefined {
    const now = new Map(processes.map((each) => [each.identity, each]));
    const before = this.before;
    const elapsedSeconds = time - this.beforeTime;
    this.before = now;
    this.beforeTime = time;
    if (before === undefined || elapsedSeconds <= 0) return undefined;
    const step: Step = { before, now, ended: groupEnded(before, now), elapsedSeconds };
    return {
      elapsedSeconds,
      ...optional("cpuSeconds", this.cpu.over(step)),
      ...optional("readBytes", this.read.over(step)),
      ...optional("writeBytes", this.write.over(step)),
    };
  }
}

interface Step {
  readonly before: ReadonlyMap<string, ProcessInfo>;
  readonly now: ReadonlyMap<string, ProcessInfo>;
  /** The processes that ended in this step, by their parent's pid. */
  readonly ended: ReadonlyMap<number, readonly ProcessInfo[]>;
  readonly elapsedSeconds: number;
}

class GrowthOf {
  /** What ended children had shown and their parent has not taken over yet, by the parent's identity. */
  private pending = new Map<string, number>();

  constructor(private readonly counter: Counter) {}

  over(step: Step): number | undefined {
    const pending = new Map<string, number>();
    let sum: number | undefined;
    for (const process of step.now.values()) {
      const growth = this.ofProcess(process, step, pending);
      if (growth !== undefined) sum = (sum ?? 0) + growth;
    }
    this.pending = pending;
    return sum;
  }

  private ofProcess(process: ProcessInfo, step: Step, pending: Map<string, number>): number | undefined {
    const whole = this.counter.whole(process);
    const before = step.before.get(process.identity);
    if (whole === undefined) return undefined;
    if (before === undefined) return wasBornIn(step, process) ? whole : 0;
    const wholeBefore = this.counter.whole(before);
    if (wholeBefore === undefined) return 0;
    const gain = Math.max(0, whole - wholeBefore);
    const ownGain = Math.max(0, (this.counter.own(process) ?? 0) - (this.counter.own(before) ?? 0));
    const shown = this.shownByEnded(process.pid, step);
    const late = this.pending.get(process.identity) ?? 0;
    const takenOver = Math.min(Math.max(0, gain - ownGain), shown + late);
    // A parent read just before it took notice of a child's end shows the child's share one sample later.
    const rest = Math.min(shown, shown + late - takenOver);
    if (rest > 0) pending.set(process.identity, rest);
    return gain - takenOver;
  }

  /** `depth` bounds what reused pids could turn into a circle of parents. */
  private shownByEnded(parentPid: number, step: Step, depth = 0): number {
    let sum = 0;
    if (depth > MAX_GENERATIONS) return sum;
    for (const child of step.ended.get(parentPid) ?? []) {
      sum += (this.counter.whole(child) ?? 0) + this.shownByEnded(child.pid, step, depth + 1);
    }
    return sum;
  }
}

function groupEnded(
  before: ReadonlyMap<string, ProcessInfo>,
  now: ReadonlyMap<string, ProcessInfo>,
): ReadonlyMap<number, readonly ProcessInfo[]> {
  const ended = new Map<number, ProcessInfo[]>();
  for (const [identity, process] of before) {
    // A process that names itself as its parent would never be done with.
    if (now.has(identity) || process.parentPid === process.pid) continue;
    const group = ended.get(process.parentPid);
    if (group === undefined) ended.set(process.parentPid, [process]);
    else group.push(process);
  }
  return ended;
}

/** Older ones are new to us only: what they used before is not of this step. */
function wasBornIn(step: Step, process: ProcessInfo): boolean {
  return process.ageSeconds !== undefined && process.ageSeconds <= step.elapsedSeconds + AGE_TOLERANCE_SECONDS;
}

function optional<K extends string>(key: K, value: number | undefined): { readonly [key in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: number });
}
