import { join } from "node:path";
import { Emitter, type Event } from "../base/event";
import type { ClientChannel } from "../ingest/receiver";
import type { SessionEnd, SessionHeader } from "../model/sessionHeader";
import type { LaunchAnnouncement, LaunchVerdict } from "../protocol/rpc";
import type { HelloMessage } from "../protocol/wire";
import { Association } from "./association";
import { discardingChannel } from "./discardingChannel";
import { endingOf } from "./endings";
import { Journal } from "./journal";
import type { JournalLaunch } from "./journalEntries";
import { headerOf, journalLaunchOf, LaunchBook, type Launch, type LaunchEnd } from "./launchBook";
import { PendingSaves } from "./pendingSaves";
import { PrintedOutputs } from "./printedOutputs";
import { Recording } from "./recording";
import type { RecordingsOptions } from "./recordingsOptions";
import { isolationNote } from "./pythonFlags";
import { resumeJournals } from "./recovery";
import { externalLabel, sessionId } from "./sessionNames";
import { SourceStates } from "./sourceStates";
import { Turns } from "./turns";

/** The running sessions: which launch and which client belongs to which, when they begin and when they are over. */
export class Recordings {
  private readonly running = new Map<string, Recording>();
  private readonly saves: PendingSaves;
  private readonly resumedAt = new Map<string, number>();
  private readonly book: LaunchBook;
  private readonly association: Association;
  private readonly outputs: PrintedOutputs;
  private readonly changed = new Emitter<string>();
  private readonly turns = new Turns();
  private readonly sources: SourceStates;
  private waiting: (() => void)[] = [];

  /** Fires with a session's id when it begins, changes its name or launch, or ends. */
  readonly onDidChange = this.changed.event;
  /** Fires when a session is in the history. */
  readonly onDidEnd: Event<Recording>;

  constructor(private readonly options: RecordingsOptions) {
    this.book = new LaunchBook(options.processes, options.now);
    this.association = new Association(this.book, options.processes, () => this.list());
    this.outputs = new PrintedOutputs(options, this.book, (launch) => this.recordingOf(launch));
    this.sources = new SourceStates({ ...options, read: options.readGit });
    this.saves = new PendingSaves({ ...options, ready: (recording) => this.sources.settled(recording) }, () =>
      this.wake(),
    );
    this.onDidEnd = this.saves.onDidSave;
  }

  /** Takes up what journals of an earlier engine hold. */
  async recover(): Promise<void> {
    for (const recording of await resumeJournals(this.options)) await this.takeUp(recording);
  }

  /** Sessions that run. */
  list(): readonly Recording[] {
    return [...this.running.values()];
  }

  /** A session that is running, or ended but not yet in the history. */
  get(sessionId: string): Recording | undefined {
    return this.running.get(sessionId) ?? this.saves.get(sessionId);
  }

  /** Sessions that are not in the history yet. */
  all(): readonly Recording[] {
    return [...this.running.values(), ...this.saves.list()];
  }

  get isIdle(): boolean {
    const isSaved = !this.saves.isBusy && !this.saves.holdsUnwritten(this.options.now());
    return this.running.size === 0 && isSaved && this.book.list().every(({ end }) => end !== undefined);
  }

  launchOf(recording: Recording): Launch | undefined {
    return this.book.of(recording);
  }

  /** `launcher` stands for whoever will tell the end, and says with `launcherLeft` when it no longer can. */
  startLaunch(announcement: LaunchAnnouncement, launcher?: object): Promise<LaunchVerdict> {
    return this.turns.take(() => {
      const verdict = this.announce(announcement);
      this.book.follow(announcement.launchId, launcher);
      return verdict;
    });
  }

  launcherLeft(launchId: string, launcher: object): void {
    this.book.unfollow(launchId, launcher);
  }

