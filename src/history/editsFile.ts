import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, errorText, type Log } from "../base/log";
import { compact, Fields, isObject, Refusal } from "../protocol/fields";
import { writeDurably } from "./durableFile";

/** What a user has said of a session. It is in the catalog alone, and a copy of it here in case the catalog is lost. */
export interface SessionEdits {
  readonly id: string;
  readonly label: string;
  readonly tags: readonly string[];
  readonly note?: string;
  readonly isPinned?: boolean;
  /** When the session was made a baseline, Unix seconds. */
  readonly baselineSince?: number;
}

const FILE = "edits.json";

/** Writes what users have said of all sessions. */
export async function writeEdits(folder: string, edits: readonly SessionEdits[]): Promise<void> {
  await writeDurably(join(folder, FILE), Buffer.from(`${JSON.stringify({ edits }, null, 1)}\n`));
}

/** Reads what users have said; nothing where the file is not there or damaged, without the entries that are. */
export async function readEdits(folder: string, log: Log): Promise<readonly SessionEdits[]> {
  const path = join(folder, FILE);
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    const list = isObject(value) && Array.isArray(value["edits"]) ? (value["edits"] as readonly unknown[]) : [];
    return list.flatMap((entry) => (isObject(entry) ? parseEdits(new Fields("edits", entry)) : []));
  } catch (error) {
    if (errorCode(error) !== "ENOENT") log.warn(`${path}: ${errorText(error)}`);
    return [];
  }
}

function parseEdits(fields: Fields): readonly SessionEdits[] {
  try {
    return [
      compact<SessionEdits>({
        id: fields.requiredName("id"),
        label: fields.requiredName("label"),
        tags: fields.texts("tags"),
        note: fields.text("note"),
        isPinned: fields.flag("isPinned"),
        baselineSince: fields.finite("baselineSince"),
      }),
    ];
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
