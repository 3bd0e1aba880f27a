import { compact } from "../protocol/fields";
import type { LaunchAnnouncement, LaunchVerdict } from "../protocol/rpc";
import type { Settings } from "../protocol/settings";
import { ruleOn } from "./launchRules";
import type { SessionHeader } from "../model/sessionHeader";
import type { JournalLaunch } from "./journalEntries";
import type { Recording } from "./recording";

/** Looks processes up; the samplers' process table does. */
export interface ProcessLookup {
  /** The parents of a process, nearest first. */
  ancestors(pid: number): Promise<readonly number[]>;
  /** Tells a process from a later one with the same pid; undefined when it is gone. */
  identity(pid: number): Promise<string | undefined>;
}

/** How a launch ended, as far as its launcher knows. */
export interface LaunchEnd {
  readonly time: number;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly stopped?: boolean;
}

/** A launch that is going on, with the recording that it has, if it has one. */
export interface Launch {
  announcement: LaunchAnnouncement;
  readonly time: number;
  rule: LaunchVerdict["recording"];
  recording?: Recording;
  end?: LaunchEnd;
  /** The user asked to stop it here. */
  stopRequested?: boolean;
  /** Another launch began inside of it, and what it prints is that one's: `optimizer-monitor run` in a terminal. */
  hasInner?: boolean;
  /** Its process was gone when the launch was found in a journal; what has its pid now is another one. */
  isGone?: boolean;
  /** Since when its process is gone without anyone having said so. */
  goneSince?: number;
  /** Who will tell its end; since when nobody will. */
  launcher?: object | undefined;
  forsakenSince?: number | undefined;
}

/** A window that reloads takes its launches up again within this time. */
const FORSAKEN_SECONDS = 15;

/** A launch that ended without a session is remembered this long, for a client that is late. */
const FORGET_SECONDS = 5;

/** The launches that are going on, found by their id or by the processes below them. */
export class LaunchBook {
  private readonly launches = new Map<string, Launch>();

  constructor(
    private readonly processes: ProcessLookup,
    private readonly now: () => number,
  ) {}

  list(): readonly Launch[] {
    return [...this.launches.values()];
  }

  byId(launchId: string): Launch | undefined {
    return this.launches.get(launchId);
  }

  /** The launch in whose process tree a process is: its nearest ancestor that a launch started; the newest such launch. */
  async byProcess(pid: number): Promise<Launch | undefined> {
    for (const candidate of [pid, ...(await this.processes.ancestors(pid))]) {
      const launch = this.byPid(candidate);
      // What has the pid of a process that is gone is another one.
      if (launch !== undefined && launch.goneSince === undefined) return launch;
    }
    return undefined;
  }

  /** The newest launch of a process; a shell in a terminal launches one after the other. */
  byPid(pid: number): Launch | undefined {
    const found = this.list().filter(({ announcement, end }) => announcement.pid === pid && end === undefined);
    return found[found.length - 1];
  }

  /**
   * The launch that one of these processes belonged to until it was stopped; they may take a moment to end. Not of a terminal,
   * whose shell goes on to the next command.
   */
  stoppedOf(pids: readonly number[]): Launch | undefined {
    return this.list().findLast((launch) => {
      const { kind, pid } = launch.announcement;
      return wasStopped(launch) && kind !== "terminal" && pid !== undefined && pids.includes(pid);
    });
  }

  /** The newest command of one of these shells that went to the background a moment ago, and whose program has not reported yet. */
  backgroundOf(pids: readonly number[]): Launch | undefined {
    return this.list().findLast(({ announcement, end, recording }) => {
      const { pid } = announcement;
      const isIts = pid !== undefined && pids.includes(pid) && isInBackground(announcement);
      return isIts && recording === undefined && end !== undefined && this.now() - end.time <= FORGET_SECONDS;
    });
  }

  announce(announcement: LaunchAnnouncement, settings: Settings): Launch {
    const known = this.launches.get(announcement.launchId);
    if (known !== undefined) {
      const { pid } = known.announcement;
      // Another process under the same id: what had ended was started again.
      if (pid !== undefined && announcement.pid !== undefined && announcement.pid !== pid) {
        delete known.end;
        delete known.stopRequested;
      }
      known.announcement = { ...known.announcement, ...announcement };
      if (announcement.pid !== undefined) known.isGone = false;
      known.rule = ruleOn(known.announcement, settings);
      return known;
    }
    const launch: Launch = { announcement, time: this.now(), rule: ruleOn(announcement, settings) };
    this.launches.set(announcement.launchId, launch);
    return launch;
  }

  /** Takes in the launch of a recording that was found in a journal, and whether its process is still there. */
  readmit(recording: Recording, isThere: boolean): void {
    const { launch, state } = recording;
    if (launch === undefined) return;
    const { label, kind } = state.summary();
    const { launchId, pid } = launch;
    const announcement = compact<LaunchAnnouncement>({ launchId, label, kind, pid: isThere ? pid : undefined });
    const now = this.now();
    const gone = pid === undefined || isThere ? {} : { isGone: true, goneSince: now };
    const { startTime: time } = state;
    this.launches.set(launchId, { announcement, time, rule: "now", recording, forsakenSince: now, ...gone });
  }

  follow(launchId: string, launcher: object | undefined): void {
    const launch = this.launches.get(launchId);
    if (launch === undefined) return;
    launch.launcher = launcher;
    launch.forsakenSince = undefined;
  }

  unfollow(launchId: string, launcher: object): void {
    const launch = this.launches.get(launchId);
    if (launch?.launcher === launcher) launch.forsakenSince = this.now();
  }

  /** Whether no process and nobody is left that could tell the launch's end: a terminal's shell outlives its commands. */
  isForsaken({ announcement, forsakenSince }: Launch): boolean {
    if (forsakenSince === undefined || (announcement.pid !== undefined && announcement.kind !== "terminal"))
      return false;
    return this.now() - forsakenSince > FORSAKEN_SECONDS;
  }

  /** Lets go of launches that are over, and whose session, if they had one, is in the history. */
  forgetEnded(isLive: (recording: Recording) => boolean): void {
    for (const [launchId, launch] of this.launches) {
      if (launch.recording !== undefined && isLive(launch.recording)) continue;
      const since = launch.end?.time ?? launch.goneSince;
      if (since !== undefined && this.now() - since > FORGET_SECONDS) this.launches.delete(launchId);
    }
  }

  /** The launch that a recording belongs to. */
  of(recording: Recording): Launch | undefined {
    return this.list().find((launch) => launch.recording === recording);
  }
}

/** Whether a launch ended because its user stopped it, here or where it was launched. */
export function wasStopped({ end, stopRequested }: Launch): boolean {
  return end !== undefined && (end.stopped === true || stopRequested === true);
}

/** A command of a terminal whose end is told as soon as it has begun. */
export function isInBackground({ kind, command = "" }: LaunchAnnouncement): boolean {
  return kind === "terminal" && /&\s*$/.test(command);
}

/** What a session takes from its launch. */
export function headerOf(launch: Launch): Omit<SessionHeader, "id" | "startTime"> {
  const { label, kind, pid, command, cwd } = launch.announcement;
  return compact<Omit<SessionHeader, "id" | "startTime">>({ label, kind, pid, command, cwd });
}

/** What the journal must know to find the launch again. */
export function journalLaunchOf(launch: Launch, identity: string | undefined): JournalLaunch {
  const { launchId, pid } = launch.announcement;
  return compact<JournalLaunch>({ launchId, pid, identity });
}