  private async announce(announcement: LaunchAnnouncement): Promise<LaunchVerdict> {
    const launch = this.book.announce(announcement, this.options.settings());
    const early = await this.association.earlierOf(launch);
    if (launch.rule === "never") {
      for (const recording of early) this.discard(recording);
      return { recording: "never" };
    }
    this.adopt(launch, early);
    await this.outputs.announced(launch);
    if (launch.recording === undefined && launch.rule === "now")
      this.noteIsolation(await this.beginLaunched(launch), launch);
    else if (launch.recording !== undefined) await this.describe(launch, launch.recording);
    return launch.recording === undefined
      ? { recording: launch.rule }
      : { recording: "now", sessionId: launch.recording.id };
  }

  /** Resolves when the launch's session, if it has one, is in the history. */
  async endLaunch(key: { launchId?: string; pid?: number }, end: LaunchEnd): Promise<string | undefined> {
    // In turn, so that the end of a launch does not overtake its beginning.
    const launch = await this.turns.take(async () => {
      const byId = key.launchId === undefined ? undefined : this.book.byId(key.launchId);
      const found = byId ?? (key.pid === undefined ? undefined : this.book.byPid(key.pid));
      if (found !== undefined) {
        await this.outputs.end(found);
        found.end ??= end;
      }
      return found;
    });
    if (launch === undefined) return undefined;
    await this.until(() => launch.recording === undefined || !this.isLive(launch.recording));
    return launch.recording?.id;
  }

  /** What a launch printed; says whether more of it is wanted. */
  printed(launchId: string, text: string): Promise<boolean> {
    return this.turns.take(() => this.outputs.take(launchId, text));
  }

  admit(hello: HelloMessage | undefined): Promise<ClientChannel> {
    return this.turns.take(() => this.channelFor(hello));
  }

  private async channelFor(hello: HelloMessage | undefined): Promise<ClientChannel> {
    const known = hello === undefined ? undefined : this.list().find((recording) => recording.clients.knows(hello.id));
    if (known !== undefined) return this.join(known, hello);
    const launch = await this.association.launchFor(hello);
    if (launch !== undefined && this.association.isExcluded(launch)) return discardingChannel;
    const recording = launch === undefined ? await this.external(hello) : await this.recordingOf(launch);
    return this.join(recording, hello);
  }

  /** Ends what is over; called about twice a second while anything runs. */
  async tick(): Promise<void> {
    await this.watchProcesses();
    await this.turns.take(() => this.outputs.release());
    const now = this.options.now();
    for (const recording of this.list()) {
      const resumedAt = this.resumedAt.get(recording.id);
      const facts = resumedAt === undefined ? { now } : { now, resumedAt };
      const end = endingOf(recording, this.book.of(recording), facts);
      if (end !== undefined) this.finish(recording, end);
    }
    this.saves.retry(now);
    this.book.forgetEnded((recording) => this.isLive(recording));
  }

  /** Ends a session for good: its numbers go. */
  discard(recording: Recording): void {
    this.running.delete(recording.id);
    this.saves.drop(recording);
    recording.discard();
    const launch = this.book.of(recording);
    if (launch !== undefined) delete launch.recording;
    this.changed.fire(recording.id);
    this.wake();
  }

  /** Tells that a session's name or tags changed. */
  touch(recording: Recording): void {
    this.changed.fire(recording.id);
  }

  private join(recording: Recording, hello: HelloMessage | undefined): ClientChannel | Promise<ClientChannel> {
    // It may have ended while we looked.
    if (recording.state.isEnded) return this.channelFor(hello);
    const channel = recording.join(hello);
    this.changed.fire(recording.id);
    return channel;
  }

  private async takeUp(recording: Recording): Promise<void> {
    if (recording.state.isEnded) return this.saves.save(recording);
    this.options.follow(Math.max(recording.lastActivity, recording.state.startTime));
    this.running.set(recording.id, recording);
    this.resumedAt.set(recording.id, this.options.now());
    const { pid, identity } = recording.launch ?? {};
    const found = pid === undefined ? undefined : await this.options.processes.identity(pid);
    this.book.readmit(recording, found !== undefined && (identity === undefined || identity === found));
    this.changed.fire(recording.id);
  }

