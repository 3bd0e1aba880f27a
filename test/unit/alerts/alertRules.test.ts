import { describe, expect, it } from "vitest";
import { DEFAULT_ALERT_RULES, readAlertRules } from "../../../src/protocol/alertRules";
import { parseSettings, readSettings } from "../../../src/protocol/settings";

const read = (...entries: readonly unknown[]): ReturnType<typeof readAlertRules> => readAlertRules("alerts", entries);
const named = (name: string, ...entries: readonly unknown[]): unknown =>
  read(...entries).rules.find((rule) => rule.name === name);

describe("alert rules", () => {
  it("are quiet where nobody set any: only what needs a person is told", () => {
    const told = DEFAULT_ALERT_RULES.filter(({ enabled, channels }) => enabled && channels.length > 0);
    expect(told.map(({ name }) => name)).toEqual(["nan-objective", "out-of-memory", "run-failed"]);
    expect(DEFAULT_ALERT_RULES.filter(({ enabled }) => !enabled).map(({ name }) => name)).toEqual(["session-finished"]);
  });

  it("change a built-in rule under its own name, and add to them under another", () => {
    expect(named("stagnation", { kind: "stagnation", iterations: 20 })).toMatchObject({ iterations: 20, seconds: 60 });
    const both = read({ kind: "stagnation", name: "slow", iterations: 9, severity: "problem" });
    expect(both.problems).toEqual([]);
    expect(both.rules.filter(({ kind }) => kind === "stagnation").map(({ name }) => name)).toEqual([
      "stagnation",
      "slow",
    ]);
    expect(named("session-finished", { kind: "session-finished", enabled: true, channels: ["webhook"] })).toMatchObject(
      {
        enabled: true,
        channels: ["webhook"],
      },
    );
  });

  it("of a problem are told everywhere, others only where they say so", () => {
    const rule = { kind: "threshold", name: "hot", metric: "system_cpu_percent", above: 90 };
    expect(named("hot", rule)).toMatchObject({ severity: "notice", channels: [], clear: 90, forSeconds: 0 });
    expect(named("hot", { ...rule, severity: "problem", clear: 80 })).toMatchObject({
      channels: ["notification", "webhook", "email"],
      clear: 80,
    });
  });

  it.each([
    ["no list", "nothing", ['alerts: "nothing" is not a list of rules; using none.']],
    [
      "an unknown kind",
      [{ kind: "magic" }],
      [/^alerts\[0\]: "kind" must be one of threshold, .*got "magic"; the rule is left out\.$/],
    ],
    ["no object", [5], [/^alerts\[0\]: "kind" must be one of/]],
    [
      "a wrong number",
      [{ kind: "stagnation", iterations: -3 }],
      ["alerts[0].iterations: -3 is not a number from 1 to 1000000000; using 500 instead."],
    ],
    [
      "a wrong flag",
      [{ kind: "run-failed", enabled: "no" }],
      ['alerts[0].enabled: "no" is not true or false; using true instead.'],
    ],
    [
      "a wrong severity",
      [{ kind: "run-failed", severity: "loud" }],
      ['alerts[0].severity: "loud" is not one of info, notice, problem; using "problem" instead.'],
    ],
    [
      "a wrong channel",
      [{ kind: "run-failed", channels: ["fax", "email"] }],
      ['alerts[0].channels: a list is not a list of notification, webhook, email; using ["email"] instead.'],
    ],
    [
      "an unknown field",
      [{ kind: "run-failed", iterations: 4 }],
      ["alerts[0]: a rule of the kind run-failed has no iterations; it is ignored."],
    ],
    ["a threshold without a name", [{ kind: "threshold", metric: "x", above: 1 }], [/needs a "name"/]],
    [
      "a threshold on nothing",
      [{ kind: "threshold", name: "t", above: 1 }],
      [/needs a "metric", got nothing; the rule is left out/],
    ],
    [
      "a threshold on both sides",
      [{ kind: "threshold", name: "t", metric: "x", above: 1, below: 2 }],
      [/either "above" or "below"/],
    ],
    [
      "a clearing value on the wrong side",
      [{ kind: "threshold", name: "t", metric: "x", above: 1, clear: 2 }],
      ["alerts[0].clear: 2 is not on the other side of the threshold; using 1 instead."],
    ],
    [
      "a built-in rule's name",
      [{ kind: "threshold", name: "run-failed", metric: "x", above: 1 }],
      [/is the name of a built-in rule/],
    ],
  ])("with %s are named, with what is used instead", (_, raw, expected) => {
    const { problems } = readAlertRules("alerts", raw);
    expect(problems).toHaveLength(expected.length);
    problems.forEach((problem, index) => {
      const wanted = expected[index] ?? "";
      if (typeof wanted === "string") expect(problem).toBe(wanted);
      else expect(problem).toMatch(wanted);
    });
  });

  it("survive the way to the engine as they are", () => {
    const raw = [
      { kind: "run-failed", enabled: false },
      { kind: "threshold", name: "low", metric: "gpu_utilization_percent", below: 5, clear: 10, forSeconds: 30 },
    ];
    const { settings, problems } = readSettings((key) => (key === "alerts.rules" ? raw : undefined));
    const sent = parseSettings(JSON.parse(JSON.stringify(settings)));
    expect([...problems, ...sent.problems]).toEqual([]);
    expect(sent.settings).toEqual(settings);
    expect(sent.settings.alertRules.find(({ name }) => name === "run-failed")?.enabled).toBe(false);
  });
});
