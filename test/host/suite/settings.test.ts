// Wrong settings are named once with what is used instead; changed ones reach the running engine.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { OptimizerMonitorApi } from "../../../src/extension";
import { COMMANDS } from "../../../src/vscode/contributions";
import { activate, endTasks, exportOf, findTask, NewSessions, startTask, until } from "./support";

const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("optimizerMonitor");

/** Sets a value of the workspace for the length of a test. */
async function withSetting(key: string, value: unknown, test: () => Promise<void>): Promise<void> {
  await configuration().update(key, value, vscode.ConfigurationTarget.Workspace);
  try {
    await test();
  } finally {
    await configuration().update(key, undefined, vscode.ConfigurationTarget.Workspace);
  }
}

describe("settings", function () {
  this.timeout(60_000);
  let api: OptimizerMonitorApi;
  before(async () => {
    api = await activate();
  });
  afterEach(endTasks);

  it("a wrong value is named once, with what is used instead", async () => {
    const sentence = "optimizerMonitor.sampling.intervalSeconds: 99 is not a number from 0.1 to 10; using 1 instead.";
    const count = (): number => api.notifications().filter((text) => text === sentence).length;
    await withSetting("sampling.intervalSeconds", 99, async () => {
      await until("the message", () => count() === 1);
      await withSetting("statusBar.enabled", false, async () => undefined);
      const task = await startTask(await findTask("stopped in the middle (fast)"));
      assert.equal(await task.exitCode, 0);
      assert.equal(count(), 1);
    });
  });

  it("the status bar shows what was chosen, and nothing where it is switched off", async () => {
    await withSetting("statusBar.contents", ["elapsed", "run"], async () => {
      const news = new NewSessions(api);
      const task = await startTask(await findTask("stopped in the middle"));
      await until("the chosen parts", () =>
        /^\$\(pulse\) \d\d:\d\d · Evolution Strategy$/.test(api.statusBarText() ?? ""),
      );
      await withSetting("statusBar.enabled", false, async () => {
        await until("an empty status bar", () => api.statusBarText() === undefined);
      });
      task.execution.terminate();
      await news.ended();
    });
  });

  it("excluded launches leave nothing", async () => {
    const news = new NewSessions(api);
    await withSetting("exclude", ["stopped*"], async () => {
      const task = await startTask(await findTask("stopped in the middle (fast)"));
      assert.equal(await task.exitCode, 0);
    });
    // It is the only new one: the excluded launch left nothing.
    await (
      await startTask(await findTask("tour (fast)"))
    ).exitCode;
    assert.equal((await news.ended()).label, "tour (fast)");
  });

  it("included launches are recorded even if they never report", async () => {
    await withSetting("include", ["quiet*"], async () => {
      const news = new NewSessions(api);
      const task = await startTask(await findTask("quiet (fast)"));
      await task.exitCode;
      assert.equal((await news.ended()).label, "quiet (fast)");
    });
  });

  it("the sampling interval and what is sampled reach the engine", async () => {
    await withSetting("sampling.intervalSeconds", 0.1, async () => {
      await withSetting("sampling.system", false, async () => {
        const news = new NewSessions(api);
        await (
          await startTask(await findTask("portfolio (optimizer task, fast)"))
        ).exitCode;
        const exported = await exportOf((await news.ended()).id);
        const memory = exported.series.find(({ metric }) => metric === "process_memory_rss_bytes");
        assert.ok((memory?.times.length ?? 0) >= 10, `${memory?.times.length ?? 0} samples`);
        assert.equal(
          exported.series.some(({ metric }) => metric === "system_cpu_percent"),
          false,
        );
      });
    });
  });

  it("the panel opens on launch where the user wants it, and the focus stays", async () => {
    const document = await vscode.workspace.openTextDocument({ content: "" });
    await vscode.window.showTextDocument(document);
    await withSetting("panel.openOnLaunch", true, async () => {
      const news = new NewSessions(api);
      await (
        await startTask(await findTask("stopped in the middle (fast)"))
      ).exitCode;
      await news.ended();
    });
    const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.ok(labels.includes("Optimizer Monitor"), labels.join());
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("a task that is not there is named", async () => {
    await Promise.resolve(vscode.commands.executeCommand(COMMANDS.monitorTask, { task: "no such task" }));
    assert.ok(api.notifications().some((text) => text.includes("no such task")));
  });
});
