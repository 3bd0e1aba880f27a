import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFailure } from "./durableFile";

/** Makes the folders of a history. A folder that is there but cannot be written to can still be read. */
export async function prepareFolder(folder: string, sessions: string): Promise<void> {
  try {
    await mkdir(sessions, { recursive: true });
  } catch (error) {
    const isReadable = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isReadable) throw writeFailure(folder, error);
  }
  // Histories are not meant for version control; a file that the user has changed stays.
  await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" }).catch(() => undefined);
}
