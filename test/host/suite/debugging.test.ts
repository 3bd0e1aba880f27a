// Real debug sessions of the demo workspace, with js-debug and the real debugpy adapter.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { OptimizerMonitorApi } from "../../../src/extension";
import {
  activate,
  assertEveryIterationOnce,
  debugToEnd,
  describeRuns,
  exampleRuns,
  exportOf,
  nodeProgram,
  NewSessions,
  readResult,
  workspacePath,
} from "./support";

/** Debuggers stop where a program fails; these programs go on to their end. */
function continueAtStops(): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory("*", {
    createDebugAdapterTracker: (session) => ({
      onDidSendMessage: (message: { type?: string; event?: string; body?: { threadId?: number } }) => {
        if (message.type !== "event" || message.event !== "stopped") return;
        void session.customRequest("continue", { threadId: message.body?.threadId });
      },
    }),
  });
}

/** A program for the debugger in Python; with an argument it fails at its end. A debugger makes every line of a long one slow. */
const pythonProgram = `
import sys
import optimizer_monitor as om
best = 1000
with om.run("Python Search", problem="countdown", direction="minimize") as run:
    for i in range(1, 51):
        best -= i
        run.iteration(i, best=best, evaluations=10 * i)
    if len(sys.argv) > 1:
        raise RuntimeError("the end was not reached")
`;

describe("debug sessions", function () {
  this.timeout(90_000);
  let api: OptimizerMonitorApi;
  before(async () => {
    api = await activate();
    await vscode.workspace.fs.writeFile(vscode.Uri.file(workspacePath("search.cjs")), Buffer.from(nodeProgram));
    await vscode.workspace.fs.writeFile(vscode.Uri.file(workspacePath("search.py")), Buffer.from(pythonProgram));
  });

  /** Debugs one of the two short programs to its end; its session holds every iteration. */
  async function debugSearch(algorithm: string, configuration: vscode.DebugConfiguration): Promise<void> {
    const news = new NewSessions(api);
    await debugToEnd(configuration);
    const ended = await news.ended();
    assert.equal(ended.kind, "debug");
    assert.equal(ended.label, configuration.name);
    assert.equal(ended.status, "completed", JSON.stringify(ended));
    const exported = await exportOf(ended.id);
    const expected = [{ algorithm, iterations: 50, evaluations: 500, best: 1000 - 1275 }];
    assert.deepEqual(describeRuns(exported), expected);
    exported.runs.forEach(assertEveryIterationOnce);
  }

  for (const type of ["pwa-node", "node"]) {
    for (const console of ["internalConsole", "integratedTerminal"]) {
      it(`${type} in ${console}: the client is found, and every iteration is there`, () => {
        const program = workspacePath("search.cjs");
        return debugSearch("Node Search", {
          type,
          request: "launch",
          name: `search ${type} ${console}`,
          program,
          console,
        });
      });
    }
  }

  it("debugpy in internalConsole: the history holds what an example counted", async () => {
    const news = new NewSessions(api);
    const name = "stopped internalConsole";
    const program = workspacePath("stopped", "stopped.py");
    await debugToEnd({
      ...{ type: "debugpy", request: "launch", name, program, args: ["--fast"], cwd: workspacePath() },
      console: "internalConsole",
    });
    const ended = await news.ended(60_000);
    assert.equal(ended.label, name);
    assert.equal(ended.status, "completed", JSON.stringify(ended));
    const exported = await exportOf(ended.id);
    const written = readResult("stopped", "result.json") as { runs: unknown };
    assert.deepEqual(describeRuns(exported), exampleRuns(written.runs));
    exported.runs.forEach(assertEveryIterationOnce);
  });

  it("debugpy in integratedTerminal: the client is found, and every iteration is there", () =>
    debugSearch("Python Search", {
      ...{ type: "debugpy", request: "launch", name: "search integratedTerminal", program: workspacePath("search.py") },
      ...{ cwd: workspacePath(), console: "integratedTerminal" },
    }));

  it("a Node program that fails is known by its exit code", async () => {
    const news = new NewSessions(api);
    const program = workspacePath("failing.cjs");
    const source = `${nodeProgram}\nprocess.exitCode = 3;\n`;
    await vscode.workspace.fs.writeFile(vscode.Uri.file(program), Buffer.from(source));
    await debugToEnd({
      type: "pwa-node",
      request: "launch",
      name: "failing node",
      program,
      console: "internalConsole",
    });
    const ended = await news.ended();
    assert.equal(ended.status, "failed", JSON.stringify(ended));
    assert.equal(ended.exitCode, 3);
  });

  it("a session that the user stops ends as stopped", async () => {
    const news = new NewSessions(api);
    const program = workspacePath("stopped", "stopped.py");
    const name = "stopped debugged";
    const ended = debugToEnd({
      ...{ type: "debugpy", request: "launch", name, program, cwd: workspacePath(), console: "internalConsole" },
    });
    await news.one(({ iterationCount }) => iterationCount > 5, 30_000);
    await vscode.debug.stopDebugging();
    await ended;
    const session = await news.ended();
    assert.equal(session.status, "stopped", JSON.stringify(session));
  });

  it("a program that fails under the debugger fails in the history", async () => {
    const news = new NewSessions(api);
    const program = workspacePath("search.py");
    const goOn = continueAtStops();
    await debugToEnd({
      ...{ type: "debugpy", request: "launch", name: "failing debugged", program, args: ["fail"] },
      ...{ cwd: workspacePath(), console: "internalConsole" },
    });
    goOn.dispose();
    const ended = await news.ended(60_000);
    assert.equal(ended.status, "failed", JSON.stringify(ended));
    assert.equal(ended.exitCode, 1);
  });
});
