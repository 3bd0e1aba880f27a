import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Systeminformation } from "systeminformation";
import { errorText, type Log } from "../base/log";
import { collectAncestors, Membership, type ProcessLookup } from "./membership";
import type { ProcessInfo, ProcessRoots, ProcessTable } from "./processTree";

type Listed = Systeminformation.ProcessesProcessData;

/** A process as membership sees it; the start is the first one heard of, because the platform computes it anew each time. */
interface ListedProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly start: number;
  readonly listed: Listed;
}

/** All processes at one time. */
interface Snapshot {
  readonly takenAt: number;
  readonly processes: ReadonlyMap<number, ListedProcess>;
  readonly childrenByParent: ReadonlyMap<number, readonly number[]>;
}

/** Listing all processes starts a program here, so a list is kept for so long. */
const SNAPSHOT_LIFETIME_MS = 3000;
/** systeminformation hands out its last list again within half a second. */
const RELIST_DELAY_MS = 600;
/** Start times are given in seconds, computed from an age: the same process may differ by this much. */
const START_TOLERANCE_MS = 2500;

/** Where the lists come from; replaced in tests. */
export interface ProcessLister {
  list(): Promise<readonly Listed[]>;
  readonly platform: NodeJS.Platform;
  readonly coreCount: number;
}

/** The lister of this machine. */
function createProcessLister(): ProcessLister {
  return {
    platform: process.platform,
    coreCount: cpus().length,
    async list() {
      const { processes } = await import("systeminformation");
      return (await processes()).list;
    },
  };
}

/** macOS and Windows: lists of all processes from systeminformation, at most every three seconds and never waited for by a sample. */
export class SystemInformationProcessTable implements ProcessTable {
  private readonly sessions = new Map<string, Membership<ListedProcess>>();
  private readonly seenRoots = new Set<number>();
  private snapshot: Snapshot | undefined;
  private refreshing: Promise<Snapshot> | undefined;
  private snapshotCount = 0;

  constructor(
    private readonly log: Log,
    private readonly lister: ProcessLister = createProcessLister(),
  ) {}

  async ancestors(pid: number): Promise<readonly number[]> {
    let { processes } = await this.refresh();
    if (!processes.has(pid)) {
      await delay(RELIST_DELAY_MS);
      ({ processes } = await this.refresh());
    }
    return collectAncestors(pid, (each) => processes.get(each)?.parentPid);
  }

  async identity(pid: number): Promise<string | undefined> {
    if (this.lister.platform !== "win32") return await identityFromPs(pid);
    const found = (await this.refresh()).processes.get(pid);
    return found === undefined ? undefined : `${pid}:${found.listed.started}`;
  }

  async trees(sessions: ReadonlyMap<string, ProcessRoots>): Promise<ReadonlyMap<string, readonly ProcessInfo[]>> {
    const snapshot = await this.currentSnapshot(sessions);
    for (const id of [...this.sessions.keys()]) if (!sessions.has(id)) this.sessions.delete(id);
    const lookup: ProcessLookup<ListedProcess> = {
      find: (pid) => snapshot.processes.get(pid),
      children: (parent) => childrenOf(parent, snapshot),
    };
    const trees = new Map<string, readonly ProcessInfo[]>();
    for (const [id, roots] of sessions) {
      const membership = this.sessions.get(id) ?? new Membership<ListedProcess>();
      this.sessions.set(id, membership);
      trees.set(
        id,
        membership.collect(roots.pids, lookup).map((each) => this.toInfo(each)),
      );
    }
    return trees;
  }

  /** A root that was never looked for needs a list from after its start; otherwise an older list does while a new one is made. */
  private async currentSnapshot(sessions: ReadonlyMap<string, ProcessRoots>): Promise<Snapshot> {
    const roots = [...sessions.values()].flatMap(({ pids }) => pids);
    const hasNewRoot = roots.some((pid) => !this.seenRoots.has(pid) && this.snapshot?.processes.has(pid) !== true);
    this.seenRoots.clear();
    for (const pid of roots) this.seenRoots.add(pid);
    if (this.snapshot === undefined || hasNewRoot) return await this.refresh();
    if (performance.now() - this.snapshot.takenAt > SNAPSHOT_LIFETIME_MS) {
      this.refresh().catch((error: unknown) => this.log.warn(`processes could not be listed: ${errorText(error)}`));
    }
    return this.snapshot;
  }

  private refresh(): Promise<Snapshot> {
    this.refreshing ??= this.takeSnapshot().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private async takeSnapshot(): Promise<Snapshot> {
    const listed = await this.lister.list();
    const before = this.snapshot?.processes;
    const processes = new Map<number, ListedProcess>();
    const childrenByParent = new Map<number, number[]>();
    for (const each of listed) {
      const { pid, parentPid } = each;
      processes.set(pid, { pid, parentPid, listed: each, start: steadyStart(each, before?.get(pid)?.start) });
      const siblings = childrenByParent.get(parentPid);
      if (siblings === undefined) childrenByParent.set(parentPid, [pid]);
      else siblings.push(pid);
    }
    this.snapshotCount++;
    this.snapshot = { takenAt: performance.now(), processes, childrenByParent };
    return this.snapshot;
  }

  private toInfo({ pid, parentPid, start, listed }: ListedProcess): ProcessInfo {
    return {
      pid,
      parentPid,
      identity: `${pid}:${start}`,
      name: listed.name,
      hasEnded: listed.state === "zombie",
      ...this.cpuShare(listed),
      ...(listed.memRss > 0 ? { rssBytes: listed.memRss * 1024 } : {}),
      ...(listed.memVsz > 0 ? { vmsBytes: listed.memVsz * 1024 } : {}),
    };
  }

  /** macOS gives the share of one core; elsewhere it is of all cores, and of a process's whole life in the first list. */
  private cpuShare({ cpu }: Listed): { readonly cpuPercent?: number } {
    if (this.lister.platform === "darwin") return { cpuPercent: cpu };
    return this.snapshotCount < 2 ? {} : { cpuPercent: cpu * this.lister.coreCount };
  }
}

/** Windows keeps the pid of a parent that ended and may have been reused: a parent starts before its children. */
function childrenOf(parent: ListedProcess, { processes, childrenByParent }: Snapshot): readonly number[] {
  const pids = childrenByParent.get(parent.pid) ?? [];
  return pids.filter((pid) => {
    const child = processes.get(pid);
    return pid !== parent.pid && child !== undefined && child.start >= parent.start - START_TOLERANCE_MS;
  });
}

function steadyStart({ started }: Listed, before: number | undefined): number {
  const parsed = Date.parse(started.replace(" ", "T"));
  const start = Number.isNaN(parsed) ? 0 : parsed;
  return before !== undefined && Math.abs(start - before) <= START_TOLERANCE_MS ? before : start;
}

const run = promisify(execFile);

/** `ps` gives the exact time of a start, which is the same for every reader. */
async function identityFromPs(pid: number): Promise<string | undefined> {
  try {
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    const { stdout } = await run("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { env });
    const [state = "", ...started] = stdout.trim().split(/\s+/);
    return state === "" || state.startsWith("Z") ? undefined : `${pid}:${started.join("_")}`;
  } catch {
    // ps fails when there is no such process.
    return undefined;
  }
}
