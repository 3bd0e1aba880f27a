import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { RecordedSession } from "../model/recordedSession";
import { importSession } from "./importSession";

/** What reading one file gave: its sessions, and what of it could not be taken, in sentences. */
export interface ImportedFile {
  readonly sessions: readonly RecordedSession[];
  readonly problems: readonly string[];
}

/** Reads sessions of one format that another program, or this one elsewhere, has written. */
export interface Importer {
  /** What users call the format. */
  readonly name: string;
  /** Whether a file is of this format, by its path and its first bytes (at most 4096). */
  recognizes(path: string, head: Uint8Array): boolean;
  /** Reads a file that was recognized; never throws for what is in it. */
  read(path: string): Promise<ImportedFile>;
}

const exportedJson: Importer = {
  name: "exported JSON",
  recognizes: (path, head) =>
    path.endsWith(".json") && Buffer.from(head).toString("latin1").trimStart().startsWith("{"),
  read: async (path) => {
    const imported = importSession(await readFile(path, "utf8"));
    if (imported.ok) return { sessions: [imported.value], problems: [] };
    return { sessions: [], problems: [`${basename(path)} is no exported session: ${imported.reason}.`] };
  },
};

/** All formats, asked in this order. */
export const IMPORTERS: readonly Importer[] = [exportedJson];
