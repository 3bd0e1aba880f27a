import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EVENT_PARSERS } from "../../src/protocol/parseEvents";
import { parseClientLine } from "../../src/protocol/parseWire";
import { ITERATION_FIELDS } from "../../src/protocol/wire";
import { goldenEvents } from "./goldenFiles";

const document = readFileSync(join(import.meta.dirname, "../../docs/protocol.md"), "utf8");

/** The lines of the document's examples, as one side sends them. */
function examples(side: "client" | "engine"): string[] {
  const blocks = [...document.matchAll(new RegExp("```ndjson " + side + "\n(.*?)```", "gs"))];
  return blocks.flatMap((block) => (block[1] ?? "").trim().split("\n"));
}

describe("docs/protocol.md", () => {
  it("shows client lines that are accepted whole", () => {
    const lines = [
      ...examples("client"),
      ...[...document.matchAll(/'(\{"type".*\})'/g)].map((match) => match[1] ?? ""),
    ];
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const parsed = parseClientLine(line);
      expect(parsed).toMatchObject({ ok: true });
      if (parsed.ok && parsed.value.type === "batch") expect(parsed.value.refused).toEqual([]);
    }
  });

  it("shows engine lines that are JSON, with a reason that the parser gives", () => {
    const messages = examples("engine").map((line) => JSON.parse(line) as { type: string; reason?: string });
    expect(new Set(messages.map(({ type }) => type))).toEqual(new Set(["welcome", "ack", "error"]));
    const refused = parseClientLine('{"type":"iteration","run":"r","iteration":1,"best":"low"}');
    expect(messages.find(({ type }) => type === "error")?.reason).toBe(refused.ok ? undefined : refused.reason);
  });

  it("names every event and every field", () => {
    for (const type of ["iteration", ...EVENT_PARSERS.keys()]) expect(document).toContain(`\`${type}\``);
    for (const field of ITERATION_FIELDS) expect(document).toContain(`\`${field}\``);
    for (const { event } of goldenEvents) {
      for (const field of Object.keys(event)) expect(document).toContain(`\`${field}\``);
    }
  });
});
