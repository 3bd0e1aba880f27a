import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Real processes of one test: started here, and all ended with it, the daemonized ones too. */
export class TestProcesses {
  readonly folder = mkdtempSync(join(tmpdir(), "sampling-"));
  private readonly started: ChildProcess[] = [];
  private readonly known = new Set<number>();

  /** Starts a program in a process group of its own. */
  start(
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): ChildProcess & { readonly pid: number } {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: "ignore", detached: true });
    if (child.pid === undefined) throw new Error(`${command} did not start`);
    this.started.push(child);
    return child as ChildProcess & { readonly pid: number };
  }

  bash(script: string, env: NodeJS.ProcessEnv = {}): ChildProcess & { readonly pid: number } {
    return this.start("bash", ["-c", script], env);
  }

  node(script: string, env: NodeJS.ProcessEnv = {}): ChildProcess & { readonly pid: number } {
    return this.start(process.execPath, ["-e", script], env);
  }

  /** The pid that a process has written into a file of the folder; ended with the test. */
  async pidFrom(file: string): Promise<number> {
    const pid = await eventually(`a pid in ${file}`, () => {
      const found = Number.parseInt(readIfThere(join(this.folder, file)), 10);
      return Number.isFinite(found) ? found : undefined;
    });
    this.known.add(pid);
    return pid;
  }

  async end(): Promise<void> {
    for (const child of this.started) {
      kill(child.pid === undefined ? undefined : -child.pid);
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    for (const pid of this.known) kill(pid);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** The text of a file, empty while it is not there. */
export function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Asks until there is an answer; fails with the name of what was waited for. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  deadlineMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${deadlineMs} ms in vain for ${what}`);
    await delay(20);
  }
}
