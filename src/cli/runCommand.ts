import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { constants } from "node:os";
import { errorCode, errorText } from "../base/log";
import { UserError } from "../base/userError";
import { programEnvironment, unrecordedEnvironment } from "../control/launchEnvironment";
import { OutputSender } from "../control/outputSender";
import type { OtlpReceiverAddress } from "../protocol/otlp";
import type { EngineMethod, LaunchAnnouncement, ParamsOf, ResultOf } from "../protocol/rpc";
import { readArguments, type CommonArguments } from "./arguments";
import { DIST_FOLDER, EngineClient } from "./engineClient";
import { startProgram } from "./programOutput";
import type { ProgramCommand } from "./terminalRecorder";
import { sessionReport } from "./sessionText";
import { complain, printError } from "./output";

const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
/** How often an engine that went away is sought again, and how long. */
const REATTACH_MS = 200;
const REATTACH_TRIES = 25;
/** An engine may go away just as it is asked; how often it is started again for one question. */
const ASK_TRIES = 10;

interface Exit {
  readonly exitCode?: number;
  readonly signal?: NodeJS.Signals;
}

/** `run -- CMD ARGS…`: the command's output passes through untouched, its exit code is ours, a summary follows on stderr. */
export async function run(args: readonly string[]): Promise<number> {
  const dashes = args.indexOf("--");
  const own = dashes < 0 ? args : args.slice(0, dashes);
  const read = readArguments(own, { label: { type: "string" } });
  const command = dashes < 0 ? read.positionals : args.slice(dashes + 1);
  const [program, ...rest] = command;
  if (program === undefined) throw new UserError("usage", "run needs a command: optimizer-monitor run -- CMD ARGS…");
  const label = typeof read.flags["label"] === "string" ? read.flags["label"] : command.join(" ").slice(0, 200);
  const announcement: LaunchAnnouncement = {
    launchId: randomUUID(),
    kind: "command",
    label,
    command: command.join(" "),
    cwd: process.cwd(),
    definite: true,
  };
  const monitor = await Monitor.attach(read, announcement);
  const environment = monitor?.environment ?? unrecordedEnvironment(process.env, DIST_FOLDER, read.settings);
  const exit = await execute({ program, args: rest, env: environment }, monitor);
  return exit.signal === undefined ? (exit.exitCode ?? 1) : 128 + (constants.signals[exit.signal] ?? 0);
}

/** Runs the child with our streams and passes signals on; resolves with how it ended, once its session is told so. */
async function execute(command: ProgramCommand, monitor: Monitor | undefined): Promise<Exit> {
  const onText = monitor?.onText;
  const running = startProgram({
    ...command,
    ...(onText === undefined ? {} : { onText }),
  });
  const { child } = running;
  const release = passSignalsOn(child);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    const ended = new Promise<Exit>((resolve) => {
      child.once("exit", (exitCode, signal) => resolve(signal === null ? { exitCode: exitCode ?? 1 } : { signal }));
    });
    await monitor?.announce(child.pid);
    const exit = await ended;
    await running.printed();
    await monitor?.end(exit, running.unread);
    await running.closed();
    return exit;
  } catch (error) {
    const code = errorCode(error);
    complain(`${command.program} could not be started: ${errorText(error)}`);
    const exit = { exitCode: code === "ENOENT" ? NOT_FOUND : NOT_EXECUTABLE };
    await running.printed();
    await monitor?.end(exit);
    return exit;
  } finally {
    release();
  }
}

/** Ctrl-C in a terminal reaches the child by itself, as it is in our process group; signals to us alone are passed on. */
function passSignalsOn(child: ChildProcess): () => void {
  const onInterrupt = (): void => {
    if (process.stdin.isTTY !== true) child.kill("SIGINT");
  };
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", passOn);
  if (process.platform !== "win32") process.on("SIGHUP", passOn);
  return () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", passOn);
    process.off("SIGHUP", passOn);
  };
}

/** Our side of one recorded command: it keeps the engine informed, also when that has to be started again. */
class Monitor {
  private pid: number | undefined;
  private readonly output: OutputSender;
  private reattaching: Promise<void> | undefined;
  /** The session that the engine has begun for the launch. */
  private sessionId: string | undefined;
  private hasEnded = false;
  private isClosed = false;

