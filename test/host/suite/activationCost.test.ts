// What the extension costs the extension host at its start, and how soon it tells of a task; bench/activation.mjs prints what this
// writes.
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import * as vscode from "vscode";
import { activate, extensionId, findTask, NewSessions, startTask, until } from "./support";

const LOADS = 7;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** How long a module takes to load afresh in this extension host. */
function loadMs(file: string): number {
  const load = createRequire(file);
  const times = Array.from({ length: LOADS }, () => {
    delete load.cache[load.resolve(file)];
    const started = performance.now();
    load(file);
    return performance.now() - started;
  });
  return median(times);
}

function writeFigures(name: string, figures: unknown): void {
  const results = process.env["OPTIMIZER_MONITOR_TEST_RESULTS"];
  assert.ok(results);
  writeFileSync(join(dirname(results), name), JSON.stringify(figures));
}

describe("activation cost", () => {
  it("is measured, and nothing heavy is loaded", async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension);
    const api = await activate();
    const bundle = join(extension.extensionPath, "dist", "extension.js");
    const empty = join(extension.extensionPath, "dist", "empty.cjs");
    writeFileSync(empty, 'const vscode = require("vscode"); exports.activate = () => vscode.version;\n');
    try {
      const figures = {
        activateMs: api.activationMs,
        later: await until("what is left for later", () => api.laterCost().isDone && api.laterCost()),
        loadMs: loadMs(bundle),
        emptyLoadMs: loadMs(empty),
        bundleBytes: readFileSync(bundle).length,
      };
      writeFigures("activation.json", figures);
      // A bound that only something heavy could break, on however busy a machine.
      assert.ok(figures.activateMs < 500, JSON.stringify(figures));
      assert.ok(figures.bundleBytes < 300_000, JSON.stringify(figures));
      const code = readFileSync(bundle, "utf8").replaceAll(/"https:\/\/vega\.github\.io\/schema\/[\w./-]*"/g, "");
      assert.doesNotMatch(code, /sql-wasm|systeminformation|vega/);
    } finally {
      rmSync(empty, { force: true });
    }
  });

  it("is measured for a task: how long until its session is told", async () => {
    const news = new NewSessions(await activate());
    const task = await startTask(await findTask("portfolio (optimizer task, fast)"));
    const { status } = await news.one();
    writeFigures("taskStart.json", { appearedMs: Date.now() - task.startedAt });
    assert.equal(status, "running");
    await news.ended();
  });
});
