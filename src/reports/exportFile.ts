import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UserError } from "../base/userError";
import { errorText } from "../base/log";

/** Pieces are collected to about this size before they are written, in UTF-16 units. */
const BLOCK_LENGTH = 1 << 16;

/** Writes text piece by piece; the file takes its name when it is complete, so that a failure leaves none that is half. */
export async function writeTextFile(path: string, pieces: Iterable<string>, what = "export"): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(Readable.from(blocks(pieces), { objectMode: true, highWaterMark: 1 }), createWriteStream(temporary));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new UserError("EXPORT_NOT_WRITABLE", `The ${what} cannot be written to ${path}: ${errorText(error)}.`);
  }
}

/** The same text in fewer and larger pieces. */
export function* blocks(pieces: Iterable<string>): Generator<string> {
  let block = "";
  for (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK_LENGTH) continue;
    yield block;
    block = "";
  }
  if (block !== "") yield block;
}
