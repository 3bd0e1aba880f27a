import { MAX_LINE_BYTES } from "../protocol/wire";

const NEWLINE = 10;
const FIRST_LENGTH = 16_384;
/** Room for the beginning of a line that had to be larger than this is let go once the line was taken. */
const KEPT_LENGTH = 1 << 18;
const EMPTY = Buffer.alloc(0);

/** Cuts a stream of bytes into lines; a line that is too long is reported once and skipped without being kept. */
export class LineFramer {
  /** What came and was not looked at, the first of it from `at` on. */
  private readonly chunks: Buffer[] = [];
  private at = 0;
  /** The beginning of a line whose end has not come, in a buffer that is used again and again. */
  private rest = EMPTY;
  private restLength = 0;
  private skipping = false;

  constructor(private readonly onTooLong: () => void) {}

  push(bytes: Buffer): void {
    this.chunks.push(bytes);
  }

  /** The next line that is not empty, as bytes that stand until the next call; undefined until its end has come. */
  next(): Buffer | undefined {
    // What was given out before is no longer needed.
    if (this.restLength === 0 && this.rest.length > KEPT_LENGTH) this.rest = EMPTY;
    for (let chunk = this.chunks[0]; chunk !== undefined; chunk = this.chunks[0]) {
      const end = chunk.indexOf(NEWLINE, this.at);
      const piece = chunk.subarray(this.at, end < 0 ? chunk.length : end);
      if (end < 0) {
        this.chunks.shift();
        this.at = 0;
        this.keep(piece);
      } else {
        this.at = end + 1;
        const line = this.complete(piece);
        if (line.length > 0) return line;
      }
    }
    return undefined;
  }

  private complete(tail: Buffer): Buffer {
    // What lies in one chunk need not be copied.
    if (this.restLength > 0 || tail.length > MAX_LINE_BYTES) this.keep(tail);
    const line = this.skipping ? EMPTY : this.restLength > 0 ? this.rest.subarray(0, this.restLength) : tail;
    this.skipping = false;
    this.restLength = 0;
    return line;
  }

  private keep(bytes: Buffer): void {
    if (this.skipping || bytes.length === 0) return;
    const length = this.restLength + bytes.length;
    if (length > MAX_LINE_BYTES) return this.refuse();
    if (length > this.rest.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_LENGTH, 2 * this.rest.length, length));
      this.rest.copy(larger, 0, 0, this.restLength);
      this.rest = larger;
    }
    bytes.copy(this.rest, this.restLength);
    this.restLength = length;
  }

  private refuse(): void {
    this.restLength = 0;
    this.skipping = true;
    this.onTooLong();
  }
}
