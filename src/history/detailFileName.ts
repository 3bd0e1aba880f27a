import { createHash } from "node:crypto";

/** The name of a session's file: its id, with whatever a file system could take amiss written as %xx. */
export function detailFileName(id: string): string {
  const safe = id.replace(/[^A-Za-z0-9_-]/gu, (character) => encodeURIComponent(character).replace(/[.!~*'()]/g, hex));
  // A name that is too long for a file system keeps its beginning.
  const name = safe.length <= 120 ? safe : `${safe.slice(0, 80)}-${createHash("sha256").update(id).digest("hex")}`;
  return `${name}.db`;
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
