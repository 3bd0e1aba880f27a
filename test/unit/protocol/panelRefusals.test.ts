// What the panel and its page refuse of each other, and what each is told.
import { describe, expect, it } from "vitest";
import { parsePanelMessage, parseQueries } from "../../../src/protocol/panel";
import { isToPanelMessage } from "../../../src/protocol/toPanelMessage";

describe("a message of the page that is refused", () => {
  it.each<readonly [string, unknown]>([
    ["a message of the panel must be an object", []],
    ["unknown panel message 7", { type: 7 }],
    ['unknown panel message "toString"', { type: "toString" }],
    ['panel view: "queries" must be a list, got 7', { type: "view", queries: 7 }],
    ["a query must be an object", { type: "view", queries: [1] }],
    ['query: "key" must be a text that is not empty, got nothing', { type: "view", queries: [{}] }],
    ['panel onSessions: "command" must be a command on sessions, got nothing', { type: "onSessions", sessionIds: [] }],
    ['panel command: "command" must be a command, got nothing', { type: "command" }],
    ['panel ask: "method" must be a request of the panel, got nothing', { type: "ask", id: 1, params: {} }],
    ['panel ask: "params" must be an object, got nothing', { type: "ask", id: 1, method: "trend" }],
    ['panel savePicture: "format" must be one of svg, png, vl.json, got nothing', { type: "savePicture", name: "a" }],
    ['panel remember: "state" must be an object, got nothing', { type: "remember" }],
    [
      'panel remember: "state" must be at most 200000 characters of JSON, got an object',
      { type: "remember", state: { tab: "x".repeat(200_000) } },
    ],
    [
      'panel remember: "state" must be at most 200000 characters of JSON, got an object',
      { type: "remember", state: { tab: 1n } },
    ],
    ['panel savePicture: "content" must be a text, got nothing', { type: "savePicture", name: "a", format: "svg" }],
  ])("says: %s", (reason, message) => {
    expect(parsePanelMessage(message)).toEqual({ ok: false, reason });
  });

  it("has columns where it says some", () => {
    const csv = { type: "saveCsv", name: "a", sessionId: "s", table: "t" };
    expect(parsePanelMessage({ ...csv, columns: ["b"] })).toEqual({ ok: true, value: { ...csv, columns: ["b"] } });
    expect(parsePanelMessage(csv)).toEqual({ ok: true, value: { ...csv, columns: [] } });
  });
});

describe("queries", () => {
  const query = { key: "k", table: "t", x: "x", y: [], mode: "extremes", points: 5 };

  it("are five hundred, with what they do not say filled in", () => {
    const bare = { key: "k", table: "t", x: "x", points: 5.7 };
    expect(parseQueries(Array.from({ length: 501 }, () => bare))).toEqual(Array.from({ length: 500 }, () => query));
    expect(parseQueries(undefined)).toEqual([]);
    expect(
      parseQueries([
        { ...query, points: 0 },
        { ...query, points: 1e9 },
      ]).map(({ points }) => points),
    ).toEqual([1, 10_000]);
  });
});

describe("a message to the page", () => {
  const session = { id: "s", label: "l" };
  const update = { sessionId: "s", results: [{ key: "k" }] };

  it.each<readonly [string, object]>([
    ["sessions", { type: "sessions", sessions: [session], engine: "on" }],
    ["sessions where nothing is recorded", { type: "sessions", sessions: [], engine: "on", isRestricted: true }],
    ["sessions with a choice", { type: "sessions", sessions: [], engine: "on", selected: "s", chosen: "s" }],
    ["a view", { type: "view", update }],
    ["a view with its session", { type: "view", update: { ...update, detail: { session } } }],
    ["an error", { type: "error", message: "m" }],
    ["an answer", { type: "answer", id: 1 }],
    ["an answer that failed", { type: "answer", id: 1, error: "m" }],
    ["charts", { type: "charts", charts: [{ file: "a" }] }],
    ["a tab", { type: "show", tab: "history" }],
    ["a tab with a selection", { type: "show", tab: "compare", selection: {} }],
    ["the way to the alert rules", { type: "editAlertRules" }],
  ])("may be %s", (_, message) => {
    expect(isToPanelMessage(message)).toBe(true);
  });

  it.each<readonly [string, unknown]>([
    ["no object", "sessions"],
    ["of a type that there is not", { type: "toString" }],
    ["sessions that are none", { type: "sessions", sessions: [1], engine: "on" }],
    ["sessions without a name", { type: "sessions", sessions: [{ id: "s" }], engine: "on" }],
    ["sessions without an id", { type: "sessions", sessions: [{ label: "l" }], engine: "on" }],
    ["sessions of no engine", { type: "sessions", sessions: [session] }],
    ["sessions oddly restricted", { type: "sessions", sessions: [], engine: "on", isRestricted: "no" }],
    ["sessions with an odd choice", { type: "sessions", sessions: [], engine: "on", selected: 7 }],
    ["sessions with an odd choice of somebody", { type: "sessions", sessions: [], engine: "on", chosen: 7 }],
    ["a view of nothing", { type: "view" }],
    ["a view of odd results", { type: "view", update: { ...update, results: [7] } }],
    ["a view of results without a key", { type: "view", update: { ...update, results: [{}] } }],
    ["a view of an odd session", { type: "view", update: { ...update, detail: 7 } }],
    ["a view of no session", { type: "view", update: { ...update, detail: {} } }],
    ["an answer to nothing", { type: "answer", id: "1" }],
    ["an answer with an odd error", { type: "answer", id: 1, error: {} }],
    ["odd charts", { type: "charts", charts: [1] }],
    ["charts without a file", { type: "charts", charts: [{}] }],
    ["a tab with an odd selection", { type: "show", tab: "compare", selection: [] }],
  ])("is none where it is %s", (_, message) => {
    expect(isToPanelMessage(message)).toBe(false);
  });
});
