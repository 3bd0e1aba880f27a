import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEvent } from "../../../src/protocol/parseWire";
import type { IterationEvent } from "../../../src/protocol/wire";
import { valuesOf } from "./valuesOf";

/** What a field of an iteration may be: mostly a number, sometimes what is left out, means a number, or is refused. */
const value = fc.oneof(
  { weight: 6, arbitrary: fc.double() },
  fc.constantFrom(0, true, false, null, "NaN", "-Infinity", "text", [], {}),
);
const quantiles = fc.constantFrom(undefined, null, [1, 2, 3], [3, 2, 1], [0, "Infinity", "Infinity"], "text");
const metrics = fc.oneof(
  fc.constantFrom(undefined, null, 7),
  fc.dictionary(fc.constantFrom("a", "time", "best", "7", "x\0"), value, { maxKeys: 3 }),
);
const raw = fc
  .record({
    fields: fc.dictionary(
      fc.constantFrom("best", "mean", "feasible", "note", "7", "x\0", "x\ufffd", "__proto__"),
      value,
    ),
    metrics,
    quantiles,
    order: fc.boolean(),
  })
  .map(({ fields, order, ...nested }) => {
    const known = { type: "iteration", run: "r", iteration: 1 };
    return JSON.stringify(order ? { ...known, ...nested, ...fields } : { ...fields, ...nested, ...known });
  });

const parse = (line: string): unknown => {
  const parsed = parseEvent(JSON.parse(line));
  return parsed.ok ? Object.entries(valuesOf(parsed.value as IterationEvent)) : parsed.reason;
};

describe("an iteration", () => {
  it("has the same values in the same order whatever came before it", () => {
    const other = '{"type":"iteration","run":"other","iteration":1,"something else":1}';
    fc.assert(
      fc.property(
        fc.array(raw, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(3), { maxLength: 12 }),
        (lines, picks) => {
          const alone = lines.map((line) => {
            parse(other);
            return parse(line);
          });
          for (const pick of picks) {
            const index = pick % lines.length;
            expect(parse(lines[index] ?? "")).toEqual(alone[index]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  const namesOf = (text: string): unknown => {
    const parsed = parseEvent(JSON.parse(text));
    return parsed.ok && parsed.value.type === "iteration" && parsed.value.values.names;
  };

  it("shares its names with its run's last one, however many runs take turns", () => {
    const line = (run: string): string =>
      JSON.stringify({ type: "iteration", run, iteration: 1, best: 1, metrics: { [`loss of ${run}`]: 1 } });
    const [first, second] = [namesOf(line("a")), namesOf(line("b"))];
    expect(first).not.toEqual(second);
    expect(namesOf(line("a"))).toBe(first);
    expect(namesOf(line("b"))).toBe(second);
    for (let run = 0; run < 500; run++) namesOf(line(String(run)));
    expect(namesOf(line("a"))).toEqual(first);
  });

  it("shares its names with the one before where it is written alike", () => {
    const line = (best: number | string, more: object = {}): string =>
      JSON.stringify({ type: "iteration", run: "r", iteration: 1, best, feasible: true, metrics: { a: 1 }, ...more });
    const names = namesOf(line(1));
    expect(namesOf(line(2))).toBe(names);
    expect(namesOf(line("NaN"))).toBe(names);
    const others = namesOf(line(3, { quantiles: [1, 2, 3] }));
    expect(others).not.toBe(names);
    expect(namesOf(line(4, { quantiles: [2, 3, 4] }))).toBe(others);
  });
});
