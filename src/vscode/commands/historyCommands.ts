import * as vscode from "vscode";
import { formatBytes, formatCount } from "../../base/format";
import { UserError } from "../../base/userError";
import { isObject } from "../../protocol/fields";
import type { ImportReport, PruneReport } from "../../protocol/historyAdmin";
import { askText } from "../askUser";
import type { Engines } from "../engine/engines";
import type { Notifications } from "../notifications";
import type { LivePanels } from "../panel/livePanels";
import type { TrackedSession } from "../sessions/sessionList";
import { messageText, shownName } from "../shownTexts";
import type { SessionPicker } from "./pickSession";
import { pickAny } from "./pickSession";
import { watchWork } from "./watchWork";

const LISTED_IN_QUESTION = 8;

/** What the commands on more than one session, and on the history as a whole, work on. */
export interface HistoryTargets {
  readonly engines: Engines;
  readonly picker: SessionPicker;
  readonly panels: LivePanels;
  readonly notifications: Notifications;
}

/** Comparing, pinning, baselines, notes; importing, merging and cleaning up. */
export class HistoryCommands {
  constructor(private readonly targets: HistoryTargets) {}

  /** Opens the panel on chosen sessions side by side. */
  async compareSessions(argument: unknown, selected?: unknown): Promise<void> {
    const { picker, panels } = this.targets;
    const sessions = await picker.pickSeveral(argument, selected, pickAny(vscode.l10n.t("Compare which sessions?")));
    if (sessions.length === 0) return;
    const sessionIds = sessions.map(({ summary }) => summary.id);
    panels.openAt({ tab: "compare", selection: { sessionIds } });
  }

  /** Opens the panel on the trend of a session's workflow, or of the metric and workflow that are named. */
  async showTrend(argument: unknown): Promise<void> {
    const { picker, panels } = this.targets;
    picker.requireFolder();
    const named = isObject(argument) ? argument : {};
    const { metric, label } = named;
    const wanted = {
      ...(typeof metric === "string" ? { metric } : {}),
      ...(typeof label === "string" ? { label } : {}),
    };
    if (Object.keys(wanted).length > 0 || argument === undefined) {
      panels.openAt({ tab: "trends", selection: wanted });
      return;
    }
    const session = await picker.pick(argument, pickAny(vscode.l10n.t("Show the trend of which session?")));
    if (session !== undefined) panels.openAt({ tab: "trends", selection: { label: session.summary.label } });
  }

  async setPinned(argument: unknown, selected: unknown, isPinned: boolean): Promise<void> {
    const title = isPinned ? vscode.l10n.t("Pin which session?") : vscode.l10n.t("Unpin which session?");
    for (const { engine, summary } of await this.targets.picker.pickSeveral(argument, selected, pickAny(title))) {
      await engine.request("setPinned", { sessionId: summary.id, isPinned });
    }
  }

  async setBaseline(argument: unknown, selected: unknown, isBaseline: boolean): Promise<void> {
    const title = isBaseline
      ? vscode.l10n.t("Which session is the baseline of its workflow?")
      : vscode.l10n.t("Which session is no baseline any more?");
    const choice = {
      ...pickAny(title),
      accepts: ({ summary }: TrackedSession) => summary.status !== "running",
      none: vscode.l10n.t("There is no ended session that could be a baseline."),
    };
    for (const { engine, summary } of await this.targets.picker.pickSeveral(argument, selected, choice)) {
      await engine.request("setBaseline", { sessionId: summary.id, isBaseline });
    }
  }

  /** A note replaces the one before; an empty one takes it away. */
  async editNote(argument: unknown): Promise<void> {
    const session = await this.targets.picker.pick(argument, pickAny(vscode.l10n.t("Note on which session?")));
    if (session === undefined) return;
    const { id, label, note: value = "" } = session.summary;
    const given = isObject(argument) ? argument["note"] : undefined;
    const prompt = vscode.l10n.t("A note on “{0}”; empty takes it away", messageText(shownName(label)));
    const note = typeof given === "string" ? given : await askText({ prompt, value });
    if (note !== undefined) await session.engine.request("setNote", { sessionId: id, note });
  }

