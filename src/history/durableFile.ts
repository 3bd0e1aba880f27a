import { open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode, errorText } from "../base/log";
import { PRIVATE_FILE } from "../base/privateFiles";
import { UserError } from "../base/userError";

/** What files are called that are being written, here and in Python; one that is found at start was left by a process that was killed. */
const TEMPORARY = /\.\d+\.(?:py)?\d+\.tmp$/;

let counter = 0;

/** Replaces a file as a whole: after this either the new contents or, on any failure, the old ones are on the disk. */
export async function writeDurably(path: string, data: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.${counter++}.tmp`;
  try {
    const file = await open(temporary, "wx", PRIVATE_FILE);
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailure(path, error);
  }
  await syncFolder(dirname(path));
}

/** Removes what interrupted writes have left in a folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const leftovers = names.filter((name) => TEMPORARY.test(name));
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)));
}

/** Makes a rename or removal in a folder last, where the platform can. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows and some network drives cannot sync a folder; the rename itself has happened.
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "the folder may not be written to",
  EPERM: "the folder may not be written to",
  ENOTDIR: "a file stands where the folder should be",
  EEXIST: "a file stands where the folder should be",
  ENOENT: "the folder is gone",
};

/** Why a file could not be written, in words where they are known. */
export function writeCause(error: unknown): string {
  return CAUSES[errorCode(error) ?? ""] ?? errorText(error);
}

/** Says why a file of the history could not be written. */
export function writeFailure(path: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  return new UserError(
    "HISTORY_NOT_WRITABLE",
    `The history cannot be written to ${path}: ${writeCause(error)}. Free the place, or choose another folder in the setting optimizerMonitor.history.folder.`,
  );
}
