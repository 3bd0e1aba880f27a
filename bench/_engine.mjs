// The real engine for a benchmark: a workspace of its own, its sockets, what it takes of memory and processor; and programs
// that report to it, as processes of their own.
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { loadSource, root } from "./_source.mjs";

const DEADLINE_MS = 60_000;
let rpc;

/** Polls until a condition gives a value. */
export async function until(what, probe, deadlineMs = DEADLINE_MS) {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`timed out after ${deadlineMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A connected socket; a starting engine may not listen yet. */
function connected(path) {
  return until(
    "a connection to the engine",
    () =>
      new Promise((resolve) => {
        const socket = connect(path);
        socket.once("connect", () => resolve(socket));
        socket.once("error", () => resolve(undefined));
      }),
  );
}

/** Megabytes of a process that are resident; undefined where the platform does not say. */
export function residentMb(pid) {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096) / 1e6;
  } catch {
    return undefined;
  }
}

/** An engine and its workspace. */
export class BenchEngine {
  static async start({ prepare, collectable = false } = {}) {
    const workspace = realpathSync(mkdtempSync(join(tmpdir(), "bench-work-")));
    const runtime = realpathSync(mkdtempSync(join(tmpdir(), "be-")));
    await prepare?.(workspace);
    const start = await loadSource("src/control/engineRuntime");
    const engine = new BenchEngine({ workspace, runtime, collectable, start });
    engine.watchEnd();
    await until("the engine's start", () => statSync(engine.factsFile, { throwIfNoEntry: false }) !== undefined);
    return engine;
  }

  constructor({ workspace, runtime, collectable, start }) {
    this.workspace = workspace;
    this.runtime = runtime;
    const key = createHash("sha256").update(workspace).digest("hex").slice(0, 16);
    this.folder = join(runtime, `optimizer-monitor-${userInfo().uid}`, key);
    this.factsFile = join(this.folder, "engine.json");
    this.ingest = join(this.folder, "ingest.sock");
    this.questions = 0;
    this.isStopping = false;
    this.process = fork(join(root, "dist/engine.js"), ["--workspace", workspace, "--linger", "60"], {
      env: {
        ...start.engineEnvironment(),
        OPTIMIZER_MONITOR_RUNTIME_DIR: runtime,
        XDG_STATE_HOME: join(runtime, "state"),
      },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      // As the engine is started by its users, with what answers beside it.
      execArgv: [
        ...start.RUNTIME_FLAGS,
        ...(collectable ? ["--expose-gc"] : []),
        "--require",
        join(root, "bench/_probe.cjs"),
      ],
    });
  }

  /** Says so where the engine ends of itself: what waits for it fails with less to go by. */
  watchEnd() {
    this.process.once("exit", (code, signal) => {
      if (!this.isStopping) process.stderr.write(`the engine has ended by itself: ${signal ?? code}\n`);
    });
  }

  get pid() {
    return this.process.pid;
  }

  residentMb() {
    return residentMb(this.pid);
  }

  /** What the engine says of itself: bytes, processor, and the longest stop of its event loop since the last question. */
  ask({ collect = false } = {}) {
    const question = ++this.questions;
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error("the engine has ended"));
      const onMessage = (message) => {
        if (message.question !== question) return;
        this.process.off("message", onMessage);
        this.process.off("exit", onExit);
        resolve(message);
      };
      this.process.on("message", onMessage);
      this.process.once("exit", onExit);
      this.process.send({ question, collect });
    });
  }

  /** Names of the files of the sessions that are in the history. */
  saved() {
    const folder = join(this.workspace, ".optimizer-monitor", "sessions");
    return statSync(folder, { throwIfNoEntry: false }) === undefined
      ? []
      : readdirSync(folder).filter((name) => name.endsWith(".db"));
  }

  /** Journals of sessions that are not in the history yet. */
  journals() {
    const folder = join(this.workspace, ".optimizer-monitor", "live");
    return statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder);
  }

  /** Waits until so many sessions are in the history, and none is on its way there. */
  async settled(count, deadlineMs) {
    await until(
      `${count} saved sessions`,
      () => this.saved().length >= count && this.journals().length === 0,
      deadlineMs,
    );
  }

  /** A connection to the control socket, greeted as an editor's. */
  async control() {
    rpc ??= loadSource("src/control/rpcChannel", "src/protocol/rpc");
    const { RpcChannel, RPC_VERSION } = await rpc;
    const channel = new RpcChannel(await connected(join(this.folder, "control.sock")));
    channel.listen();
    await channel.request("hello", { rpcVersion: RPC_VERSION, version: "bench", kind: "editor" });
    return channel;
  }

  /** Starts a program that reports; `plan` is as _sender.mjs says. */
  sender(plan) {
    return new Sender({ socket: this.ingest, ...plan });
  }

  async stop() {
    this.isStopping = true;
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = new Promise((resolve) => this.process.once("exit", resolve));
      this.process.kill("SIGTERM");
      const timer = setTimeout(() => this.process.kill("SIGKILL"), DEADLINE_MS);
      await gone;
      clearTimeout(timer);
    }
    for (const folder of [this.workspace, this.runtime]) rmSync(folder, { recursive: true, force: true });
  }
}

/** A reporting program; `done` resolves with what it sent and saw acknowledged. */
class Sender {
  constructor(plan) {
    this.progress = { sent: 0, acknowledged: 0 };
    this.process = fork(join(root, "bench/_sender.mjs"), [JSON.stringify(plan)]);
    this.done = new Promise((resolve, reject) => {
      this.process.on("message", (message) => {
        this.progress = message;
        if (message.done === true) resolve(message);
      });
      this.process.once("error", reject);
      this.process.once("exit", (code) => code !== 0 && reject(new Error(`a sender ended with ${code}`)));
    });
    this.done.catch(() => undefined);
  }

  /** Ends its reporting; `done` resolves once everything is acknowledged. */
  finish() {
    this.process.send("finish");
    return this.done;
  }
}
