import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The demonstration workspace. */
export const EXAMPLES = join(import.meta.dirname, "..", "..", "..", "examples");

/** One run as an example's last line tells it. */
export interface ReportedRun {
  readonly algorithm: string;
  readonly iterations: number;
  readonly evaluations: number;
  readonly best: number;
}

/** What an example's last line says. */
export interface Result {
  readonly example: string;
  readonly runs: readonly ReportedRun[];
}

/** How a program ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** How to start a program. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Sees the output as it grows, with a way to send the program a signal. */
  readonly onOutput?: (stdout: string, signal: (name: NodeJS.Signals) => void) => void;
}

const PATIENCE_MS = 50_000;

/** The environment without anything that would let a program find a monitor. */
function unmonitoredEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("OPTIMIZER_MONITOR_") && name !== "PYTHONPATH" && name !== "NODE_PATH",
  );
  return Object.fromEntries(kept);
}

/** Runs a program of the examples to its end, unmonitored; one that does not end in time is killed. */
export function runProgram({ command, args, onOutput }: Launch): Promise<Ended> {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd: EXAMPLES,
    env: unmonitoredEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    onOutput?.(stdout, (name) => child.kill(name));
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => {
      clearTimeout(patience);
      resolve({ exitCode, stdout, stderr, seconds: (performance.now() - started) / 1000 });
    });
  });
}

/** The JSON of the last line, which every example prints for programs. */
export function readResult(stdout: string): Result {
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("RESULT ")) throw new Error(`the last line is no result: ${last}`);
  return JSON.parse(last.slice("RESULT ".length)) as Result;
}

/** Calls `body` with a new folder, which is gone afterwards. */
export async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "optimizer-examples-"));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