  private constructor(
    private client: EngineClient,
    private readonly read: CommonArguments,
    private readonly announcement: LaunchAnnouncement,
    private readonly otlp: OtlpReceiverAddress | undefined,
  ) {
    const { launchId } = announcement;
    this.output = new OutputSender((text) => this.client.request("launchOutput", { launchId, text }));
    this.watch(client);
  }

  /** Without an engine the command runs all the same, unrecorded, and stderr says why. */
  static async attach(read: CommonArguments, announcement: LaunchAnnouncement): Promise<Monitor | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        const client = await EngineClient.open(read.workspace, read.settings);
        await client.configure(read.settings);
        const { receiver } = read.settings.otlpReceive ? await client.request("otlpStatus", {}) : {};
        return new Monitor(client, read, announcement, receiver);
      } catch (error) {
        if (!(error instanceof UserError) && attempt < ASK_TRIES) continue;
        complain(`running without a recording: ${errorText(error)}`);
        return undefined;
      }
    }
  }

  get environment(): NodeJS.ProcessEnv {
    const { facts } = this.client;
    const { launchId } = this.announcement;
    return programEnvironment(process.env, DIST_FOLDER, facts, launchId, this.read.settings, this.otlp);
  }

  /** Takes what the command prints; undefined where the settings say that it is not read. */
  get onText(): ((text: string) => void) | undefined {
    return this.read.settings.readOutput ? (text) => this.output.push(text) : undefined;
  }

  async announce(pid: number | undefined): Promise<void> {
    this.pid = pid;
    try {
      await this.startLaunch();
    } catch (error) {
      if (error instanceof UserError) this.complain(error);
      // An engine that dies while it is being told is started again and told once more.
      else await this.reattach();
    }
  }

  /** `unread` says why its output was not read; that matters to whoever finds no run. */
  async end(exit: Exit, unread?: string): Promise<void> {
    this.hasEnded = true;
    try {
      await this.output.flush();
      const params = { launchId: this.announcement.launchId, ...exit };
      const sessionId = (await this.ask("endLaunch", params)).sessionId ?? this.sessionId;
      if (sessionId !== undefined) {
        const detail = await this.ask("getSession", { sessionId });
        printError(sessionReport(detail, { color: process.stderr.isTTY === true }));
        if (unread !== undefined && detail.runs.length === 0) {
          complain(`what the command printed was not read for the progress of solvers: ${unread}.`);
        }
      }
    } catch (error) {
      this.complain(error);
    }
    await this.close();
  }

  /** No engine is sought from now on: one that answers would keep us waiting for its end. */
  private async close(): Promise<void> {
    this.isClosed = true;
    await this.reattaching;
    await this.client.close();
  }

  /** An engine that dies while it is being asked is started again and asked again. */
  private async ask<M extends EngineMethod>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
    for (let attempt = 1; ; attempt++) {
      await this.reattaching;
      try {
        return await this.client.request(method, params);
      } catch (error) {
        if (error instanceof UserError || attempt >= ASK_TRIES) throw error;
        await this.reattach();
      }
    }
  }

  private watch(client: EngineClient): void {
    client.onDidWarn((message) => complain(message));
    client.onDidAlert((line) => complain(line));
    client.onDidLose(() => (this.isClosed ? undefined : void this.reattach()));
  }

  private async startLaunch(): Promise<void> {
    const launch = this.pid === undefined ? this.announcement : { ...this.announcement, pid: this.pid };
    const verdict = await this.client.request("startLaunch", launch);
    this.sessionId = verdict.sessionId ?? this.sessionId;
  }

  private reattach(): Promise<void> {
    this.reattaching ??= this.findAgain().finally(() => (this.reattaching = undefined));
    return this.reattaching;
  }

  /** An engine that is found may go away again before it has heard of the launch; then another is sought. */
  private async findAgain(): Promise<void> {
    for (let attempt = 0; attempt < REATTACH_TRIES && !this.isClosed; attempt++) {
      try {
        this.client = await EngineClient.open(this.read.workspace, this.read.settings);
        this.watch(this.client);
        await this.client.configure(this.read.settings);
        // Once it is over, its session is in a journal or in the history already: another one must not begin.
        if (!this.hasEnded || this.sessionId === undefined) await this.startLaunch();
        if (!this.client.isLost) return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, REATTACH_MS));
      }
    }
  }

  private complain(error: unknown): void {
    complain(`the recording is incomplete: ${errorText(error)}`);
  }
}
