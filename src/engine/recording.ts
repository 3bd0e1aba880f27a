import { Emitter } from "../base/event";
import type { ClientChannel } from "../ingest/receiver";
import { SAMPLE_TABLES } from "../model/metrics";
import { SessionState } from "../model/sessionState";
import type { SessionEnd, SessionHeader } from "../model/sessionHeader";
import type { MachineFacts, Note } from "../protocol/session";
import type { HelloMessage, WireEvent } from "../protocol/wire";
import { Complaints } from "./complaints";
import { SessionAlerts } from "./sessionAlerts";
import { RecordingClients, type ClientRecord } from "./recordingClients";
import type { Journal } from "./journal";
import { journaledEvents, type JournalEntry, type JournalLaunch } from "./journalEntries";

/** In the place of a client's id, what the launch printed: it is no program that could be connected, and needs no farewell. */
const PRINTED = "printed output";
/** The events by which a client tells of runs. */
const RUN_EVENTS: ReadonlySet<WireEvent["type"]> = new Set(["run_start", "iteration", "front", "run_end"]);

/** A running session: its state, its journal, and who reports to it. Both grow together; replaying the journal gives the state. */
export class Recording {
  readonly state: SessionState;
  readonly alerts: SessionAlerts;
  /** The user asked to stop it here; for sessions without a launch. */
  stopRequested = false;
  readonly clients = new RecordingClients();
  private readonly changed = new Emitter<void>();
  private readonly complaints = new Complaints();
  private launchOf: JournalLaunch | undefined;
  private runsAreReported = false;
  private lastLeft = 0;
  private lastTime = 0;
  private successor: Recording | undefined;
  private discarded = false;
  private readonly merged = new Set<string>();

  /** Fires when a client comes or goes. */
  readonly onDidChangeClients = this.changed.event;

  private constructor(
    header: SessionHeader,
    machine: MachineFacts,
    launch: JournalLaunch | undefined,
    readonly journal: Journal,
    private readonly now: () => number,
  ) {
    this.state = new SessionState(header, machine);
    this.alerts = new SessionAlerts(this.state, journal);
    this.launchOf = launch;
    this.lastLeft = now();
  }

  /** Begins a session. */
  static begin(
    start: { readonly header: SessionHeader; readonly machine: MachineFacts; readonly launch?: JournalLaunch },
    journal: Journal,
    now: () => number,
  ): Recording {
    const recording = new Recording(start.header, start.machine, start.launch, journal, now);
    journal.append({ k: "session", ...start });
    journal.flush();
    return recording;
  }

  /** Takes up a session whose engine went away: the caller then replays the rest of the journal. */
  static resume(first: Extract<JournalEntry, { k: "session" }>, journal: Journal, now: () => number): Recording {
    const recording = new Recording(first.header, first.machine, first.launch, journal, now);
    recording.alerts.suspend();
    return recording;
  }

  get id(): string {
    return this.state.id;
  }

  get launch(): JournalLaunch | undefined {
    return this.launchOf;
  }

  /** Seconds since the last client left; Infinity while one is connected. */
  quietSeconds(): number {
    return this.clients.connectedCount > 0 ? 0 : this.now() - this.lastLeft;
  }

  /** Whether everything of another session is in this one. */
  hasMerged(sessionId: string): boolean {
    return this.merged.has(sessionId);
  }

  /** From now on nothing is kept of what clients report. */
  discard(): void {
    this.discarded = this.successor === undefined;
    this.journal.remove();
  }

  /** Whether a client has told of a run: from then on its word counts, and not what is printed. */
  get hasReportedRuns(): boolean {
    return this.runsAreReported;
  }

  /** When the newest entry was recorded, Unix seconds; 0 before the first. */
  get lastActivity(): number {
    return this.lastTime;
  }

  change(header: Partial<SessionHeader>, launch?: JournalLaunch): void {
    this.state.change(header);
    if (launch !== undefined) this.launchOf = launch;
    this.journal.append({ k: "change", header, ...(launch === undefined ? {} : { launch }) });
    this.journal.flush();
  }

  note(level: Exclude<Note["level"], "debug">, text: string): void {
    const time = this.now();
    this.state.note(level, text, time);
    this.journal.append({ k: "note", level, text, time });
  }

  addSamples(table: string, time: number, values: Readonly<Record<string, number>>): void {
    this.state.addSamples(table, time, values);
    this.journal.append({ k: "samples", table, time, values });
    this.alerts.observeSamples(table, time, values);
  }

  /** Records what components have taken since the last sample. */
  sampleComponents(time: number): void {
    const seconds = this.state.tickComponents();
    if (Object.keys(seconds).length > 0) this.addSamples(SAMPLE_TABLES.components, time, seconds);
  }

  /** Takes what the launch printed, as events of the wire. */
  acceptPrinted(events: readonly unknown[]): void {
    const message = { type: "batch", sequence: 1, events };
    const entry = { k: "batch", client: PRINTED, time: this.now(), message } as const;
    this.journal.append(entry);
    this.replayBatch(entry);
  }

  /** A client joins (or comes back); the channel is its way in. */
  join(hello: HelloMessage | undefined): ClientChannel {
    const client = this.clientOf(hello);
    client.connections++;
    client.hasJoined = true;
    client.leftCleanly = false;
    this.changed.fire();
    return {
      sessionId: this.id,
      // What the disk has not taken yet must be sent again should this engine end.
      acknowledged: this.journal.flush() ? client.acknowledged : 0,
      accept: (events, line, sequence) =>
        this.heir.accept(this.heir.clients.register(client.id, hello), events, line, sequence),
      refuse: (reason) => this.heir.complain(client, reason),
      flush: () => this.heir.journal.flush(),
      leave: (clean) => this.heir.leave(this.heir.clients.register(client.id, hello), clean),
    };
  }

