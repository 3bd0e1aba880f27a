import { performance } from "node:perf_hooks";
import { join } from "node:path";
import * as vscode from "vscode";
import type { LaterCost } from "./base/laterTurns";
import { AlertNotifications } from "./vscode/alerts/alertNotifications";
import { AlertSecrets } from "./vscode/alerts/alertSecrets";
import { registerCommands } from "./vscode/commands/registerCommands";
import { ApiAccess } from "./vscode/engine/apiAccess";
import { Engines } from "./vscode/engine/engines";
import { OtlpAccess } from "./vscode/engine/otlpAccess";
import { HistoryView } from "./vscode/historyView";
import { LaunchEnvironment } from "./vscode/launches/launchEnvironment";
import { watchLaunches } from "./vscode/launches/watchLaunches";
import { Notifications } from "./vscode/notifications";
import { LivePanels } from "./vscode/panel/livePanels";
import { PanelActions } from "./vscode/panel/panelActions";
import { PanelQuestions } from "./vscode/panel/panelQuestions";
import { FoundSessions } from "./vscode/sessions/foundSessions";
import { SavedFilters } from "./vscode/sessions/savedFilters";
import { RecentLog } from "./vscode/recentLog";
import { RegressionNotifications } from "./vscode/regressionNotifications";
import { ReportPanels } from "./vscode/reports/reportPanels";
import { SessionList } from "./vscode/sessions/sessionList";
import { EditorSettings } from "./vscode/settings";
import { StatusBar } from "./vscode/statusBar";

/** What other extensions, and tests, can read of this one. */
export interface OptimizerMonitorApi {
  /** How long `activate` took. */
  readonly activationMs: number;
  /** What was left for the moments after it, in milliseconds: all of it, and its longest turn of the event loop. */
  laterCost(): LaterCost;
  /** The status bar item's text, nothing while it is hidden. */
  statusBarText(): string | undefined;
  /** Whether the status bar item stands out because a problem needs somebody. */
  hasStatusBarProblem(): boolean;
  /** What the status bar item tells a screen reader. */
  statusBarSpokenText(): string | undefined;
  /** The sessions that are known so far, running ones first, as the engine describes them. */
  sessions(): readonly unknown[];
  /** What the sessions view says above its lines, nothing while no query narrows it. */
  sessionsViewMessage(): string | undefined;
  /** The last messages that popped up. */
  notifications(): readonly string[];
  /** The last lines of the log, whatever level it shows, oldest first. */
  recentLog(): readonly string[];
}

/** Registers listeners and views; the engine is started by the first of them that needs it. */
export function activate(context: vscode.ExtensionContext): OptimizerMonitorApi {
  const started = performance.now();
  const { subscriptions, extensionUri, extensionPath, workspaceState: memory } = context;
  const own = <T extends vscode.Disposable>(disposable: T): T => {
    subscriptions.push(disposable);
    return disposable;
  };
  const { version } = context.extension.packageJSON as { readonly version: string };
  const channel = own(vscode.window.createOutputChannel("Optimizer Monitor", { log: true }));
  const log = new RecentLog(channel);
  const notifications = new Notifications(context.globalState, log, () => channel.show());
  const settings = own(new EditorSettings(notifications, log));
  const distFolder = join(extensionPath, "dist");
  const engineFile = join(distFolder, "engine.js");
  const engines = own(new Engines({ engineFile, version, log, settings, notifications }));
  const api = own(new ApiAccess({ engines, settings, secrets: context.secrets, notifications, log }));
  const otlp = own(new OtlpAccess({ engines, settings, secrets: context.secrets, log }));
  const sessions = own(new SessionList(engines, log));
  const actions = new PanelActions(sessions);
  const filters = own(new SavedFilters(context.workspaceState));
  const questions = new PanelQuestions(engines, filters);
  const panels = own(new LivePanels({ extensionUri, engines, sessions, settings, actions, questions, log, memory }));

  const reports = own(new ReportPanels(extensionUri));
  const collection = context.environmentVariableCollection;
  const environment = own(new LaunchEnvironment(collection, { engines, settings, otlp, distFolder }));
  const tasks = watchLaunches({ engines, environment, memory: context.workspaceState, log }, own);

  const statusBar = own(new StatusBar(sessions, settings));
  const found = own(new FoundSessions(engines, sessions, log));
  const view = own(new HistoryView(engines, sessions, found));
  own(new AlertNotifications(engines, notifications, log));
  own(new RegressionNotifications(engines, notifications, context.workspaceState, log));
  const secrets = own(new AlertSecrets(context.secrets, engines, log));
  const targets = { extensionUri, engines, api, sessions, found, filters, tasks, panels, reports, notifications };
  own(registerCommands({ ...targets, secrets, otlp, log: channel }));
  const activationMs = performance.now() - started;
  log.debug(`Activated in ${activationMs.toFixed(1)} ms`);
  return {
    activationMs,
    laterCost: () => engines.laterCost,
    statusBarText: () => statusBar.text,
    hasStatusBarProblem: () => statusBar.isProblem,
    statusBarSpokenText: () => statusBar.spoken,
    sessions: () => sessions.sessions.map(({ summary }) => summary),
    sessionsViewMessage: () => view.message,
    notifications: () => notifications.recent,
    recentLog: () => log.lines,
  };
}
