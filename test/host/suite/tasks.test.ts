// Real tasks of the demo workspace: what the history holds afterwards is exactly what the programs did.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { OptimizerMonitorApi } from "../../../src/extension";
import {
  activate,
  assertEveryIterationOnce,
  describeRuns,
  endTasks,
  exampleRuns,
  exportOf,
  findTask,
  NewSessions,
  readResult,
  startTask,
  until,
  workspacePath,
} from "./support";

describe("tasks", function () {
  this.timeout(60_000);
  let api: OptimizerMonitorApi;
  before(async () => {
    api = await activate();
  });
  afterEach(endTasks);

  it("a shell task: four runs, exactly as the program counted them", async () => {
    const news = new NewSessions(api);
    const task = await startTask(await findTask("portfolio (Python, fast)"));
    // A program that greets before its task is announced has a session under its command line until then.
    const session = await news.one(({ label }) => label === "portfolio (Python, fast)");
    assert.equal(session.status, "running");
    assert.equal(session.kind, "task");
    assert.equal(await task.exitCode, 0);
    const ended = await news.ended();
    assert.equal(ended.status, "completed");
    assert.equal(ended.exitCode, 0);
    assert.equal(ended.command, "python3 portfolio/portfolio.py --fast");
    assert.equal(ended.cwd, workspacePath());

    const exported = await exportOf(ended.id);
    assert.deepEqual(describeRuns(exported), exampleRuns(readResult("portfolio", "summary.json")));
    assert.deepEqual(
      exported.runs.map(({ status }) => status),
      ["completed", "completed", "completed", "completed"],
    );
    exported.runs.forEach(assertEveryIterationOnce);
    assert.equal(exported.dropped, 0);
    assert.equal(exported.session.exitCode, 0);
    assert.ok(exported.components.some(({ name }) => name === "Genetic Algorithm"));
  });

  it("a program that knows nothing of the monitor: its library's run, as the program counted it", async () => {
    const scope = vscode.workspace.workspaceFolders?.[0];
    assert.ok(scope);
    // Debian's Python has the library; the first one on the path may not have it.
    const execution = new vscode.ProcessExecution("/usr/bin/python3", ["libraries/frontier.py", "--fast"]);
    const news = new NewSessions(api);
    const task = await startTask(new vscode.Task({ type: "process" }, scope, "frontier", "test", execution));
    assert.equal(await task.exitCode, 0);
    const ended = await news.ended();
    const exported = await exportOf(ended.id);
    assert.equal(exported.runs.length, 1);
    const [run] = exported.runs;
    assert.equal(run?.algorithm, "eaMuPlusLambda");
    // What the program itself counts is tested with the examples; the seed is fixed.
    assert.deepEqual([run?.iterations.length, run?.evaluations], [21, 840]);
    if (run !== undefined) assertEveryIterationOnce(run);
  });

  it("a process task in several worker processes: one session with a run each", async () => {
    const news = new NewSessions(api);
    const task = await startTask(await findTask("tour (fast)"));
    assert.equal(await task.exitCode, 0);
    const ended = await news.ended();
    const exported = await exportOf(ended.id);
    const written = ["ant-colony", "genetic-algorithm", "simulated-annealing"].map((name) =>
      readResult("tour", `${name}.json`),
    );
    const byName = (a: { algorithm: string }, b: { algorithm: string }): number =>
      a.algorithm.localeCompare(b.algorithm);
    assert.deepEqual([...describeRuns(exported)].sort(byName), [...exampleRuns(written)].sort(byName));
    exported.runs.forEach(assertEveryIterationOnce);
    assert.ok(
      exported.series.some(({ metric }) => metric === "process_memory_rss_bytes"),
      "no samples of the processes",
    );
  });

  it("a task of the type optimizer is told while it runs, under its own name", async () => {
    const news = new NewSessions(api);
    const task = await startTask(await findTask("portfolio (optimizer task, fast)"));
    assert.equal((await news.one()).status, "running");
    assert.equal(await task.exitCode, 0);
    const ended = await news.ended();
    assert.equal(ended.label, "portfolio (optimizer task, fast)");
    assert.equal(ended.exitCode, 0);
    assert.deepEqual(describeRuns(await exportOf(ended.id)), exampleRuns(readResult("portfolio", "summary.json")));
  });

  it("the same optimizer task again is a session of its own", async () => {
    const news = new NewSessions(api);
    const task = await startTask(await findTask("portfolio (optimizer task, fast)"));
    assert.equal(await task.exitCode, 0);
    const ended = await news.ended();
    assert.equal(describeRuns(await exportOf(ended.id)).length, 4);
  });

  it("a task that fails: its exit code, its reason, and what it did until then", async () => {
    const news = new NewSessions(api);
    const task = await startTask(await findTask("failing (fast)"));
    assert.equal(await task.exitCode, 1);
    const ended = await news.ended();
    assert.equal(ended.status, "failed");
    assert.equal(ended.exitCode, 1);
    const exported = await exportOf(ended.id);
    const written = readResult("failing", "result.json") as { runs: unknown };
    const [run] = describeRuns(exported);
    assert.equal(run?.iterations, exampleRuns(written.runs)[0]?.iterations);
    assert.equal(exported.runs[0]?.status, "failed");
    exported.runs.forEach(assertEveryIterationOnce);
    await until("the status bar shows the failure", () =>
      /^\$\(error\) failing \(fast\): ./.test(api.statusBarText() ?? ""),
    );
  });

  it("a task that never reports leaves nothing, unless the user monitors it", async () => {
    const news = new NewSessions(api);
    const silent = await startTask(await findTask("quiet (fast)"));
    assert.equal(await silent.exitCode, 0);
    const endedAt = Date.now();
    await vscode.commands.executeCommand("optimizerMonitor.monitorTask", { task: "quiet (fast)" });
    // It is the only new one: the first launch left nothing.
    const ended = await news.ended();
    assert.ok(Math.round(ended.startTime * 1000) >= endedAt, "the session belongs to the first launch");
    assert.equal(ended.label, "quiet (fast)");
    assert.equal(ended.status, "completed");
    assert.equal(ended.exitCode, 0);
    assert.equal(ended.runCount, 0);
  });

  it("a task that is stopped by our command ends as stopped, with everything that it reported", async () => {
    const news = new NewSessions(api);
    const task = await startTask(await findTask("stopped in the middle"));
    const running = await news.one(({ iterationCount }) => iterationCount > 20);
    await vscode.commands.executeCommand("optimizerMonitor.stopSession", { sessionId: running.id, confirmed: true });
    await task.exitCode;
    const ended = await news.ended();
    assert.equal(ended.status, "stopped");
    const exported = await exportOf(ended.id);
    const written = readResult("stopped", "result.json") as { runs: unknown };
    assert.deepEqual(describeRuns(exported), exampleRuns(written.runs));
    exported.runs.forEach(assertEveryIterationOnce);
  });

  it("a task that the user terminates ends as stopped", async () => {
    const news = new NewSessions(api);
    const task = await startTask(await findTask("stopped in the middle"));
    await news.one(({ iterationCount }) => iterationCount > 5);
    task.execution.terminate();
    const ended = await news.ended();
    assert.equal(ended.status, "stopped", JSON.stringify(ended));
  });
});
