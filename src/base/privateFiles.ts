import { closeSync, constants, openSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { lstatIfThere } from "./fileLook";
import { UserError } from "./userError";

/** The modes of what holds anything that was recorded: other users of the machine have no business there. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

/** A folder can be sent to somebody with links in it, which would have us write to files elsewhere; Windows has no such flag. */
const NO_LINK = process.platform === "win32" ? 0 : constants.O_NOFOLLOW;

/** Opens a file to append to, and to read; made private where it is missing; throws where a link stands in its place. */
export function openToAppend(path: string): number {
  return openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | NO_LINK, PRIVATE_FILE);
}

/** Writes a whole file, private where it is new; throws where a link stands in its place. */
export function writePrivateFile(path: string, text: string): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NO_LINK, PRIVATE_FILE);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

/**
 * Whether a runtime folder is there. Throws a UserError for one that another user or a link could have put there: who
 * listens in it might be anybody.
 */
export function hasPrivateFolder(folder: string): boolean {
  for (const path of [dirname(folder), folder]) {
    const found = lstatIfThere(path);
    if (found === undefined) return false;
    if (process.platform === "win32") continue;
    if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
      throw new UserError(
        "unsafe-runtime-folder",
        `${path} must be a folder that only you can enter, but it is a link, belongs to someone else or is open to others. ` +
          "Remove it, or set OPTIMIZER_MONITOR_RUNTIME_DIR to a private folder.",
      );
    }
  }
  return true;
}
