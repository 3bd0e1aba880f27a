import * as vscode from "vscode";
import type { AlertPreview, AlertTestResult } from "../../protocol/rpc";
import { askOne } from "../askUser";
import type { Engines } from "../engine/engines";
import type { Notifications } from "../notifications";
import { pickLine } from "../shownTexts";

const PREVIEWED_SESSIONS = 20;

/** Shows what the rules of now would have told in past sessions; the numbers first, the rules in a list. */
export async function previewAlerts(engines: Engines, notifications: Notifications): Promise<void> {
  const engine = engines.require(vscode.window.activeTextEditor?.document.uri);
  const progress = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Looking at past sessions…") };
  const preview = await vscode.window.withProgress(progress, () =>
    engine.request("previewAlerts", { sessions: PREVIEWED_SESSIONS }),
  );
  const rules = preview.rules.filter(({ alerts }) => alerts > 0);
  // Nobody waits for what becomes of the message.
  void notifications.inform(previewText(preview), {
    title: vscode.l10n.t("Show Rules"),
    run: () =>
      void askOne(
        rules.map(({ rule, alerts, sessions, severity, example }) => ({
          label: pickLine(rule),
          description: vscode.l10n.t("{0}: {1} alerts in {2} sessions", severity, alerts, sessions),
          detail: pickLine(example ?? ""),
        })),
        { title: vscode.l10n.t("Alerts in past sessions"), matchOnDescription: true },
      ),
  });
}

/** "Would have told of something 3 times in the last 20 sessions." */
function previewText({ sessions, rules }: AlertPreview): string {
  if (sessions === 0) return vscode.l10n.t("There are no past sessions to look at.");
  const told = rules.filter(({ isTold }) => isTold).reduce((sum, { alerts }) => sum + alerts, 0);
  const others = rules.filter(({ isTold }) => !isTold).reduce((sum, { alerts }) => sum + alerts, 0);
  return vscode.l10n.t(
    "The alert rules would have fired {0} times in the last {1} sessions, and {2} times without a notification.",
    told,
    sessions,
    others,
  );
}

/** Sends a made-up problem over every channel and says what became of it. */
export async function sendTestAlert(engines: Engines, notifications: Notifications): Promise<void> {
  const engine = engines.require(vscode.window.activeTextEditor?.document.uri);
  const results = await engine.request("testAlert", {});
  // Nobody waits for what becomes of the message.
  void notifications.inform(results.map(testText).join(" "), {
    title: vscode.l10n.t("Open Settings"),
    run: () => void vscode.commands.executeCommand("workbench.action.openSettings", "optimizerMonitor alerts"),
  });
}

function testText({ channel, state, detail }: AlertTestResult): string {
  if (state === "ok") return vscode.l10n.t("{0}: sent.", channel);
  if (state === "absent") return vscode.l10n.t("{0}: not set up ({1}).", channel, detail);
  return vscode.l10n.t("{0}: failed ({1}).", channel, detail);
}
