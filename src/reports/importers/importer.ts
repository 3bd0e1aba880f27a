import type { RecordedSession } from "../../model/recordedSession";

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

/** An SQLite database of another program; its statements throw where the file is damaged. */
export interface ForeignDatabase {
  all(sql: string): readonly Readonly<Record<string, unknown>>[];
  close(): void;
}

/** Opens the contents of an SQLite file in memory; rejects, or the first statement throws, where they are none. */
export type OpenDatabase = (contents: Uint8Array) => Promise<ForeignDatabase>;
