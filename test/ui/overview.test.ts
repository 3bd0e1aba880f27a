// The tabs of many sessions in the real panel, with what a real engine has recorded.
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findSeriousViolations } from "./harness/accessibility";
import { savePictureOfFailures, saveScreenshot, startEditor, type Editor } from "./harness/editor";
import type { Panel } from "./harness/panel";
import { finishSteadyRun, fixture, startSteadyRun } from "./harness/steadyRun";

describe("two recorded sessions in the panel", () => {
  let editor: Editor;
  let panel: Panel;
  savePictureOfFailures(() => editor);

  beforeAll(async () => {
    editor = await startEditor({ workspace: fixture, viewport: { width: 1500, height: 1000 } });
    panel = editor.workbench.panel();
    for (const task of ["Steady", "Failing"] as const) {
      await startSteadyRun(editor, task);
      await editor.workbench.monitorItem().click();
      await panel.content.getByRole("heading", { level: 1, name: task }).waitFor();
      const stats = panel.content.locator(".stats > *").filter({ hasText: "Evaluations" });
      await stats.filter({ hasText: /[1-9]/ }).waitFor();
      await finishSteadyRun(editor);
      await panel.content
        .locator(".session-facts")
        .filter({ hasText: /completed|failed/ })
        .waitFor();
    }
    await editor.workbench.runCommand("Notifications: Clear All Notifications");
    await editor.workbench.runCommand("View: Hide Panel");
  });

  afterAll(async () => {
    await editor.close();
  });

  const rows = (): Locator => panel.content.locator(".session-table tbody tr");

  it("are rows of the history, all of one height", async () => {
    await panel.content.getByRole("tab", { name: "History" }).click();
    await panel.content.getByText("2 of 2 sessions", { exact: true }).waitFor();
    await expect
      .poll(() => rows().locator(".session-cell .link-button").allInnerTexts())
      .toEqual(["Failing", "Steady"]);
    await rows().last().getByRole("button", { name: "Pin Steady" }).click();
    await panel.content.getByText("2 sessions, 1 pinned").waitFor();
    const heights = await rows().evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
    expect(new Set(heights).size).toBe(1);
    await saveScreenshot(editor, "overview-history");
    expect(await findSeriousViolations(editor.page)).toEqual([]);
  });

  it("are found by a query that the engine answers", async () => {
    const query = panel.content.getByRole("combobox", { name: "Query of the history" });
    await query.fill("status:failed");
    await panel.content.getByText("1 of 1 sessions", { exact: true }).waitFor();
    expect(await rows().locator(".session-cell .link-button").allInnerTexts()).toEqual(["Failing"]);
    await query.fill("");
    await panel.content.getByText("2 of 2 sessions", { exact: true }).waitFor();
  });

  it("are compared, algorithm by algorithm", async () => {
    await panel.content.getByRole("checkbox", { name: "Choose all sessions shown" }).check();
    await panel.content.getByRole("button", { name: "Compare", exact: true }).click();
    await panel.content.getByRole("tab", { name: "Compare", selected: true }).waitFor();
    await panel.content.getByText("2 chosen sessions.").waitFor();
    const final = panel.content.getByRole("table", { name: "Final objective of each group" });
    await expect.poll(() => final.getByRole("rowheader").allTextContents()).toEqual(["Steady GA", "Steady PSO"]);
    await panel.content.getByRole("tabpanel", { name: "Compare" }).locator(".picture canvas").first().waitFor();
    await saveScreenshot(editor, "overview-compare");
    expect(await findSeriousViolations(editor.page)).toEqual([]);
  });

  it("open from the history in the live tab", async () => {
    await panel.content.getByRole("tab", { name: "History" }).click();
    await rows().last().getByRole("button", { name: "Steady", exact: true }).click();
    await panel.content.getByRole("tab", { name: "Live", selected: true }).waitFor();
    await panel.content.getByRole("heading", { level: 1, name: "Steady" }).waitFor();
  });
});
