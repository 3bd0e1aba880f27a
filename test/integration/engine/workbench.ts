import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { engineAddresses } from "../../../src/base/addresses";
import { silentLog } from "../../../src/base/log";
import { openEngineChannel } from "../../../src/control/engineChannel";
import type { RpcChannel } from "../../../src/control/rpcChannel";
import {
  RPC_VERSION,
  type EngineFacts,
  type EngineMethod,
  type ParamsOf,
  type ResultOf,
} from "../../../src/protocol/rpc";
import type { SessionDetail, SessionSummary } from "../../../src/protocol/session";

export const DIST = resolve(import.meta.dirname, "../../../dist");
export const PYTHON = "/usr/bin/python3";

/** How a program ended and what it printed. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that was started: its process, the first that it prints, and how it ended. */
export interface Started {
  readonly child: ChildProcess;
  readonly firstOutput: Promise<string>;
  readonly done: Promise<Outcome>;
}

/** Polls until a condition gives a value, with a deadline that names what was waited for. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  seconds = 20,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`timed out after ${seconds} s: ${what}`);
    await new Promise((done) => setTimeout(done, 40));
  }
}

/** A workspace folder with the real engine, the real command line and the real clients. */
export class Workbench {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "om-work ü-")));
  private readonly runtime = realpathSync(mkdtempSync(join(tmpdir(), "om-")));
  readonly env: NodeJS.ProcessEnv = {
    ...process.env,
    OPTIMIZER_MONITOR_RUNTIME_DIR: this.runtime,
    XDG_STATE_HOME: join(this.runtime, "state"),
    PYTHONDONTWRITEBYTECODE: "1",
  };
  private readonly children = new Set<ChildProcess>();
  private readonly channels = new Set<Controller>();

  get addresses(): ReturnType<typeof engineAddresses> {
    return engineAddresses(this.folder, this.env);
  }

  get liveFolder(): string {
    return join(this.folder, ".optimizer-monitor", "live");
  }

  journals(): readonly string[] {
    return existsSync(this.liveFolder) ? readdirSync(this.liveFolder).map((name) => join(this.liveFolder, name)) : [];
  }

  /** Starts a program; `done` resolves when it has ended. */
  start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    const child = spawn(command, [...args], { cwd: this.folder, env: { ...this.env, ...env } });
    // From now on: whoever listens only after it has waited for something else may have missed it.
    const firstOutput = new Promise<string>((resolve) =>
      child.stdout?.once("data", (bytes: Buffer) => resolve(bytes.toString())),
    );
    this.children.add(child);
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
    child.stderr?.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
    const done = new Promise<Outcome>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        this.children.delete(child);
        resolve({ code, signal, stdout, stderr });
      });
    });
    return { child, firstOutput, done };
  }

  /** Runs the command line to its end. */
  cli(...args: string[]): Promise<Outcome> {
    return this.start(process.execPath, [join(DIST, "cli.js"), ...args]).done;
  }

  /** The environment of a program that reports to this workspace's engine. */
  programEnv(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const ingest = this.addresses.ingest ?? "";
    return { OPTIMIZER_MONITOR_ENDPOINT: `unix:${ingest}`, PYTHONPATH: join(DIST, "clients", "python"), ...extra };
  }

  python(code: string, extra: NodeJS.ProcessEnv = {}): Started {
    return this.start(PYTHON, ["-c", code], this.programEnv(extra));
  }

  /** Connects to the engine as an editor does, starting it where there is none. */
  async control(): Promise<Controller> {
    const saved = process.env["OPTIMIZER_MONITOR_RUNTIME_DIR"];
    process.env["OPTIMIZER_MONITOR_RUNTIME_DIR"] = this.runtime;
    try {
      const engineFile = join(DIST, "engine.js");
      const start = { folder: this.folder, engineFile, log: silentLog };
      const controller = await openEngineChannel(start, (channel) => Controller.greet(channel));
      this.channels.add(controller);
      return controller;
    } finally {
      if (saved === undefined) delete process.env["OPTIMIZER_MONITOR_RUNTIME_DIR"];
      else process.env["OPTIMIZER_MONITOR_RUNTIME_DIR"] = saved;
    }
  }

  enginePid(): number | undefined {
    try {
      const facts = JSON.parse(readFileSync(this.addresses.factsFile, "utf8")) as EngineFacts;
      process.kill(facts.pid, 0);
      return facts.pid;
    } catch {
      return undefined;
    }
  }

  /** A bare connection to the ingest socket. */
  ingest(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.addresses.ingest ?? "");
      socket.once("connect", () => resolve(socket));
      socket.once("error", reject);
    });
  }

  async dispose(): Promise<void> {
    for (const child of this.children) child.kill("SIGKILL");
    for (const channel of this.channels) channel.dispose();
    const pid = this.enginePid();
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    await until("the engine's end", () => (this.enginePid() === undefined ? true : undefined));
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.runtime, { recursive: true, force: true });
  }
}

/** A control connection that has said hello. */
export class Controller {
  readonly warnings: string[] = [];
  readonly changed = new Map<string, SessionSummary>();
  readonly removed = new Set<string>();

  private constructor(
    readonly channel: RpcChannel,
    readonly facts: EngineFacts,
  ) {}

  static async greet(channel: RpcChannel): Promise<Controller> {
    const early: string[] = [];
    channel.onNotification("warning", ({ message }) => early.push(message));
    channel.listen();
    const facts = await channel.request("hello", { rpcVersion: RPC_VERSION, version: "test", kind: "editor" });
    const controller = new Controller(channel, facts);
    channel.onNotification("warning", ({ message }) => controller.warnings.push(message));
    controller.warnings.push(...early);
    channel.onNotification("sessionsDidChange", ({ changed, removed }) => {
      for (const summary of changed) controller.changed.set(summary.id, summary);
      for (const id of removed) controller.removed.add(id);
    });
    return controller;
  }

  request<M extends EngineMethod>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
    return this.channel.request(method, params);
  }

  /** All of them: more than any test records. */
  async sessions(): Promise<readonly SessionSummary[]> {
    return (await this.request("listSessions", { limit: 1000 })).sessions;
  }

  /** The one session there is, once it has ended. */
  async onlyEnded(seconds = 20): Promise<SessionDetail> {
    const id = await until(
      "one ended session",
      async () => {
        const sessions = await this.sessions();
        return sessions.length === 1 && sessions[0]?.endTime !== undefined ? sessions[0].id : undefined;
      },
      seconds,
    );
    return this.request("getSession", { sessionId: id });
  }

  /** The values of one column of a table, at full resolution where it has fewer rows than `points`. */
  async column(
    sessionId: string,
    table: string,
    x: string,
    y: string,
  ): Promise<{ x: readonly number[]; y: readonly unknown[] }> {
    const query = { key: "q", table, x, y: [y], mode: "extremes", points: 10_000 } as const;
    const [result] = await this.request("querySeries", { sessionId, queries: [query] });
    const column = result?.columns[0];
    expect(column, `${table} ${y}`).toBeDefined();
    return { x: column?.x ?? [], y: column?.y ?? [] };
  }

  dispose(): void {
    this.channel.dispose();
  }
}
