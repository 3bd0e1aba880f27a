// The module that the editor's extension host runs: every suite, with the results in a file.
// The exit code alone proves nothing (a killed host reports success), so the file ends with a word that only the true
// end of the run writes.
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Mocha from "mocha";
import * as vscode from "vscode";
import { loadSuites } from "virtual:suites";
import type { OptimizerMonitorApi } from "../../src/extension";
import { extensionId } from "./suite/support";

interface Failure {
  readonly title: string;
  readonly error: string;
}

/** Runs every suite once; rejects when a test failed, so that the editor exits with an error. */
export async function run(): Promise<void> {
  const path = process.env["OPTIMIZER_MONITOR_TEST_RESULTS"];
  if (path === undefined) throw new Error("OPTIMIZER_MONITOR_TEST_RESULTS names no results file.");
  mkdirSync(dirname(path), { recursive: true });
  const only = process.env["OPTIMIZER_MONITOR_TEST_GREP"];
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 30_000,
    forbidOnly: true,
    ...(only === undefined ? {} : { grep: only }),
  });
  mocha.reporter(progressReporter(`${path}.log`));
  mocha.suite.emit("pre-require", globalThis as unknown as Mocha.MochaGlobals, "", mocha);
  loadSuites();
  const results = await runMocha(mocha);
  writeFileSync(`${path}.partial`, JSON.stringify({ ...results, complete: true }));
  renameSync(`${path}.partial`, path);
  if (results.failed > 0) throw new Error(`${results.failed} tests failed.`);
}

async function runMocha(
  mocha: Mocha,
): Promise<{ passed: number; failed: number; skipped: number; failures: Failure[] }> {
  const failures: Failure[] = [];
  const runner = await new Promise<Mocha.Runner>((resolve) => {
    const started = mocha.run(() => resolve(started));
    started.on("fail", (test, error: unknown) =>
      failures.push({ title: test.fullTitle(), error: describeError(error) }),
    );
  });
  const stats = runner.stats;
  return { passed: stats?.passes ?? 0, failed: failures.length, skipped: stats?.pending ?? 0, failures };
}

/** Appends a line a test, at once, so that a run that hangs shows where. */
function progressReporter(path: string): Mocha.ReporterConstructor {
  const write = (line: string): void => appendFileSync(path, `${line}\n`);
  return class extends Mocha.reporters.Base {
    public constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      super(runner, options);
      runner.on("suite", (suite) => suite.title !== "" && write(`  ${suite.fullTitle()}`));
      runner.on("pass", (test) => write(`    ✓ ${test.title} (${test.duration ?? 0} ms)`));
      runner.on("pending", (test) => write(`    - ${test.title} (skipped)`));
      runner.on("fail", (test, error: unknown) =>
        write(`    ✗ ${test.title}: ${describeError(error).split("\n")[0] ?? ""}\n${recentLog()}`),
      );
    }
  };
}

/** What the extension did last. */
function recentLog(): string {
  const extension = vscode.extensions.getExtension<OptimizerMonitorApi>(extensionId);
  return extension?.isActive === true
    ? extension.exports
        .recentLog()
        .slice(-60)
        .map((line) => `      ${line}`)
        .join("\n")
    : "The extension is not active.";
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
