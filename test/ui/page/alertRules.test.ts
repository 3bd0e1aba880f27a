import { beforeEach, describe, expect, it } from "vitest";
import { readAlertRules } from "../../../src/protocol/alertRules";
import { tourSession } from "./generatedSessions";
import { pageTests } from "./pageTests";
import type { PageUnderTest } from "./pageUnderTest";

const SETTING = [
  { kind: "stagnation", iterations: 200 },
  { kind: "threshold", name: "memory", metric: "system_memory_percent", above: 90, clear: 85 },
];

const openPage = pageTests();
let under: PageUnderTest;
let saved: unknown;
let previewed: unknown;
beforeEach(() => {
  saved = undefined;
  previewed = undefined;
});
async function openForm(): Promise<void> {
  under = await openPage();
  under.answers = {
    readAlertRules: () => readAlertRules("rules", SETTING),
    saveAlertRules: ({ entries }) => {
      saved = entries;
      return null;
    },
    previewAlerts: ({ rules }) => {
      previewed = rules;
      const found = { rule: "stagnation", severity: "info", isTold: false, alerts: 3, sessions: 2 } as const;
      return { sessions: 20, rules: [found] };
    },
  };
  await under.show(tourSession());
  await under.settle();
  await under.post({ type: "editAlertRules" });
  await under.page.getByRole("dialog", { name: "Alert Rules" }).waitFor();
}

const rule = (name: string): ReturnType<typeof under.page.locator> =>
  under.page.locator("li.rule", { has: under.page.getByRole("checkbox", { name, exact: true }) });

describe("the form of the alert rules", () => {
  it("shows every rule, without a serious violation in any theme", async () => {
    await openForm();
    await rule("memory").locator("summary").click();
    expect(await under.page.locator("li.rule").count()).toBe(12);
    expect(await under.violationsInThemes("alert-rules", false)).toEqual([]);
  });

  it("saves what was changed as the shortest setting, and nothing before", async () => {
    await openForm();
    const save = under.page.getByRole("button", { name: "Save", exact: true });
    expect(await save.isDisabled()).toBe(true);
    await rule("Stagnation").locator("summary").click();
    await rule("Stagnation").getByLabel("Iterations in a row").fill("300");
    await rule("Memory leak").getByRole("checkbox", { name: "Memory leak" }).uncheck();
    await rule("memory").locator("summary").click();
    await rule("memory").getByRole("spinbutton", { name: "Threshold" }).fill("80");
    await under.page.getByRole("combobox", { name: "Severity of no-report" }).selectOption("problem");
    await save.click();
    await under.page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(saved).toHaveLength(4);
    expect(saved).toEqual(
      expect.arrayContaining([
        { kind: "stagnation", iterations: 300 },
        { kind: "memory-leak", enabled: false },
        { kind: "no-report", severity: "problem", channels: [] },
        { kind: "threshold", name: "memory", metric: "system_memory_percent", above: 80 },
      ]),
    );
  });

  it("adds a threshold on a metric of the session, and does not save it half done", async () => {
    await openForm();
    await under.page.getByRole("button", { name: "Add Threshold" }).click();
    await under.page.getByRole("button", { name: "Save", exact: true }).click();
    expect(await under.page.getByRole("status").textContent()).toContain("Metric");
    expect(saved).toBeUndefined();
    const added = rule("threshold 1");
    await added.getByLabel("Metric").fill("objective");
    await added.getByRole("combobox", { name: "Side of the threshold" }).selectOption("below");
    await added.getByRole("spinbutton", { name: "Threshold" }).fill("0.5");
    await under.page.getByRole("button", { name: "Save", exact: true }).click();
    await under.page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(saved).toContainEqual({ kind: "threshold", name: "threshold 1", metric: "objective", below: 0.5 });
  });

  it("removes own rules, resets built-in ones, and says how often each would have fired", async () => {
    await openForm();
    await rule("memory").locator("summary").click();
    await rule("memory").getByRole("button", { name: "Remove this rule" }).click();
    await under.page.getByRole("button", { name: "Preview on Past Sessions" }).click();
    await under.page.getByText("3 alerts in 2 of the last 20 sessions.").waitFor();
    expect(previewed).toEqual([{ kind: "stagnation", iterations: 200 }]);
    await rule("Stagnation").locator("summary").click();
    await rule("Stagnation").getByRole("button", { name: "Back to the default" }).click();
    await under.page.getByRole("button", { name: "Save", exact: true }).click();
    await under.page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(saved).toEqual([]);
  });
});
