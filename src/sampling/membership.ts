/** What membership needs to know of a process. */
export interface LocatedProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** Tells two processes with the same pid apart. */
  readonly start: number | string;
}

/** The processes of one moment. */
export interface ProcessLookup<T extends LocatedProcess> {
  find(pid: number): T | undefined;
  children(process: T): readonly number[];
}

/** Remembers which processes belong to one session: once a member, a process stays one until it ends. */
export class Membership<T extends LocatedProcess> {
  private readonly members = new Map<number, T["start"]>();
  /** Every root pid ever given, with the process that it meant then; undefined where there was none. */
  private readonly roots = new Map<number, T["start"] | undefined>();

  /** Takes a process in for another reason than its parent: it carries the session's id in its environment. */
  adopt(process: T): void {
    this.members.set(process.pid, process.start);
  }

  has(process: T): boolean {
    return this.members.get(process.pid) === process.start;
  }

  /** The session's processes at this moment, parents before their children. */
  collect(rootPids: readonly number[], lookup: ProcessLookup<T>): readonly T[] {
    const found = new Map<number, T>();
    for (const pid of rootPids) this.walk(this.findRoot(pid, lookup), lookup, found);
    for (const [pid, start] of [...this.members]) {
      if (found.has(pid)) continue;
      const process = lookup.find(pid);
      if (process?.start === start) this.walk(process, lookup, found);
      else this.members.delete(pid);
    }
    return [...found.values()];
  }

  private findRoot(pid: number, lookup: ProcessLookup<T>): T | undefined {
    const process = lookup.find(pid);
    if (!this.roots.has(pid)) this.roots.set(pid, process?.start);
    return process?.start === this.roots.get(pid) ? process : undefined;
  }

  private walk(first: T | undefined, lookup: ProcessLookup<T>, found: Map<number, T>): void {
    const queue = first === undefined ? [] : [first];
    for (let process = queue.shift(); process !== undefined; process = queue.shift()) {
      if (found.has(process.pid)) continue;
      found.set(process.pid, process);
      this.members.set(process.pid, process.start);
      for (const childPid of lookup.children(process)) {
        const child = lookup.find(childPid);
        // Between listing and reading, a child may have ended and its pid gone to a stranger.
        if (child?.parentPid === process.pid) queue.push(child);
      }
    }
  }
}

/** The parents of a process, nearest first, up to the first process of all. */
export function collectAncestors(pid: number, parentOf: (pid: number) => number | undefined): readonly number[] {
  const ancestors: number[] = [];
  for (let parent = parentOf(pid); parent !== undefined && parent > 0; parent = parentOf(parent)) {
    // Where a parent's pid was reused by its own descendant, the chain would go round.
    if (parent === pid || ancestors.includes(parent)) break;
    ancestors.push(parent);
  }
  return ancestors;
}
