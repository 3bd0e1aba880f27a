import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineFramer } from "../../../src/ingest/framing";
import { MAX_LINE_BYTES } from "../../../src/protocol/wire";

function framed(chunks: readonly Buffer[]): { lines: readonly string[]; tooLong: number } {
  const lines: string[] = [];
  let tooLong = 0;
  const framer = new LineFramer(() => tooLong++);
  for (const chunk of chunks) {
    framer.push(chunk);
    for (let line = framer.next(); line !== undefined; line = framer.next()) lines.push(line.toString());
  }
  return { lines, tooLong };
}

describe("LineFramer", () => {
  it("gives the same lines however the stream is cut", () => {
    const line = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\n"));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(300)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
        const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(framed(chunks)).toEqual({ lines: lines.filter((text) => text !== ""), tooLong: 0 });
      }),
    );
  });

  it("skips what is too long, tells it once a line, and goes on with the next", () => {
    const long = Buffer.alloc(MAX_LINE_BYTES + 1, "x");
    const longest = "y".repeat(MAX_LINE_BYTES);
    const end = Buffer.from("\n");
    const chunks = [
      long,
      long,
      end,
      Buffer.from("a\n"),
      Buffer.concat([long, end]),
      Buffer.from(`${longest}\nb\nhalf`),
    ];
    expect(framed(chunks)).toEqual({ lines: ["a", longest, "b"], tooLong: 2 });
  });

  it("keeps a line that was given out as it was, whatever comes before the next one is asked for", () => {
    const framer = new LineFramer(() => undefined);
    framer.push(Buffer.from("fir"));
    expect(framer.next()).toBeUndefined();
    framer.push(Buffer.from("st\nsecond\nthi"));
    const first = framer.next();
    framer.push(Buffer.from("rd\n"));
    expect(first?.toString()).toBe("first");
    expect([framer.next()?.toString(), framer.next()?.toString(), framer.next()]).toEqual([
      "second",
      "third",
      undefined,
    ]);
  });
});
