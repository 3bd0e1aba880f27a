import { join } from "node:path";
import * as vscode from "vscode";
import { formatBytes, formatCount } from "../../base/format";
import { UserError } from "../../base/userError";
import { isObject } from "../../protocol/fields";
import { parsePanelAddress } from "../../protocol/panelAddress";
import { askText } from "../askUser";
import { SESSIONS_VIEW } from "../contributions";
import type { LivePanels } from "../panel/livePanels";
import { shownName } from "../shownTexts";
import type { TrackedSession } from "../sessions/sessionList";
import { pickAny, type SessionPicker } from "./pickSession";

const LISTED_IN_QUESTION = 8;

/** What the user can do with one session. */
export class SessionCommands {
  constructor(
    private readonly picker: SessionPicker,
    private readonly panels: LivePanels,
  ) {}

  async openLivePanel(argument: unknown): Promise<void> {
    this.picker.requireFolder();
    const session = argument === undefined ? undefined : await this.picker.pick(argument, pickAny(""));
    this.panels.open(session?.summary.id);
  }

  /** Follows a link to a tab of the panel; a link without a session leaves the panel at the one that it shows. */
  async openPanelAt(argument: unknown): Promise<void> {
    this.picker.requireFolder();
    const address = parsePanelAddress(argument);
    if (!address.ok) {
      throw new UserError("bad-link", vscode.l10n.t("The link cannot be followed: {0}.", address.reason));
    }
    const { sessionId } = address.value;
    if (sessionId !== undefined) await this.picker.pick(sessionId, pickAny(""));
    this.panels.openAt(address.value);
  }

  async openSession(argument: unknown): Promise<void> {
    const session = await this.picker.pick(argument, pickAny(vscode.l10n.t("Open which session?")));
    if (session !== undefined) this.panels.open(session.summary.id);
  }

  async showSessions(): Promise<void> {
    await vscode.commands.executeCommand(`${SESSIONS_VIEW}.focus`);
  }

  /** Asks first: what is lost cannot be brought back. */
  async stopSession(argument: unknown): Promise<void> {
    const session = await this.picker.pick(argument, {
      title: vscode.l10n.t("Stop which session?"),
      none: vscode.l10n.t("No session is running."),
      accepts: ({ summary }) => summary.status === "running",
    });
    if (session === undefined) return;
    const { id, label } = session.summary;
    const question = vscode.l10n.t("Stop “{0}”?", shownName(label));
    const detail = vscode.l10n.t("Its processes are interrupted as by Ctrl+C. What it has reported so far is kept.");
    if (!(await isConfirmed(argument, question, detail, vscode.l10n.t("Stop")))) return;
    await session.engine.request("stopSession", { sessionId: id });
  }

  async renameSession(argument: unknown): Promise<void> {
    const session = await this.picker.pick(argument, pickAny(vscode.l10n.t("Rename which session?")));
    if (session === undefined) return;
    const { id, label: current } = session.summary;
    const label = textOf(argument, "label") ?? (await askLine(vscode.l10n.t("New name of the session"), current));
    if (label === undefined || label.trim() === "" || label === current) return;
    await session.engine.request("renameSession", { sessionId: id, label: label.trim() });
  }

  async tagSession(argument: unknown, selected?: unknown): Promise<void> {
    const choice = pickAny(vscode.l10n.t("Tag which sessions?"));
    const sessions = await this.picker.pickSeveral(argument, selected, choice);
    const [first] = sessions;
    if (first === undefined) return;
    const prompt = vscode.l10n.t("Tags, separated by commas");
    const answer = textOf(argument, "tags") ?? (await askLine(prompt, first.summary.tags.join(", "), true));
    if (answer === undefined) return;
    const tags = [...new Set(answer.split(",").map((tag) => tag.trim()))].filter((tag) => tag !== "");
    for (const { engine, summary } of sessions) await engine.request("setTags", { sessionId: summary.id, tags });
  }

  async deleteSession(argument: unknown, selected?: unknown): Promise<void> {
    const sessions = await this.picker.pickSeveral(argument, selected, {
      title: vscode.l10n.t("Delete which sessions?"),
      none: vscode.l10n.t("There is no ended session to delete."),
      accepts: ({ summary }) => summary.status !== "running",
    });
    const [first] = sessions;
    if (first === undefined) return;
    const isOne = sessions.length === 1;
    const question = isOne
      ? vscode.l10n.t("Delete the session “{0}”?", shownName(first.summary.label))
      : vscode.l10n.t("Delete {0} sessions?", formatCount(sessions.length));
    const detail = isOne ? await whatGoes(first) : listOf(sessions);
    if (!(await isConfirmed(argument, question, detail, vscode.l10n.t("Delete")))) return;
    for (const { engine, summary } of sessions) await engine.request("deleteSession", { sessionId: summary.id });
  }
}

function listOf(sessions: readonly TrackedSession[]): string {
  const names = sessions
    .slice(0, LISTED_IN_QUESTION)
    .map(({ summary }) => `${shownName(summary.label)}, ${new Date(summary.startTime * 1000).toLocaleString()}`);
  const rest = sessions.length - names.length;
  const more = rest > 0 ? [vscode.l10n.t("and {0} more", formatCount(rest))] : [];
  return [vscode.l10n.t("What is deleted for good: their records."), ...names, ...more].join("\n");
}

/** The sentence that says what a deletion takes away. */
async function whatGoes({ engine, summary }: TrackedSession): Promise<string> {
  const facts = [
    vscode.l10n.t("recorded {0}", new Date(summary.startTime * 1000).toLocaleString()),
    vscode.l10n.t("runs: {0}", formatCount(summary.runCount)),
    vscode.l10n.t("iterations: {0}", formatCount(summary.iterationCount)),
  ];
  const folder = engine.facts?.historyFolder;
  const bytes = folder === undefined ? undefined : await sizeOf(join(folder, "sessions", `${summary.id}.db`));
  if (bytes !== undefined) facts.push(formatBytes(bytes));
  return vscode.l10n.t("What is deleted for good: its record ({0}).", facts.join(", "));
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await vscode.workspace.fs.stat(vscode.Uri.file(path))).size;
  } catch {
    return undefined;
  }
}

/** A caller that passes `confirmed: true`, such as a keybinding of the user's, has asked already. */
async function isConfirmed(argument: unknown, question: string, detail: string, button: string): Promise<boolean> {
  if (isObject(argument) && argument["confirmed"] === true) return true;
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
  return chosen === button;
}

/** A text that the caller passes instead of the user typing it. */
function textOf(argument: unknown, name: string): string | undefined {
  const value = isObject(argument) ? argument[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

async function askLine(prompt: string, value: string, allowEmpty = false): Promise<string | undefined> {
  return askText({
    prompt,
    value,
    validateInput: (text) =>
      allowEmpty || text.trim() !== "" ? undefined : vscode.l10n.t("The name cannot be empty."),
  });
}
