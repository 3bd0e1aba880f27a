import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";

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
  const folder = join(runtimeFolder(env), folderKey);
  const factsFile = join(folder, "engine.json");
  if (process.platform === "win32") {
    return { folder, control: `\\\\.\\pipe\\optimizer-monitor-${userKey()}-${folderKey}`, factsFile };
  }
  return { folder, control: join(folder, "control.sock"), ingest: join(folder, "ingest.sock"), factsFile };
}

/** The per-user folder of all engines: short, local, private; never inside a workspace, which may be on a network drive. */
function runtimeFolder(env: NodeJS.ProcessEnv): string {
  const name = `optimizer-monitor-${userKey()}`;
  const candidates = [env["OPTIMIZER_MONITOR_RUNTIME_DIR"], env["XDG_RUNTIME_DIR"], tmpdir(), "/tmp"];
  for (const candidate of candidates) {
    if (candidate === undefined || candidate === "") continue;
    const folder = join(candidate, name);
    const longest = join(folder, "0123456789abcdef", "control.sock");
    if (process.platform === "win32" || Buffer.byteLength(longest) <= MAX_SOCKET_PATH) return folder;
  }
  return join("/tmp", name);
}

function userKey(): string {
  if (typeof process.getuid === "function") return String(process.getuid());
  return createHash("sha256").update(userInfo().username).digest("hex").slice(0, 8);
}
