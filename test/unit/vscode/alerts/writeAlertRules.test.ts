import { describe, expect, it } from "vitest";
import { withRuleOff } from "../../../../src/vscode/alerts/writeAlertRules";

describe("switching a rule off", () => {
  it("adds to the setting only what is needed, and leaves the rest as it is written", () => {
    expect(withRuleOff([], "run-failed")).toEqual([{ kind: "run-failed", enabled: false }]);
    const hot = { kind: "threshold", name: "hot", metric: "x", above: 1 };
    expect(withRuleOff([hot, 5], "hot")).toEqual([{ ...hot, enabled: false }, 5]);
    expect(withRuleOff([hot, { kind: "stagnation", iterations: 9 }], "stagnation")).toEqual([
      hot,
      { kind: "stagnation", iterations: 9, enabled: false },
    ]);
    expect(withRuleOff([hot], "gone")).toEqual([hot]);
  });
});
