import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEvent } from "../../../src/protocol/parseWire";
import type { IterationEvent } from "../../../src/protocol/wire";
import { valuesOf } from "./valuesOf";

/** An iteration of a run as it is sent. */
type LineOf = (run: string) => string;

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
  .map(({ fields, order, ...nested }): LineOf => {
    return (run) => {
      const known = { type: "iteration", run, iteration: 1 };
      return JSON.stringify(order ? { ...known, ...nested, ...fields } : { ...fields, ...nested, ...known });
    };
  });

const parse = (line: string): unknown => {
  const parsed = parseEvent(JSON.parse(line));
  return parsed.ok ? Object.entries(valuesOf(parsed.value as IterationEvent)) : parsed.reason;
};

describe("an iteration", () => {
  it("has the same values in the same order whatever came before it in its run", () => {
    let runs = 0;
    const alike = (lines: readonly LineOf[], picks: readonly number[]): void => {
      const alone = lines.map((line) => parse(line(`alone in run ${runs++}`)));
      for (const pick of picks) {
        const index = pick % lines.length;
        expect(parse(lines[index]?.("r") ?? "")).toEqual(alone[index]);
      }
    };
    const picks = fc.array(fc.nat(3), { maxLength: 12 });
    fc.assert(fc.property(fc.array(raw, { minLength: 1, maxLength: 4 }), picks, alike), { numRuns: 500 });
  });

  it("is read anew where it is written as its run's last one, but for its values", () => {
    const first = { type: "iteration", run: "once", iteration: 1, best: 1, feasible: true, metrics: { a: 1, b: 2 } };
    const lineOf = (changes: object) => (run: string) => JSON.stringify({ ...first, run, ...changes });
    const changes = [
      { best: null },
      { best: "text" },
      { feasible: "NaN" },
      { feasible: null },
      { metrics: { a: 1 } },
      { metrics: { a: 1, b: "text" } },
      { metrics: { a: 1, b: 2, c: 3 } },
      { metrics: { b: 2, a: 1 } },
      { metrics: null },
      { metrics: 7 },
      { metrics: undefined },
      { quantiles: [1, 2, 3] },
      { quantiles: [3, 2, 1] },
      { mean: 3 },
    ];
    for (const [index, change] of changes.entries()) {
      parse(lineOf({})("once"));
      parse(lineOf({})("once"));
      expect(parse(lineOf(change)("once"))).toEqual(parse(lineOf(change)(`never seen ${index}`)));
    }
  });

  it("takes a distribution for no metrics, though there be as many", () => {
    const metrics = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`m${index}`, index]));
    const lineOf = (run: string, more: object): string =>
      JSON.stringify({ type: "iteration", run, iteration: 1, ...more });
    parse(lineOf("many", { metrics, quantiles: null }));
    for (const others of [null, {}]) {
      const more = { metrics: others, quantiles: [1, 2, 3] };
      expect(parse(lineOf("many", more))).toEqual(parse(lineOf(`of ${JSON.stringify(others)}`, more)));
      parse(lineOf("many", { metrics, quantiles: null }));
    }
  });

  it("keeps its own values where the next one of its run is read before they are used", () => {
    const read = (best: number): IterationEvent => {
      const parsed = parseEvent({ type: "iteration", run: "kept", iteration: best, best, metrics: { a: best } });
      if (!parsed.ok || parsed.value.type !== "iteration") throw new Error("no iteration");
      return parsed.value;
    };
    const events = [1, 2, 3].map(read);
    expect(events.map((event) => valuesOf(event))).toEqual([1, 2, 3].map((best) => ({ best, a: best })));
  });

  const namesOf = (text: string): unknown => {
    const parsed = parseEvent(JSON.parse(text));
    return parsed.ok && parsed.value.type === "iteration" && parsed.value.values.names;
  };

  it("shares its names with its run's last one, however many runs take turns", () => {
    const line = (run: string): string =>
      JSON.stringify({ type: "iteration", run, iteration: 1, best: 1, metrics: { [`loss of ${run}`]: 1 } });
    // What is remembered of runs is given up when there are many of them: from there on there is room for these.
    const known = namesOf(line("known"));
    let others = 0;
    while (namesOf(line("known")) === known) namesOf(line(`other ${others++}`));
    expect(others).toBeLessThanOrEqual(100);
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
