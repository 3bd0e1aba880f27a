import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import type { EngineAddresses } from "../base/addresses";
import { statIfThere } from "../base/fileLook";
import { errorCode, errorText } from "../base/log";
import { hasPrivateFolder, PRIVATE_FILE, PRIVATE_FOLDER } from "../base/privateFiles";
import { UserError } from "../base/userError";

/** A claim that was not renewed for this long no longer counts. */
const STALE_MS = 10_000;
const RENEW_MS = 2_000;
const WAIT_MS = 50;

/**
 * Makes the folders of the sockets, private to their owner. Throws a UserError where they cannot be made, and for folders that
 * another user or a link could have put there.
 */
export function securePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  } catch (error) {
    const remedy = "Set OPTIMIZER_MONITOR_RUNTIME_DIR to a folder in which you can make one.";
    throw new UserError(
      "no-runtime-folder",
      `The folder of the engine's sockets cannot be made: ${errorText(error)}. ${remedy}`,
    );
  }
  hasPrivateFolder(folder);
}

/** What a connection says where nobody listens; anything else, such as a full queue, comes from somebody who does. */
const NOBODY: readonly (string | undefined)[] = ["ENOENT", "ECONNREFUSED", "ENOTSOCK"];

/** Whether an engine answers at an address, or is too busy to. */
export function isListening(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(!NOBODY.includes(code)));
  });
}

/**
 * Makes sure that one engine at most starts on a workspace: of several that start together one goes on, with the sockets
 * of a dead engine cleared away; the others get `false` as soon as it listens.
 */
export async function claimWorkspace(addresses: EngineAddresses, start: () => Promise<void>): Promise<boolean> {
  const claim = join(addresses.folder, "starting");
  while (!takeClaim(claim)) {
    if (await isListening(addresses.control)) return false;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  try {
    if (await isListening(addresses.control)) return false;
    clearSockets(addresses);
    await renewing(claim, start);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

/** Sockets that nobody listens on are left by an engine that was killed. */
function clearSockets({ control, ingest }: EngineAddresses): void {
  if (process.platform === "win32") return;
  rmSync(control, { force: true });
  if (ingest !== undefined) rmSync(ingest, { force: true });
}

/** Reading the journals of long sessions can take longer than a claim holds. */
async function renewing(claim: string, start: () => Promise<void>): Promise<void> {
  const timer = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(claim, now, now);
    } catch {
      // The folder is gone; whoever listens sees to it then that it is found again.
    }
  }, RENEW_MS);
  try {
    await start();
  } finally {
    clearInterval(timer);
  }
}

function takeClaim(claim: string): boolean {
  try {
    writeFileSync(claim, String(process.pid), { flag: "wx", mode: PRIVATE_FILE });
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    const age = Date.now() - (statIfThere(claim)?.mtimeMs ?? Date.now());
    if (age > STALE_MS || (age > WAIT_MS && isOwnerGone(claim))) rmSync(claim, { force: true });
    return false;
  }
}

/** Whether the engine that claimed was killed while it started. */
function isOwnerGone(claim: string): boolean {
  try {
    const pid = Number(readFileSync(claim, "utf8"));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === "ESRCH";
  }
}
