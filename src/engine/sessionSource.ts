import { UserError } from "../base/userError";
import type { RecordedSession } from "../model/recordedSession";
import type { SessionPage } from "../protocol/rpc";
import type { SessionFilter } from "../protocol/sessionFilter";
import type { FoundAlert, FoundComponent, FoundRun, SessionSummary } from "../protocol/session";
import type { Recording } from "./recording";
import type { Recordings } from "./recordings";
import { fits, inOrder } from "./sessionFits";
import { VerdictBook } from "./verdictBook";

/** The part of the history that the engine reads and changes. */
export interface SessionHistory {
  list(filter: SessionFilter): SessionPage;
  summary(sessionId: string): SessionSummary | undefined;
  load(sessionId: string): Promise<RecordedSession | undefined>;
  runs(filter: SessionFilter): readonly FoundRun[];
  components(name: string, filter: SessionFilter): readonly FoundComponent[];
  alerts(filter: SessionFilter): readonly FoundAlert[];
  save(session: RecordedSession): Promise<void>;
  rename(sessionId: string, label: string): Promise<void>;
  setTags(sessionId: string, tags: readonly string[]): Promise<void>;
  setNote(sessionId: string, note: string): Promise<void>;
  setPinned(sessionId: string, isPinned: boolean): Promise<void>;
  setBaseline(sessionId: string, since: number | undefined): Promise<void>;
  delete(sessionId: string): Promise<void>;
  close(): Promise<void>;
}

/** Loaded sessions that are kept for the views that show them. */
const KEPT_SESSIONS = 2;
const DEFAULT_LIMIT = 200;

/** Running and ended sessions as one: whoever asks for a session need not know where it is. */
export class SessionSource {
  readonly verdicts = new VerdictBook();
  private readonly loaded = new Map<string, Promise<RecordedSession | undefined>>();

  constructor(
    private readonly recordings: Recordings,
    private readonly history: SessionHistory,
    private readonly now: () => number,
  ) {}

  list(filter: SessionFilter): SessionPage {
    const limit = filter.limit ?? DEFAULT_LIMIT;
    const offset = filter.offset ?? 0;
    const now = this.now();
    const live = this.recordings
      .all()
      .map((recording) => recording.state.summary())
      .filter((summary) => fits(summary, filter, now))
      .sort(inOrder(filter, now));
    if (filter.sort !== undefined && live.length > 0) return this.merged(live, filter, { limit, offset }, now);
    const taken = live.slice(offset, offset + limit);
    const past = this.history.list({
      ...filter,
      limit: limit - taken.length,
      offset: Math.max(0, offset - live.length),
    });
    const shown = new Set(live.map(({ id }) => id));
    const sessions = [...taken, ...past.sessions.filter(({ id }) => !shown.has(id))];
    return { sessions, total: live.length + past.total };
  }

  /** Running and ended sessions in one order: of each as many as a page could hold. */
  private merged(
    live: readonly SessionSummary[],
    filter: SessionFilter,
    { limit, offset }: { readonly limit: number; readonly offset: number },
    now: number,
  ): SessionPage {
    const shown = new Set(live.map(({ id }) => id));
    const past = this.history.list({ ...filter, limit: offset + limit, offset: 0 });
    const all = [...live, ...past.sessions.filter(({ id }) => !shown.has(id))].sort(inOrder(filter, now));
    return { sessions: all.slice(offset, offset + limit), total: live.length + past.total };
  }

  /** Runs of the sessions that fit: running sessions first, then the newest. */
  runs(filter: SessionFilter): readonly FoundRun[] {
    const limit = filter.limit ?? DEFAULT_LIMIT;
    const live = this.unsaved(filter).flatMap(({ detail }) =>
      detail.runs.map((run): FoundRun => ({ sessionId: detail.session.id, run })),
    );
    return [...live, ...this.saved(live, this.history.runs({ ...filter, limit }))].slice(0, limit);
  }

  /** What a component took in each of the sessions that fit: running sessions first, then the newest. */
  components(name: string, filter: SessionFilter): readonly FoundComponent[] {
    const limit = filter.limit ?? DEFAULT_LIMIT;
    const live = this.unsaved(filter).flatMap(({ detail }) => {
      const { id: sessionId, label, status, startTime } = detail.session;
      const found = detail.components.filter((component) => component.name === name);
      return found.map((component): FoundComponent => ({ sessionId, label, status, startTime, component }));
    });
    return [...live, ...this.saved(live, this.history.components(name, { ...filter, limit }))].slice(0, limit);
  }

