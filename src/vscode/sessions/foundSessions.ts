import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { Emitter } from "../../base/event";
import { errorText, type Log } from "../../base/log";
import { UserError } from "../../base/userError";
import { parseHistoryQuery } from "../../protocol/historyQuery";
import type { SessionFilter } from "../../protocol/sessionFilter";
import { CONTEXT_KEYS } from "../contributions";
import type { Engines } from "../engine/engines";
import type { SessionList, TrackedSession } from "./sessionList";

const MOST_FOUND = 500;
const PAUSE_MS = 300;

/** The sessions that fit a query, as long as one is set; asked for again when sessions change. */
export class FoundSessions implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = new Emitter<void>();
  private asked = 0;
  private filter: SessionFilter | undefined;
  private text = "";
  private found: readonly TrackedSession[] = [];
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.changes.event;

  constructor(
    private readonly engines: Engines,
    sessions: SessionList,
    private readonly log: Log,
  ) {
    this.store.add(sessions.onDidChange(() => this.later()));
  }

  /** The query that is set, as the user wrote it. */
  get query(): string | undefined {
    return this.filter === undefined ? undefined : this.text;
  }

  /** Whether the query asks for an order of its own. */
  get isSorted(): boolean {
    return this.filter?.sort !== undefined;
  }

  /** In the order that the query asks for, newest first where it asks for none. */
  get sessions(): readonly TrackedSession[] {
    return this.found;
  }

  /** Sets the query, or none where it is empty. Throws a UserError that says what cannot be read in it. */
  async search(text: string): Promise<void> {
    const query = text.trim();
    if (query === "") this.filter = undefined;
    else {
      const parsed = parseHistoryQuery(query, Date.now() / 1000);
      if (!parsed.ok) throw new UserError("bad-query", parsed.reason);
      this.filter = parsed.value;
    }
    this.text = query;
    await vscode.commands.executeCommand("setContext", CONTEXT_KEYS.isFiltered, this.filter !== undefined);
    await this.load();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.store.dispose();
    this.changes.dispose();
  }

  private later(): void {
    if (this.filter === undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.load().catch((error: unknown) => this.log.warn(errorText(error)));
    }, PAUSE_MS);
  }

  private async load(): Promise<void> {
    const number = ++this.asked;
    const { filter } = this;
    const found = (filter === undefined ? [] : this.engines.all).map(async (engine) => {
      const { sessions } = await engine.request("listSessions", { ...filter, limit: MOST_FOUND });
      return sessions.map((summary): TrackedSession => ({ engine, summary }));
    });
    const sessions = (await Promise.all(found)).flat();
    if (number !== this.asked) return;
    this.found = sessions;
    this.changes.fire();
  }
}
