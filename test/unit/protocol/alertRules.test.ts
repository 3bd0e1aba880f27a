import { describe, expect, it } from "vitest";
import { DEFAULT_ALERT_RULES, readAlertRules } from "../../../src/protocol/alertRules";

const read = (entries: unknown): ReturnType<typeof readAlertRules> => readAlertRules("rules", entries);
const threshold = { kind: "threshold", name: "mine", metric: "cpu", above: 5 };

describe("alert rules", () => {
  it("are those that hold by themselves where the setting is no list", () => {
    expect(read({})).toEqual({
      rules: DEFAULT_ALERT_RULES,
      problems: ["rules: an object is not a list of rules; using none."],
    });
  });

  it("are a hundred, and say so where there are more", () => {
    const entries = Array.from({ length: 101 }, (_, index) => ({ ...threshold, name: `r${index}` }));
    expect(read(entries.slice(0, 100)).problems).toEqual([]);
    const { rules, problems } = read(entries);
    expect(rules).toHaveLength(DEFAULT_ALERT_RULES.length + 100);
    expect(problems).toEqual(["rules: only the first 100 rules are used."]);
  });

  it("may have any name, also one that every object has something under", () => {
    for (const name of ["toString", "constructor", "x".repeat(500)]) {
      expect(read([{ ...threshold, name }])).toMatchObject({ problems: [] });
    }
    expect(read([{ ...threshold, name: "stagnation" }]).problems).toEqual([
      'rules[0]: "stagnation" is the name of a built-in rule; the rule is left out.',
    ]);
  });

  it("have the numbers of their kind where they do not say them", () => {
    const stagnation = DEFAULT_ALERT_RULES.find(({ kind }) => kind === "stagnation");
    expect(stagnation).toMatchObject({ name: "stagnation", iterations: 500, seconds: 60 });
    expect(read([{ kind: "stagnation", iterations: 1e9, seconds: 0 }])).toMatchObject({ problems: [] });
  });

  it.each<readonly [string, object]>([
    ['rules[0]: a threshold needs a "metric", got ""; the rule is left out.', { ...threshold, metric: "" }],
    [
      'rules[0]: a threshold needs either "above" or "below", a number; the rule is left out.',
      { ...threshold, below: 1 },
    ],
    [
      'rules[0]: a rule of the kind threshold needs a "name" that is a text, got ""; the rule is left out.',
      { ...threshold, name: "" },
    ],
    [
      `rules[0]: a rule of the kind threshold needs a "name" that is a text, got "${"x".repeat(39)}…; the rule is left out.`,
      { ...threshold, name: "x".repeat(501) },
    ],
    ["rules[0].clear: 6 is not on the other side of the threshold; using 5 instead.", { ...threshold, clear: 6 }],
    [
      "rules[0].clear: 4 is not on the other side of the threshold; using 5 instead.",
      { kind: "threshold", name: "mine", metric: "cpu", below: 5, clear: 4 },
    ],
    ['rules[0].clear: "x" is not a number; leaving it out.', { ...threshold, clear: "x" }],
    [
      "rules[0].iterations: 0 is not a number from 1 to 1000000000; using 500 instead.",
      { kind: "stagnation", iterations: 0 },
    ],
    [
      'rules[0].iterations: "7" is not a number from 1 to 1000000000; using 500 instead.',
      { kind: "stagnation", iterations: "7" },
    ],
    [
      'rules[0].channels: "email" is not a list of notification, webhook, email; using ["email"] instead.',
      { kind: "stagnation", channels: "email" },
    ],
  ])("say what is wrong: %s", (problem, entry) => {
    expect(read([entry]).problems).toEqual([problem]);
  });
});
