import { spawn, type ChildProcess } from "node:child_process";
import type { Disposable } from "../base/disposable";

/** What a long-lived program does, for whoever reads its lines. */
export interface LineProcessEvents {
  /** Says whether the line was of use; one that prints nothing of use for long is as good as silent. */
  onLine(line: string): boolean;
  /** It ended by itself; `willRestart` is false when it was given up. */
  onEnd(what: { readonly reason: string; readonly willRestart: boolean }): void;
  /** It runs, but has printed nothing of use for the time given. */
  onSilent(): void;
}

/** How a long-lived program is run. */
export interface LineProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** After so long without a line it is taken as hung and ended; absent where silence is normal. */
  readonly silenceMs?: number;
  readonly firstRestartMs: number;
}

const MAX_RESTART_MS = 60_000;
/** A program that ran for so long before it ended is restarted as if it were the first time. */
const SETTLED_MS = 30_000;
const MAX_FRUITLESS_STARTS = 5;
const MAX_LINE_LENGTH = 64 * 1024;
/** What is told to a person of what it said last. */
const MAX_REASON_LENGTH = 200;

/** Runs one program that prints lines for as long as it lives; restarts it with growing pauses when it ends. */
export class LineProcess implements Disposable {
  private child: ChildProcess | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private silenceTimer: NodeJS.Timeout | undefined;
  private restartMs: number;
  private fruitlessStarts = 0;
  private hasPrinted = false;
  private isDisposed = false;

  constructor(
    private readonly options: LineProcessOptions,
    private readonly events: LineProcessEvents,
  ) {
    this.restartMs = options.firstRestartMs;
    this.start();
  }

  /** The program's pid while it runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.restartTimer);
    clearTimeout(this.silenceTimer);
    this.child?.kill("SIGKILL");
    this.child = undefined;
  }

  private start(): void {
    const startedAt = performance.now();
    const child = spawn(this.options.command, this.options.args, {
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    this.child = child;
    this.hasPrinted = false;
    let lastError = "";
    const take = createLineSplitter((line) => this.takeLine(line));
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on(
      "data",
      createLineSplitter((line) => (lastError = line.slice(0, MAX_REASON_LENGTH))),
    );
    this.watchSilence();
    // `close` comes after the last line; `error` alone comes when the program could not be started.
    child.once("error", (error) => this.ended(child, error.message, startedAt));
    child.once("close", (code, signal) => {
      const how = signal === null ? `it exited with ${code}` : `it was ended by ${signal}`;
      this.ended(child, lastError === "" ? how : `${how}: ${lastError}`, startedAt);
    });
  }

  private takeLine(line: string): void {
    if (this.isDisposed || line === "" || !this.events.onLine(line)) return;
    this.hasPrinted = true;
    this.watchSilence();
  }

  private watchSilence(): void {
    clearTimeout(this.silenceTimer);
    const { silenceMs } = this.options;
    if (silenceMs === undefined || this.isDisposed) return;
    this.silenceTimer = setTimeout(() => {
      this.events.onSilent();
      this.child?.kill("SIGKILL");
    }, silenceMs);
  }

  private ended(child: ChildProcess, reason: string, startedAt: number): void {
    if (this.isDisposed || this.child !== child) return;
    this.child = undefined;
    clearTimeout(this.silenceTimer);
    this.fruitlessStarts = this.hasPrinted ? 0 : this.fruitlessStarts + 1;
    if (performance.now() - startedAt > SETTLED_MS) this.restartMs = this.options.firstRestartMs;
    const willRestart = this.fruitlessStarts < MAX_FRUITLESS_STARTS;
    if (willRestart) {
      this.restartTimer = setTimeout(() => this.start(), this.restartMs);
      this.restartMs = Math.min(MAX_RESTART_MS, this.restartMs * 2);
    }
    this.events.onEnd({ reason, willRestart });
  }
}

/** Calls `onLine` for each line of a stream that comes in pieces; a line without end is cut off. */
export function createLineSplitter(onLine: (line: string) => void): (piece: string) => void {
  let rest = "";
  return (piece) => {
    const lines = (rest + piece).split("\n");
    rest = (lines.pop() ?? "").slice(0, MAX_LINE_LENGTH);
    for (const line of lines) onLine(line.trimEnd());
  };
}
