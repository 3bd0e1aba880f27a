import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goldenEvents, type GoldenEvent } from "../../../test/contract/goldenFiles";
import { createClient, type Client, type Run } from "../src/index.js";
import { TestEngine } from "../../../test/contract/testEngine";

const NUMBERS: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };
const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** What stands for a number in the golden files becomes that number; `<run>` becomes the given run. */
function decode(value: unknown, run: Run): unknown {
  if (typeof value === "string") return value === "<run>" ? run : (NUMBERS[value] ?? value);
  if (Array.isArray(value)) return value.map((entry) => decode(entry, run));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, decode(entry, run)]));
}

const WIRE_NAMES = ["parameters", "metrics", "solution"];

/** The keyword arguments in this language's spelling. */
function options(kwargs: Readonly<Record<string, unknown>>, run: Run): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(kwargs).map(([key, value]) => [WIRE_NAMES.includes(key) ? key : camel(key), decode(value, run)]),
  );
}

function call(client: Client, open: Run, { verb, args, kwargs }: GoldenEvent["call"]): void {
  const given = options(kwargs, open);
  const [first, second] = decode(args, open) as [never, never];
  const verbs: Record<GoldenEvent["call"]["verb"], () => unknown> = {
    run: () => client.run(first, given),
    iteration: () => open.iteration(first, given),
    front: () => open.front(first, given),
    end: () => open.end(given),
    component: () => timeComponent(client, first, given["parent"]),
    data: () => client.data(first, given),
    metric: () => client.metric(first, second, given),
    note: () => client.note(first, given),
  };
  verbs[verb]();
}

function timeComponent(client: Client, name: string, parent: unknown): void {
  const body = (): void => client.component(name, () => undefined);
  if (typeof parent === "string") client.component(parent, body);
  else body();
}

const PLACEHOLDERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  "<run>": (value) => typeof value === "string" && value.length > 0,
  "<time>": (value) => typeof value === "number" && Math.abs(value - Date.now() / 1000) < 60,
  "<seconds>": (value) => typeof value === "number" && value >= 0 && value < 60,
  "<source>": (value) => /contract\.test\.ts$/.test(String((value as { file?: unknown } | undefined)?.file)),
  "<buckets>": (value) => {
    const { le, counts } = value as { le: number[]; counts: number[] };
    return counts.length === le.length + 1 && counts.reduce((sum, count) => sum + count) === 1;
  },
};

/** The event with each placeholder of the golden one in place of a value that fits it. */
function comparable(event: Readonly<Record<string, unknown>>, golden: GoldenEvent["event"]): Record<string, unknown> {
  const entries = Object.entries(event).map(([key, value]) => {
    const placeholder = String(golden[key]);
    return [key, PLACEHOLDERS[placeholder]?.(value) === true ? placeholder : value];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

describe("the golden events", () => {
  let engine: TestEngine;
  let client: Client;
  beforeAll(async () => {
    engine = await TestEngine.start();
    client = createClient({ endpoint: engine.endpoint });
  });
  afterAll(() => engine.stop());

  it.each(goldenEvents)("$name", async (golden) => {
    const open = client.run("open");
    expect(await client.flush()).toBe(true);
    const before = engine.events.length;
    call(client, open, golden.call);
    expect(await client.flush()).toBe(true);
    const wanted = engine.events
      .slice(before)
      .filter((event) => event["name"] !== golden.call.kwargs["parent"] || !("parent" in golden.call.kwargs));
    const sent =
      golden.call.verb === "component" ? wanted.filter((event) => event["name"] === golden.call.args[0]) : wanted;
    expect(sent.map((event) => comparable(event, golden.event))).toEqual([golden.event]);
  });
});
