import { describe, expect, it } from "vitest";
import { NamedNumbers } from "../../src/protocol/namedNumbers";
import { parseClientLine } from "../../src/protocol/parseWire";
import { goldenEvents, invalidLines, sampleEvent, validLines } from "./goldenFiles";

const NUMBERS: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };
const asNumber = (value: unknown): unknown => (typeof value === "string" ? (NUMBERS[value] ?? value) : value);
const deepNumbers = (value: unknown): unknown => (Array.isArray(value) ? value.map(deepNumbers) : asNumber(value));
const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** What the parser must make of a golden event: numbers decoded, an iteration's numbers together in `values`. */
function expected(event: Record<string, unknown>): Record<string, unknown> {
  if (event["type"] === "iteration") return expectedIteration(event);
  const defaults = event["type"] === "note" ? { level: "info" } : event["type"] === "data" ? { direction: "read" } : {};
  const decoded = Object.entries(event).map(([key, value]) => {
    if (key === "parameters" || key === "solution") return [key, value];
    // A zero character is what neither a file nor a database would give back.
    if (key === "text") return [key, String(value).replaceAll("\u0000", "\ufffd")];
    return [camel(key), deepNumbers(value)];
  });
  return { ...defaults, ...(Object.fromEntries(decoded) as Record<string, unknown>) };
}

function expectedIteration(event: Record<string, unknown>): Record<string, unknown> {
  const { type, time, run, iteration, metrics, quantiles = [], ...standard } = event;
  // Golden quantiles have the probabilities that are kept.
  const distribution = (quantiles as unknown[]).map((value, index) => [`quantile{p=${index / 20}}`, value] as const);
  const all = { ...standard, ...(metrics as object | undefined), ...(Object.fromEntries(distribution) as object) };
  const values = Object.entries(all);
  const numbers = values.map(([key, value]) => [key, typeof value === "boolean" ? Number(value) : asNumber(value)]);
  return { type, time, run, iteration, values: NamedNumbers.of(Object.fromEntries(numbers) as Record<string, number>) };
}

describe("the golden events", () => {
  it.each(goldenEvents)("$name", ({ event }) => {
    const line = sampleEvent(event);
    expect(parseClientLine(JSON.stringify(line))).toEqual({ ok: true, value: expected(line) });
  });

  it("are taken in a batch just as alone, none refused", () => {
    const events = goldenEvents.map(({ event }) => sampleEvent(event));
    const parsed = parseClientLine(JSON.stringify({ type: "batch", sequence: 1, events }));
    expect(parsed).toEqual({
      ok: true,
      value: { type: "batch", sequence: 1, events: events.map(expected), refused: [] },
    });
  });
});

describe("lines that are accepted", () => {
  it.each(validLines)("$name", ({ line }) => {
    expect(parseClientLine(line)).toMatchObject({ ok: true });
  });
});

describe("lines that are refused with their reason", () => {
  it.each(invalidLines)("$name", ({ line, reason }) => {
    const parsed = parseClientLine(line);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.reason).toMatch(new RegExp(String(reason)));
  });

  it("refuses an invalid event inside a batch and keeps its neighbours", () => {
    const line = '{"type":"batch","sequence":1,"events":[{"type":"bye"},{"type":"note"},7,{"type":"note","text":"a"}]}';
    const parsed = parseClientLine(line);
    expect(parsed).toMatchObject({ ok: true, value: { events: [{ type: "bye" }, { type: "note", text: "a" }] } });
    if (parsed.ok && parsed.value.type === "batch") expect(parsed.value.refused).toHaveLength(2);
  });
});
