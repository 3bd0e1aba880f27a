import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goldenEvents, type GoldenEvent } from "../../../test/contract/goldenFiles";
import { TestEngine } from "../../../test/contract/testEngine";
import { parseEvent } from "../../../src/protocol/parseWire";
import { compile, start } from "./compiler";
import { goldenProgram, marker } from "./goldenProgram";

type Json = Readonly<Record<string, unknown>>;

const folder = mkdtempSync(join(tmpdir(), "om-cpp-"));
const source = join(folder, "golden.cpp");
const program = join(folder, "golden");
let events: readonly Json[] = [];

beforeAll(async () => {
  writeFileSync(source, goldenProgram(goldenEvents));
  // Programs that optimize are often compiled like this, which makes the compiler believe that there is no NaN.
  await compile(source, program, "-O1", "-ffinite-math-only", "-fno-signed-zeros");
  const engine = await TestEngine.start();
  const outcome = await start(program, engine.environment).ended;
  expect(outcome).toMatchObject({ code: 0, stderr: "", stdout: "" });
  await engine.until(() => engine.of("bye").length > 0);
  expect(engine.broken).toEqual([]);
  events = engine.events;
  await engine.stop();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the program sent between the note of a case and the one after it. */
function sentFor(index: number): readonly Json[] {
  const begin = events.findIndex((event) => event["text"] === marker(index));
  const rest = events.slice(begin + 1);
  return rest.slice(
    0,
    rest.findIndex((event) => event["text"] === "after"),
  );
}

const PLACEHOLDERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  "<run>": (value) => typeof value === "string" && value.length > 0,
  "<time>": (value) => typeof value === "number" && Math.abs(value - Date.now() / 1000) < 120,
  "<seconds>": (value) => typeof value === "number" && value >= 0 && value < 60,
  "<source>": (value) => {
    const { file, line } = value as { file: string; line: number };
    return file === source && line > 0;
  },
  "<buckets>": (value) => {
    const { le, counts } = value as { le: number[]; counts: number[] };
    return le.length === 19 && counts.length === 20 && counts.reduce((sum, count) => sum + count) === 1;
  },
};

/** The event with each placeholder of the golden one in place of a value that fits it. */
function comparable(event: Json, golden: GoldenEvent["event"]): Json {
  const entries = Object.entries(event).map(([key, value]) => {
    const placeholder = String(golden[key]);
    return [key, PLACEHOLDERS[placeholder]?.(value) === true ? placeholder : value] as const;
  });
  return Object.fromEntries(entries);
}

/** Components arrive when their block has ended, which is after the note that follows. */
function components(name: unknown): readonly Json[] {
  return events.filter((event) => event["type"] === "component" && event["name"] === name);
}

describe("the golden events", () => {
  it.each(goldenEvents.map((golden, index) => ({ name: golden.name, golden, index })))("$name", ({ golden, index }) => {
    const { verb, args } = golden.call;
    const sent =
      verb === "component"
        ? components(args[0])
            .filter((event) => event["parent"] === golden.event["parent"])
            .slice(0, 1)
        : sentFor(index);
    expect(sent.map((event) => comparable(event, golden.event))).toEqual([golden.event]);
    expect(sent.map((event) => parseEvent(event)).filter(({ ok }) => !ok)).toEqual([]);
  });
});
