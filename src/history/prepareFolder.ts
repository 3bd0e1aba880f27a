import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "../base/log";
import { PRIVATE_FOLDER } from "../base/privateFiles";
import { writeFailure } from "./durableFile";
import { keepOutOfVersionControl, restoreFolder } from "./restoreFolder";

const READ_ONLY: ReadonlySet<unknown> = new Set(["EROFS", "EACCES", "EPERM"]);

/** Makes the folders of a history. One that is there but cannot be written to can still be read; where none can be made, all is in memory. */
export async function prepareFolder(folder: string, onWarning: (message: string) => void): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true, mode: PRIVATE_FOLDER });
    // One after the other: of several at once that cannot be made it is said only that they are not there.
    restoreFolder(folder, "sessions");
  } catch (error) {
    const isReadable = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    const failure = writeFailure(folder, error);
    if (!isReadable && !READ_ONLY.has(errorCode(error))) throw failure;
    onWarning(`${failure.message} Until then sessions are recorded in memory and are lost when the engine ends.`);
  }
  keepOutOfVersionControl(folder);
}