  /** Hands everything over to another recording of the same launch, and from now on what connected clients report. */
  mergeInto(other: Recording): void {
    for (const entry of this.journal.entries()) other.absorb(entry);
    for (const client of this.clients.list()) {
      const there = other.clients.register(client.id, client.hello);
      there.connections += client.connections;
      there.hasJoined ||= client.hasJoined;
      there.acknowledged = Math.max(there.acknowledged, client.acknowledged);
    }
    this.successor = other;
    other.merged.add(this.id);
    other.journal.append({ k: "merged", session: this.id });
    other.journal.flush();
  }

  /** Takes one entry of a journal. */
  replay(entry: JournalEntry): void {
    switch (entry.k) {
      case "session":
        return;
      case "change":
        this.state.change(entry.header);
        if (entry.launch !== undefined) this.launchOf = entry.launch;
        return;
      case "client":
        this.register(entry.client, entry.hello);
        return;
      case "batch":
        return this.replayBatch(entry);
      case "samples":
        this.lastTime = Math.max(this.lastTime, entry.time);
        // As it was when they were taken: what counted then must not count again in the next rate.
        this.state.tick(entry.time);
        if (entry.table === SAMPLE_TABLES.components) this.state.tickComponents();
        this.state.addSamples(entry.table, entry.time, entry.values);
        return this.alerts.observeSamples(entry.table, entry.time, entry.values);
      case "note":
        return this.state.note(entry.level, entry.text, entry.time);
      case "alert":
        return this.alerts.adopt(entry.alert);
      case "rules":
        return this.alerts.configure(entry.rules);
      case "merged":
        this.merged.add(entry.session);
        return;
      case "end":
        return this.state.finish(entry.end);
    }
  }

  /** Writes the end; afterwards the session goes to the history. */
  finish(end: SessionEnd): void {
    this.sampleComponents(end.time);
    this.alerts.finish(end);
    this.state.finish(end);
    this.journal.append({ k: "end", end });
    this.journal.flush();
  }

  /** Where a merged recording's clients belong now; mostly here. */
  private get heir(): Recording {
    return this.successor?.heir ?? this;
  }

  private clientOf(hello: HelloMessage | undefined): ClientRecord {
    const id = this.clients.idOf(hello);
    if (!this.clients.knows(id)) {
      const known = hello === undefined ? {} : { hello: { ...hello, token: "" } };
      this.journal.append({ k: "client", client: id, ...known });
    }
    return this.register(id, hello);
  }

  private register(id: string, hello: HelloMessage | undefined): ClientRecord {
    if (!this.clients.knows(id)) this.describeSoftware(hello);
    return this.clients.register(id, hello);
  }

  private describeSoftware(hello: HelloMessage | undefined): void {
    if (hello === undefined) return;
    // A client is called after its language: `python 0.1.0`.
    if (/^\S+ \d\S*$/.test(hello.client)) this.state.describeSoftware(`optimizer-monitor ${hello.client}`);
    this.state.describeSoftware(hello.runtime);
    for (const library of hello.libraries ?? []) this.state.describeSoftware(library);
  }

  private accept(
    client: ClientRecord,
    events: readonly WireEvent[],
    line: string | Buffer,
    sequence: number | undefined,
  ): void {
    if (this.discarded) return;
    if (sequence !== undefined) {
      if (sequence <= client.acknowledged) return;
      client.acknowledged = sequence;
    }
    const time = this.now();
    this.lastTime = time;
    // First what was reported, then the alerts that it leads to.
    this.journal.appendBatch(client.id, sequence, time, line);
    this.take(events, client.id, time);
  }

  private take(events: readonly WireEvent[], client: string, time: number): void {
    if (client !== PRINTED) this.runsAreReported ||= events.some(({ type }) => RUN_EVENTS.has(type));
    this.alerts.heard(time);
    for (const event of events) {
      this.state.apply(event, client, time);
      this.alerts.observe(event, client, time);
    }
  }

  private absorb(entry: JournalEntry): void {
    if (entry.k === "session" || entry.k === "change" || entry.k === "rules") return;
    if (entry.k === "alert" && this.alerts.isTaken(entry.alert)) return;
    this.journal.append(entry);
    this.alerts.replay(() => this.replay(entry));
  }

  private replayBatch(entry: Extract<JournalEntry, { k: "batch" }>): void {
    const client = entry.client === PRINTED ? undefined : this.clients.register(entry.client, undefined);
    this.lastTime = Math.max(this.lastTime, entry.time);
    if (entry.sequence !== undefined && client !== undefined) {
      if (entry.sequence <= client.acknowledged) return;
      client.acknowledged = entry.sequence;
    }
    const events = journaledEvents(entry.message);
    this.take(events, entry.client, entry.time);
    if (client !== undefined && events.length > 0) client.leftCleanly = events.some((event) => event.type === "bye");
  }

  private complain(client: ClientRecord, reason: string): void {
    const text = this.complaints.take(client, reason);
    if (text !== undefined) this.note("warning", text);
  }

  private leave(client: ClientRecord, clean: boolean): void {
    client.connections--;
    client.leftCleanly = clean;
    this.lastLeft = this.now();
    this.changed.fire();
  }
}
