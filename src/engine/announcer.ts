import { DisposableStore, toDisposable, type Disposable } from "../base/disposable";
import { Emitter } from "../base/event";
import { UserError } from "../base/userError";
import type { EngineNotifications } from "../protocol/rpc";
import type { SessionSummary } from "../protocol/session";
import type { ControlServer } from "./controlServer";
import { readoutOf } from "./readout";
import type { Recordings } from "./recordings";
import type { SessionSource } from "./sessionSource";

/** Beginnings and endings are told soon, growing counts once a second. */
const SOON_MS = 50;

/** Tells every controller what changed: sessions, live figures, warnings. */
export class Announcer implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly pending = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private hadReadouts = false;
  private readonly liveChanges = new Emitter<EngineNotifications["liveDidChange"]>();
  private readonly sessionChanges = new Emitter<EngineNotifications["sessionsDidChange"]>();

  /** What controllers are told, for those who listen within the engine. */
  readonly onDidChangeLive = this.liveChanges.event;
  readonly onDidChangeSessions = this.sessionChanges.event;

  constructor(
    private readonly control: () => ControlServer | undefined,
    private readonly recordings: Recordings,
    private readonly source: SessionSource,
    private readonly now: () => number,
  ) {
    this.owned.add(recordings.onDidChange((id) => this.touch(id)));
    this.owned.add(recordings.onDidEnd(({ id }) => this.touch(id)));
    this.owned.add(toDisposable(() => clearTimeout(this.timer)));
  }

  /** A session changed and should be told of soon. */
  touch(sessionId: string): void {
    this.pending.add(sessionId);
    this.timer ??= setTimeout(() => this.tell(), SOON_MS);
  }

  /** The live figures of the running sessions; called at each sample. */
  tellReadouts(): void {
    const running = this.recordings.list();
    if (running.length === 0 && !this.hadReadouts) return;
    this.hadReadouts = running.length > 0;
    const now = this.now();
    const told = { readouts: running.map(({ state }) => readoutOf(state, now)) };
    this.control()?.broadcast("liveDidChange", told);
    this.liveChanges.fire(told);
    for (const { id } of running) this.pending.add(id);
    this.tell();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const changed: SessionSummary[] = [];
    const removed: string[] = [];
    for (const id of this.pending) {
      const summary = this.find(id);
      if (summary === undefined) removed.push(id);
      else changed.push(summary);
    }
    this.pending.clear();
    if (changed.length + removed.length > 0) {
      this.control()?.broadcast("sessionsDidChange", { changed, removed });
      this.sessionChanges.fire({ changed, removed });
    }
    if (this.recordings.list().length === 0 && this.hadReadouts) this.tellReadouts();
  }

  private find(id: string): SessionSummary | undefined {
    try {
      return this.source.summary(id);
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }
}
