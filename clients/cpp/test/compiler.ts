import { execFile, spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
const clientFolder = join(import.meta.dirname, "..");

/** What every program must compile with, and without a word. */
const STRICT = ["-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror", "-pthread"];

/** Compiles a program against the client; its flags follow the strict ones, with libraries at the end. */
export async function compile(source: string, program: string, ...flags: string[]): Promise<void> {
  const [before, libraries] = [flags.filter((flag) => !isLibrary(flag)), flags.filter(isLibrary)];
  const command = [...STRICT, ...before, "-I", clientFolder, "-o", program, source, ...libraries];
  await execute("g++", command).catch((error: unknown) => {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT") throw new Error("this test needs g++: install the Debian package g++");
    throw new Error(`g++ ${command.join(" ")}\n${stderr ?? String(error)}`);
  });
}

const isLibrary = (flag: string): boolean => flag.startsWith("-l");

/** The path of one of the programs beside the tests. */
export function programSource(file: string): string {
  return join(import.meta.dirname, "programs", file);
}

/** How a program ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** A program that runs. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  /** Resolves when this line was printed. */
  readonly printed: (line: string) => Promise<void>;
}

/** Starts a program with the given environment on top of a clean one. */
export function start(program: string, environment: NodeJS.ProcessEnv, ...args: string[]): RunningProgram {
  const begin = performance.now();
  const child = spawn(program, args, { env: { PATH: process.env["PATH"], ...environment } });
  let stdout = "";
  let stderr = "";
  const waiters = new Set<() => void>();
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
    for (const waiter of [...waiters]) waiter();
  });
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout, stderr, milliseconds: performance.now() - begin });
    });
  });
  const printed = (line: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (stdout.split("\n").includes(line)) resolve();
      };
      waiters.add(look);
      look();
    });
  return { child, ended, printed };
}
