// Solvers that know nothing of us are recorded by what they print, wherever the editor shows that.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import type { OptimizerMonitorApi } from "../../../src/extension";
import type { SessionSummary } from "../../../src/protocol/session";
import { knapsack } from "../../integration/solverLogs/models";
import { activate, endTasks, exportOf, NewSessions, startTask, until, workspacePath } from "./support";

const COMMAND = "glpsol --lp bag.lp";

/** Printed by the solver itself, as the tests see it, too. */
const BEST = 25713;

/** Adds a task of our type to the workspace's tasks.json and waits until the editor knows it. */
async function addOptimizerTask(label: string): Promise<vscode.Task> {
  const path = workspacePath(".vscode", "tasks.json");
  const file = JSON.parse(readFileSync(path, "utf8")) as { tasks: unknown[] };
  const task = { label, type: "optimizer", command: "glpsol", args: ["--lp", "bag.lp"] };
  writeFileSync(path, JSON.stringify({ ...file, tasks: [...file.tasks, { ...task, problemMatcher: [] }] }));
  let found: vscode.Task | undefined;
  for (let attempt = 0; attempt < 50 && found === undefined; attempt++) {
    found = (await vscode.tasks.fetchTasks()).find(({ name }) => name === label);
  }
  assert.ok(found, `the editor does not know the task ${label}`);
  return found;
}

/** Old editors tell of commands only in terminals that had time to tell of their shell: not of those that begin with one. */
const tellsOfFreshTerminals = Number(vscode.version.split(".")[1]) > 100;

describe("solver logs", function () {
  this.timeout(60_000);
  let api: OptimizerMonitorApi;
  before(async () => {
    api = await activate();
    await vscode.workspace.fs.writeFile(vscode.Uri.file(workspacePath("bag.lp")), Buffer.from(knapsack(60, 5, 7)));
  });
  afterEach(endTasks);

  /** Of several tasks each is known by its label: an old editor may tell of an earlier one late, or not at all. */
  async function assertRecorded(news: NewSessions, kind: string, label?: string): Promise<void> {
    const ended = label === undefined ? await news.ended() : await endedTask(news, label);
    assert.equal(ended.kind, kind);
    assert.equal(ended.status, "completed", JSON.stringify(ended));
    const [run, ...others] = (await exportOf(ended.id)).runs;
    assert.deepEqual(others, []);
    assert.equal(run?.algorithm, "GLPK");
    assert.equal(run.status, "completed");
    assert.equal(run.best, BEST);
    assert.ok(run.iterations.length >= 3, JSON.stringify(run));
  }

  async function endedTask(news: NewSessions, wanted: string): Promise<SessionSummary> {
    const ended = await news.one(({ label, status }) => label === wanted && status !== "running", 30_000);
    assert.equal(news.sessions.filter(({ label }) => label === wanted).length, 1);
    return ended;
  }

  it("a command typed into a terminal", async () => {
    const news = new NewSessions(api);
    const terminal = vscode.window.createTerminal({ name: "solver", cwd: workspacePath(), shellPath: "/bin/bash" });
    const shell = await until("the shell tells of its commands", () => terminal.shellIntegration, 20_000);
    shell.executeCommand(COMMAND);
    await assertRecorded(news, "terminal");
    terminal.dispose();
  });

  it("shell, process and optimizer tasks, in fresh terminals and in used ones", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const shell = new vscode.ShellExecution(COMMAND);
    const process = new vscode.ProcessExecution("glpsol", ["--lp", "bag.lp"]);
    const make = (name: string, execution: vscode.ShellExecution | vscode.ProcessExecution): vscode.Task =>
      new vscode.Task({ type: "shell" }, folder, name, "test", execution);
    const ours = await addOptimizerTask("solver (optimizer task)");
    const tasks = [
      { task: make("solver (shell)", shell), isFresh: true },
      { task: make("solver (process)", process), isFresh: false },
      { task: ours, isFresh: true },
      { task: ours, isFresh: false },
    ];
    for (const { task, isFresh } of tasks) {
      const news = new NewSessions(api);
      const started = await startTask(task);
      assert.equal(await started.exitCode, 0);
      if (!isFresh || tellsOfFreshTerminals) await assertRecorded(news, "task", task.name);
      else if (task === ours) await endedTask(news, task.name);
    }
  });

  for (const console of ["internalConsole", "integratedTerminal"]) {
    it(`a program under the debugger, in ${console}`, async function () {
      if (console === "integratedTerminal" && !tellsOfFreshTerminals) this.skip();
      const news = new NewSessions(api);
      const program = workspacePath("solve.cjs");
      // Node's debugger shows what console.log prints in its console, too, when the program has a terminal.
      const source = `console.log(require("node:child_process").execSync(${JSON.stringify(COMMAND)}).toString());`;
      writeFileSync(program, source);
      const over = new Promise<void>((resolve) => {
        vscode.debug.onDidTerminateDebugSession((session) => session.parentSession === undefined && resolve());
      });
      const name = `solve in ${console}`;
      const configuration = { type: "pwa-node", request: "launch", name, program, cwd: workspacePath(), console };
      assert.equal(await vscode.debug.startDebugging(undefined, configuration), true);
      await over;
      await assertRecorded(news, "debug");
    });
  }
});
