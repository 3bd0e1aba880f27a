/** Everything that package.json declares by name; a unit test compares the two. */
export const EXTENSION_ID = "optimizer-monitor.optimizer-monitor";

/** Commands by their short name. */
export const COMMANDS = {
  openLivePanel: "optimizerMonitor.openLivePanel",
  openPanelAt: "optimizerMonitor.openPanelAt",
  newCustomChart: "optimizerMonitor.newCustomChart",
  showSessions: "optimizerMonitor.showSessions",
  stopSession: "optimizerMonitor.stopSession",
  exportSession: "optimizerMonitor.exportSession",
  createReport: "optimizerMonitor.createReport",
  showReport: "optimizerMonitor.showReport",
  refreshReport: "optimizerMonitor.refreshReport",
  exportReport: "optimizerMonitor.exportReport",
  monitorTask: "optimizerMonitor.monitorTask",
  insertInstrumentation: "optimizerMonitor.insertInstrumentation",
  showLog: "optimizerMonitor.showLog",
  runDemo: "optimizerMonitor.runDemo",
  openSession: "optimizerMonitor.openSession",
  renameSession: "optimizerMonitor.renameSession",
  tagSession: "optimizerMonitor.tagSession",
  deleteSession: "optimizerMonitor.deleteSession",
  compareSessions: "optimizerMonitor.compareSessions",
  showTrend: "optimizerMonitor.showTrend",
  pinSession: "optimizerMonitor.pinSession",
  unpinSession: "optimizerMonitor.unpinSession",
  setBaseline: "optimizerMonitor.setBaseline",
  removeBaseline: "optimizerMonitor.removeBaseline",
  editNote: "optimizerMonitor.editNote",
  filterSessions: "optimizerMonitor.filterSessions",
  clearFilter: "optimizerMonitor.clearFilter",
  importSessions: "optimizerMonitor.importSessions",
  mergeHistory: "optimizerMonitor.mergeHistory",
  cleanUpHistory: "optimizerMonitor.cleanUpHistory",
  loadMoreSessions: "optimizerMonitor.loadMoreSessions",
  openWalkthrough: "optimizerMonitor.openWalkthrough",
  testLogMatcher: "optimizerMonitor.testLogMatcher",
  copyApiAccess: "optimizerMonitor.copyApiAccess",
  editAlertRules: "optimizerMonitor.editAlertRules",
  previewAlerts: "optimizerMonitor.previewAlerts",
  sendTestAlert: "optimizerMonitor.sendTestAlert",
  setAlertSecret: "optimizerMonitor.setAlertSecret",
  setOtlpHeaders: "optimizerMonitor.setOtlpHeaders",
} as const;
export type CommandName = keyof typeof COMMANDS;

/** Keys of when-clauses that the shell sets. */
export const CONTEXT_KEYS = {
  hasSessions: "optimizerMonitor.hasSessions",
  isFiltered: "optimizerMonitor.isFiltered",
} as const;

/** The tree of sessions. */
export const SESSIONS_VIEW = "optimizerMonitor.sessions";

/** What the secrets of the alert channels are kept under. */
export const ALERT_SECRET_PREFIX = "optimizerMonitor.alerts.";

/** Of which sessions it was told that they are worse than their baseline. */
export const TOLD_REGRESSIONS_KEY = "optimizerMonitor.toldRegressions";

/** What saved queries of the history are kept under. */
export const FILTERS_KEY = "optimizerMonitor.filters";

/** What the headers of the OpenTelemetry collector are kept under, among the editor's secrets. */
export const OTLP_HEADERS_KEY = "optimizerMonitor.otlp.headers";

/** The type of the panel's webview. */
export const PANEL_VIEW_TYPE = "optimizerMonitor.panel";

/** The type of the view that shows a report where no browser can. */
export const REPORT_VIEW_TYPE = "optimizerMonitor.report";

/** The type of the view that shows a session's report. */
export const SESSION_REPORT_VIEW_TYPE = "optimizerMonitor.sessionReport";

/** Our task type. */
export const TASK_TYPE = "optimizer";

/** The walkthrough's id within the extension. */
export const WALKTHROUGH = "start";

/** What tree items are, for the menus' when-clauses. */
export const TREE_ITEMS = { running: "session.running", ended: "session.ended" } as const;
