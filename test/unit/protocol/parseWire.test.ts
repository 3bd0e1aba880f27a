import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseClientLine, parseClientMessage } from "../../../src/protocol/parseWire";
import { WIRE_VERSION } from "../../../src/protocol/wire";
import { valuesOf } from "./valuesOf";

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const name = fc.string({ minLength: 1, maxLength: 50 }).filter((text) => !/[\0\p{Surrogate}]/u.test(text));
const time = fc.double({ min: 0, max: 1e10, noNaN: true });
const count = fc.nat();
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });

const events = fc.oneof(
  fc.record({
    type: fc.constant("run_start"),
    run: name,
    algorithm: name,
    problem: maybe(name),
    budget: maybe(count),
    time: maybe(time),
  }),
  fc.record({
    type: fc.constant("run_end"),
    run: name,
    status: fc.constantFrom("completed", "failed", "stopped"),
    best: maybe(number),
  }),
  fc.record({
    type: fc.constant("front"),
    run: name,
    points: fc.array(fc.array(number, { maxLength: 3 }), { maxLength: 5 }),
  }),
  fc.record({ type: fc.constant("component"), name, parent: maybe(name), count, total: count }),
  fc.record({ type: fc.constant("data"), bytes: count, direction: fc.constantFrom("read", "write") }),
  fc.record({ type: fc.constant("metric"), name, value: number, unit: maybe(name), run: maybe(name) }),
  fc.record({ type: fc.constant("note"), text: name, level: fc.constantFrom("debug", "info", "warning", "error") }),
  fc.record({ type: fc.constant("dropped"), count }),
  fc.record({ type: fc.constant("bye"), time: maybe(time) }),
);

describe("parseClientLine", () => {
  it("never throws and always gives a value or a reason that is short", () => {
    const check = (line: string): void => {
      const parsed = parseClientLine(line);
      if (!parsed.ok) expect(parsed.reason.length).toBeLessThan(700);
    };
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), check));
    fc.assert(fc.property(fc.json({ maxDepth: 5 }), check));
    const types = [
      "hello",
      "batch",
      "iteration",
      "run_start",
      "run_end",
      "front",
      "component",
      "data",
      "metric",
      "note",
      "__proto__",
    ];
    const fields = fc.dictionary(
      fc.constantFrom(
        "run",
        "iteration",
        "events",
        "sequence",
        "name",
        "count",
        "points",
        "metrics",
        "buckets",
        "source",
        "id",
      ),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...types), fields, (type, rest) => check(JSON.stringify({ ...rest, type }))),
      { numRuns: 2000 },
    );
  });

  it("takes events as they are, alone and in a batch", () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 5 }), (list) => {
        const wire = JSON.parse(JSON.stringify(list)) as readonly unknown[];
        for (const event of wire) expect(parseClientMessage(event)).toEqual({ ok: true, value: event });
        const batch = parseClientLine(JSON.stringify({ type: "batch", sequence: 1, events: wire }));
        expect(batch).toEqual({ ok: true, value: { type: "batch", sequence: 1, events: wire, refused: [] } });
      }),
    );
  });

  it("keeps every number of an iteration, custom ones too, NaN and infinities included", () => {
    const value = fc.oneof(number, fc.constantFrom(NaN, Infinity, -Infinity));
    const key = name.filter((text) => !["type", "time", "run", "iteration", "metrics", "__proto__"].includes(text));
    fc.assert(
      fc.property(name, fc.nat(), fc.dictionary(key, value), (run, iteration, values) => {
        const text = Object.fromEntries(
          Object.entries(values).map(([k, v]) => [k, Number.isFinite(v) ? v : String(v)]),
        );
        const parsed = parseClientLine(JSON.stringify({ ...text, type: "iteration", run, iteration }));
        expect(parsed.ok && parsed.value.type === "iteration" && valuesOf(parsed.value)).toEqual({ ...values });
      }),
    );
  });

  it.each([
    ["deep types", `{"type":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, /unknown message type: a list/],
    [
      "deep parameters",
      `{"type":"run_start","run":"r","algorithm":"a","parameters":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`,
      /nested at most/,
    ],
    ["an endless iteration", '{"type":"iteration","run":"r","iteration":1e999}', /iteration.*finite/],
    ["an endless time", '{"type":"iteration","run":"r","iteration":1,"time":1e999}', /time.*finite/],
    ["a batch of no number", '{"type":"batch","sequence":0,"events":[]}', /whole number from 1/],
    ["a long type", `{"type":"${"x".repeat(100_000)}"}`, /unknown message type: "x+…$/],
  ])("refuses %s", (_, line, reason) => {
    expect(parseClientLine(line)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) as string });
  });

  it("makes names whole that a file could not keep", () => {
    const parsed = parseClientLine('{"type":"iteration","run":"a\\ud800","iteration":1,"x\\u0000y":2}');
    expect(parsed).toMatchObject({ ok: true, value: { run: "a\ufffd", values: { numbers: [2] } } });
    expect(parsed.ok && parsed.value.type === "iteration" && valuesOf(parsed.value)).toEqual({ "x\ufffdy": 2 });
    const long = parseClientLine(JSON.stringify({ type: "metric", name: `${"x".repeat(499)}😀`, value: 1 }));
    expect(long).toMatchObject({ ok: true, value: { name: `${"x".repeat(499)}\ufffd` } });
  });

  it("gives an identity only to clients that have one", () => {
    const idOf = (more: object): unknown => {
      const parsed = parseClientMessage({ type: "hello", protocol: WIRE_VERSION, ...more });
      return parsed.ok && parsed.value.type === "hello" && parsed.value.id;
    };
    expect(idOf({ id: "mine", pid: 5 })).toBe("mine");
    expect(idOf({ host: "h", pid: 5 })).toBe("h-5");
    expect(idOf({ host: "h" })).toBe("");
  });
});
