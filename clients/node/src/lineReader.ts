import { StringDecoder } from "node:string_decoder";

/** Cuts a stream of bytes into lines; a line longer than the limit is skipped. */
export class LineReader {
  private readonly decoder = new StringDecoder("utf8");
  private rest = "";
  private isSkipping = false;

  constructor(private readonly limit: number) {}

  push(chunk: Buffer): string[] {
    const parts = (this.rest + this.decoder.write(chunk)).split("\n");
    this.rest = parts.pop() ?? "";
    if (this.isSkipping && parts.length > 0) {
      parts.shift();
      this.isSkipping = false;
    }
    if (this.rest.length > this.limit) {
      this.rest = "";
      this.isSkipping = true;
    }
    return parts;
  }
}
