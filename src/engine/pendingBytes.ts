import { writeSync } from "node:fs";

const FIRST_LENGTH = 16_384;
/** A buffer that had to grow beyond this is let go once it has been written. */
const KEPT_LENGTH = 1 << 19;
/** What a character of a text becomes at most, in UTF-8. */
const BYTES_A_UNIT = 3;

/** Bytes that wait to be written to a file, in one buffer that is used again and again: fresh memory costs more than the copy. */
export class PendingBytes {
  private buffer = Buffer.alloc(0);
  private start = 0;
  private end = 0;

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  append(piece: string | Buffer): void {
    if (typeof piece === "string") {
      this.makeRoom(piece.length * BYTES_A_UNIT);
      this.end += this.buffer.write(piece, this.end);
    } else {
      this.makeRoom(piece.length);
      this.end += piece.copy(this.buffer, this.end);
    }
  }

  /** Writes all of it; after an error the rest of it waits on. */
  writeTo(file: number): void {
    while (this.start < this.end) this.start += writeSync(file, this.buffer, this.start, this.end - this.start);
    this.start = this.end = 0;
    if (this.buffer.length > KEPT_LENGTH) this.buffer = Buffer.alloc(0);
  }

  /** What waits; valid until the next change. */
  view(): Buffer {
    return this.buffer.subarray(this.start, this.end);
  }

  private makeRoom(length: number): void {
    if (this.end + length <= this.buffer.length) return;
    const waiting = this.view();
    const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_LENGTH, 2 * this.buffer.length, waiting.length + length));
    this.end = waiting.copy(larger);
    this.start = 0;
    this.buffer = larger;
  }
}
