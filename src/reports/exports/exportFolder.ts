import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { errorCode, errorText } from "../../base/log";
import { UserError } from "../../base/userError";
import type { ExportedFile } from "./exportedFile";
import { FileMoves } from "./fileMoves";

/** Files that are made one after the other. */
type ExportedFiles = Iterable<ExportedFile> | AsyncIterable<ExportedFile>;

/**
 * Writes files into a folder, which may exist, and says which. They are written to a temporary place beside their own and
 * moved when all of them are complete. A failure, also of a move, leaves the folder as it was. Throws a UserError where they
 * cannot be written.
 */
export async function writeExportFolder(folder: string, files: ExportedFiles): Promise<readonly string[]> {
  const moves = new FileMoves();
  try {
    await moves.makeFolder(folder);
    const staging = await moves.makeTemporary(join(folder, ".export-"));
    const paths: string[] = [];
    for await (const { path, pieces } of files) {
      await writePieces(join(staging, "new", path), pieces);
      paths.push(path);
    }
    for (const path of paths)
      await moves.move(join(staging, "new", path), join(folder, path), join(staging, "old", path));
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    return paths.map((path) => join(folder, path));
  } catch (error) {
    const isUndone = await moves.undo();
    if (error instanceof UserError) throw error;
    const failure = notWritable(folder, error);
    if (isUndone) throw failure;
    throw new UserError(
      failure.code,
      `${failure.message} Files that it was to replace are in a folder .export-* there.`,
    );
  }
}

/** What users are told when an export cannot be written: what was wrong, and what helps. */
export function notWritable(path: string, error: unknown, what = "export"): UserError {
  const code = errorCode(error);
  const start = `The ${what} cannot be written to ${path}: `;
  const reason = code === undefined ? undefined : REASONS[code];
  return new UserError("EXPORT_NOT_WRITABLE", `${start}${reason ?? `${errorText(error)}.`}`);
}

const NO_PERMISSION = "you may not write there. Choose another place.";
const DISK_FULL = "the disk is full. Free some space or choose another place.";
const REASONS: Readonly<Record<string, string>> = {
  EACCES: NO_PERMISSION,
  EPERM: NO_PERMISSION,
  EROFS: NO_PERMISSION,
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
};

async function writePieces(path: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(Readable.from(blocks(pieces), { objectMode: true, highWaterMark: 1 }), createWriteStream(path));
}

/** Pieces are collected to about this size before they are written, in UTF-16 units. */
const BLOCK_LENGTH = 1 << 16;

/** The same text in fewer and larger pieces; bytes stay as they are. */
export function blocks(pieces: Iterable<string>): Generator<string>;
export function blocks(pieces: Iterable<string | Uint8Array>): Generator<string | Uint8Array>;
export function* blocks(pieces: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  let block = "";
  for (const piece of pieces) {
    if (typeof piece !== "string") {
      if (block !== "") yield block;
      block = "";
      yield piece;
      continue;
    }
    block += piece;
    if (block.length < BLOCK_LENGTH) continue;
    yield block;
    block = "";
  }
  if (block !== "") yield block;
}