  private async recordingOf(launch: Launch): Promise<Recording> {
    if (launch.recording !== undefined && this.isLive(launch.recording)) return launch.recording;
    return this.beginLaunched(launch);
  }

  private async beginLaunched(launch: Launch): Promise<Recording> {
    const identity = await this.identityOf(launch);
    // A process that outlives its launch and reports only after the session's end begins another one.
    const startTime = launch.recording === undefined ? launch.time : this.options.now();
    const header = { id: sessionId(startTime), startTime, ...headerOf(launch) };
    launch.recording = this.begin(header, journalLaunchOf(launch, identity));
    return launch.recording;
  }

  private noteIsolation(recording: Recording, { announcement }: Launch): void {
    const note = this.options.settings().autoInstrumentPython ? isolationNote(announcement.command) : undefined;
    if (note !== undefined) recording.note("info", note);
  }

  private begin(header: SessionHeader, launch?: JournalLaunch): Recording {
    const { liveFolder, machine, now, log, onWarning } = this.options;
    const journal = new Journal(join(liveFolder, `${header.id}.journal`), log, onWarning);
    const start = { header, machine: machine(), ...(launch === undefined ? {} : { launch }) };
    const recording = Recording.begin(start, journal, now);
    this.running.set(recording.id, recording);
    log.info(`session ${recording.id} (${header.label}) begins`);
    this.changed.fire(recording.id);
    this.sources.learn(recording);
    return recording;
  }

  /** The session of a client that no launch is known for: one that a relative of it already has, or a new one. */
  private async external(hello: HelloMessage | undefined): Promise<Recording> {
    const found = await this.association.relativeOf(hello);
    if (found !== undefined) return found;
    const now = this.options.now();
    const named = hello?.session === undefined ? undefined : { launchId: hello.session };
    return this.begin({ id: sessionId(now), label: externalLabel(hello), kind: "external", startTime: now }, named);
  }

  /** What clients reported before their launch was known, or its process was, is the launch's. */
  private adopt(launch: Launch, early: readonly Recording[]): void {
    for (const recording of early) {
      delete this.book.of(recording)?.recording;
      const kept = launch.recording;
      if (kept !== undefined && this.running.has(kept.id)) {
        recording.mergeInto(kept);
        this.discard(recording);
      } else launch.recording = recording;
    }
    // Whoever waits for the former launch's session waits no longer.
    this.wake();
  }

  private async describe(launch: Launch, recording: Recording): Promise<void> {
    const identity = (await this.identityOf(launch)) ?? recording.launch?.identity;
    recording.change(headerOf(launch), journalLaunchOf(launch, identity));
    this.sources.learn(recording);
    this.changed.fire(recording.id);
  }

  private async identityOf(launch: Launch): Promise<string | undefined> {
    const { pid } = launch.announcement;
    return pid === undefined ? undefined : this.options.processes.identity(pid);
  }

  private async watchProcesses(): Promise<void> {
    for (const launch of this.book.list()) {
      if (launch.end !== undefined || launch.isGone === true) continue;
      const isGone = await this.isProcessGone(launch);
      if (!this.book.isForsaken(launch) && !isGone) delete launch.goneSince;
      else launch.goneSince ??= this.options.now();
    }
  }

  private async isProcessGone({ announcement: { pid }, recording }: Launch): Promise<boolean> {
    if (pid === undefined) return false;
    const identity = await this.options.processes.identity(pid);
    const expected = recording?.launch?.identity;
    return identity === undefined || (expected !== undefined && identity !== expected);
  }

  private finish(recording: Recording, end: SessionEnd): void {
    recording.finish(end);
    this.options.log.info(`session ${recording.id} ended: ${end.status}`);
    this.running.delete(recording.id);
    this.resumedAt.delete(recording.id);
    this.saves.save(recording);
    this.changed.fire(recording.id);
  }

  private isLive(recording: Recording): boolean {
    return this.running.has(recording.id) || this.saves.isSaving(recording);
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