  /** Alerts of the sessions that fit, newest first. */
  alerts(filter: SessionFilter): readonly FoundAlert[] {
    const limit = filter.limit ?? DEFAULT_LIMIT;
    const live = this.unsaved(filter).flatMap(({ detail }) =>
      (detail.alerts ?? []).map((alert): FoundAlert => ({ sessionId: detail.session.id, alert })),
    );
    const all = [...live, ...this.saved(live, this.history.alerts({ ...filter, limit }))];
    return all.sort((a, b) => b.alert.time - a.alert.time).slice(0, limit);
  }

  live(sessionId: string): Recording | undefined {
    return this.recordings.get(sessionId);
  }

  summary(sessionId: string): SessionSummary {
    return this.live(sessionId)?.state.summary() ?? this.history.summary(sessionId) ?? unknownSession(sessionId);
  }

  async get(sessionId: string): Promise<RecordedSession> {
    return this.live(sessionId)?.state ?? (await this.load(sessionId)) ?? unknownSession(sessionId);
  }

  async rename(sessionId: string, label: string): Promise<SessionSummary> {
    const recording = this.live(sessionId);
    if (recording !== undefined) recording.change({ label });
    else await this.history.rename(this.known(sessionId), label);
    return this.changed(sessionId);
  }

  async setTags(sessionId: string, tags: readonly string[]): Promise<SessionSummary> {
    const recording = this.live(sessionId);
    if (recording !== undefined) recording.change({ tags });
    else await this.history.setTags(this.known(sessionId), tags);
    return this.changed(sessionId);
  }

  /** An empty note takes it away. */
  async setNote(sessionId: string, note: string): Promise<SessionSummary> {
    const recording = this.live(sessionId);
    if (recording !== undefined) recording.change({ note });
    else await this.history.setNote(this.known(sessionId), note);
    return this.changed(sessionId);
  }

  async setPinned(sessionId: string, isPinned: boolean): Promise<SessionSummary> {
    const recording = this.live(sessionId);
    if (recording !== undefined) recording.change({ isPinned });
    else await this.history.setPinned(this.known(sessionId), isPinned);
    return this.changed(sessionId);
  }

  /** Lets go of what was loaded of sessions that have changed in the history. */
  forget(sessionIds: readonly string[]): void {
    for (const id of sessionIds) this.loaded.delete(id);
  }

  /** Only what has ended has figures to compare with. */
  async setBaseline(sessionId: string, since: number | undefined): Promise<SessionSummary> {
    if (this.live(sessionId) !== undefined) {
      throw new UserError("session-running", "The session is still running. It can be a baseline once it has ended.");
    }
    await this.history.setBaseline(this.known(sessionId), since);
    return this.changed(sessionId);
  }

  async delete(sessionId: string): Promise<void> {
    const recording = this.live(sessionId);
    if (recording !== undefined && !recording.state.isEnded) {
      throw new UserError("session-running", "The session is still running. Stop it first, then delete it.");
    }
    if (recording !== undefined) this.recordings.discard(recording);
    else await this.history.delete(this.known(sessionId));
    this.loaded.delete(sessionId);
  }

  /** Sessions that fit and are not in the history yet. */
  unsaved(filter: SessionFilter): readonly RecordedSession[] {
    return this.recordings
      .all()
      .map(({ state }) => state)
      .filter((state) => fits(state.summary(), filter, this.now()));
  }

  /** A session is in memory and in the history for a moment after it was saved. */
  private saved<T extends { readonly sessionId: string }>(live: readonly T[], past: readonly T[]): readonly T[] {
    const shown = new Set(live.map(({ sessionId }) => sessionId));
    return past.filter(({ sessionId }) => !shown.has(sessionId));
  }

  private known(sessionId: string): string {
    return this.summary(sessionId).id;
  }

  private changed(sessionId: string): SessionSummary {
    this.loaded.delete(sessionId);
    return this.summary(sessionId);
  }

  private load(sessionId: string): Promise<RecordedSession | undefined> {
    const known = this.loaded.get(sessionId);
    if (known !== undefined) return known;
    const session = this.history.load(sessionId);
    session.catch(() => this.loaded.delete(sessionId));
    this.loaded.set(sessionId, session);
    for (const oldest of this.loaded.keys()) {
      if (this.loaded.size <= KEPT_SESSIONS) break;
      this.loaded.delete(oldest);
    }
    return session;
  }
}

function unknownSession(sessionId: string): never {
  throw new UserError("unknown-session", `There is no session "${sessionId}" in this workspace's history.`);
}
