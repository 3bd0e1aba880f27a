import {
  closeSync,
  createReadStream,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import { errorText, type Log } from "../base/log";
import { openToAppend } from "../base/privateFiles";
import { restoreFolder } from "../history/restoreFolder";
import { parseJournalLine, type JournalEntry } from "./journalEntries";

/**
 * The append-only record of a running session. What `flush` has written survives the end of the engine; what cannot be
 * written (a full disk, a folder that may only be read) is kept in memory and tried again, and nothing is acknowledged
 * until it is. A file that is deleted under it is made again with everything that it held.
 */
export class Journal {
  /** Pieces of lines; what clients sent stays the bytes that it came as. */
  private pending: (string | Buffer)[] = [];
  private unwritten: Buffer | undefined;
  private failing = false;
  private isClosed = false;
  private file: number | undefined;

  constructor(
    readonly path: string,
    private readonly log: Log,
    private readonly onFailing: (reason: string) => void,
  ) {
    this.flush();
  }

  /** Whether all of it is in the file. */
  get isWritten(): boolean {
    return this.pending.length === 0 && this.unwritten === undefined;
  }

  append(entry: JournalEntry): void {
    if (!this.isClosed) this.pending.push(`${JSON.stringify(entry)}\n`);
  }

  /** Appends a client's line without taking it apart again; `line` must be one JSON value. */
  appendBatch(client: string, sequence: number | undefined, time: number, line: string | Buffer): void {
    if (this.isClosed) return;
    const numbered = sequence === undefined ? "" : `"sequence":${sequence},`;
    const head = `{"k":"batch","client":${JSON.stringify(client)},${numbered}"time":${time},"message":`;
    this.pending.push(head, line, "}\n");
  }

  /** Writes what is pending; false while it cannot be written. */
  flush(): boolean {
    if (this.isClosed) return true;
    try {
      const file = this.place();
      if (this.unwritten !== undefined) this.write(file, this.unwritten);
      if (this.pending.length > 0) this.write(file, this.takePending());
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

  /** Everything at once, also what could not be written; for merging sessions that have just begun. */
  entries(): readonly JournalEntry[] {
    const written = this.file === undefined ? Buffer.alloc(0) : readFrom(this.file, 0, fstatSync(this.file).size);
    const text = Buffer.concat([written, this.unwritten ?? Buffer.alloc(0), bytesOf(this.pending)]).toString("utf8");
    return text.split("\n").flatMap((line) => parseJournalLine(line) ?? []);
  }

  close(): void {
    this.flush();
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
    this.isClosed = true;
  }

  /** Closes and deletes the journal: its session is in the history. */
  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }

  /** The file: opened where it is not yet, made again where it was deleted. */
  private place(): number {
    const former = this.file;
    if (former !== undefined && fstatSync(former).nlink > 0) return former;
    restoreFolder(dirname(dirname(this.path)), basename(dirname(this.path)));
    if (former === undefined) return (this.file = openToAppend(this.path));
    this.file = copyOf(former, this.path);
    closeSync(former);
    this.log.warn(`journal ${this.path}: it was deleted while it was written, and is made again`);
    return this.file;
  }

  private takePending(): Buffer {
    const bytes = bytesOf(this.pending);
    this.pending = [];
    return bytes;
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

const COPIED_AT_ONCE = 1 << 20;

/** Copies what an open file holds, which may have no name any more, to a new file that can be appended to. */
function copyOf(from: number, path: string): number {
  rmSync(path, { force: true });
  const to = openToAppend(path);
  try {
    const { size } = fstatSync(from);
    for (let at = 0; at < size; at += COPIED_AT_ONCE) {
      const bytes = readFrom(from, at, Math.min(COPIED_AT_ONCE, size - at));
      for (let done = 0; done < bytes.length;) done += writeSync(to, bytes, done);
    }
    fsyncSync(to);
    return to;
  } catch (error) {
    closeSync(to);
    rmSync(path, { force: true });
    throw error;
  }
}

function readFrom(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  for (let read = -1; done < length && read !== 0; done += read) {
    read = readSync(file, bytes, done, length - done, from + done);
  }
  return bytes.subarray(0, done);
}

function bytesOf(pieces: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)));
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
    const entry = parseJournalLine(line.toString("utf8"));
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
