// What the in-editor suites share: the extension as its users have it, tasks that run to their end, and what the
// history holds of them, read through the product's own export.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import type { OptimizerMonitorApi } from "../../../src/extension";
import type { SessionSummary } from "../../../src/protocol/session";

export const extensionId = "optimizer-monitor.optimizer-monitor";

/** The extension, activated. */
export async function activate(): Promise<OptimizerMonitorApi> {
  const extension = vscode.extensions.getExtension<OptimizerMonitorApi>(extensionId);
  assert.ok(extension, `${extensionId} is not installed`);
  return extension.activate();
}

/** The workspace folder that the tests run in. */
export function workspacePath(...parts: string[]): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "the tests need an open folder");
  return join(folder.uri.fsPath, ...parts);
}

/** Waits until a condition gives a value, and fails with its description. */
export async function until<T>(what: string, condition: () => T | undefined | false, timeoutMs = 10_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await delay(20);
  }
}

/** A task that was started, its process and its end. */
export interface StartedTask {
  readonly execution: vscode.TaskExecution;
  /** When its process was announced, in milliseconds of Date.now. */
  readonly startedAt: number;
  readonly exitCode: Promise<number | undefined>;
}

/** Finds a task of the workspace by its label. */
export async function findTask(label: string): Promise<vscode.Task> {
  const task = (await vscode.tasks.fetchTasks()).find(({ name }) => name === label);
  assert.ok(task, `no task ${label}`);
  return task;
}

/** Starts a task and waits for its process. */
export async function startTask(task: vscode.Task): Promise<StartedTask> {
  const disposables: vscode.Disposable[] = [];
  const started = new Promise<number>((resolve) => {
    disposables.push(
      vscode.tasks.onDidStartTaskProcess((event) => event.execution.task.name === task.name && resolve(Date.now())),
    );
  });
  const exitCode = new Promise<number | undefined>((resolve) => {
    disposables.push(
      vscode.tasks.onDidEndTaskProcess((event) => event.execution.task.name === task.name && resolve(event.exitCode)),
    );
  });
  void exitCode.then(() => disposables.forEach((disposable) => void disposable.dispose()));
  const execution = await vscode.tasks.executeTask(task);
  return { execution, startedAt: await started, exitCode };
}

/** Ends what a failed test left running, which would keep the next one from starting the same task. */
export async function endTasks(): Promise<void> {
  for (const execution of vscode.tasks.taskExecutions) execution.terminate();
  await until("all tasks have ended", () => vscode.tasks.taskExecutions.length === 0);
}

/** The sessions that this file has not seen yet. */
export class NewSessions {
  private readonly before: ReadonlySet<string>;

  constructor(private readonly api: OptimizerMonitorApi) {
    this.before = new Set(this.all().map(({ id }) => id));
  }

  get sessions(): readonly SessionSummary[] {
    return this.all().filter(({ id }) => !this.before.has(id));
  }

  /** Waits for one new session in this state. */
  async one(accepts: (session: SessionSummary) => boolean = () => true, timeoutMs = 15_000): Promise<SessionSummary> {
    return until("a new session", () => this.sessions.find(accepts), timeoutMs);
  }

  /** Waits for the one new session to end, and checks that it stayed the only one. */
  async ended(timeoutMs = 30_000): Promise<SessionSummary> {
    const session = await this.one(({ status }) => status !== "running", timeoutMs);
    const others = this.sessions.filter(({ id }) => id !== session.id);
    assert.deepEqual(others, [], `besides ${JSON.stringify(session)}`);
    return session;
  }

  private all(): readonly SessionSummary[] {
    return this.api.sessions() as readonly SessionSummary[];
  }
}

/** One run of an exported session. */
export interface ExportedRun {
  readonly algorithm: string;
  readonly status: string;
  readonly best?: number;
  readonly evaluations?: number;
  readonly iterations: readonly { readonly iteration: number; readonly evaluations?: number; readonly best?: number }[];
}

/** An exported session, as far as the suites look at it. */
export interface ExportedSession {
  readonly session: SessionSummary;
  readonly runs: readonly ExportedRun[];
  readonly components: readonly { readonly name: string; readonly count: number; readonly totalSeconds: number }[];
  readonly series: readonly {
    readonly metric: string;
    readonly times: readonly number[];
    readonly values: unknown[];
  }[];
  readonly notes: readonly unknown[];
  readonly dropped: number;
}

/** What the history holds of a session, through the command that users have. */
export async function exportOf(sessionId: string): Promise<ExportedSession> {
  const folder = mkdtempSync(join(tmpdir(), "om-export-"));
  const path = join(folder, "session.json");
  try {
    await vscode.commands.executeCommand("optimizerMonitor.exportSession", { sessionId, format: "json", path });
    return JSON.parse(readFileSync(path, "utf8")) as ExportedSession;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What an example wrote of one of its runs: the truth that the history is compared with. */
export interface ExampleRun {
  readonly algorithm: string;
  readonly iterations: number;
  readonly evaluations: number;
  readonly best: number;
}

/** Reads a file that an example wrote. */
export function readResult(...path: string[]): unknown {
  return JSON.parse(readFileSync(workspacePath("results", ...path), "utf8"));
}

/** The runs of a session as an example would describe them. */
export function describeRuns(exported: ExportedSession): readonly ExampleRun[] {
  return exported.runs.map((run) => {
    const last = run.iterations[run.iterations.length - 1];
    return {
      algorithm: run.algorithm,
      iterations: run.iterations.length,
      evaluations: last?.evaluations ?? NaN,
      best: last?.best ?? NaN,
    };
  });
}

/** Keeps the fields of an example's own result that the history knows. */
export function exampleRuns(value: unknown): readonly ExampleRun[] {
  return (value as readonly ExampleRun[]).map(({ algorithm, iterations, evaluations, best }) => ({
    algorithm,
    iterations,
    evaluations,
    best,
  }));
}

/** Checks that iterations are there exactly once and in order. */
export function assertEveryIterationOnce(run: ExportedRun): void {
  const numbers = run.iterations.map(({ iteration }) => iteration);
  assert.equal(new Set(numbers).size, numbers.length, `${run.algorithm}: an iteration is there twice`);
  const first = numbers[0] ?? 0;
  assert.deepEqual(
    numbers,
    Array.from(numbers, (_, index) => first + index),
    `${run.algorithm}: iterations are missing`,
  );
}

/** Runs a debug configuration to its end. */
export async function debugToEnd(configuration: vscode.DebugConfiguration): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const ended = new Promise<void>((resolve) => {
    const subscription = vscode.debug.onDidTerminateDebugSession((session) => {
      if (session.parentSession !== undefined || session.name !== configuration.name) return;
      subscription.dispose();
      resolve();
    });
  });
  assert.equal(await vscode.debug.startDebugging(folder, configuration), true);
  await ended;
}

/** A program of some milliseconds, for Node. */
export const nodeProgram = `
const om = require("optimizer-monitor-client");
let best = 1000;
const run = om.run("Node Search", { problem: "countdown", direction: "minimize" });
for (let i = 1; i <= 50; i++) { best -= i; run.iteration(i, { best, evaluations: 10 * i }); }
run.end({ status: "completed", best, evaluations: 500 });
`;
