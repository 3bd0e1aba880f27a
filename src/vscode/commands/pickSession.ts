import * as vscode from "vscode";
import { UserError } from "../../base/userError";
import { isObject } from "../../protocol/fields";
import { askOne, askSeveral } from "../askUser";
import type { Engines } from "../engine/engines";
import type { SessionList, TrackedSession } from "../sessions/sessionList";
import { pickLine } from "../shownTexts";
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

  /**
   * The sessions: those of an argument `{ sessionIds }`, those selected in the tree, the one of the argument, or those that the
   * user ticks.
   */
  async pickSeveral(argument: unknown, selected: unknown, choice: SessionChoice): Promise<readonly TrackedSession[]> {
    this.requireFolder();
    const listed = isObject(argument) && Array.isArray(argument["sessionIds"]) ? argument["sessionIds"] : selected;
    const entries: readonly unknown[] = Array.isArray(listed) ? listed : [argument];
    const ids = entries.map(sessionIdOf).filter((id) => id !== undefined);
    if (ids.length > 0) return Promise.all([...new Set(ids)].map((id) => this.named(id, choice)));
    await this.sessions.ready();
    const candidates = this.sessions.sessions.filter((session) => choice.accepts(session));
    if (candidates.length === 0) throw new UserError("no-session", choice.none);
    const options = { title: choice.title, matchOnDescription: true, matchOnDetail: true };
    return (await askSeveral(itemsOf(candidates), options)).map(({ session }) => session);
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
    const picked = await askOne(itemsOf(candidates), {
      title,
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return picked?.session;
  }
}

/** Any session will do. */
export function pickAny(title: string): SessionChoice {
  return {
    title,
    none: vscode.l10n.t("There is no session yet. Run a workflow whose program reports, or monitor a task."),
    accepts: () => true,
  };
}

function itemsOf(candidates: readonly TrackedSession[]): (vscode.QuickPickItem & { session: TrackedSession })[] {
  const now = Date.now() / 1000;
  return candidates.map((session) => ({
    label: pickLine(session.summary.label),
    description: pickLine(describeSession(session.summary, now)),
    detail: new Date(session.summary.startTime * 1000).toLocaleString(),
    session,
  }));
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
