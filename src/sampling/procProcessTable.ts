import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { collectAncestors, Membership } from "./membership";
import { readKernelUnits, readProcFile, type KernelUnits } from "./procFile";
import { environmentValue, hasEnded, parseProcessIo, parseProcessStat, type ProcessStat } from "./processStat";
import type { ProcessInfo, ProcessRoots, ProcessTable } from "./processTree";

/** A process as membership and the readings see it. */
interface ProcProcess extends ProcessStat {
  readonly start: number;
}

/** The launch id that a program was started with; another program in the same process is read again. */
interface KnownEnvironment {
  readonly start: number;
  readonly program: string;
  readonly launchId: string | undefined;
}

/** A whole scan is due at the earliest after this time, later where it would cost more than this share of a core. */
const SCAN_INTERVAL_MS = 2000;
const MAX_SCAN_INTERVAL_MS = 10_000;
const SCAN_COST_SHARE = 0.003;
/** So many processes are read before other work of the engine has its turn. */
const SCAN_SLICE = 64;

/**
 * Linux: reads /proc. Between scans it walks from the members known so far to their children, which costs as much as the
 * tree is large; every few seconds it scans all processes for what a walk cannot see: children of other threads than the
 * first, children whose parent ended before we looked, and daemons that only their environment gives away.
 */
export class ProcProcessTable implements ProcessTable {
  private readonly units: KernelUnits = readKernelUnits();
  private readonly sessions = new Map<string, Membership<ProcProcess>>();
  private readonly environments = new Map<number, KnownEnvironment>();
  private readonly canListChildren = readProcFile(`/proc/self/task/${process.pid}/children`) !== undefined;
  private readonly ioDenied = new Map<number, number>();
  private nextScanAt = 0;

  async ancestors(pid: number): Promise<readonly number[]> {
    return collectAncestors(pid, (each) => readProcess(each)?.parentPid);
  }

  async identity(pid: number): Promise<string | undefined> {
    const found = readProcess(pid);
    return found === undefined || hasEnded(found) ? undefined : identityOf(found);
  }

  async trees(sessions: ReadonlyMap<string, ProcessRoots>): Promise<ReadonlyMap<string, readonly ProcessInfo[]>> {
    const isNew = this.align(sessions);
    const scan = isNew || performance.now() >= this.nextScanAt ? await this.scan() : undefined;
    const moment = new Moment(scan, this.canListChildren);
    if (scan !== undefined) await this.adoptByEnvironment(sessions, scan, moment);
    const uptime = readUptime();
    const trees = new Map<string, readonly ProcessInfo[]>();
    for (const [id, roots] of sessions) {
      const members = this.sessions.get(id)?.collect(roots.pids, moment) ?? [];
      trees.set(
        id,
        members.map((member) => this.toInfo(member, uptime)),
      );
    }
    return trees;
  }

  /** Keeps a membership for each session and no other; true when one is new. */
  private align(sessions: ReadonlyMap<string, ProcessRoots>): boolean {
    let isNew = false;
    for (const id of sessions.keys()) {
      if (this.sessions.has(id)) continue;
      this.sessions.set(id, new Membership());
      isNew = true;
    }
    for (const id of [...this.sessions.keys()]) if (!sessions.has(id)) this.sessions.delete(id);
    return isNew;
  }

  private async scan(): Promise<ReadonlyMap<number, ProcProcess>> {
    const scan = new Map<number, ProcProcess>();
    let cost = 0;
    let sliceStart = performance.now();
    for (const name of readdirSync("/proc")) {
      const first = name.charCodeAt(0);
      if (first < 48 || first > 57) continue;
      const found = readProcess(Number(name));
      if (found === undefined) continue;
      scan.set(found.pid, found);
      if (scan.size % SCAN_SLICE !== 0) continue;
      cost += performance.now() - sliceStart;
      await nextTurn();
      sliceStart = performance.now();
    }
    cost += performance.now() - sliceStart;
    const pause = Math.min(MAX_SCAN_INTERVAL_MS, Math.max(SCAN_INTERVAL_MS, cost / SCAN_COST_SHARE));
    this.nextScanAt = performance.now() + pause;
    return scan;
  }

  /** Finds the processes outside the trees whose environment names a session's launch. */
  private async adoptByEnvironment(
    sessions: ReadonlyMap<string, ProcessRoots>,
    scan: ReadonlyMap<number, ProcProcess>,
    moment: Moment,
  ): Promise<void> {
    const byLaunch = new Map<string, Membership<ProcProcess>>();
    for (const [id, roots] of sessions) {
      const membership = this.sessions.get(id);
      membership?.collect(roots.pids, moment);
      if (membership !== undefined && roots.launchId !== undefined) byLaunch.set(roots.launchId, membership);
    }
    this.forgetEnded(scan);
    if (byLaunch.size === 0) return;
    const memberships = [...this.sessions.values()];
    for (const found of scan.values()) {
      if (found.isKernelThread || hasEnded(found) || memberships.some((each) => each.has(found))) continue;
      const launchId = await this.launchIdOf(found);
      if (launchId !== undefined) byLaunch.get(launchId)?.adopt(found);
    }
  }

