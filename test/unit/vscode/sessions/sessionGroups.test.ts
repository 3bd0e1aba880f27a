import { describe, expect, it } from "vitest";
import type { SessionSummary } from "../../../../src/protocol/session";
import { groupSessions } from "../../../../src/vscode/sessions/sessionGroups";
import { describeSession, sessionFacts } from "../../../../src/vscode/sessions/sessionText";

const at = (year: number, month: number, day: number, hour = 12): number =>
  new Date(year, month - 1, day, hour).getTime() / 1000;
const session = (id: string, startTime: number, more: Partial<SessionSummary> = {}): { summary: SessionSummary } => ({
  summary: {
    id,
    label: id,
    status: "completed",
    kind: "task",
    startTime,
    endTime: startTime + 147,
    host: "h",
    tags: [],
    algorithms: [],
    runCount: 0,
    iterationCount: 0,
    dropped: 0,
    ...more,
  },
});
const plain = (text: string): string => text.replace(/\u00a0/g, " ");

describe("groupSessions", () => {
  // The day after a change of the clocks in Europe, and early in the day.
  const now = new Date(2026, 2, 30, 0, 30);

  it("puts what runs first, then the days by the calendar", () => {
    const groups = groupSessions(
      [
        session("live", at(2026, 3, 27), { status: "running" }),
        session("a", at(2026, 3, 30, 0)),
        session("b", at(2026, 3, 29, 23)),
        session("c", at(2026, 3, 29, 0)),
        session("d", at(2026, 3, 28)),
        session("e", at(2025, 3, 30)),
      ],
      now,
      "en-GB",
    );
    expect(groups.map(({ label, sessions }) => [label, sessions.map(({ summary }) => summary.id)])).toEqual([
      ["Running", ["live"]],
      ["Today", ["a"]],
      ["Yesterday", ["b", "c"]],
      ["Sat, 28 Mar 2026", ["d"]],
      ["Sun, 30 Mar 2025", ["e"]],
    ]);
    expect(new Set(groups.map(({ id }) => id)).size).toBe(5);
  });

  it("is empty without sessions", () => {
    expect(groupSessions([], now)).toEqual([]);
  });
});

describe("describeSession", () => {
  it("names algorithms, best, duration and tags", () => {
    const { summary } = session("a", 100, { algorithms: ["GA", "PSO"], best: 0.0123, tags: ["ok", "base"] });
    expect(plain(describeSession(summary, 0))).toBe("GA, PSO · best 0.0123 · 2 min 27 s · #ok #base");
  });

  it("says that it runs, and keeps long lists short", () => {
    const { summary } = session("a", 100, { status: "running", algorithms: ["A", "B", "C", "D", "E"], best: "NaN" });
    expect(plain(describeSession(summary, 160))).toBe("A, B, C and 2 more · best NaN · running");
  });
});

describe("sessionFacts", () => {
  it("lists what is known and nothing else", () => {
    const bare = sessionFacts(session("a", 100).summary, 0).map(([name]) => name);
    expect(bare).toEqual(["State", "Started", "Took"]);
    const { summary } = session("a", 100, {
      status: "failed",
      exitCode: 3,
      reason: "no file",
      dropped: 2,
      runCount: 1,
    });
    const facts = new Map(sessionFacts({ ...summary, algorithms: ["GA"] }, 0));
    expect(facts.get("State")).toBe("failed, exit code 3: no file");
    expect(facts.get("Runs")).toBe("1: GA");
    expect(facts.get("Dropped events")).toBe("2");
  });
});
