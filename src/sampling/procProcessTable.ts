import { LaunchEnvironments } from "./launchEnvironments";
import { collectAncestors, Membership } from "./membership";
import { readKernelUnits, readProcFile, type KernelUnits } from "./procFile";
import { readProcess, readUptime, type ProcProcess } from "./procProcess";
import { ProcScanner, type Scan } from "./procScan";
import { hasEnded, parseProcessIo } from "./processStat";
import type { ProcessInfo, ProcessRoots, ProcessTable } from "./processTree";

/**
 * Linux: reads /proc. Between scans it walks from the members known so far to their children, which costs as much as the
 * tree is large; every few seconds it scans all processes for what a walk cannot see: children of other threads than the
 * first, children whose parent ended before we looked, and daemons that only their environment gives away.
 */
export class ProcProcessTable implements ProcessTable {
  private readonly units: KernelUnits = readKernelUnits();
  private readonly canListChildren = readProcFile(`/proc/self/task/${process.pid}/children`) !== undefined;
  private readonly scanner = new ProcScanner(this.units.ticksPerSecond, !this.canListChildren);
  private readonly environments = new LaunchEnvironments();
  private readonly sessions = new Map<string, Membership<ProcProcess>>();
  private readonly rootKeys = new Map<string, string>();
  private readonly ioDenied = new Map<number, number>();

  async ancestors(pid: number): Promise<readonly number[]> {
    return collectAncestors(pid, (each) => readProcess(each)?.parentPid);
  }

  async identity(pid: number): Promise<string | undefined> {
    const found = readProcess(pid);
    return found === undefined || hasEnded(found) ? undefined : identityOf(found);
  }

  async trees(sessions: ReadonlyMap<string, ProcessRoots>): Promise<ReadonlyMap<string, readonly ProcessInfo[]>> {
    const isNew = this.align(sessions);
    const scan = await this.scanner.scan(isNew);
    if (scan !== undefined) {
      this.forgetEnded(scan.pids);
      await this.adoptByEnvironment(sessions, scan);
    }
    // What a member's figures are read from is never older than this moment.
    const moment = new Moment(scan, this.canListChildren);
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

  /** Keeps a membership for each session and no other; true when one is new, or its roots are. */
  private align(sessions: ReadonlyMap<string, ProcessRoots>): boolean {
    let isNew = false;
    for (const [id, { pids, launchId }] of sessions) {
      const key = `${pids.join(" ")} ${launchId ?? ""}`;
      if (!this.sessions.has(id)) this.sessions.set(id, new Membership());
      isNew ||= this.rootKeys.get(id) !== key;
      this.rootKeys.set(id, key);
    }
    for (const id of [...this.sessions.keys()]) {
      if (sessions.has(id)) continue;
      this.sessions.delete(id);
      this.rootKeys.delete(id);
    }
    return isNew;
  }

  /** Finds the processes outside the trees whose environment names a session's launch. */
  private async adoptByEnvironment(sessions: ReadonlyMap<string, ProcessRoots>, scan: Scan): Promise<void> {
    const byLaunch = new Map<string, Membership<ProcProcess>>();
    for (const [id, { launchId }] of sessions) {
      const membership = this.sessions.get(id);
      if (membership !== undefined && launchId !== undefined) byLaunch.set(launchId, membership);
    }
    if (byLaunch.size === 0) return;
    const memberships = [...this.sessions.values()];
    for (const found of scan.processes.values()) {
      if (found.isKernelThread || hasEnded(found) || memberships.some((each) => each.has(found))) continue;
      const launchId = await this.environments.launchIdOf(found);
      if (launchId !== undefined) byLaunch.get(launchId)?.adopt(found);
    }
  }

  private forgetEnded(pids: ReadonlySet<number>): void {
    this.environments.keep(pids);
    for (const pid of this.ioDenied.keys()) if (!pids.has(pid)) this.ioDenied.delete(pid);
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
  private readonly scanned: ReadonlyMap<number, readonly number[]>;

  constructor(
    scan: Scan | undefined,
    private readonly canListChildren: boolean,
  ) {
    this.scanned = groupByParent(scan?.processes.values() ?? []);
  }

  find(pid: number): ProcProcess | undefined {
    if (!this.read.has(pid)) this.read.set(pid, readProcess(pid));
    return this.read.get(pid);
  }

  children(parent: ProcProcess): readonly number[] {
    const scanned = this.scanned.get(parent.pid) ?? [];
    if (!this.canListChildren || hasEnded(parent)) return scanned;
    const text = readProcFile(`/proc/${parent.pid}/task/${parent.pid}/children`)?.trim() ?? "";
    return text === "" ? scanned : [...text.split(" ").map(Number), ...scanned];
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

function identityOf(found: ProcProcess): string {
  return `${found.pid}:${found.start}`;
}
