import * as vscode from "vscode";
import { UserError } from "../../base/userError";
import { isObject } from "../../protocol/fields";
import type { Engines } from "../engine/engines";
import type { SessionList, TrackedSession } from "../sessions/sessionList";
import { describeSession } from "../sessions/sessionText";

/** Which sessions a command can work on, and what it says when there is none. */
export interface SessionChoice {
  readonly title: string;
  readonly none: string;
  accepts(session: TrackedSession): boolean;
}

/** Finds the session that a command is about: named by its argument, the only one there is, or picked by the user. */
export class SessionPicker {
  constructor(
    private readonly engines: Engines,
    private readonly sessions: SessionList,
  ) {}

  /** Throws a UserError where nothing can be recorded in this window. */
  requireFolder(): void {
    this.engines.require();
  }

  /** The session, or nothing where the user picked none; throws a UserError where there is none to work on. */
  async pick(argument: unknown, choice: SessionChoice): Promise<TrackedSession | undefined> {
    this.requireFolder();
    const sessionId = sessionIdOf(argument);
    if (sessionId !== undefined) return this.named(sessionId, choice);
    await this.sessions.ready();
    const candidates = this.sessions.sessions.filter((session) => choice.accepts(session));
    const [first] = candidates;
    if (first === undefined) throw new UserError("no-session", choice.none);
    return this.ask(candidates, choice.title);
  }

  /** The sessions that are selected in a view; else the one that `pick` finds. */
  async pickMany(argument: unknown, selected: unknown, choice: SessionChoice): Promise<readonly TrackedSession[]> {
    const ids = Array.isArray(selected) ? selected.flatMap((entry: unknown) => sessionIdOf(entry) ?? []) : [];
    if (ids.length < 2) {
      const session = await this.pick(argument, choice);
      return session === undefined ? [] : [session];
    }
    this.requireFolder();
    return Promise.all(ids.map((id) => this.named(id, choice)));
  }

  private async named(sessionId: string, choice: SessionChoice): Promise<TrackedSession> {
    const known = this.sessions.find(sessionId) ?? (await this.search(sessionId));
    if (known === undefined) throw new UserError("no-session", vscode.l10n.t("This session is no longer there."));
    if (!choice.accepts(known)) throw new UserError("wrong-state", choice.none);
    return known;
  }

  /** A session of a page that was not loaded yet. */
  private async search(sessionId: string): Promise<TrackedSession | undefined> {
    for (const engine of this.engines.all) {
      try {
        const { session } = await engine.request("getSession", { sessionId });
        return { engine, summary: session };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }
    return undefined;
  }

  private async ask(candidates: readonly TrackedSession[], title: string): Promise<TrackedSession | undefined> {
    const now = Date.now() / 1000;
    const items = candidates.map((session) => ({
      label: session.summary.label,
      description: describeSession(session.summary, now),
      detail: new Date(session.summary.startTime * 1000).toLocaleString(),
      session,
    }));
    const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
    return picked?.session;
  }
}

/** The tree gives its node, links and the panel give an id, keybindings may give `{ "sessionId": … }`. */
function sessionIdOf(argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  if (!isObject(argument)) return undefined;
  if (typeof argument["sessionId"] === "string") return argument["sessionId"];
  const session = argument["session"];
  const summary = isObject(session) ? session["summary"] : undefined;
  return isObject(summary) && typeof summary["id"] === "string" ? summary["id"] : undefined;
}
