// Every command works or says why not, with and without sessions; names, tags and deletions reach the history.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { OptimizerMonitorApi } from "../../../src/extension";
import type { SessionSummary } from "../../../src/protocol/session";
import { COMMANDS } from "../../../src/vscode/contributions";
import { activate, exportOf, findTask, NewSessions, startTask, until, workspacePath } from "./support";

/** Runs a command that may ask something, and closes whatever it asks. */
async function runAndDismiss(command: string): Promise<void> {
  const done = Promise.resolve(vscode.commands.executeCommand(command)).then(() => true);
  let finished = false;
  void done.then(() => (finished = true));
  await until(`${command} ends`, () => {
    if (!finished) void vscode.commands.executeCommand("workbench.action.closeQuickOpen");
    return finished;
  });
  await done;
}

async function open(language: string, content: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
}

describe("commands", function () {
  this.timeout(60_000);
  let api: OptimizerMonitorApi;
  let session: SessionSummary;
  const find = (): SessionSummary | undefined =>
    (api.sessions() as readonly SessionSummary[]).find(({ id }) => id === session.id);

  before(async () => {
    api = await activate();
    const news = new NewSessions(api);
    await (
      await startTask(await findTask("stopped in the middle (fast)"))
    ).exitCode;
    session = await news.ended();
  });

  // An untitled editor would be asked about by whatever saves editors next.
  after(async () => {
    while (vscode.window.activeTextEditor !== undefined) {
      await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    }
  });

  // What these would do, or ask with a dialog that nobody here can answer, is covered below or by other suites.
  const asking: readonly string[] = [COMMANDS.runDemo, COMMANDS.monitorTask, COMMANDS.copyApiAccess];
  for (const command of Object.values<string>(COMMANDS).filter((name) => !asking.includes(name))) {
    it(`${command} ends without an argument`, () => runAndDismiss(command));
  }

  it("renames, and refuses an empty name", async () => {
    await vscode.commands.executeCommand(COMMANDS.renameSession, { sessionId: session.id, label: "  The baseline " });
    await until("the new name", () => find()?.label === "The baseline");
    await vscode.commands.executeCommand(COMMANDS.renameSession, { sessionId: session.id, label: "   " });
    assert.equal((await exportOf(session.id)).session.label, "The baseline");
  });

  it("tags, without repetition, and takes tags away", async () => {
    await vscode.commands.executeCommand(COMMANDS.tagSession, { sessionId: session.id, tags: "good, base , good," });
    await until("the tags", () => find()?.tags.join() === "good,base");
    await vscode.commands.executeCommand(COMMANDS.tagSession, { sessionId: session.id, tags: "" });
    await until("no tags", () => find()?.tags.length === 0);
  });

  it("exports a folder of CSV files", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "om-csv-")), "export");
    await vscode.commands.executeCommand(COMMANDS.exportSession, { sessionId: session.id, format: "csv", path });
    const files = readdirSync(path, { recursive: true }).map(String);
    assert.ok(
      files.some((file) => file.endsWith(".csv")),
      files.join(),
    );
  });

  it("writes a report in every format", async () => {
    const folder = mkdtempSync(join(tmpdir(), "om-report-"));
    const begins = { html: "<!doctype html>", markdown: "# ", text: find()?.label ?? "" };
    for (const [format, beginning] of Object.entries(begins)) {
      const path = join(folder, `report.${format}`);
      await vscode.commands.executeCommand(COMMANDS.createReport, { sessionId: session.id, format, path });
      assert.ok(readFileSync(path, "utf8").startsWith(beginning), format);
    }
  });

  it("deletes a session with its record, once confirmed", async () => {
    const record = workspacePath(".optimizer-monitor", "sessions", `${session.id}.db`);
    await until("the record is written", () => existsSync(record));
    await vscode.commands.executeCommand(COMMANDS.deleteSession, { sessionId: session.id, confirmed: true });
    await until("it is gone from the list", () => find() === undefined);
    assert.equal(existsSync(record), false);
  });

  it("inserts instrumentation into Python, once with the import", async () => {
    const editor = await open("python", "");
    await vscode.commands.executeCommand(COMMANDS.insertInstrumentation);
    assert.match(editor.document.getText(), /^import optimizer_monitor as om\n\nwith om\.run\("GA"/);
    await vscode.commands.executeCommand("leaveSnippet");
    editor.selection = new vscode.Selection(editor.document.positionAt(1e6), editor.document.positionAt(1e6));
    await vscode.commands.executeCommand(COMMANDS.insertInstrumentation);
    assert.equal(editor.document.getText().match(/import optimizer_monitor/g)?.length, 1);
  });

  it("inserts instrumentation into TypeScript", async () => {
    const editor = await open("typescript", "");
    await vscode.commands.executeCommand(COMMANDS.insertInstrumentation);
    assert.match(editor.document.getText(), /await om\.run\("GA", \{ problem/);
  });

  it("leaves a language without a snippet as it is", async () => {
    const editor = await open("plaintext", "left alone");
    void vscode.commands.executeCommand(COMMANDS.insertInstrumentation);
    await vscode.commands.executeCommand("notifications.clearAll");
    assert.equal(editor.document.getText(), "left alone");
  });

  it("runs the demo task of this workspace", async () => {
    const news = new NewSessions(api);
    const started = new Promise<vscode.TaskExecution>((resolve) => {
      const subscription = vscode.tasks.onDidStartTaskProcess(({ execution }) => {
        subscription.dispose();
        resolve(execution);
      });
    });
    await vscode.commands.executeCommand(COMMANDS.runDemo);
    const execution = await started;
    // A program that greets before its task is announced has a session under its command line until then.
    await news.one(({ label }) => label.includes("demo"));
    const text = await until("the status bar shows it", () => api.statusBarText()?.match(/^\$\(pulse\) .*CPU/)?.[0]);
    assert.ok(text);
    assert.match(api.statusBarSpokenText() ?? "", /is running/);
    execution.terminate();
    await news.ended();
    await until("the status bar is empty again", () => api.statusBarText() === undefined);
  });
});
