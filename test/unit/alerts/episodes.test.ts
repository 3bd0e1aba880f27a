import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QUIET_SECONDS } from "../../../src/alerts/alertWatch";
import type { Alert } from "../../../src/protocol/alerts";
import { onlyRule, Observed, rulesOf } from "./observing";

const BUSY = rulesOf(
  { kind: "stagnation", iterations: 2, seconds: 2 },
  { kind: "no-report", seconds: 5, factor: 0 },
  { kind: "diversity-collapse", percent: 50, iterations: 1 },
  { kind: "session-finished", enabled: true },
  { kind: "threshold", name: "best", metric: "objective", above: 5, clear: 2, forSeconds: 3 },
  { kind: "threshold", name: "queue", metric: "metric:queue", below: 0 },
);

type Step = (seen: Observed) => unknown;
const value = fc.oneof(fc.integer({ min: -10, max: 10 }), fc.constantFrom(NaN, Infinity, -Infinity));
const run = fc.constantFrom("r1", "r2", "r3");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(run, value, value).map(([id, best, diversity]): Step => (seen) => {
    seen.run = { ...seen.run, id };
    seen.iteration({ best, diversity }).report(0);
  }),
  value.map(
    (number): Step =>
      (seen) =>
        seen.metric("queue", number),
  ),
  fc.integer({ min: 1, max: 10 }).map(
    (seconds): Step =>
      (seen) =>
        seen.tick(seconds),
  ),
  fc.tuple(run, fc.constantFrom("failed", "completed")).map(([id, status]): Step => (seen) => {
    seen.run = { ...seen.run, id };
    seen.runEnd(status);
  }),
);

/** Each rule has at most one alert at a time on a subject, each begins once, ends once and not before it began. */
function expectSound(changes: readonly Alert[]): void {
  const open = new Map<string, Alert>();
  const known = new Set<string>();
  for (const alert of changes) {
    const key = `${alert.rule}|${alert.kind === "run-failed" ? "" : (alert.subject ?? "")}`;
    if (alert.endTime === undefined) {
      expect(known.has(alert.id), `${alert.id} began twice`).toBe(false);
      expect(open.has(key), `${alert.id} began while another lasted`).toBe(false);
      known.add(alert.id);
      open.set(key, alert);
    } else {
      expect(open.get(key)?.id).toBe(alert.id);
      expect(alert.endTime).toBeGreaterThanOrEqual(alert.time);
      open.delete(key);
    }
  }
}

describe("an episode", () => {
  it("never begins twice, whatever is observed", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const seen = new Observed(BUSY);
        for (const take of steps) take(seen);
        seen.finish("completed");
        expectSound(seen.changes);
        const begun = seen.changes.filter(({ endTime }) => endTime === undefined).length;
        expect(seen.changes).toHaveLength(2 * begun);
      }),
      { numRuns: 300 },
    );
  });

  it("never begins twice although the engine ends anywhere in between and replays its journal", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.nat(80), (steps, cut) => {
        const whole = new Observed(BUSY);
        for (const take of steps) take(whole);
        // The first engine: its journal holds the steps and, after each, what they led to.
        const first = new Observed(BUSY);
        const journal: { step: Step; alerts: readonly Alert[] }[] = [];
        for (const take of steps.slice(0, cut)) {
          const before = first.changes.length;
          take(first);
          journal.push({ step: take, alerts: first.changes.slice(before) });
        }
        const second = new Observed(BUSY);
        second.watch.isReplaying = true;
        for (const entry of journal) {
          entry.step(second);
          for (const alert of entry.alerts) second.watch.adopt(alert);
        }
        expect(second.changes).toEqual([]);
        second.watch.isReplaying = false;
        for (const take of steps.slice(cut)) take(second);
        expect([...first.changes, ...second.changes]).toEqual(whole.changes);
      }),
      { numRuns: 300 },
    );
  });

  it("that was not journaled any more begins after the replay, as its condition still holds", () => {
    const seen = new Observed(onlyRule({ kind: "run-failed" }));
    seen.watch.isReplaying = true;
    seen.runEnd("failed", "out of luck");
    seen.watch.resume(seen.time);
    expect(seen.tick().messages).toEqual(["GA failed: out of luck."]);
  });

  it("is quiet where its rule told of itself a short while ago, or is snoozed", () => {
    const seen = new Observed(onlyRule({ kind: "nan-objective" }), (_, time) => time > 10_000);
    const quiet = (): boolean => seen.changes.at(-1)?.quiet === true;
    const episode = (seconds: number): boolean =>
      seen.iteration({ best: 1 }, 0).iteration({ best: NaN }, seconds) && quiet();
    expect(episode(1)).toBe(false);
    expect(episode(1)).toBe(true);
    expect(episode(QUIET_SECONDS - 10)).toBe(true);
    expect(episode(10)).toBe(false);
    expect(episode(20_000)).toBe(true);
  });

  it("goes on when other rules change, and is over with its own", () => {
    const seen = new Observed(rulesOf()).iteration({ best: NaN });
    seen.watch.configure(rulesOf({ kind: "stagnation", iterations: 3 }));
    expect(seen.story).toEqual(["+nan-objective#1"]);
    seen.watch.configure(rulesOf({ kind: "nan-objective", enabled: false }));
    expect(seen.story).toEqual(["+nan-objective#1", "-nan-objective#1"]);
    expect(seen.iteration({ best: NaN }).story).toHaveLength(2);
  });

  it("costs the same and keeps nothing, however long the session", () => {
    const seen = new Observed(rulesOf());
    for (let number = 0; number < 20_000; number++) {
      seen.run = { ...seen.run, id: `r${number}` };
      seen.iteration({ best: 1 }, 0.01);
    }
    const sizes = (seen.watch as unknown as { watches: { trackers: Map<string, unknown> }[] }).watches.map(
      ({ trackers }) => trackers.size,
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  });
});
