import { readdirSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { readProcess, readUptime, type ProcProcess } from "./procProcess";

/** What a look at all pids brought up. */
export interface Scan {
  /** The processes that were read: all of them, or those that are new or young. */
  readonly processes: ReadonlyMap<number, ProcProcess>;
  readonly pids: ReadonlySet<number>;
}

/** A scan is due at the earliest after this time, later where it would cost more than this share of a core. */
const INTERVAL_MS = 2000;
const MAX_INTERVAL_MS = 10_000;
const COST_SHARE = 0.003;
/** Reading every process again finds what executes another program late in its life, and reused pids. */
const FULL_INTERVAL_MS = 30_000;
/** A process this young may yet execute the program that it was started for. */
const YOUNG_SECONDS = 5;
/** So many processes are read before other work of the engine has its turn. */
const SLICE = 64;

/** Looks through all processes of /proc now and then, and reads only those that it has not settled yet. */
export class ProcScanner {
  private settled = new Set<number>();
  private nextAt = 0;
  private nextFullAt = 0;

  constructor(
    private readonly ticksPerSecond: number,
    /** Without lists of children, every scan has to read every process. */
    private readonly isAlwaysFull: boolean,
  ) {}

  /** A scan where one is due; all processes are read where `isFull`, and now and then. */
  async scan(isFull: boolean): Promise<Scan | undefined> {
    const now = performance.now();
    if (!isFull && now < this.nextAt) return undefined;
    const readsAll = isFull || this.isAlwaysFull || now >= this.nextFullAt;
    if (readsAll) this.nextFullAt = now + FULL_INTERVAL_MS;
    return await this.read(readsAll ? new Set() : this.settled);
  }

  private async read(settled: ReadonlySet<number>): Promise<Scan> {
    const oldestYoung = ((readUptime() ?? 0) - YOUNG_SECONDS) * this.ticksPerSecond;
    let sliceStart = performance.now();
    let cost = 0;
    const pids = listPids();
    const processes = new Map<number, ProcProcess>();
    const newlySettled = new Set<number>();
    for (const pid of pids) {
      if (settled.has(pid)) {
        newlySettled.add(pid);
        continue;
      }
      const found = readProcess(pid);
      if (found === undefined) continue;
      processes.set(pid, found);
      if (found.start < oldestYoung) newlySettled.add(pid);
      if (processes.size % SLICE !== 0) continue;
      cost += performance.now() - sliceStart;
      await nextTurn();
      sliceStart = performance.now();
    }
    cost += performance.now() - sliceStart;
    this.settled = newlySettled;
    this.nextAt = performance.now() + Math.min(MAX_INTERVAL_MS, Math.max(INTERVAL_MS, cost / COST_SHARE));
    return { processes, pids };
  }
}

function listPids(): ReadonlySet<number> {
  const pids = new Set<number>();
  for (const name of readdirSync("/proc")) {
    const first = name.charCodeAt(0);
    if (first >= 48 && first <= 57) pids.add(Number(name));
  }
  return pids;
}
