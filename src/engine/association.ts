import type { HelloMessage } from "../protocol/wire";
import { isInBackground, wasStopped, type Launch, type LaunchBook, type ProcessLookup } from "./launchBook";
import type { Recording } from "./recording";

/** Whom a client belongs to: a launch by the id that it carries or by the process tree, else a session of its relatives. */
export class Association {
  constructor(
    private readonly book: LaunchBook,
    private readonly processes: ProcessLookup,
    /** The sessions that run. */
    private readonly running: () => readonly Recording[],
  ) {}

  /** The launch that a client belongs to, as far as launches are known. */
  async launchFor(hello: HelloMessage | undefined): Promise<Launch | undefined> {
    if (hello === undefined) return this.onlyLaunch();
    const named = hello.session === undefined ? undefined : this.book.byId(hello.session);
    if (named !== undefined || hello.pid === undefined) return named;
    const ancestors = await this.processes.ancestors(hello.pid);
    const parent = this.running().find(({ clients }) => clients.connectedPids.some((pid) => ancestors.includes(pid)));
    const inherited = parent === undefined ? undefined : this.book.of(parent);
    // A worker belongs to its program also where the terminal that both are in has launched another one since.
    if (inherited !== undefined) return inherited;
    const { pid, ppid = pid } = hello;
    const current = (await this.book.byProcess(pid)) ?? (await this.book.byProcess(ppid));
    const pids = [pid, ppid, ...ancestors];
    return current ?? this.book.backgroundOf(pids) ?? this.book.stoppedOf(pids);
  }

  /**
   * Whether nothing of a launch's clients is recorded: the settings exclude it, or it was stopped and its session is over, and
   * what is left of it may still report while it ends.
   */
  isExcluded(launch: Launch): boolean {
    if (launch.rule === "never") return true;
    return wasStopped(launch) && !this.running().some((recording) => recording === launch.recording);
  }

  /** The session without a launch that a relative of the client already has. */
  async relativeOf(hello: HelloMessage | undefined): Promise<Recording | undefined> {
    const provisional = this.running().filter((recording) => this.book.of(recording) === undefined);
    if (hello === undefined) return provisional.find(({ clients }) => clients.isAnonymous);
    const { pid, ppid, session } = hello;
    const relatives = new Set(pid === undefined ? [] : await this.processes.ancestors(pid));
    if (ppid !== undefined) relatives.add(ppid);
    for (const recording of provisional) {
      if (session !== undefined && recording.launch?.launchId === session) return recording;
      if (recording.clients.pids.some((client) => relatives.has(client))) return recording;
      // Workers may report before the program that started them does.
      if (pid !== undefined && (await this.isBelow(recording, pid))) return recording;
    }
    return undefined;
  }

  /** Sessions of clients that reported before their launch was announced. */
  async earlierOf(launch: Launch): Promise<readonly Recording[]> {
    const found: Recording[] = [];
    for (const recording of this.running()) {
      const owner = this.book.of(recording);
      const isIts =
        owner === undefined ? await this.isProvisionalOf(recording, launch) : isTaken(owner, recording, launch);
      if (isIts) found.push(recording);
    }
    return found;
  }

  private async isProvisionalOf(recording: Recording, launch: Launch): Promise<boolean> {
    const { launchId, pid } = launch.announcement;
    if (recording.launch?.launchId === launchId) return true;
    return pid !== undefined && mayBegin(launch, recording) && (await this.isBelow(recording, pid));
  }

  private async isBelow(recording: Recording, pid: number): Promise<boolean> {
    for (const client of recording.clients.pids) {
      if (client === pid || (await this.processes.ancestors(client)).includes(pid)) return true;
    }
    return false;
  }

  /** A program without an identity can only be matched where one launch is going on. */
  private onlyLaunch(): Launch | undefined {
    const active = this.book.list().filter(({ end, rule }) => end === undefined && rule !== "never");
    return active.length === 1 ? active[0] : undefined;
  }
}

/** A shell's command is told of this much later at most than what it starts reports. */
const TOLD_LATE_SECONDS = 5;

/** What has run below a shell for longer is not of the command that it is told to run now: it goes on in the background. */
function mayBegin({ announcement, time }: Launch, { state }: Recording): boolean {
  return announcement.kind !== "terminal" || time - state.startTime < TOLD_LATE_SECONDS;
}

/** Whether a session belongs to a launch that is told of now, and not to the command of a terminal that has it. */
function isTaken(owner: Launch, recording: Recording, launch: Launch): boolean {
  const { kind, launchId: ownerId } = owner.announcement;
  const { launchId } = launch.announcement;
  if (kind !== "terminal" || ownerId === launchId) return false;
  // What a debugger runs in a terminal is also a command of that terminal, which may be told of first; the program itself
  // names the launch that it belongs to.
  return recording.clients.areOnlyOf(launchId) || isOfNextCommand(owner, recording, launch);
}

/**
 * Where two commands are typed at once, the second one's program may report before the editor has told that the first has ended:
 * then it was taken for the first one's.
 */
function isOfNextCommand(owner: Launch, recording: Recording, launch: Launch): boolean {
  const { pid } = owner.announcement;
  const isNext = pid !== undefined && launch.announcement.pid === pid && launch.announcement.kind === "terminal";
  if (!isNext || owner.end === undefined || isInBackground(owner.announcement)) return false;
  // What is taken for a command that is excluded would be gone.
  if (launch.rule === "never") return false;
  return recording.clients.connectedCount > 0 && mayBegin(launch, recording);
}
