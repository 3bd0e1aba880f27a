import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertRuleEntries, defaultOf } from "../../../src/protocol/alertRuleEntries";
import { DEFAULT_ALERT_RULES, readAlertRules } from "../../../src/protocol/alertRules";
import { ALERT_CHANNELS, ALERT_KINDS, ALERT_SEVERITIES } from "../../../src/protocol/alerts";

const read = (entries: readonly unknown[]): ReturnType<typeof readAlertRules> => readAlertRules("rules", entries);

describe("rules as entries of the setting", () => {
  it("need none where nothing was changed", () => {
    expect(alertRuleEntries(DEFAULT_ALERT_RULES)).toEqual([]);
  });

  it("say no more than what differs", () => {
    const entries = [
      { kind: "stagnation", iterations: 200 },
      { kind: "memory-leak", enabled: false },
      { kind: "session-finished", enabled: true, channels: ["email"] },
      { kind: "stagnation", name: "stuck", severity: "problem" },
      { kind: "threshold", name: "memory", metric: "system_memory_percent", above: 90, clear: 85 },
      { kind: "threshold", name: "idle", metric: "system_cpu_percent", below: 5 },
    ];
    expect(alertRuleEntries(read(entries).rules)).toEqual(expect.arrayContaining(entries));
    expect(alertRuleEntries(read(entries).rules)).toHaveLength(entries.length);
  });

  it("know how a built-in rule comes, and of no other", () => {
    const { rules } = read([
      { kind: "stagnation", iterations: 200 },
      { kind: "stagnation", name: "stuck" },
    ]);
    const [changed, own] = ["stagnation", "stuck"].map((name) => rules.find((rule) => rule.name === name));
    expect(changed && defaultOf(changed)).toMatchObject({ name: "stagnation", iterations: 500 });
    expect(own && defaultOf(own)).toBeUndefined();
  });

  const entry = fc.record(
    {
      kind: fc.constantFrom(...Object.keys(ALERT_KINDS)),
      name: fc.string({ minLength: 1, maxLength: 8 }),
      metric: fc.string({ minLength: 1, maxLength: 8 }),
      enabled: fc.boolean(),
      severity: fc.constantFrom(...ALERT_SEVERITIES),
      forSeconds: fc.integer({ min: 0, max: 1000 }),
      channels: fc.subarray([...ALERT_CHANNELS]),
      above: fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
      clear: fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
      percent: fc.integer({ min: -10, max: 120 }),
      iterations: fc.integer({ min: 0, max: 1000 }),
      seconds: fc.integer({ min: 0, max: 1000 }),
    },
    { requiredKeys: ["kind"] },
  );

  it("read back as the same rules, without a complaint", () => {
    const isTheSame = (entries: readonly unknown[]): void => {
      const { rules } = read(entries);
      const again = read(alertRuleEntries(rules));
      const byName = (list: typeof rules): Map<string, unknown> => new Map(list.map((rule) => [rule.name, rule]));
      expect(byName(again.rules)).toEqual(byName(rules));
      expect(again.problems).toEqual([]);
    };
    fc.assert(fc.property(fc.array(entry, { maxLength: 6 }), isTheSame), { numRuns: 500 });
  });
});
