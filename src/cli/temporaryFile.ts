import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorText } from "../base/log";
import { UserError } from "../base/userError";

/** The text of a file that the engine is asked to write only so that it can be printed. */
export async function writtenText(write: (path: string) => Promise<unknown>): Promise<string> {
  const folder = makeFolder();
  try {
    const path = join(folder, "text");
    await write(path);
    return readFileSync(path, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "optimizer-monitor-"));
  } catch (error) {
    throw new UserError(
      "no-temporary-folder",
      `No temporary folder can be made: ${errorText(error)}. Set TMPDIR to a folder that can be written, or name a file with --output.`,
    );
  }
}
