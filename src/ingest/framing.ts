import { MAX_LINE_BYTES } from "../protocol/wire";

const NEWLINE = 10;

/** Cuts a stream of bytes into lines; a line that is too long is reported once and skipped without being kept. */
export class LineFramer {
  private rest: Buffer[] = [];
  private restLength = 0;
  private skipping = false;

  constructor(
    private readonly onLine: (line: Buffer) => void,
    private readonly onTooLong: () => void,
  ) {}

  push(bytes: Buffer): void {
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, from);
      if (end < 0) break;
      this.complete(bytes.subarray(from, end));
      from = end + 1;
    }
    if (from < bytes.length) this.keep(bytes.subarray(from));
  }

  private complete(tail: Buffer): void {
    if (!this.skipping && this.restLength + tail.length > MAX_LINE_BYTES) this.refuse();
    if (this.skipping) {
      this.skipping = false;
      return;
    }
    const line = this.restLength === 0 ? tail : Buffer.concat([...this.rest, tail]);
    this.rest = [];
    this.restLength = 0;
    if (line.length > 0) this.onLine(line);
  }

  private keep(bytes: Buffer): void {
    if (this.skipping) return;
    if (this.restLength + bytes.length > MAX_LINE_BYTES) return this.refuse();
    this.rest.push(bytes);
    this.restLength += bytes.length;
  }

  private refuse(): void {
    this.rest = [];
    this.restLength = 0;
    this.skipping = true;
    this.onTooLong();
  }
}
