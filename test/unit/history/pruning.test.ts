import { statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planPruning, THINNED_BYTES, thinningGain, type PrunableSession } from "../../../src/history/pruning";
import { THINNED_NOTE } from "../../../src/history/thinnedSession";
import { recordSession } from "./sessions";
import { TemporaryHistory } from "./temporaryHistory";

const DAY = 86_400;
const NOW = 1_800_000_000;

const session = fc.record({
  label: fc.constant("x"),
  age: fc.double({ min: 0, max: 100, noNaN: true }),
  bytes: fc.nat(5_000_000),
  isKept: fc.boolean(),
  isThinned: fc.boolean(),
});
const sessions = fc
  .array(session, { maxLength: 40 })
  .map((list) =>
    list.map(({ age, ...rest }, index): PrunableSession => ({ ...rest, id: `s${index}`, startTime: NOW - age * DAY })),
  );
const rules = fc.record(
  { days: fc.double({ min: 0, max: 80, noNaN: true }), sessions: fc.nat(40), megabytes: fc.nat(60) },
  { requiredKeys: [] },
);

function made(id: string, more: Partial<PrunableSession> = {}): PrunableSession {
  return { id, label: id, startTime: NOW - DAY, bytes: 1_000_000, isKept: false, isThinned: false, ...more };
}

const ids = (list: readonly PrunableSession[]): string[] => list.map(({ id }) => id);

describe("planPruning", () => {
  it("takes detail by age first, and sessions at twice the age", () => {
    const list = [
      made("new"),
      made("old", { startTime: NOW - 11 * DAY }),
      made("thin", { startTime: NOW - 11 * DAY, isThinned: true }),
      made("ancient", { startTime: NOW - 21 * DAY }),
      made("pinned", { startTime: NOW - 99 * DAY, isKept: true }),
    ];
    const plan = planPruning(list, { days: 10 }, NOW);
    expect([ids(plan.thin), ids(plan.remove)]).toEqual([["old"], ["ancient"]]);
    expect(plan.reasons).toEqual([expect.stringMatching(/older than 10 days/)]);
  });

  it("takes the oldest of too many, and counts those that stay whatever happens", () => {
    const list = ["a", "b", "c", "d"].map((id, index) =>
      made(id, { startTime: NOW - (9 - index) * DAY, isKept: id === "a" }),
    );
    expect(ids(planPruning(list, { sessions: 2 }, NOW).remove)).toEqual(["b", "c"]);
    expect(planPruning(list, { sessions: 4 }, NOW)).toEqual({ thin: [], remove: [], reasons: [] });
  });

  it("thins all before it removes the first where the size is too large", () => {
    const list = ["a", "b", "c"].map((id, index) => made(id, { startTime: NOW - (9 - index) * DAY }));
    const most = planPruning(list, { megabytes: 2.2 }, NOW);
    expect([ids(most.thin), ids(most.remove)]).toEqual([["a"], []]);
    const least = planPruning(list, { megabytes: 0.07 }, NOW);
    expect([ids(least.thin), ids(least.remove)]).toEqual([["b", "c"], ["a"]]);
  });

  it("touches nothing that is kept, nothing twice, nothing without a rule, and gets within the limits", () => {
    fc.assert(
      fc.property(sessions, rules, (list, limits) => {
        const { thin, remove, reasons } = planPruning(list, limits, NOW);
        expect([...thin, ...remove].some(({ isKept }) => isKept)).toBe(false);
        expect(new Set([...thin, ...remove]).size).toBe(thin.length + remove.length);
        expect(thin.some(({ isThinned }) => isThinned)).toBe(false);
        expect(reasons.length === 0).toBe(thin.length + remove.length === 0);
        const left = list.filter((one) => !remove.includes(one));
        const free = left.filter(({ isKept }) => !isKept);
        if (limits.sessions) expect(left.length <= limits.sessions || free.length === 0).toBe(true);
        const size = left.reduce((sum, one) => sum + one.bytes - (thin.includes(one) ? thinningGain(one) : 0), 0);
        if (limits.megabytes) expect(size <= limits.megabytes * 1e6 || free.length === 0).toBe(true);
        // Nothing goes that is newer than what stays in the same state.
        const newestGone = Math.max(...remove.map(({ startTime }) => startTime));
        for (const { startTime } of free) expect(startTime).toBeGreaterThanOrEqual(newestGone);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a session that is thinned", () => {
  const history = new TemporaryHistory();
  beforeEach(() => history.begin());
  afterEach(() => history.end());

  it("keeps its summary, its runs and its decimated curves, also where the catalog is lost", async () => {
    const store = await history.open();
    const recorded = recordSession({ id: "s1", iterations: 5000, samples: 2000 });
    await store.save(recorded);
    const path = join(history.folder, "sessions", "s1.db");
    const before = statSync(path).size;
    const freed = await store.thin("s1");
    await store.flush();
    expect(freed).toBe(before - statSync(path).size);
    expect(statSync(path).size).toBeLessThan(THINNED_BYTES);
    const check = async (open: typeof store): Promise<void> => {
      const loaded = await open.load("s1");
      expect(loaded?.detail.runs).toEqual(recorded.detail.runs);
      expect(loaded?.detail.notes.at(-1)).toMatchObject({ level: "info", text: THINNED_NOTE });
      expect(loaded?.detail.notes.filter(({ text }) => text === THINNED_NOTE)).toHaveLength(1);
      expect([...(loaded?.tables.keys() ?? [])]).toEqual(["run:r1", "run:r2"]);
      expect(loaded?.tables.get("run:r1")?.rowCount).toBeGreaterThan(5);
    };
    await check(store);
    expect(await store.prunable()).toMatchObject([{ id: "s1", isThinned: true }]);
    expect(await store.thin("s1")).toBe(0);
    await history.close(store);
    history.query("history.db", "DROP TABLE sessions");
    const again = await history.open();
    await check(again);
    expect(history.warnings.join()).not.toMatch(/cannot be read/);
  });

  it("and one that is removed leave nothing behind", async () => {
    const store = await history.open();
    for (const id of ["s1", "s2"]) await store.save(recordSession({ id }));
    expect(await store.remove(["s1"])).toBeGreaterThan(1000);
    await history.close(store);
    const again = await history.open();
    expect(again.list({}).sessions.map(({ id }) => id)).toEqual(["s2"]);
    expect(await again.facts()).toMatchObject({
      sessions: 1,
      pinned: 0,
      problems: ["tour"],
      algorithms: ["GA", "PSO"],
    });
  });
});
