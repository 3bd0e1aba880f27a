import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";

/** A program as it is to be started. */
export interface ProgramCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Lets a program run in a terminal of its own inside ours, so that it sees one while its output is read. A native
 * module would have to be built for every platform; `script` of util-linux does it, passes keys and the window's size on,
 * and writes what is printed into a named pipe besides.
 */
export class TerminalRecorder {
  private readonly decoder = new StringDecoder("utf8");
  private readonly socket: Socket;
  private isDisposed = false;

  private constructor(
    private readonly folder: string,
    private readonly pipe: string,
    private readonly descriptor: number,
    private readonly onText: (text: string) => void,
  ) {
    this.socket = new Socket({ fd: descriptor, readable: true, writable: false });
    this.socket.on("data", (bytes: Buffer) => onText(this.decoder.write(bytes)));
    this.socket.on("error", () => undefined);
  }

  /** A recorder, or why there is none. */
  static create(onText: (text: string) => void): TerminalRecorder | string {
    if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
      return "the program has a terminal for some of its streams only";
    }
    if (process.platform !== "linux" || !hasScript())
      return "at a terminal that needs the script command of util-linux";
    const folder = makeFolder();
    if (folder === undefined) return `${tmpdir()} cannot be written, and TMPDIR names no other folder`;
    const pipe = join(folder, "output");
    if (spawnSync("mkfifo", ["-m", "600", pipe]).status !== 0) {
      rmSync(folder, { recursive: true, force: true });
      return "no named pipe could be made";
    }
    // Open for both, so that it neither waits for a writer nor ends before there is one.
    const descriptor = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    return new TerminalRecorder(folder, pipe, descriptor, onText);
  }

  start({ program, args, env }: ProgramCommand): ChildProcess {
    const shell = env["SHELL"];
    // `script` runs its command by $SHELL, whose quoting could be any; the program gets the user's own again.
    const restore = shell === undefined ? "unset SHELL" : `SHELL=${quoted(shell)}; export SHELL`;
    const command = `${restore}; exec ${[program, ...args].map(quoted).join(" ")}`;
    return spawn("script", ["-q", "-e", "-f", "-c", command, this.pipe], {
      stdio: "inherit",
      env: { ...env, SHELL: "/bin/sh" },
    });
  }

  /** The program has ended: what is left in the pipe is read, and the pipe is gone. */
  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.socket.pause();
    const bytes = Buffer.alloc(64 * 1024);
    for (let count = this.read(bytes); count > 0; count = this.read(bytes)) {
      this.onText(this.decoder.write(bytes.subarray(0, count)));
    }
    this.socket.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private read(bytes: Buffer): number {
    try {
      return readSync(this.descriptor, bytes);
    } catch {
      // Nothing is left.
      return 0;
    }
  }
}

function makeFolder(): string | undefined {
  try {
    return mkdtempSync(join(tmpdir(), "om-run-"));
  } catch {
    return undefined;
  }
}

function hasScript(): boolean {
  const { stdout, status } = spawnSync("script", ["--version"], { encoding: "utf8" });
  return status === 0 && stdout.includes("util-linux");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
