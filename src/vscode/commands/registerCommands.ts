import * as vscode from "vscode";
import type { AlertSecrets } from "../alerts/alertSecrets";
import { COMMANDS, EXTENSION_ID, WALKTHROUGH, type CommandName } from "../contributions";
import type { ApiAccess } from "../engine/apiAccess";
import type { Engines } from "../engine/engines";
import type { TaskLaunches } from "../launches/taskLaunches";
import type { Notifications } from "../notifications";
import type { LivePanels } from "../panel/livePanels";
import type { SessionList } from "../sessions/sessionList";
import { previewAlerts, sendTestAlert } from "./alertCommands";
import { copyApiAccess } from "./copyApiAccess";
import { offerExamples } from "./copyExamples";
import { createReport } from "./createReport";
import { exportSessions } from "./exportSession";
import { insertInstrumentation } from "./insertInstrumentation";
import { SessionPicker } from "./pickSession";
import { SessionCommands } from "./sessionCommands";
import { TaskCommands } from "./taskCommands";
import { testLogMatcher } from "./testLogMatcher";

/** What the commands work on. */
export interface CommandTargets {
  readonly extensionUri: vscode.Uri;
  readonly engines: Engines;
  readonly api: ApiAccess;
  readonly sessions: SessionList;
  readonly tasks: TaskLaunches;
  readonly panels: LivePanels;
  readonly notifications: Notifications;
  readonly secrets: AlertSecrets;
  readonly log: vscode.LogOutputChannel;
}

/** Registers every command; one that cannot do its work says why. */
export function registerCommands(targets: CommandTargets): vscode.Disposable {
  const handlers = createHandlers(targets);
  const registrations = (Object.keys(COMMANDS) as CommandName[]).map((name) =>
    vscode.commands.registerCommand(COMMANDS[name], async (argument: unknown, selected: unknown) => {
      try {
        await handlers[name](argument, selected);
      } catch (error) {
        void targets.notifications.failed(error);
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

/** Views pass the entry of the command and, where several are selected, all of them. */
type Handler = (argument: unknown, selected: unknown) => Promise<void>;

function createHandlers(targets: CommandTargets): Record<CommandName, Handler> {
  const { extensionUri, engines, sessions, panels, notifications, log } = targets;
  const picker = new SessionPicker(engines, sessions);
  const onSession = new SessionCommands(picker, panels);
  const tasks = new TaskCommands(engines, targets.tasks, () => offerExamples(extensionUri, notifications));
  return {
    openLivePanel: (argument) => onSession.openLivePanel(argument),
    openPanelAt: (argument) => onSession.openPanelAt(argument),
    showSessions: () => onSession.showSessions(),
    stopSession: (argument) => onSession.stopSession(argument),
    exportSession: (argument, selected) => exportSessions(picker, notifications, argument, selected),
    createReport: (argument) => createReport(picker, notifications, argument),
    monitorTask: (argument) => tasks.monitorTask(argument),
    insertInstrumentation: () => insertInstrumentation(extensionUri, notifications),
    showLog: async () => log.show(),
    runDemo: () => tasks.runDemo(),
    openSession: (argument) => onSession.openSession(argument),
    renameSession: (argument) => onSession.renameSession(argument),
    tagSession: (argument) => onSession.tagSession(argument),
    deleteSession: (argument) => onSession.deleteSession(argument),
    copyApiAccess: () => copyApiAccess(engines, targets.api, notifications),
    loadMoreSessions: () => sessions.loadMore(),
    editAlertRules: async () => panels.editAlertRules(),
    previewAlerts: () => previewAlerts(engines, notifications),
    sendTestAlert: () => sendTestAlert(engines, notifications),
    setAlertSecret: () => targets.secrets.ask(),
    openWalkthrough: async () => {
      await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${EXTENSION_ID}#${WALKTHROUGH}`);
    },
    testLogMatcher: () => testLogMatcher(engines, log),
  };
}
