import { createHash } from "node:crypto";

/** Where fields of the header stand in a SQLite file, as its format is documented. */
const HEADER_BYTES = 100;
const CHANGE_COUNTER = 24;
const USER_VERSION = 60;
const APPLICATION_ID = 68;

/**
 * Puts a checksum of a SQLite file into its header, into the two fields that SQLite leaves to applications: a byte that
 * changes inside a value leaves the database sound and its contents wrong.
 */
export function seal(file: Uint8Array): void {
  if (file.length < HEADER_BYTES) return;
  const view = viewOf(file);
  // Any SQLite that changes the file later counts this up, and so tells that the seal is no longer meant for it.
  view.setUint32(APPLICATION_ID, view.getUint32(CHANGE_COUNTER));
  view.setUint32(USER_VERSION, digestOf(file));
}

/** Whether a file is not what was sealed; one that was never sealed, or changed by another SQLite since, is not told. */
export function isSealBroken(file: Uint8Array): boolean {
  if (file.length < HEADER_BYTES) return false;
  const view = viewOf(file);
  const digest = view.getUint32(USER_VERSION);
  if (digest === 0 || view.getUint32(APPLICATION_ID) !== view.getUint32(CHANGE_COUNTER)) return false;
  return digest !== digestOf(file);
}

/** Of everything but the field that holds it; never 0. */
function digestOf(file: Uint8Array): number {
  const hash = createHash("sha1").update(file.subarray(0, USER_VERSION));
  const digest = hash
    .update(file.subarray(USER_VERSION + 4))
    .digest()
    .readUInt32BE(0);
  return digest === 0 ? 1 : digest;
}

function viewOf(file: Uint8Array): DataView {
  return new DataView(file.buffer, file.byteOffset, file.byteLength);
}
