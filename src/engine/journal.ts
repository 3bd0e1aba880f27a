import {
  closeSync,
  createReadStream,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import { lstatIfThere } from "../base/fileLook";
import { errorText, type Log } from "../base/log";
import { openToAppend } from "../base/privateFiles";
import { writeCause } from "../history/durableFile";
import { restoreFolder } from "../history/restoreFolder";
import { parseJournalLine, type JournalEntry } from "./journalEntries";
import { PendingBytes } from "./pendingBytes";

/**
 * The append-only record of a running session. What `flush` has written survives the end of the engine; what cannot be
 * written (a full disk, a folder that may only be read) is kept in memory and tried again, and nothing is acknowledged
 * until it is. A file that is deleted under it is made again with everything that it held.
 */
export class Journal {
  /** What clients sent stands in it as the bytes that it came as. */
  private readonly pending = new PendingBytes();
  private failing = false;
  private isClosed = false;
  private file: number | undefined;
  /** The file that the disk is asked to keep at the moment. */
  private syncing: number | undefined;

  constructor(
    readonly path: string,
    private readonly log: Log,
    private readonly onFailing: (reason: string) => void,
  ) {
    this.flush();
  }

  /** Whether all of it is in the file. */
  get isWritten(): boolean {
    return this.pending.isEmpty;
  }

  append(entry: JournalEntry): void {
    if (!this.isClosed) this.pending.append(`${JSON.stringify(entry)}\n`);
  }

  /** Appends a client's line without taking it apart again; `line` must be one JSON value, and is copied. */
  appendBatch(client: string, sequence: number | undefined, time: number, line: string | Buffer): void {
    if (this.isClosed) return;
    const numbered = sequence === undefined ? "" : `"sequence":${sequence},`;
    const head = `{"k":"batch","client":${JSON.stringify(client)},${numbered}"time":${time},"message":`;
    this.pending.append(head);
    this.pending.append(line);
    this.pending.append("}\n");
  }

  /** Writes what is pending; false while it cannot be written. */
  flush(): boolean {
    if (this.isClosed) return true;
    try {
      const file = this.place();
      this.pending.writeTo(file);
      this.failing = false;
      return true;
    } catch (error) {
      this.fail(writeCause(error));
      return false;
    }
  }

  /** Asks the disk to keep what was written, against the loss of power; nobody waits for it. */
  sync(): void {
    const { file } = this;
    if (file === undefined || this.syncing !== undefined) return;
    this.syncing = file;
    fsync(file, (error) => {
      this.syncing = undefined;
      if (error !== null) this.log.warn(`journal ${this.path}: ${errorText(error)}`);
      // It was closed, or made again, meanwhile.
      if (file !== this.file) closeSync(file);
    });
  }

  /** Everything at once, also what could not be written; for merging sessions that have just begun. */
  entries(): readonly JournalEntry[] {
    const written = this.file === undefined ? Buffer.alloc(0) : readFrom(this.file, 0, fstatSync(this.file).size);
    const text = Buffer.concat([written, this.pending.view()]).toString("utf8");
    return text.split("\n").flatMap((line) => parseJournalLine(line) ?? []);
  }

  close(): void {
    this.flush();
    const { file } = this;
    this.file = undefined;
    if (file !== undefined) this.release(file);
    this.isClosed = true;
  }

  /** Closes and deletes the journal: its session is in the history. */
  remove(): void {
    this.close();
    if (lstatIfThere(this.path) !== undefined) rmSync(this.path);
  }

  /** The file: opened where it is not yet, made again where it was deleted. */
  private place(): number {
    const former = this.file;
    if (former !== undefined && fstatSync(former).nlink > 0) return former;
    restoreFolder(dirname(dirname(this.path)), basename(dirname(this.path)));
    if (former === undefined) return (this.file = openToAppend(this.path));
    this.file = copyOf(former, this.path);
    this.release(former);
    this.log.warn(`journal ${this.path}: it was deleted while it was written, and is made again`);
    return this.file;
  }

  /** Closes a file, at once or when the disk has it. */
  private release(file: number): void {
    if (file !== this.syncing) closeSync(file);
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
