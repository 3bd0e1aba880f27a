import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../base/disposable";
import type { PanelTab } from "../protocol/panel";
import type { PanelAddress } from "../protocol/panelAddress";
import type { LiveReadout } from "../protocol/session";
import { COMMANDS } from "./contributions";
import type { SessionList, TrackedSession } from "./sessions/sessionList";
import type { EditorSettings } from "./settings";
import { shownLine, shownName } from "./shownTexts";
import { alertText, failureText, spokenAlert, SteadyText, spokenText } from "./statusBarText";
import { tooltipMarkdown, type TooltipLink } from "./statusBarTooltip";

const FAILURE_SHOWN_MS = 30_000;
const PROBLEM_BACKGROUND = new vscode.ThemeColor("statusBarItem.warningBackground");

/** The status bar's one item: the newest running session's figures, a failure for a while, hidden otherwise. */
export class StatusBar implements Disposable {
  private readonly store = new DisposableStore();
  private readonly item: vscode.StatusBarItem;
  private readonly steadyText = new SteadyText();
  private failure: { readonly session: TrackedSession; readonly timer: NodeJS.Timeout } | undefined;
  private shown = false;
  /** The session that a click on the item opens. */
  private shownSession: string | undefined;

  constructor(
    private readonly sessions: SessionList,
    private readonly settings: EditorSettings,
  ) {
    this.item = vscode.window.createStatusBarItem("optimizerMonitor.session", vscode.StatusBarAlignment.Left, 10);
    this.item.name = "Optimizer Monitor";
    this.store.add(this.item);
    this.store.add(sessions.onDidChangeLive(() => this.update()));
    this.store.add(sessions.onDidStart(() => this.clearFailure()));
    this.store.add(sessions.onDidEnd((session) => this.onEnd(session)));
    this.store.add(settings.onDidChange(() => this.update()));
  }

  /** The text that is shown, or nothing while the item is hidden. */
  get text(): string | undefined {
    return this.shown ? this.item.text : undefined;
  }

  /** Whether the item stands out because a problem needs somebody. */
  get isProblem(): boolean {
    return this.shown && this.item.backgroundColor !== undefined;
  }

  /** What the item tells a screen reader. */
  get spoken(): string | undefined {
    return this.shown ? this.item.accessibilityInformation?.label : undefined;
  }

  private onEnd(session: TrackedSession): void {
    if (session.summary.status !== "failed") return;
    this.clearFailure();
    const timer = setTimeout(() => {
      this.clearFailure();
      this.update();
    }, FAILURE_SHOWN_MS);
    this.failure = { session, timer };
    this.update();
  }

  private update(): void {
    const readouts = this.sessions.readouts;
    const newest = readouts[0];
    if (!this.settings.read().statusBarEnabled) this.hide();
    else if (newest !== undefined) this.showLive(newest.readout, readouts.length - 1);
    else if (this.failure !== undefined) this.showFailure(this.failure.session);
    else this.hide();
  }

  private showLive(readout: LiveReadout, others: number): void {
    const parts = this.settings.read().statusBarContents;
    const [alert] = (readout.alerts ?? []).filter(({ severity }) => severity !== "info");
    const figures = this.steadyText.write(readout, parts, others);
    this.item.text = alert === undefined ? figures : alertText(figures);
    // A colour of the theme, and only where somebody is needed.
    this.item.backgroundColor = alert?.severity === "problem" ? PROBLEM_BACKGROUND : undefined;
    this.item.tooltip = trusted(tooltipMarkdown(readout, links(readout.sessionId)));
    this.item.accessibilityInformation = {
      label: alert === undefined ? spokenText(readout) : `${spokenText(readout)}. ${spokenAlert(alert)}`,
      role: "button",
    };
    this.show(readout.sessionId);
  }

  private showFailure({ summary }: TrackedSession): void {
    const reason = summary.reason ?? vscode.l10n.t("exit code {0}", String(summary.exitCode ?? "?"));
    const sentence = vscode.l10n.t("{0} failed: {1}", shownName(summary.label), shownLine(reason));
    this.item.text = failureText(summary.label, reason);
    this.item.backgroundColor = undefined;
    this.item.tooltip = sentence;
    this.item.accessibilityInformation = { label: `Optimizer Monitor: ${sentence}`, role: "button" };
    this.show(summary.id);
  }

  private show(sessionId: string): void {
    // The editor forgets a command as soon as another one takes its place, and a click that is on its way would find none.
    if (this.shownSession !== sessionId) {
      this.item.command = { command: COMMANDS.openLivePanel, title: "", arguments: [sessionId] };
      this.shownSession = sessionId;
    }
    this.item.show();
    this.shown = true;
  }

  private hide(): void {
    this.item.hide();
    this.shown = false;
  }

  private clearFailure(): void {
    if (this.failure !== undefined) clearTimeout(this.failure.timer);
    this.failure = undefined;
  }

  dispose(): void {
    this.clearFailure();
    this.store.dispose();
  }
}

function links(sessionId: string): readonly TooltipLink[] {
  const linkTo = (tab: PanelTab): Omit<TooltipLink, "title"> => ({
    command: COMMANDS.openPanelAt,
    argument: { tab, sessionId } satisfies PanelAddress,
  });
  return [
    { title: vscode.l10n.t("Open Live Panel"), command: COMMANDS.openLivePanel, argument: sessionId },
    { title: vscode.l10n.t("Convergence"), ...linkTo("convergence") },
    { title: vscode.l10n.t("Components"), ...linkTo("components") },
    { title: vscode.l10n.t("Resources"), ...linkTo("resources") },
    { title: vscode.l10n.t("Stop"), command: COMMANDS.stopSession, argument: sessionId },
    { title: vscode.l10n.t("Sessions"), command: COMMANDS.showSessions },
  ];
}

/** Markdown whose links may run our commands and nothing else. */
function trusted(text: string): vscode.MarkdownString {
  // Icons are ours: what looks like one in a name is taken apart.
  const markdown = new vscode.MarkdownString(text, true);
  const { openLivePanel, openPanelAt, stopSession, showSessions } = COMMANDS;
  markdown.isTrusted = { enabledCommands: [openLivePanel, openPanelAt, stopSession, showSessions] };
  return markdown;
}
