import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../base/log";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../base/privateFiles";

/**
 * Makes a part of the history's folder again where it was deleted meanwhile. Not what is around it: where the whole
 * workspace was deleted, nothing of it is wanted any more.
 */
export function restoreFolder(folder: string, part: string): void {
  if (makeOne(folder)) keepOutOfVersionControl(folder);
  makeOne(join(folder, part));
}

/** Histories are not meant for version control; a file that the user has changed stays. */
export function keepOutOfVersionControl(folder: string): void {
  try {
    writeFileSync(join(folder, ".gitignore"), "*\n", { flag: "wx", mode: PRIVATE_FILE });
  } catch {
    // It is there already, or the folder cannot be written to, which whoever writes next will say.
  }
}

/** Says whether it was not there. */
function makeOne(folder: string): boolean {
  try {
    mkdirSync(folder, PRIVATE_FOLDER);
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    return false;
  }
}
