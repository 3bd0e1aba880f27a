// What a launched program finds in its environment.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import * as vscode from "vscode";
import { engineAddresses } from "../../../src/base/addresses";
import { activate, startTask, workspacePath } from "./support";

const outputFile = "environment.json";
const script = `require("fs").writeFileSync(${JSON.stringify(outputFile)}, JSON.stringify(process.env))`;

/** Runs a program that writes its environment, as a task with these variables of its own. */
async function environmentOf(env: Record<string, string>): Promise<Record<string, string>> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const execution = new vscode.ProcessExecution(process.execPath, ["-e", script], { cwd: folder.uri.fsPath, env });
  const task = new vscode.Task(
    { type: "process", id: String(Date.now()) },
    folder,
    `environment ${Date.now()}`,
    "test",
    execution,
  );
  const { exitCode } = await startTask(task);
  assert.equal(await exitCode, 0);
  return JSON.parse(readFileSync(workspacePath(outputFile), "utf8")) as Record<string, string>;
}

/** The environment of the first of some tasks that meets a condition: settings reach the engine, and come back from it, in time. */
async function environmentWhere(condition: (env: Record<string, string>) => boolean): Promise<Record<string, string>> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const env = await environmentOf({});
    if (condition(env)) return env;
  }
  return assert.fail("no task got such an environment");
}

describe("environment of launched programs", function () {
  this.timeout(30_000);
  before(activate);

  it("leads to the engine of the folder and to both clients, without an empty entry", async () => {
    const env = await environmentOf({});
    const { ingest } = engineAddresses(workspacePath());
    assert.equal(env["OPTIMIZER_MONITOR_ENDPOINT"], `unix:${ingest}`);
    for (const [name, folders] of [
      ["PYTHONPATH", ["python.auto-instrument", "python"]],
      ["NODE_PATH", ["node"]],
    ] as const) {
      const entries = (env[name] ?? "").split(delimiter);
      for (const [index, folder] of folders.entries()) {
        assert.match(entries[index] ?? "", new RegExp(`dist.clients.${folder}$`));
      }
      assert.deepEqual(
        entries.filter((entry) => entry === ""),
        [],
        `${name}=${env[name]}`,
      );
    }
  });

  it("is cleared while no launch is to be recorded", async () => {
    const configuration = vscode.workspace.getConfiguration("optimizerMonitor");
    await configuration.update("launches", "off", vscode.ConfigurationTarget.Workspace);
    try {
      const env = await environmentOf({});
      assert.equal(env["OPTIMIZER_MONITOR_ENDPOINT"], undefined);
      assert.doesNotMatch(env["PYTHONPATH"] ?? "", /clients/);
    } finally {
      await configuration.update("launches", undefined, vscode.ConfigurationTarget.Workspace);
    }
    const again = await environmentOf({});
    assert.ok(again["OPTIMIZER_MONITOR_ENDPOINT"]);
  });

  it("leads OpenTelemetry here once that is turned on", async () => {
    const configuration = vscode.workspace.getConfiguration("optimizerMonitor");
    assert.equal((await environmentOf({}))["OTEL_EXPORTER_OTLP_ENDPOINT"], undefined);
    await configuration.update("otlp.receive", true, vscode.ConfigurationTarget.Global);
    try {
      const env = await environmentWhere((found) => found["OTEL_EXPORTER_OTLP_ENDPOINT"] !== undefined);
      assert.match(env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.match(env["OTEL_EXPORTER_OTLP_HEADERS"] ?? "", /^authorization=Bearer%20[\w-]+$/);
      assert.equal(env["OTEL_EXPORTER_OTLP_PROTOCOL"], "http/protobuf");
    } finally {
      await configuration.update("otlp.receive", undefined, vscode.ConfigurationTarget.Global);
    }
    await environmentWhere((found) => found["OTEL_EXPORTER_OTLP_ENDPOINT"] === undefined);
  });

  it("follows the setting of the automatic instrumentation", async () => {
    const configuration = vscode.workspace.getConfiguration("optimizerMonitor");
    await configuration.update("python.autoInstrument", false, vscode.ConfigurationTarget.Workspace);
    try {
      const env = await environmentOf({});
      assert.doesNotMatch(env["PYTHONPATH"] ?? "", /auto-instrument/);
      assert.equal(env["OPTIMIZER_MONITOR_AUTO"], "0");
    } finally {
      await configuration.update("python.autoInstrument", undefined, vscode.ConfigurationTarget.Workspace);
    }
    const again = await environmentOf({});
    assert.match(again["PYTHONPATH"] ?? "", /auto-instrument/);
    assert.equal(again["OPTIMIZER_MONITOR_AUTO"], undefined);
  });

  it("keeps what a terminal starts from", async () => {
    const configuration = vscode.workspace.getConfiguration("terminal.integrated");
    await configuration.update("env.linux", { PYTHONPATH: "/users/own" }, vscode.ConfigurationTarget.Workspace);
    try {
      const value = (await environmentOf({}))["PYTHONPATH"] ?? "";
      assert.match(value, new RegExp(`dist.clients.python${delimiter}/users/own$`));
    } finally {
      await configuration.update("env.linux", undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
