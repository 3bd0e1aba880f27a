import { DisposableStore, type Disposable } from "../../base/disposable";
import { Emitter } from "../../base/event";
import { errorText, type Log } from "../../base/log";
import type { LiveReadout, SessionSummary } from "../../protocol/session";
import type { EngineConnection, EngineState } from "../engine/engineConnection";
import type { Engines } from "../engine/engines";

/** A session and the engine that keeps it. */
export interface TrackedSession {
  readonly engine: EngineConnection;
  readonly summary: SessionSummary;
}

/** A live readout and the engine that sent it. */
export interface TrackedReadout {
  readonly engine: EngineConnection;
  readonly readout: LiveReadout;
}

const PAGE_SIZE = 50;
const JUST_NOW_SECONDS = 10;

/** What is known of one engine's sessions. */
interface EngineSessions {
  readonly byId: Map<string, SessionSummary>;
  total: number;
  readouts: readonly LiveReadout[];
  pages: number;
  readonly store: DisposableStore;
}

/** The sessions of all engines as far as they were asked for, kept up to date; tree, panel, pickers and status bar share it. */
export class SessionList implements Disposable {
  private readonly engines = new Map<EngineConnection, EngineSessions>();
  private readonly changes = new Emitter<void>();
  private readonly starts = new Emitter<TrackedSession>();
  private readonly ends = new Emitter<TrackedSession>();
  private readonly liveChanges = new Emitter<void>();
  private readonly store = new DisposableStore();

  constructor(
    engines: Engines,
    private readonly log: Log,
  ) {
    this.store.add(engines.forEach((engine) => this.watch(engine)));
    this.store.add(engines.onDidRemove((engine) => this.forget(engine)));
  }

  /** Sessions were added, changed or removed. */
  readonly onDidChange = this.changes.event;
  /** A session began to run. */
  readonly onDidStart = this.starts.event;
  /** A session that was seen running has ended. */
  readonly onDidEnd = this.ends.event;
  /** New figures of the running sessions. */
  readonly onDidChangeLive = this.liveChanges.event;

  /** Running first, then the newest. */
  get sessions(): readonly TrackedSession[] {
    const all: TrackedSession[] = [];
    for (const [engine, { byId }] of this.engines) {
      for (const summary of byId.values()) all.push({ engine, summary });
    }
    return all.sort((a, b) => order(b.summary) - order(a.summary));
  }

  get running(): readonly TrackedSession[] {
    return this.sessions.filter(({ summary }) => summary.status === "running");
  }

  /** The newest figures of the running sessions, the newest session first. */
  get readouts(): readonly TrackedReadout[] {
    const all: TrackedReadout[] = [];
    for (const [engine, { readouts }] of this.engines) for (const readout of readouts) all.push({ engine, readout });
    return all.sort((a, b) => a.readout.elapsedSeconds - b.readout.elapsedSeconds);
  }

  /** Whether the engines keep sessions that were not asked for yet. */
  get hasMore(): boolean {
    return [...this.engines.values()].some(({ byId, total }) => byId.size < total);
  }

  /** The state of the engines as one: connected if any is, else what the first one is; without a folder there is none. */
  get engineState(): EngineState {
    const states = [...this.engines.keys()].map(({ state }) => state);
    return states.find((state) => state === "connected") ?? states[0] ?? "lost";
  }

  find(sessionId: string): TrackedSession | undefined {
    for (const [engine, { byId }] of this.engines) {
      const summary = byId.get(sessionId);
      if (summary !== undefined) return { engine, summary };
    }
    return undefined;
  }

  /** Asks for the next page of the engines that have one. */
  async loadMore(): Promise<void> {
    const wanting = [...this.engines].filter(([, { byId, total }]) => byId.size < total);
    await Promise.all(
      wanting.map(([engine, known]) => {
        known.pages++;
        return this.load(engine, known);
      }),
    );
  }

  /** Connects every engine and has their first page. */
  async ready(): Promise<void> {
    await Promise.all([...this.engines.keys()].map((engine) => engine.open()));
    await Promise.all([...this.engines].map(([engine, known]) => this.load(engine, known)));
  }

  private watch(engine: EngineConnection): void {
    const known: EngineSessions = { byId: new Map(), total: 0, readouts: [], pages: 1, store: new DisposableStore() };
    this.engines.set(engine, known);
    known.store.add(engine.onDidConnect(() => this.reload(engine, known)));
    known.store.add(
      engine.onDidChangeSessions(({ changed, removed }) => this.applyNews(engine, known, changed, removed)),
    );
    known.store.add(
      engine.onDidChangeLive(({ readouts }) => {
        known.readouts = readouts;
        this.liveChanges.fire();
      }),
    );
    known.store.add(engine.onDidChangeState((state) => state !== "connected" && this.clearReadouts(known)));
  }

  private reload(engine: EngineConnection, known: EngineSessions): void {
    this.load(engine, known).catch((error: unknown) => {
      this.log.warn(`The sessions could not be listed: ${errorText(error)}`);
    });
  }

  /** Reads the pages that were asked for so far; what is no longer among them and not newer is gone. */
  private async load(engine: EngineConnection, known: EngineSessions): Promise<void> {
    const page = await engine.request("listSessions", { limit: known.pages * PAGE_SIZE, offset: 0 });
    const listed = new Set(page.sessions.map(({ id }) => id));
    const removed = [...known.byId.keys()].filter((id) => !listed.has(id));
    this.apply(engine, known, page.sessions, removed);
    known.total = page.total;
    this.changes.fire();
  }

  private apply(
    engine: EngineConnection,
    known: EngineSessions,
    changed: readonly SessionSummary[],
    removed: readonly string[],
  ): void {
    for (const id of removed) if (known.byId.delete(id)) known.total--;
    for (const summary of changed) {
      const before = known.byId.get(summary.id);
      known.byId.set(summary.id, summary);
      if (before === undefined) known.total++;
      this.announce({ engine, summary }, before);
    }
    this.changes.fire();
  }

  /** A short session may come and go between two notifications: its end is news although nobody saw it run. */
  private applyNews(
    engine: EngineConnection,
    known: EngineSessions,
    changed: readonly SessionSummary[],
    removed: readonly string[],
  ): void {
    const unseen = changed.filter(({ id, endTime }) => !known.byId.has(id) && isJustNow(endTime));
    this.apply(engine, known, changed, removed);
    for (const summary of unseen) this.ends.fire({ engine, summary });
  }

  private announce(session: TrackedSession, before: SessionSummary | undefined): void {
    const isRunning = session.summary.status === "running";
    if (isRunning && before?.status !== "running") this.starts.fire(session);
    if (!isRunning && before?.status === "running") this.ends.fire(session);
  }

  private clearReadouts(known: EngineSessions): void {
    known.readouts = [];
    this.liveChanges.fire();
  }

  private forget(engine: EngineConnection): void {
    this.engines.get(engine)?.store.dispose();
    this.engines.delete(engine);
    this.changes.fire();
    this.liveChanges.fire();
  }

  dispose(): void {
    this.store.dispose();
    for (const engine of [...this.engines.keys()]) this.engines.get(engine)?.store.dispose();
    for (const emitter of [this.changes, this.starts, this.ends, this.liveChanges]) emitter.dispose();
  }
}

function isJustNow(endTime: number | undefined): boolean {
  return endTime !== undefined && Date.now() / 1000 - endTime < JUST_NOW_SECONDS;
}

/** Any running session comes before any ended one. */
function order(summary: SessionSummary): number {
  return summary.startTime + (summary.status === "running" ? 1e12 : 0);
}
