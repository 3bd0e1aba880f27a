import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UserError } from "../base/userError";
import { blocks, notWritable } from "./exports/exportFolder";

/** Writes text piece by piece; the file takes its name when it is complete, so that a failure leaves none that is half. */
export async function writeTextFile(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  what = "export",
): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(
      Readable.from(blocks(pieces), { objectMode: true, highWaterMark: 1 }),
      createWriteStream(temporary, { flags: "wx" }),
    );
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error instanceof UserError ? error : notWritable(path, error, what);
  }
}
