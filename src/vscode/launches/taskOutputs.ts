import { setTimeout as delay } from "node:timers/promises";
import type * as vscode from "vscode";
import type { TerminalOutput } from "./terminalOutput";

/** A task's output and its launch are told of within a moment of each other, in either order. */
const TOGETHER_MS = 3_000;

/** A short task may have ended before its terminal has told that it began; then that is told this much later at most. */
const BEHIND_MS = 2_000;

/** Flags after which a shell runs one command and ends: such a terminal is a task's, nobody types into it. */
const COMMAND_FLAGS: ReadonlySet<string> = new Set(["-c", "-lc", "-ic", "/c", "/d", "-Command"]);

/** One half of what belongs together. */
interface Half<T> {
  readonly value: T;
  readonly pid: number | undefined;
  readonly command: string;
  readonly time: number;
  /** Its task has ended: a terminal that tells of its process may tell of the next one's. */
  hasEnded?: boolean;
}

/**
 * Finds out which terminal's output is which task's. The editor tells of both without saying that they belong together,
 * and of a terminal that is used again by the next task it goes on telling the first one's process.
 */
export class TaskOutputs {
  private readonly terminals = new WeakSet<vscode.Terminal>();
  private outputs: Half<TerminalOutput>[] = [];
  private launches: Half<string>[] = [];

  /** Whether a command in a terminal is a task's; `isTaskProcess` where the terminal's process is known as one. */
  owns(terminal: vscode.Terminal, command: string, isTaskProcess: boolean): boolean {
    const isTask = isTaskProcess || isAnnouncement(command) || runsOneCommand(terminal);
    if (isTask) this.terminals.add(terminal);
    return this.terminals.has(terminal);
  }

  /** A task's terminal begins to print. */
  addOutput(output: TerminalOutput, pid: number | undefined, command: string): void {
    const half = { value: output, pid, command, time: Date.now() };
    const launch = take(this.launches, half);
    if (launch === undefined) this.outputs = [...recentOf(this.outputs, half.time), half];
    else output.readFor(launch.value);
  }

  /** A task's process has started, and is a launch. */
  addLaunch(launchId: string, pid: number, command: string): void {
    const half = { value: launchId, pid, command, time: Date.now() };
    const output = take(this.outputs, half);
    if (output === undefined) this.launches = [...recentOf(this.launches, half.time), half];
    else output.value.readFor(launchId);
  }

  /** A task has ended. Resolves when its output has been found, or will not be told of any more. */
  async endLaunch(launchId: string): Promise<void> {
    const recent = recentOf(this.launches, Date.now());
    // One of its id may have ended just before.
    const half = recent.find(({ value, hasEnded }) => value === launchId && hasEnded !== true);
    if (half === undefined) return;
    half.hasEnded = true;
    await delay(BEHIND_MS, undefined, { ref: false });
    this.launches = this.launches.filter((other) => other !== half);
  }
}

function onlyOne<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

/** Those that a counterpart may still come for. */
function recentOf<T>(list: readonly Half<T>[], time: number): Half<T>[] {
  return list.filter((half) => time - half.time < TOGETHER_MS);
}

/** Takes the counterpart that fits best out of a list, and forgets those that came too long ago. */
function take<T>(list: Half<T>[], half: Half<unknown>): Half<T> | undefined {
  const recent = recentOf(list, half.time);
  const possible = recent.filter((other) => !areForeign(half, other));
  const current = possible.filter(({ hasEnded }) => hasEnded !== true);
  const found =
    current.find(({ pid }) => pid !== undefined && pid === half.pid) ??
    current.find(({ command }) => isSameCommand(command, half.command)) ??
    // Variables in a task's command are not known here; where nothing else has just started, it is this one.
    onlyOne(current.filter(({ command }) => command !== "")) ??
    onlyOne(current) ??
    possible.find(({ command }) => isSameCommand(command, half.command));
  list.splice(0, list.length, ...recent.filter((entry) => entry !== found));
  return found;
}

/** A task is announced only in a terminal that an earlier one has begun, whose process such a terminal goes on telling. */
function areForeign(a: Half<unknown>, b: Half<unknown>): boolean {
  return a.pid !== undefined && a.pid === b.pid && (isAnnouncement(a.command) || isAnnouncement(b.command));
}

/** A terminal that is used again shows, for the command, the line by which the editor announces the task. */
function isAnnouncement(command: string): boolean {
  return /^\s*\*\s\s/.test(command);
}

function runsOneCommand({ creationOptions }: vscode.Terminal): boolean {
  const args = "pty" in creationOptions ? undefined : creationOptions.shellArgs;
  return Array.isArray(args) && args.some((arg) => COMMAND_FLAGS.has(arg));
}

/** The editor shows commands quoted for the shell, and with an announcement around them. */
function isSameCommand(a: string, b: string): boolean {
  const [left, right] = [plain(a), plain(b)];
  return left !== "" && right !== "" && (left.includes(right) || right.includes(left));
}

function plain(command: string): string {
  return command.replace(/["'\\]/g, "").trim();
}
