// The report of a session in the editor: in its theme, without scripts, made anew on demand, exported from its title bar.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { savePictureOfFailures, saveScreenshot, startEditor, themes, type Editor } from "./harness/editor";
import type { Panel } from "./harness/panel";
import { finishSteadyRun, fixture, startSteadyRun } from "./harness/steadyRun";

describe("the report in the editor", () => {
  let editor: Editor;
  let report: Panel;
  savePictureOfFailures(() => editor);

  beforeAll(async () => {
    editor = await startEditor({ workspace: fixture, viewport: { width: 1300, height: 1500 } });
    report = editor.workbench.panel();
    await startSteadyRun(editor);
  });

  afterAll(async () => {
    await editor.close();
  });

  const show = async (): Promise<void> => {
    await editor.workbench.runCommand("Optimizer Monitor: Show Report");
    await editor.workbench.quickInputEntries().filter({ hasText: "Steady" }).first().click();
    await report.content.getByRole("heading", { level: 1, name: "Steady" }).waitFor();
  };

  it("shows a running session, and after its end, refreshed, that it ended", async () => {
    await show();
    await report.content.getByRole("heading", { name: "What it means" }).waitFor();
    await report.content.locator("figure svg").first().waitFor();
    expect(await report.content.locator(".subtitle").getAttribute("data-status")).toBe("running");
    await finishSteadyRun(editor);
    await editor.workbench
      .monitorItem()
      .filter({ hasText: /Steady/ })
      .waitFor({ state: "hidden" });
    await editor.page.getByRole("button", { name: "Refresh Report" }).click();
    await report.content.locator('.subtitle[data-status="completed"]').waitFor();
  });

  it("runs nothing, loads nothing and breaks no policy of its own", async () => {
    expect(await report.content.locator("script").count()).toBe(0);
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
      await report.content.locator(`body.${themes[theme].bodyClass}`).waitFor();
      const colors = await (
        await report.frame()
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
