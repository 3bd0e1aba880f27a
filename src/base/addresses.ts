import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { errorCode } from "./log";

/** Where the engine of one workspace folder listens, and where it says who it is. */
export interface EngineAddresses {
  /** The folder that holds the sockets and `engine.json`; only its owner may enter it. */
  readonly folder: string;
  /** What `net.connect` takes for the control socket. */
  readonly control: string;
  /** The ingest socket, or undefined where programs connect over TCP (Windows): the port is in the facts. */
  readonly ingest?: string;
  /** Written by a listening engine: its EngineFacts as JSON. */
  readonly factsFile: string;
}

/** macOS allows 103 bytes for a socket's path. */
const MAX_SOCKET_PATH = 100;

/** The workspace folder by its real path, so that a link and its target find the same engine. */
export function canonicalFolder(folder: string): string {
  const absolute = resolve(folder);
  try {
    return realpathSync.native(absolute);
  } catch {
    return absolute;
  }
}

/** Where the engine of a workspace folder is found: the same answer in the shell, the command line and the engine. */
export function engineAddresses(workspaceFolder: string, env: NodeJS.ProcessEnv = process.env): EngineAddresses {
  const folderKey = createHash("sha256").update(canonicalFolder(workspaceFolder)).digest("hex").slice(0, 16);
  const folder = join(runtimeFolder(folderKey, env), folderKey);
  const factsFile = join(folder, "engine.json");
  if (process.platform === "win32") {
    return { folder, control: `\\\\.\\pipe\\optimizer-monitor-${userKey()}-${folderKey}`, factsFile };
  }
  return { folder, control: join(folder, "control.sock"), ingest: join(folder, "ingest.sock"), factsFile };
}

/**
 * The per-user folder of all engines: short, local, private; never inside a workspace, which may be on a network drive. Where
 * the engine of this workspace already has its sockets; else in the first place that can be written.
 */
function runtimeFolder(folderKey: string, env: NodeJS.ProcessEnv): string {
  const name = `optimizer-monitor-${userKey()}`;
  const chosen = env["OPTIMIZER_MONITOR_RUNTIME_DIR"];
  if (isNamed(chosen) && isShort(join(chosen, name))) return join(chosen, name);
  const places = [env["XDG_RUNTIME_DIR"], tmpdir(), "/tmp", join(homedir(), ".cache"), homedir()].filter(isNamed);
  const folders = places.map((place) => join(place, name)).filter(isShort);
  return (
    folders.find((folder) => existsSync(join(folder, folderKey, "control.sock"))) ??
    folders.find(isUsable) ??
    join("/tmp", name)
  );
}

function isNamed(place: string | undefined): place is string {
  return place !== undefined && place !== "";
}

function isShort(folder: string): boolean {
  const longest = join(folder, "0123456789abcdef", "control.sock");
  return process.platform === "win32" || Buffer.byteLength(longest) <= MAX_SOCKET_PATH;
}

/** Whether it can be made or written; one that another user has put there counts, so that it is refused and not passed over. */
function isUsable(folder: string): boolean {
  const isThere = existsSync(folder);
  const place = isThere ? folder : dirname(folder);
  try {
    accessSync(place, constants.W_OK);
    return isThere || statSync(place).isDirectory();
  } catch (error) {
    return isThere && errorCode(error) !== "EROFS";
  }
}

function userKey(): string {
  if (typeof process.getuid === "function") return String(process.getuid());
  return createHash("sha256").update(userInfo().username).digest("hex").slice(0, 8);
}
