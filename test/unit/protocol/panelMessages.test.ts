// What the panel's page posts is unknown until a parser has accepted it, whoever has got into the page.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePanelMessage } from "../../../src/protocol/panel";
import { ENGINE_QUESTIONS, PANEL_METHODS } from "../../../src/protocol/panelQuestions";
import { isToPanelMessage } from "../../../src/protocol/toPanelMessage";
import { parseParams } from "../../../src/protocol/parseRpc";

const TYPES = [
  ...[
    "ready",
    "select",
    "view",
    "ask",
    "onSessions",
    "stop",
    "export",
    "openSource",
    "savePicture",
    "saveCsv",
    "command",
    "remember",
    "manageTrust",
  ],
  ...["constructor", "__proto__", "toString", "hasOwnProperty"],
] as const;
const FIELDS = [
  "sessionId",
  "sessionIds",
  "queries",
  "id",
  "method",
  "params",
  "command",
  "file",
  "line",
  "name",
  "format",
  "content",
  "table",
  "columns",
  "state",
] as const;
const WORDS = [
  "s1",
  "svg",
  "png",
  "deleteSession",
  "showSessions",
  ...PANEL_METHODS,
  "configureApi",
  "hello",
  "constructor",
] as const;

const word = fc.constantFrom(...WORDS);
const query = fc.record(
  {
    ...{ key: fc.anything(), table: word, x: word, y: fc.anything(), mode: fc.anything() },
    ...{ points: fc.anything(), from: fc.anything(), to: fc.anything() },
  },
  { requiredKeys: [] },
);
const value = fc.oneof(
  fc.anything(),
  word,
  fc.integer(),
  fc.constantFrom(NaN, Infinity, -0, 1e308, 1n),
  fc.array(fc.oneof(word, query), { maxLength: 4 }),
  fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof(word, fc.anything())),
);
/** Fields that fit whatever message they are in, so that many are accepted but for one field. */
const plausible = fc.record({
  sessionId: word,
  sessionIds: fc.array(word, { maxLength: 3 }),
  queries: fc.array(fc.record({ key: word, table: word, x: word, points: fc.nat() }), { maxLength: 3 }),
  id: fc.nat(),
  method: fc.constantFrom(...PANEL_METHODS),
  params: fc.dictionary(word, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
  command: fc.constantFrom("deleteSession", "showSessions", "constructor"),
  file: word,
  line: fc.nat(),
  name: word,
  format: fc.constantFrom("svg", "png"),
  content: word,
  table: word,
  columns: fc.array(word, { maxLength: 3 }),
  state: fc.dictionary(word, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
});
const message = fc
  .tuple(fc.constantFrom(...TYPES), plausible, fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 2 }))
  .map(([type, fields, wrong]) => ({ ...fields, ...wrong, type }));

describe("a message of the page", () => {
  it("never makes the parser throw, and what is accepted has the shape that it should have", () => {
    const accepted = new Set<string>();
    const check = (given: unknown): void => {
      const parsed = parsePanelMessage(given);
      if (!parsed.ok) return void expect(parsed.reason.length).toBeLessThan(400);
      accepted.add(parsed.value.type);
      expectShape(parsed.value);
      // Accepting it again changes nothing, so that nothing of what came is left in it unseen.
      expect(parsePanelMessage(parsed.value)).toEqual(parsed);
    };
    fc.assert(fc.property(fc.oneof({ weight: 4, arbitrary: message }, fc.anything()), check), { numRuns: 3000 });
    expect(accepted.size).toBe(13);
  });

  it("asks only for what is on the list, and only with parameters that the engine's own parser takes", () => {
    const methods = fc.oneof(word, fc.string());
    const params = fc.dictionary(fc.oneof(word, fc.string()), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(methods, params, (method, given) => {
        const parsed = parsePanelMessage({ type: "ask", id: 1, method, params: given });
        if (!parsed.ok || parsed.value.type !== "ask") return void expect(PANEL_METHODS).not.toContain(method);
        const asked = parsed.value.method;
        expect(PANEL_METHODS).toContain(asked);
        const question = ENGINE_QUESTIONS.find((known) => known === asked);
        if (question !== undefined) expect(typeof parseParams(question, parsed.value.params).ok).toBe("boolean");
      }),
      { numRuns: 1000 },
    );
  });

  it("that is huge, or nested without end, is refused or cut", () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = { params: deep };
    expect(parsePanelMessage({ type: "ask", id: 1, method: "listSessions", params: deep }).ok).toBe(false);
    const long = parsePanelMessage({ type: "select", sessionId: "x".repeat(1_000_000) });
    expect(long.ok && long.value.type === "select" ? long.value.sessionId.length : 0).toBe(500);
    const ids = Array.from({ length: 100_000 }, String);
    const many = parsePanelMessage({ type: "onSessions", command: "tagSession", sessionIds: ids });
    expect(many.ok && many.value.type === "onSessions" ? many.value.sessionIds.length : 0).toBeLessThanOrEqual(10_000);
  });
});

