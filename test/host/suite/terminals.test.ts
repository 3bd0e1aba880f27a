// A command typed into a terminal is a launch like any other, where the shell tells of it.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { OptimizerMonitorApi } from "../../../src/extension";
import {
  activate,
  describeRuns,
  exampleRuns,
  exportOf,
  NewSessions,
  readResult,
  until,
  workspacePath,
} from "./support";

describe("terminals", function () {
  this.timeout(60_000);
  let api: OptimizerMonitorApi;
  let terminal: vscode.Terminal;
  before(async () => {
    api = await activate();
    terminal = vscode.window.createTerminal({ name: "test", cwd: workspacePath(), shellPath: "/bin/bash" });
  });
  after(() => terminal.dispose());

  it("a command is recorded under its own line, with its exit code", async () => {
    const news = new NewSessions(api);
    terminal.show(true);
    const shell = await until("the shell tells of its commands", () => terminal.shellIntegration, 20_000);
    const command = "python3 portfolio/portfolio.py --fast";
    shell.executeCommand(command);
    const ended = await news.ended(40_000);
    assert.equal(ended.kind, "terminal");
    assert.equal(ended.label, command);
    assert.equal(ended.command, command);
    assert.equal(ended.status, "completed");
    assert.equal(ended.exitCode, 0);
    assert.deepEqual(describeRuns(await exportOf(ended.id)), exampleRuns(readResult("portfolio", "summary.json")));
  });

  it("the next command in the same terminal is a session of its own, and one that fails has failed", async () => {
    const news = new NewSessions(api);
    const shell = await until("the shell tells of its commands", () => terminal.shellIntegration);
    shell.executeCommand("ls");
    shell.executeCommand("python3 failing/failing.py --fast");
    const ended = await news.ended(40_000);
    assert.equal(ended.label, "python3 failing/failing.py --fast");
    assert.equal(ended.status, "failed");
    assert.equal(ended.exitCode, 1);
  });
});
