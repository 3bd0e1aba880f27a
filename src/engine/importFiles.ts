import { open, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorText } from "../base/log";
import { UserError } from "../base/userError";
import { loadSqlite } from "../history/sqlite";
import { createImporters } from "../reports/importers";
import type { ImportedFile } from "../reports/importers/importer";

const IMPORTERS = createImporters(async (contents) => (await loadSqlite()).open(contents));
const HEAD_BYTES = 4096;
const MOST_FILES = 100_000;

/** The files that an import is to read: the one that is given, or all in the folder and below it. */
export async function filesToImport(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UserError("import-missing", `There is nothing at ${path} to import.`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (files.length > MOST_FILES)
    throw new UserError(
      "import-large",
      `${path} holds ${files.length} files; import a folder of at most ${MOST_FILES}.`,
    );
  return files.sort();
}

/** Reads the sessions of one file; undefined where no importer knows the format. */
export async function importFile(path: string): Promise<ImportedFile | undefined> {
  try {
    const head = await readHead(path);
    return await IMPORTERS.find((importer) => importer.recognizes(path, head))?.read(path);
  } catch (error) {
    return { sessions: [], problems: [`${basename(path)} cannot be read: ${errorText(error)}.`] };
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
