// What a real engine has recorded, in the real panel, and the report of a session: in the editor's theme, without scripts, made
// anew on demand, exported from its title bar. One window for both.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findSeriousViolations } from "./harness/accessibility";
import { savePictureOfFailures, saveScreenshot, startEditor, themes, type Editor } from "./harness/editor";
import type { Panel } from "./harness/panel";
import { finishSteadyRun, fixture, startSteadyRun } from "./harness/steadyRun";

let editor: Editor;
/** The webview that is in front. */
let panel: Panel;
savePictureOfFailures(() => editor);

beforeAll(async () => {
  editor = await startEditor({ workspace: fixture, viewport: { width: 1500, height: 1000 } });
  panel = editor.workbench.panel();
});

afterAll(async () => {
  await editor.close();
});

describe("two recorded sessions in the panel", () => {
  beforeAll(async () => {
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
    await expect.poll(() => rows().locator(".session-cell .link-button").allInnerTexts()).toEqual(["Failing"]);
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

  it("are shown as they were chosen when the window is reloaded, not the newest instead", async () => {
    await editor.reload();
    await panel.content.getByRole("heading", { level: 1, name: "Steady" }).waitFor();
    await panel.content.getByRole("tab", { name: "Live", selected: true }).waitFor();
  });
});

describe("the report in the editor", () => {
  beforeAll(async () => {
    await editor.workbench.runCommand("View: Close All Editors");
    await editor.page.locator("iframe.webview").waitFor({ state: "detached" });
    await editor.page.setViewportSize({ width: 1300, height: 1500 });
    await startSteadyRun(editor);
  });

  const show = async (): Promise<void> => {
    await editor.workbench.runCommand("Optimizer Monitor: Show Report");
    await editor.workbench.quickInputEntries().filter({ hasText: "running" }).click();
    await panel.content.getByRole("heading", { level: 1, name: "Steady" }).waitFor();
  };

  it("shows a running session, and after its end, refreshed, that it ended", async () => {
    await show();
    await panel.content.getByRole("heading", { name: "What it means" }).waitFor();
    await panel.content.locator("figure svg").first().waitFor();
    expect(await panel.content.locator(".subtitle").getAttribute("data-status")).toBe("running");
    await finishSteadyRun(editor);
    await editor.workbench
      .monitorItem()
      .filter({ hasText: /Steady/ })
      .waitFor({ state: "hidden" });
    await editor.page.getByRole("button", { name: "Refresh Report" }).click();
    await panel.content.locator('.subtitle[data-status="completed"]').waitFor();
  });

  it("runs nothing, loads nothing and breaks no policy of its own", async () => {
    expect(await panel.content.locator("script").count()).toBe(0);
    const ours = editor.consoleMessages.filter((line) => /content security policy|refused to/i.test(line));
    expect(ours).toEqual([]);
  });

  it("is exported from its title bar", async () => {
    await editor.page.getByRole("button", { name: "Export Report" }).click();
    await editor.workbench.quickInputEntries().filter({ hasText: "Markdown" }).first().click();
    await editor.workbench.acceptFileDialog();
    const exported = (): string[] => readdirSync(editor.workspace).filter((name) => name.endsWith(".md"));
    await expect.poll(exported).toHaveLength(1);
    expect(readFileSync(join(editor.workspace, exported()[0] ?? ""), "utf8")).toContain("# Steady");
  });

  it.each(["dark", "light", "highContrastDark", "highContrastLight"] as const)(
    "takes the colours of the theme: %s",
    async (theme) => {
      await editor.setTheme(theme);
      // What is open takes the new colours by itself.
      await panel.content.locator(`body.${themes[theme].bodyClass}`).waitFor();
      const colors = await (
        await panel.frame()
      ).evaluate(() => {
        const { backgroundColor } = getComputedStyle(document.body);
        const line = document.querySelector("figure svg path[stroke^='var(']");
        return { backgroundColor, line: line === null ? "" : getComputedStyle(line).stroke };
      });
      expect(colors.line).toMatch(/^rgb/);
      expect(colors.line).not.toBe(colors.backgroundColor);
      await saveScreenshot(editor, `report-${theme}`);
    },
  );
});
