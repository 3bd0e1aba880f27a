import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Another Node than the tests' own may run the programs, to see the package work in it. */
const node = process.env["OPTIMIZER_MONITOR_TEST_NODE"] ?? process.execPath;

const packageRoot = join(import.meta.dirname, "..");

/** Builds the package where its sources are newer, since the programs use it as an installed one. */
export function ensureBuilt(): void {
  const built = join(packageRoot, "dist/cjs/index.d.ts");
  const sources = readdirSync(join(packageRoot, "src")).map((file) => statSync(join(packageRoot, "src", file)).mtimeMs);
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources)) return;
  execFileSync(process.execPath, [join(packageRoot, "build.mjs")], { cwd: packageRoot });
}

/** How a program ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** A program of `programs/` that runs. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

/** Starts a program with the given environment on top of a clean one. */
export function start(file: string, environment: NodeJS.ProcessEnv, ...args: string[]): RunningProgram {
  const begin = performance.now();
  const env = { PATH: process.env["PATH"], NODE_PATH: join(packageRoot, "../../node_modules"), ...environment };
  const child = spawn(node, [join(import.meta.dirname, "programs", file), ...args], { env });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const ended = new Promise<Outcome>((resolve) => {
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout, stderr, milliseconds: performance.now() - begin });
    });
  });
  return { child, ended };
}

/** Runs a program to its end. */
export function runProgram(file: string, environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Outcome> {
  return start(file, environment, ...args).ended;
}