  async importSessions(argument: unknown): Promise<void> {
    const engine = this.targets.engines.require();
    const path = pathOf(argument) ?? (await askPath(vscode.l10n.t("Import Sessions"), true));
    if (path === undefined) return;
    const title = vscode.l10n.t("Importing sessions from {0}", messageText(path));
    this.tell(await watchWork(title, (watching) => engine.requestWatched("importSessions", { path }, watching)));
  }

  async mergeHistory(argument: unknown): Promise<void> {
    const engine = this.targets.engines.require();
    const folder = pathOf(argument) ?? (await askPath(vscode.l10n.t("Merge a History (.optimizer-monitor)"), false));
    if (folder === undefined) return;
    const title = vscode.l10n.t("Taking in the sessions of {0}", messageText(folder));
    this.tell(await watchWork(title, (watching) => engine.requestWatched("mergeHistory", { folder }, watching)));
  }

  /** Shows what would go, then asks. */
  async cleanUpHistory(argument: unknown): Promise<void> {
    const engine = this.targets.engines.require();
    const plan = await engine.request("pruneHistory", { dryRun: true });
    if (plan.thinned.length + plan.removed.length === 0) {
      throw new UserError(
        "nothing-to-prune",
        vscode.l10n.t("Nothing goes by the limits that are set (optimizerMonitor.history.retention)."),
      );
    }
    if (!(await isAgreed(argument, plan))) return;
    const title = vscode.l10n.t("Cleaning up the history");
    const location = vscode.ProgressLocation.Notification;
    const done = await vscode.window.withProgress({ location, title }, () =>
      engine.request("pruneHistory", { dryRun: false }),
    );
    this.inform(vscode.l10n.t("{0} freed. {1}.", formatBytes(done.freedBytes), pruneWords(done)));
  }

  private tell(report: ImportReport | undefined): void {
    if (report === undefined) return;
    const { sessions, skipped, problems } = report;
    const [first] = problems;
    if (sessions.length === 0 && first !== undefined) throw new UserError("import", first);
    const words = [
      vscode.l10n.t("Sessions taken in: {0}", formatCount(sessions.length)),
      ...(skipped === 0 ? [] : [vscode.l10n.t("there already: {0}", formatCount(skipped))]),
      ...(first === undefined ? [] : [vscode.l10n.t("not readable: {0} ({1})", formatCount(problems.length), first)]),
    ];
    this.inform(`${words.join("; ")}.`);
  }

  /** The command has done its work by then: it does not wait for what becomes of the message. */
  private inform(message: string): void {
    void this.targets.notifications.inform(message, {
      title: vscode.l10n.t("Show History"),
      run: () => this.targets.panels.openAt({ tab: "history" }),
    });
  }
}

/** A caller that passes `confirmed: true` has asked already. */
async function isAgreed(argument: unknown, plan: PruneReport): Promise<boolean> {
  if (isObject(argument) && argument["confirmed"] === true) return true;
  const names = [...plan.removed, ...plan.thinned]
    .slice(0, LISTED_IN_QUESTION)
    .map(({ label, startTime }) => `${shownName(label)}, ${new Date(startTime * 1000).toLocaleDateString()}`);
  const rest = plan.removed.length + plan.thinned.length - names.length;
  const detail = [
    ...plan.reasons,
    pruneWords(plan),
    ...names,
    ...(rest > 0 ? [vscode.l10n.t("and {0} more", formatCount(rest))] : []),
    vscode.l10n.t("Pinned sessions and baselines stay."),
  ].join("\n");
  const question = vscode.l10n.t("Clean up the history? {0} are freed.", formatBytes(plan.freedBytes));
  const button = vscode.l10n.t("Clean Up");
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

function pruneWords({ removed, thinned }: PruneReport): string {
  return vscode.l10n.t(
    "Sessions removed: {0}; sessions that keep their summary and lose their full series: {1}",
    formatCount(removed.length),
    formatCount(thinned.length),
  );
}

function pathOf(argument: unknown): string | undefined {
  if (argument instanceof vscode.Uri) return argument.fsPath;
  const path = isObject(argument) ? argument["path"] : undefined;
  return typeof path === "string" ? path : undefined;
}

async function askPath(title: string, allowsFiles: boolean): Promise<string | undefined> {
  const defaultUri = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectFiles: allowsFiles,
      canSelectFolders: true,
      ...(defaultUri === undefined ? {} : { defaultUri }),
    })) ?? [];
  return chosen?.fsPath;
}
