// The commands on the history work with real sessions in a real editor, or say why they cannot.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { OptimizerMonitorApi } from "../../../src/extension";
import type { SessionSummary } from "../../../src/protocol/session";
import { COMMANDS, PANEL_VIEW_TYPE, SESSION_REPORT_VIEW_TYPE } from "../../../src/vscode/contributions";
import { activate, findTask, NewSessions, startTask, until, workspacePath } from "./support";

const run = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(command, ...args);

/** Whether a view of that type is in front of some group of editors. */
function isShown(viewType: string): boolean {
  return vscode.window.tabGroups.all.some(({ activeTab }) => {
    const input = activeTab?.input;
    return input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewType);
  });
}

const shown = (viewType: string): Promise<boolean> => until(`${viewType} is shown`, () => isShown(viewType));

async function closeEditors(): Promise<void> {
  await run("workbench.action.closeAllEditors");
  await until("no editor is open", () => vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0));
}

describe("commands on the history", function () {
  this.timeout(60_000);
  let api: OptimizerMonitorApi;
  let folder: string;
  let first: SessionSummary;
  let second: SessionSummary;

  const find = ({ id }: SessionSummary): SessionSummary | undefined =>
    (api.sessions() as readonly SessionSummary[]).find((session) => session.id === id);
  const told = (what: string, pattern: RegExp): Promise<string> =>
    until(what, () => api.notifications().findLast((text) => pattern.test(text)));

  async function record(): Promise<SessionSummary> {
    const news = new NewSessions(api);
    await (
      await startTask(await findTask("stopped in the middle (fast)"))
    ).exitCode;
    return news.ended();
  }

  before(async () => {
    api = await activate();
    folder = mkdtempSync(join(tmpdir(), "om-history-"));
    await closeEditors();
    first = await record();
    second = await record();
  });

  after(async () => {
    await run(COMMANDS.clearFilter);
    await run("notifications.clearAll");
    await closeEditors();
    rmSync(folder, { recursive: true, force: true });
  });

  it("filters the sessions view, says what a query cannot mean, and shows all again", async () => {
    await run(COMMANDS.tagSession, { sessionId: first.id, tags: "only-this-one" });
    await until("the tag", () => find(first)?.tags.includes("only-this-one"));
    await run(COMMANDS.filterSessions, { query: "tag:only-this-one" });
    await until("one session", () => api.sessionsViewMessage() === "Sessions that fit “tag:only-this-one”: 1");
    await run(COMMANDS.filterSessions, { query: "tag:nothing-like-this" });
    await until("none", () => api.sessionsViewMessage() === "No session fits “tag:nothing-like-this”.");
    await run(COMMANDS.filterSessions, { query: "status:great" });
    await told("why", /great/);
    assert.equal(api.sessionsViewMessage(), "No session fits “tag:nothing-like-this”.");
    await run(COMMANDS.clearFilter);
    await until("no message", () => api.sessionsViewMessage() === undefined);
  });

  const opening: readonly (readonly [string, () => unknown])[] = [
    [COMMANDS.compareSessions, () => ({ sessionIds: [first.id, second.id] })],
    [COMMANDS.showTrend, () => ({ metric: "duration", label: first.label })],
    [COMMANDS.showTrend, () => ({ sessionId: first.id })],
    [COMMANDS.openPanelAt, () => ({ tab: "history", selection: { query: "status:completed" } })],
    [COMMANDS.editAlertRules, () => undefined],
  ];
  for (const [command, argument] of opening) {
    it(`${command} opens the panel`, async () => {
      await closeEditors();
      await run(command, argument());
      await shown(PANEL_VIEW_TYPE);
    });
  }

  it("refuses a link to a tab that does not exist, and sessions that are gone", async () => {
    await closeEditors();
    await run(COMMANDS.openPanelAt, { tab: "nowhere" });
    await told("why the link leads nowhere", /^The link cannot be followed: .*tab/);
    await run(COMMANDS.compareSessions, { sessionIds: [first.id, "gone"] });
    await told("what is gone", /^This session is no longer there\.$/);
    assert.equal(isShown(PANEL_VIEW_TYPE), false);
  });

  it("pins several sessions and unpins one", async () => {
    await run(COMMANDS.pinSession, { sessionIds: [first.id, second.id] });
    await until("both are pinned", () => find(first)?.isPinned === true && find(second)?.isPinned === true);
    await run(COMMANDS.unpinSession, { sessionId: first.id });
    await until("one is not", () => find(first)?.isPinned !== true);
    assert.equal(find(second)?.isPinned, true);
    await run(COMMANDS.unpinSession, { sessionId: second.id });
    await until("none is pinned", () => find(second)?.isPinned !== true);
  });

  it("makes a session the baseline of its workflow, and takes that back", async () => {
    await run(COMMANDS.setBaseline, { sessionId: first.id });
    await until("the baseline", () => find(first)?.isBaseline);
    await run(COMMANDS.removeBaseline, { sessionId: first.id });
    await until("no baseline", () => find(first)?.isBaseline !== true);
  });

  it("takes a note down, another one, and away", async () => {
    await run(COMMANDS.editNote, { sessionId: first.id, note: "A larger population" });
    await until("the note", () => find(first)?.note === "A larger population");
    await run(COMMANDS.editNote, { sessionId: first.id, note: "Smaller again" });
    await until("the other note", () => find(first)?.note === "Smaller again");
    await run(COMMANDS.editNote, { sessionId: first.id, note: "" });
    await until("no note", () => find(first)?.note === undefined);
  });

  it("shows a report, and exports the one in front only", async () => {
    await closeEditors();
    await run(COMMANDS.exportReport);
    await told("that there is none", /^No report is open in front\.$/);
    await run(COMMANDS.showReport, { sessionId: first.id });
    await shown(SESSION_REPORT_VIEW_TYPE);
    await run(COMMANDS.refreshReport);
    assert.ok(isShown(SESSION_REPORT_VIEW_TYPE));
    // It asks for the format, which nobody answers here; test/ui does.
    const before = [...api.notifications()];
    const asked = run(COMMANDS.exportReport);
    let isOver = false;
    void asked.then(() => (isOver = true));
    await until("the question is closed", () => {
      if (!isOver) void run("workbench.action.closeQuickOpen");
      return isOver;
    });
    assert.deepEqual(api.notifications(), before);
  });

  it("writes an example of a custom chart, opens it, and never over another one", async () => {
    await closeEditors();
    const chart = (name: string): string => workspacePath(".optimizer-monitor", "charts", name);
    // Another suite runs every command once.
    rmSync(workspacePath(".optimizer-monitor", "charts"), { recursive: true, force: true });
    await run(COMMANDS.newCustomChart);
    await shown(PANEL_VIEW_TYPE);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, chart("my-chart.vl.json"));
    const spec = JSON.parse(readFileSync(chart("my-chart.vl.json"), "utf8")) as { data: unknown };
    assert.deepEqual(spec.data, { name: "iterations" });
    await run(COMMANDS.newCustomChart);
    assert.ok(existsSync(chart("my-chart-2.vl.json")));
    rmSync(workspacePath(".optimizer-monitor", "charts"), { recursive: true });
  });

  it("says so where there is nothing to clean up", async () => {
    await run(COMMANDS.cleanUpHistory);
    await told("that nothing goes", /^Nothing goes by the limits that are set/);
    assert.ok(find(first) !== undefined && find(second) !== undefined);
  });

  it("refuses to merge a history with itself, and a folder without one", async () => {
    for (const path of [workspacePath(), workspacePath(".optimizer-monitor")]) {
      await run(COMMANDS.mergeHistory, { path });
      const sentence = `${path} is this workspace's own history; choose another one to merge.`;
      await until("why not", () => api.notifications().includes(sentence));
    }
    await run(COMMANDS.mergeHistory, { path: folder });
    await told("that it holds none", /holds no history: choose another workspace's folder/);
  });

  it("deletes several sessions, and imports one of them again from its export, once", async () => {
    const path = join(folder, "session.json");
    const before = find(first);
    await run(COMMANDS.exportSession, { sessionId: first.id, format: "json", path });
    await run(COMMANDS.deleteSession, { confirmed: true, sessionIds: [first.id, second.id] });
    await until("both are gone", () => find(first) === undefined && find(second) === undefined);
    assert.equal(existsSync(workspacePath(".optimizer-monitor", "sessions", `${first.id}.db`)), false);
    await run(COMMANDS.importSessions, { path });
    const back = await until("it is back", () => find(first));
    assert.deepEqual(
      [back.label, back.runCount, back.iterationCount, back.evaluations, back.best],
      [before?.label, before?.runCount, before?.iterationCount, before?.evaluations, before?.best],
    );
    await told("that it was taken in", /^Sessions taken in: 1\.$/);
    await run(COMMANDS.importSessions, { path });
    await told("that it was there", /^Sessions taken in: 0; there already: 1\.$/);
    assert.equal(find(second), undefined);
  });

  it("says what a file is not that cannot be imported", async () => {
    await run(COMMANDS.importSessions, { path: join(folder, "missing.json") });
    await told("why not", /missing\.json/);
  });
});
