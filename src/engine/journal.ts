import {
  closeSync,
  createReadStream,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { errorText, type Log } from "../base/log";
import type { SessionEnd, SessionHeader } from "../model/sessionHeader";
import type { Alert, AlertRule } from "../protocol/alerts";
import type { HelloMessage } from "../protocol/wire";
import type { MachineFacts } from "../protocol/session";

/** What a journal holds, one JSON object a line. `message` of a batch is what the client sent, as it sent it. */
export type JournalEntry =
  | {
      readonly k: "session";
      readonly header: SessionHeader;
      readonly machine: MachineFacts;
      readonly launch?: JournalLaunch;
    }
  | { readonly k: "change"; readonly header: Partial<SessionHeader>; readonly launch?: JournalLaunch }
  | { readonly k: "client"; readonly client: string; readonly hello?: HelloMessage }
  | {
      readonly k: "batch";
      readonly client: string;
      readonly sequence?: number;
      readonly time: number;
      readonly message: unknown;
    }
  | {
      readonly k: "samples";
      readonly table: string;
      readonly time: number;
      readonly values: Readonly<Record<string, number>>;
    }
  | { readonly k: "note"; readonly level: "info" | "warning" | "error"; readonly text: string; readonly time: number }
  /** An alert began or, with an end time, was over. */
  | { readonly k: "alert"; readonly alert: Alert }
  /** The alert rules that hold from here on. */
  | { readonly k: "rules"; readonly rules: readonly AlertRule[] }
  /** Everything of another recording that turned out to be the same launch's stands before this entry. */
  | { readonly k: "merged"; readonly session: string }
  | { readonly k: "end"; readonly end: SessionEnd };

/** The launch that a journal's session belongs to, enough to find its process again after the engine was restarted. */
export interface JournalLaunch {
  readonly launchId: string;
  readonly pid?: number;
  /** Tells the process from a later one with the same pid. */
  readonly identity?: string;
}

/**
 * The append-only record of a running session. What `flush` has written survives the end of the engine; what cannot be
 * written (a full disk) is kept in memory and tried again, and nothing is acknowledged until it is.
 */
export class Journal {
  private pending: string[] = [];
  private unwritten: Buffer | undefined;
  private failing = false;
  private file: number | undefined;

  constructor(
    readonly path: string,
    private readonly log: Log,
    private readonly onFailing: (reason: string) => void,
  ) {
    this.file = openSync(path, "a", 0o600);
  }

  append(entry: JournalEntry): void {
    if (this.file !== undefined) this.pending.push(JSON.stringify(entry));
  }

  /** Appends a client's line without taking it apart again; `line` must be one JSON value. */
  appendBatch(client: string, sequence: number | undefined, time: number, line: string): void {
    if (this.file === undefined) return;
    const numbered = sequence === undefined ? "" : `"sequence":${sequence},`;
    this.pending.push(`{"k":"batch","client":${JSON.stringify(client)},${numbered}"time":${time},"message":${line}}`);
  }

  /** Writes what is pending; false while it cannot be written. */
  flush(): boolean {
    if (this.file === undefined) return true;
    try {
      if (this.unwritten !== undefined) this.write(this.file, this.unwritten);
      if (this.pending.length > 0) {
        const text = Buffer.from(`${this.pending.join("\n")}\n`);
        this.pending = [];
        this.write(this.file, text);
      }
      this.failing = false;
      return true;
    } catch (error) {
      this.fail(errorText(error));
      return false;
    }
  }

  /** Asks the disk to keep what was written, against the loss of power. */
  sync(): void {
    if (this.file === undefined) return;
    try {
      fsyncSync(this.file);
    } catch (error) {
      this.log.warn(`journal ${this.path}: ${errorText(error)}`);
    }
  }

  close(): void {
    this.flush();
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  /** Closes and deletes the journal: its session is in the history. */
  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }

  private write(file: number, bytes: Buffer): void {
    let from = 0;
    try {
      while (from < bytes.length) from += writeSync(file, bytes, from);
      this.unwritten = undefined;
    } catch (error) {
      this.unwritten = bytes.subarray(from);
      throw error;
    }
  }

  private fail(reason: string): void {
    if (!this.failing)
      this.onFailing(
        `The recording cannot be written to ${this.path}: ${reason}. It goes on in memory; free some space or restore access.`,
      );
    this.failing = true;
  }
}

/** What reading a journal gave: how many lines were unreadable (the last one is, after a crash in the middle of a line). */
export interface JournalReading {
  readonly entries: number;
  readonly unreadable: number;
}

/** Reads a journal from start to end, whatever its size, and hands over each entry that is whole. */
export async function readJournal(path: string, onEntry: (entry: JournalEntry) => void): Promise<JournalReading> {
  let entries = 0;
  let unreadable = 0;
  let rest: Buffer = Buffer.alloc(0);
  const take = (line: Buffer): void => {
    if (line.length === 0) return;
    const entry = parseEntry(line.toString("utf8"));
    if (entry !== undefined && isTaken(entry, onEntry)) entries++;
    else unreadable++;
  };
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) {
    let chunk = Buffer.concat([rest, bytes as Buffer]);
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10)) {
      take(chunk.subarray(0, end));
      chunk = chunk.subarray(end + 1);
    }
    rest = chunk;
  }
  take(rest);
  return { entries, unreadable };
}

/** One line that is damaged must not cost the session all the others. */
function isTaken(entry: JournalEntry, onEntry: (entry: JournalEntry) => void): boolean {
  try {
    onEntry(entry);
    return true;
  } catch {
    return false;
  }
}

/** Reads a short journal at once; for merging sessions that have just begun. */
export function readWholeJournal(path: string): readonly JournalEntry[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => parseEntry(line) ?? []);
}

/** Cuts a torn last line off, so that what is appended afterwards starts on a line of its own. */
export async function mendJournal(path: string): Promise<void> {
  let whole = 0;
  let at = 0;
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const end = (bytes as Buffer).lastIndexOf(10);
    if (end >= 0) whole = at + end + 1;
    at += (bytes as Buffer).length;
  }
  if (whole === statSync(path).size) return;
  const file = openSync(path, "r+");
  ftruncateSync(file, whole);
  closeSync(file);
}

const KINDS = new Set(["session", "change", "client", "batch", "samples", "note", "alert", "rules", "merged", "end"]);

function parseEntry(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null) return undefined;
    return "k" in value && typeof value.k === "string" && KINDS.has(value.k) ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}