  private forgetEnded(scan: ReadonlyMap<number, ProcProcess>): void {
    for (const [pid, { start }] of this.environments) if (scan.get(pid)?.start !== start) this.environments.delete(pid);
    for (const [pid, start] of this.ioDenied) if (scan.get(pid)?.start !== start) this.ioDenied.delete(pid);
  }

  /** Reads a program's environment once: through the thread pool, because this file can wait for the process's memory. */
  private async launchIdOf(found: ProcProcess): Promise<string | undefined> {
    const program = `${found.environmentStart} ${found.name}`;
    const known = this.environments.get(found.pid);
    if (known?.start === found.start && known.program === program) return known.launchId;
    const launchId = await readLaunchId(found.pid);
    this.environments.set(found.pid, { start: found.start, program, launchId });
    return launchId;
  }

  private toInfo(found: ProcProcess, uptime: number | undefined): ProcessInfo {
    const { ticksPerSecond, pageBytes } = this.units;
    return {
      pid: found.pid,
      parentPid: found.parentPid,
      identity: identityOf(found),
      name: found.name,
      hasEnded: hasEnded(found),
      ...(uptime === undefined ? {} : { ageSeconds: uptime - found.start / ticksPerSecond }),
      cpuSeconds: found.cpuTicks / ticksPerSecond,
      endedChildrenCpuSeconds: found.endedChildrenCpuTicks / ticksPerSecond,
      rssBytes: found.rssPages * pageBytes,
      vmsBytes: found.vmsBytes,
      threads: found.threads,
      ...this.readIo(found),
    };
  }

  /** Absent for processes of other users; a refusal is remembered, because an exception costs more than a reading. */
  private readIo(found: ProcProcess): { readonly readBytes?: number; readonly writeBytes?: number } {
    if (this.ioDenied.get(found.pid) === found.start || hasEnded(found)) return {};
    const text = readProcFile(`/proc/${found.pid}/io`);
    if (text === undefined) this.ioDenied.set(found.pid, found.start);
    return parseProcessIo(text ?? "") ?? {};
  }
}

/** Every process is read at most once for all sessions of a sample. */
class Moment {
  private readonly read = new Map<number, ProcProcess | undefined>();
  private readonly childrenByParent: ReadonlyMap<number, readonly number[]> | undefined;

  constructor(
    private readonly scan: ReadonlyMap<number, ProcProcess> | undefined,
    private readonly canListChildren: boolean,
  ) {
    this.childrenByParent = scan === undefined ? undefined : groupByParent(scan.values());
  }

  find(pid: number): ProcProcess | undefined {
    if (this.scan !== undefined) return this.scan.get(pid);
    if (!this.read.has(pid)) this.read.set(pid, readProcess(pid));
    return this.read.get(pid);
  }

  children(parent: ProcProcess): readonly number[] {
    if (this.childrenByParent !== undefined) return this.childrenByParent.get(parent.pid) ?? [];
    if (!this.canListChildren || hasEnded(parent)) return [];
    const text = readProcFile(`/proc/${parent.pid}/task/${parent.pid}/children`)?.trim() ?? "";
    return text === "" ? [] : text.split(" ").map(Number);
  }
}

function groupByParent(processes: Iterable<ProcProcess>): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  for (const { pid, parentPid } of processes) {
    const group = groups.get(parentPid);
    if (group === undefined) groups.set(parentPid, [pid]);
    else group.push(pid);
  }
  return groups;
}

function readProcess(pid: number): ProcProcess | undefined {
  const stat = parseProcessStat(readProcFile(`/proc/${pid}/stat`) ?? "");
  return stat === undefined ? undefined : { ...stat, start: stat.startTicks };
}

function identityOf(found: ProcProcess): string {
  return `${found.pid}:${found.start}`;
}

function readUptime(): number | undefined {
  const seconds = Number.parseFloat(readProcFile("/proc/uptime") ?? "");
  return Number.isFinite(seconds) ? seconds : undefined;
}

async function readLaunchId(pid: number): Promise<string | undefined> {
  try {
    return environmentValue(await readFile(`/proc/${pid}/environ`, "latin1"), "OPTIMIZER_MONITOR_SESSION");
  } catch {
    // Another user's process, or one that has ended since.
    return undefined;
  }
}
