import * as vscode from "vscode";
import type { AlertSecrets } from "../alerts/alertSecrets";
import { COMMANDS, EXTENSION_ID, WALKTHROUGH, type CommandName } from "../contributions";
import type { ApiAccess } from "../engine/apiAccess";
import type { Engines } from "../engine/engines";
import type { OtlpAccess } from "../engine/otlpAccess";
import type { TaskLaunches } from "../launches/taskLaunches";
import type { Notifications } from "../notifications";
import type { LivePanels } from "../panel/livePanels";
import type { FoundSessions } from "../sessions/foundSessions";
import type { SavedFilters } from "../sessions/savedFilters";
import type { ReportPanels } from "../reports/reportPanels";
import type { SessionList } from "../sessions/sessionList";
import { previewAlerts, sendTestAlert } from "./alertCommands";
import { copyApiAccess } from "./copyApiAccess";
import { offerExamples } from "./copyExamples";
import { createReport } from "./createReport";
import { exportSessions } from "./exportSession";
import { filterSessions } from "./filterSessions";
import { HistoryCommands } from "./historyCommands";
import { insertInstrumentation } from "./insertInstrumentation";
import { newCustomChart } from "./newCustomChart";
import { showReport } from "./showReport";
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
  readonly found: FoundSessions;
  readonly filters: SavedFilters;
  readonly tasks: TaskLaunches;
  readonly panels: LivePanels;
  readonly reports: ReportPanels;
  readonly notifications: Notifications;
  readonly secrets: AlertSecrets;
  readonly otlp: OtlpAccess;
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

/** The tree gives a command its line, and the lines that are selected. */
type Handler = (argument: unknown, selected: unknown) => Promise<void>;

function createHandlers(targets: CommandTargets): Record<CommandName, Handler> {
  const { extensionUri, engines, sessions, panels, reports, notifications, log } = targets;
  const picker = new SessionPicker(engines, sessions);
  const onSession = new SessionCommands(picker, panels);
  const tasks = new TaskCommands(engines, targets.tasks, () => offerExamples(extensionUri, notifications));
  return {
    openLivePanel: (argument) => onSession.openLivePanel(argument),
    openPanelAt: (argument) => onSession.openPanelAt(argument),
    newCustomChart: () => newCustomChart(engines, panels),
    showSessions: () => onSession.showSessions(),
    stopSession: (argument) => onSession.stopSession(argument),
    exportSession: (argument, selected) => exportSessions(picker, notifications, argument, selected),
    createReport: (argument) => createReport(picker, notifications, argument),
    showReport: (argument) => showReport(picker, reports, argument),
    refreshReport: () => reports.refresh(),
    exportReport: () => createReport(picker, notifications, { sessionId: reports.shown().summary.id }),
    monitorTask: (argument) => tasks.monitorTask(argument),
    insertInstrumentation: () => insertInstrumentation(extensionUri, notifications),
    showLog: async () => log.show(),
    runDemo: () => tasks.runDemo(),
    openSession: (argument) => onSession.openSession(argument),
    renameSession: (argument) => onSession.renameSession(argument),
    tagSession: (argument, selected) => onSession.tagSession(argument, selected),
    deleteSession: (argument, selected) => onSession.deleteSession(argument, selected),
    ...historyHandlers(targets, picker),
    copyApiAccess: () => copyApiAccess(engines, targets.api, notifications),
    loadMoreSessions: () => sessions.loadMore(),
    editAlertRules: async () => panels.editAlertRules(),
    previewAlerts: () => previewAlerts(engines, notifications),
    sendTestAlert: () => sendTestAlert(engines, notifications),
    setAlertSecret: () => targets.secrets.ask(),
    setOtlpHeaders: () => targets.otlp.askForHeaders(),
    openWalkthrough: async () => {
      await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${EXTENSION_ID}#${WALKTHROUGH}`);
    },
    testLogMatcher: () => testLogMatcher(engines, log),
  };
}

/** Commands on several sessions, and on the history as a whole. */
function historyHandlers({ engines, panels, notifications, found, filters }: CommandTargets, picker: SessionPicker) {
  const history = new HistoryCommands({ engines, picker, panels, notifications });
  return {
    compareSessions: (argument, selected) => history.compareSessions(argument, selected),
    showTrend: (argument) => history.showTrend(argument),
    pinSession: (argument, selected) => history.setPinned(argument, selected, true),
    unpinSession: (argument, selected) => history.setPinned(argument, selected, false),
    setBaseline: (argument, selected) => history.setBaseline(argument, selected, true),
    removeBaseline: (argument, selected) => history.setBaseline(argument, selected, false),
    editNote: (argument) => history.editNote(argument),
    filterSessions: (argument) => filterSessions(found, filters, argument),
    clearFilter: () => found.search(""),
    importSessions: (argument) => history.importSessions(argument),
    mergeHistory: (argument) => history.mergeHistory(argument),
    cleanUpHistory: (argument) => history.cleanUpHistory(argument),
  } satisfies Partial<Record<CommandName, Handler>>;
}
