// Alerts in the editor: what needs a person pops up once, the status bar shows what lasts, a rule can be switched off.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { OptimizerMonitorApi } from "../../../src/extension";
import { switchOff } from "../../../src/vscode/alerts/writeAlertRules";
import { activate, endTasks, findTask, NewSessions, startTask, until, workspacePath } from "./support";

const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("optimizerMonitor");
const setRules = (rules: readonly object[] | undefined): Thenable<void> =>
  configuration().update("alerts.rules", rules, vscode.ConfigurationTarget.Workspace);
const dismissAll = (): Thenable<unknown> => vscode.commands.executeCommand("notifications.clearAll");

describe("alerts", function () {
  this.timeout(60_000);
  let api: OptimizerMonitorApi;
  before(async () => {
    api = await activate();
  });
  beforeEach(dismissAll);
  afterEach(async () => {
    await setRules(undefined);
    await endTasks();
    await dismissAll();
  });

  it("a run that fails pops up once", async () => {
    const count = (): number => api.notifications().filter((text) => /^failing \(fast\): .* failed/.test(text)).length;
    const before = count();
    const news = new NewSessions(api);
    await (
      await startTask(await findTask("failing (fast)"))
    ).exitCode;
    await until("the message", () => count() > before);
    assert.equal((await news.ended()).status, "failed");
    assert.equal(count(), before + 1);
  });

  it("what lasts changes the status bar's sign, and its background only for a problem", async () => {
    const rule = { kind: "threshold", name: "memory", metric: "system_memory_percent", above: 0 };
    await setRules([rule]);
    const news = new NewSessions(api);
    const task = await startTask(await findTask("stopped in the middle"));
    await until("the sign", () => api.statusBarText()?.startsWith("$(warning) "));
    assert.equal(api.hasStatusBarProblem(), false);
    assert.match(api.statusBarSpokenText() ?? "", /Notice: system_memory_percent is /);
    await setRules([{ ...rule, severity: "problem", channels: [] }]);
    await until("the background", () => api.hasStatusBarProblem());
    assert.match(api.statusBarSpokenText() ?? "", /Problem: system_memory_percent is /);
    const folder = vscode.Uri.file(workspacePath());
    await switchOff(folder, "memory");
    assert.deepEqual(configuration().get("alerts.rules"), [
      { ...rule, severity: "problem", channels: [], enabled: false },
    ]);
    await until("the usual sign", () => api.statusBarText()?.startsWith("$(pulse) "));
    assert.equal(api.hasStatusBarProblem(), false);
    task.execution.terminate();
    await news.ended();
  });

  it("rules that are wrong are named with what is used instead", async () => {
    const sentence =
      "optimizerMonitor.alerts.rules[0].iterations: 0 is not a number from 1 to 1000000000; using 500 instead.";
    await setRules([{ kind: "stagnation", iterations: 0 }]);
    await until("the sentence", () => api.notifications().includes(sentence));
  });
});