describe("a message to the page", () => {
  const session = fc.record({ id: fc.anything(), label: fc.anything() }, { requiredKeys: [] });
  const shown = fc.record(
    {
      type: fc.oneof(
        fc.constantFrom("sessions", "view", "error", "answer", "charts", "show", "__proto__"),
        fc.anything(),
      ),
      ...{ sessions: fc.oneof(fc.array(session), fc.anything()), selected: fc.anything(), engine: fc.anything() },
      ...{
        update: fc.oneof(fc.record({ sessionId: word, results: fc.anything(), detail: fc.anything() }), fc.anything()),
      },
      ...{ message: fc.anything(), id: fc.anything(), error: fc.anything(), charts: fc.anything(), tab: fc.anything() },
    },
    { requiredKeys: [] },
  );

  it("is looked at only where it has what the page reads, whatever comes", () => {
    fc.assert(
      fc.property(fc.oneof(shown, fc.anything()), (given) => {
        if (!isToPanelMessage(given)) return;
        if (given.type === "sessions")
          given.sessions.forEach(({ id, label }) => expect(`${typeof id} ${typeof label}`).toBe("string string"));
        if (given.type === "view") given.update.results.forEach(({ key }) => expect(typeof key).toBe("string"));
        if (given.type === "error") expect(typeof given.message).toBe("string");
        if (given.type === "show") expect(typeof given.tab).toBe("string");
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    { type: "sessions", sessions: [{ id: "a", label: "b" }], engine: "connected" },
    { type: "view", update: { viewId: "v", sessionId: "a", results: [] } },
    { type: "error", message: "x" },
    { type: "answer", id: 1, result: null },
    { type: "editAlertRules" },
    { type: "charts", charts: [{ file: "a.vl.json", error: "b" }] },
    { type: "show", tab: "live" },
  ])("is taken as the shell sends it: $type", (given) => expect(isToPanelMessage(given)).toBe(true));
});

/** Every field of an accepted message is of its one type. */
function expectShape(accepted: Record<string, unknown>): void {
  const texts = ["sessionId", "command", "file", "name", "format", "content", "table", "method"];
  for (const [field, entry] of Object.entries(accepted)) {
    if (texts.includes(field)) expect(typeof entry, field).toBe("string");
    if (field === "sessionIds" || field === "columns")
      expect((entry as unknown[]).every((one) => typeof one === "string")).toBe(true);
    if (field === "line" || field === "id") expect(entry as number).toBeGreaterThanOrEqual(0);
    if (field === "queries") (entry as Record<string, unknown>[]).forEach(expectQuery);
  }
}

function expectQuery({ key, table, x, y, points }: Record<string, unknown>): void {
  expect([typeof key, typeof table, typeof x]).toEqual(["string", "string", "string"]);
  expect((y as unknown[]).every((column) => typeof column === "string")).toBe(true);
  expect(Number.isInteger(points) && (points as number) >= 1 && (points as number) <= 10_000).toBe(true);
}
