import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { homedir } from "node:os";
import { parse } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { canonicalFolder, engineAddresses, type EngineAddresses } from "../base/addresses";
import { historyFolderIn } from "../base/insideFolder";
import { errorText, type Log } from "../base/log";
import { hasPrivateFolder } from "../base/privateFiles";
import { UserError } from "../base/userError";
import { DEFAULT_SETTINGS } from "../protocol/settings";
import { engineEnvironment, RUNTIME_FLAGS } from "./engineRuntime";

const DEADLINE_MS = 10_000;
const RETRY_MS = 25;
const MAX_SAID = 4000;

/** Nobody listens, whoever listens ends at this very moment, or is too busy to take another one: all can be different a moment later. */
const NOT_YET: readonly (string | undefined)[] = ["ENOENT", "ECONNREFUSED", "EPIPE", "ECONNRESET", "EAGAIN"];

/** How an engine is started where there is none. */
export interface EngineStart {
  readonly folder: string;
  /** `dist/engine.js`. */
  readonly engineFile: string;
  /** Folder of the history where it is not the default. */
  readonly historyFolder?: string;
  readonly log: Log;
}

/** Connects to the engine of a folder, starting it if there is none. */
export async function openControlSocket(start: EngineStart): Promise<Socket> {
  const addresses = engineAddresses(start.folder);
  const first = await tryConnect(addresses);
  if (first !== undefined) return first;
  historyFolderIn(canonicalFolder(start.folder), start.historyFolder ?? DEFAULT_SETTINGS.historyFolder);
  const engine = startEngine(start);
  const deadline = Date.now() + DEADLINE_MS;
  try {
    while (Date.now() < deadline) {
      const socket = await tryConnect(addresses);
      if (socket !== undefined) return socket;
      engine.check();
      await delay(RETRY_MS);
    }
  } finally {
    engine.release();
  }
  throw silentEngine(DEADLINE_MS);
}

/** The error of an engine that is there and says nothing. */
export function silentEngine(waitedMs: number): UserError {
  return new UserError("engine-silent", `The monitor's engine did not answer within ${waitedMs / 1000} seconds.`);
}

/** The engine outlives its starter, so it is a process of its own; of two that start at once the second leaves with code 0. */
function startEngine({ folder, engineFile, historyFolder, log }: EngineStart): StartingEngine {
  if (!existsSync(engineFile)) throw new UserError("engine-missing", `The monitor's engine is missing: ${engineFile}`);
  log.info(`Starting the engine of ${folder}`);
  const history = historyFolder === undefined ? [] : ["--history-folder", historyFolder];
  const child = spawn(process.execPath, [...RUNTIME_FLAGS, engineFile, "--workspace", folder, ...history], {
    // Not the workspace, which could then not be removed; system users have a home that is not there.
    cwd: existsSync(homedir()) ? homedir() : parse(process.execPath).root,
    detached: true,
    env: engineEnvironment(),
    // What keeps it from starting, it says on stderr; afterwards it has its log.
    stdio: ["ignore", "ignore", "pipe"],
    windowsHide: true,
  });
  child.unref();
  return watchStart(child);
}

/** An engine's process while somebody waits for it. */
interface StartingEngine {
  /** Throws once the process has failed, so that nobody waits for it until the deadline. */
  check(): void;
  /** Lets it go: nobody waits any more. */
  release(): void;
}

function watchStart(child: ChildProcess): StartingEngine {
  let failure: string | undefined;
  let said = "";
  child.stderr?.on("data", (bytes: Buffer) => (said = (said + bytes.toString()).slice(0, MAX_SAID)));
  child.once("error", (error) => (failure = errorText(error)));
  // Not at the exit: what it said may come after that.
  child.once("close", (code, signal) => {
    if (code !== 0) failure = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
  });
  const check = (): void => {
    if (failure === undefined) return;
    const why = said.trim() === "" ? ` (${failure}); engine.log in the history folder says why.` : `: ${said.trim()}`;
    throw new UserError("engine-failed", `The monitor's engine could not start${why}`);
  };
  return { check, release: () => child.stderr?.destroy() };
}

/**
 * A connected socket, or nothing if nobody listens there. Secrets go over it, so that its folder must be one in which nobody
 * else can listen.
 */
async function tryConnect({ folder, control }: EngineAddresses): Promise<Socket | undefined> {
  if (process.platform !== "win32" && !hasPrivateFolder(folder)) return undefined;
  return new Promise((resolve, reject) => {
    const socket = connect(control);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (NOT_YET.includes(error.code)) resolve(undefined);
      else reject(error);
    });
  });
}
