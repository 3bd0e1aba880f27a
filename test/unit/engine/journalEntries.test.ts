import { describe, expect, it } from "vitest";
import { parseJournalLine } from "../../../src/engine/journalEntries";

const HEADER = { id: "s", label: "l", kind: "task", startTime: 1, tags: ["t"] };
const MACHINE = { host: "h", platform: "p", coreCount: 2, memoryBytes: 3 };
const parsed = (entry: unknown): unknown => parseJournalLine(JSON.stringify(entry));

describe("a line of a journal", () => {
  it.each([
    [{ k: "session", header: HEADER, machine: MACHINE, launch: { launchId: "x", pid: 3 } }],
    [{ k: "change", header: { label: "m", isPinned: true } }],
    [{ k: "client", client: "c", hello: { type: "hello", protocol: 1, client: "python", id: "c", token: "" } }],
    [{ k: "batch", client: "c", sequence: 1, time: 2, message: { type: "bye" } }],
    [{ k: "samples", table: "samples:system", time: 2, values: { system_cpu_percent: 3 } }],
    [{ k: "note", level: "warning", text: "n", time: 2 }],
    [{ k: "merged", session: "other" }],
    [{ k: "end", end: { status: "failed", time: 9, exitCode: 3, reason: "r" } }],
  ])("is what an engine has written: %j", (entry) => {
    expect(parsed(entry)).toEqual(entry);
  });

  it.each([
    ["{", "torn"],
    [JSON.stringify({ k: "constructor" }), "of no kind"],
    [JSON.stringify({ k: "session", header: { ...HEADER, tags: 5 }, machine: MACHINE }), "tags that are a number"],
    [JSON.stringify({ k: "session", header: { ...HEADER, startTime: "x" }, machine: MACHINE }), "no time"],
    [JSON.stringify({ k: "session", header: HEADER, machine: { ...MACHINE, coreCount: null } }), "no machine"],
    [JSON.stringify({ k: "batch", client: "c", message: {} }), "a batch without a time"],
    [JSON.stringify({ k: "samples", table: "run:a", time: 1, values: {} }), "samples of another table"],
    [JSON.stringify({ k: "alert", alert: { id: "a" } }), "half an alert"],
    [JSON.stringify({ k: "end", end: { status: "running", time: 1 } }), "an end that is none"],
  ])("is left out where no engine has written it: %s (%s)", (line) => {
    expect(parseJournalLine(line)).toBeUndefined();
  });

  it("has numbers only among its samples: what JSON writes for what is none is absent", () => {
    const line = '{"k":"samples","table":"samples:system","time":2,"values":{"a":null,"b":1,"__proto__":3}}';
    expect(parseJournalLine(line)).toMatchObject({ values: { b: 1 } });
  });
});
