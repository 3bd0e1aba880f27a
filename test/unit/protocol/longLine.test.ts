import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLongBatch } from "../../../src/protocol/longLine";

/** Strings and values that look like the border between two events. */
const nasty = fc.constantFrom('},{"type":', '}],"x":[{"type":', "\\", '"', "]}", "é\u2028", '\\"},{\\"type\\":');
const value = fc.oneof(fc.double(), fc.string(), nasty, fc.boolean(), fc.constant(null));
const event = fc.record({
  type: fc.constantFrom("iteration", "metric", "front"),
  name: fc.oneof(fc.string(), nasty),
  values: fc.dictionary(fc.string({ maxLength: 8 }), value, { maxKeys: 5 }),
  nested: fc.array(fc.record({ type: value, inner: fc.array(fc.record({ type: nasty }), { maxLength: 3 }) }), {
    maxLength: 3,
  }),
});

/** So many copies of some events that the line is parsed in pieces. */
function longLine(events: readonly unknown[]): string {
  const text = events.map((each) => JSON.stringify(each));
  let length = 0;
  const all: string[] = [];
  for (let index = 0; length < 150_000; index++) {
    const next = text[index % text.length] ?? "";
    all.push(next);
    length += next.length + 1;
  }
  return `{"type":"batch","sequence":7,"events":[${all.join(",")}]}`;
}

/** What a line holds, by JSON.parse where it is no long batch; the line itself is left as it was. */
function parseLine(text: string): unknown {
  const line = Buffer.from(text);
  const events: unknown[] = [];
  const sequence = readLongBatch(line, (each) => events.push(each));
  expect(line.equals(Buffer.from(text))).toBe(true);
  return sequence === undefined ? JSON.parse(text) : { type: "batch", sequence, events };
}

function outcome(parse: (line: string) => unknown, line: string): unknown {
  try {
    return parse(line);
  } catch (error) {
    return error instanceof SyntaxError ? "refused" : error;
  }
}

describe("a long line", () => {
  it("gives what JSON.parse gives", () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 6 }), (events) => {
        const line = longLine(events);
        expect(JSON.stringify(parseLine(line))).toBe(JSON.stringify(JSON.parse(line)));
      }),
      { numRuns: 40 },
    );
  });

  it("is refused where JSON.parse refuses it, wherever it is damaged", () => {
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        fc.constantFrom("", "]", "}", ",", '"'),
        (events, at, put) => {
          const whole = longLine(events);
          const place = at % whole.length;
          const line = whole.slice(0, place) + put + whole.slice(place + 1);
          expect(JSON.stringify(outcome(parseLine, line))).toBe(JSON.stringify(outcome(JSON.parse, line)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is read in pieces where it has our clients' form, and in no other", () => {
    const line = longLine([{ type: "note", text: "n" }]);
    const sequenceOf = (text: string): number | undefined => readLongBatch(Buffer.from(text), () => undefined);
    expect(sequenceOf(line)).toBe(7);
    expect(sequenceOf(line.replace(":7,", ":07,"))).toBeUndefined();
    expect(sequenceOf(line.replace('{"type"', '{ "type"'))).toBeUndefined();
    expect(sequenceOf('{"type":"batch","sequence":7,"events":[]}')).toBeUndefined();
  });

  it("keeps what stands behind the events", () => {
    const line = longLine([{ type: "note", text: "n" }]).replace(/\]\}$/, '],"more":[1]}');
    expect(parseLine(line)).toEqual(JSON.parse(line));
  });
});
