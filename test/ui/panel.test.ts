// The live panel as a person meets it: opened during a run, hidden and shown, reloaded, stopped.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findSeriousViolations } from "./harness/accessibility";
import { savePictureOfFailures, saveScreenshot, startEditor, themes, type Editor } from "./harness/editor";
import type { Panel } from "./harness/panel";
import { finishSteadyRun, fixture, startSteadyRun } from "./harness/steadyRun";
import { succeeds } from "./harness/workbench";

type Theme = keyof typeof themes;

/** What the console must not say: that the page broke its own policy, or threw. */
function findComplaints(editor: Editor): string[] {
  const ours = /optimizer-monitor|panel\.js|vscode-webview/;
  return editor.consoleMessages.filter(
    (line) =>
      /content security policy|refused to/i.test(line) || (/^\[(error|pageerror)\]/.test(line) && ours.test(line)),
  );
}

// The page itself is checked in all four themes by test/ui/page; in-editor tests open the panel in the oldest editor too.
describe.each([{ version: "newest", accessible: ["dark"] }] satisfies { version: "newest"; accessible: Theme[] }[])(
  "the panel in the $version editor",
  ({ version, accessible }) => {
    let editor: Editor;
    let panel: Panel;
    savePictureOfFailures(() => editor);

    beforeAll(async () => {
      editor = await startEditor({ version, workspace: fixture, viewport: { width: 1500, height: 1000 } });
      panel = editor.workbench.panel();
    });

    afterAll(async () => {
      await editor.close();
    });

    /** The figure in the header under that name. */
    const figure = (name: string) => panel.content.locator(".stats > *").filter({ hasText: name });

    /** The first picture of a tab. */
    const picture = (tab: string) =>
      panel.content.getByRole("tabpanel", { name: tab }).locator(".picture canvas").first();

    it("opens from the status bar while a task runs", async () => {
      await startSteadyRun(editor);
      await editor.workbench.monitorItem().click();
      await panel.content.getByRole("heading", { level: 1, name: "Steady" }).waitFor();
      await figure("Best").filter({ hasText: /\d/ }).waitFor();
      await figure("Evaluations").filter({ hasText: /\d/ }).waitFor();
      await figure("Memory").filter({ hasText: /MB/ }).waitFor();
    });

    it.each(["Convergence", "CPU", "Memory"])("draws %s and says it in words", async (title) => {
      const chart = panel.chart(title);
      await chart.scrollIntoViewIfNeeded();
      await chart.locator(".picture svg, .picture canvas").first().waitFor();
      await expect.poll(() => chart.locator(".card-summary").innerText()).toMatch(/\d/);
    });

    it("shows the timed components and the program's own metric", async () => {
      const components = panel.chart("Components");
      await components.scrollIntoViewIfNeeded();
      await components.getByText("Evaluation", { exact: true }).first().waitFor();
      await components.getByText("Data Loading", { exact: true }).first().waitFor();
      await panel.content
        .getByRole("heading", { name: /swarm.?radius/i })
        .first()
        .waitFor({ state: "attached" });
    });

    it("says in a sentence that there is no GPU, or shows it", async () => {
      await panel.content.getByText(/GPU/).first().waitFor({ state: "attached" });
      const sentence = panel.content.getByText(/GPU.*(none|no )|no GPU/i).first();
      const chart = panel.content.getByRole("heading", { name: /GPU/ }).first();
      await sentence.or(chart).first().waitFor({ state: "attached" });
    });

    it("asks again where the editor puts a list away as it gives the focus back to the panel", async () => {
      const title = "Show the report of which session?";
      const list = editor.workbench.quickInput().getByText(title);
      const comesBack = async (): Promise<boolean> => {
        const putAway = editor.page.evaluate(takeFocusFromBox, title);
        await editor.workbench.runCommand("Optimizer Monitor: Show Report");
        await putAway;
        return succeeds(list.waitFor({ timeout: 2000 }));
      };
      // On a busy machine the list may have been open for so long that somebody can have put it away.
      await expect.poll(comesBack, { timeout: 60_000 }).toBe(true);
      await editor.page.keyboard.press("Escape");
      await list.waitFor({ state: "hidden" });
    });

    it("gives the same figures as a table", async () => {
      const chart = panel.chart("Convergence");
      await chart.scrollIntoViewIfNeeded();
      await chart.getByRole("button", { name: "Show as table" }).click();
      const rows = chart.getByRole("table").getByRole("row");
      await expect.poll(() => rows.count()).toBeGreaterThan(5);
      await chart.getByRole("button", { name: "Show as table" }).click();
      await chart.locator(".picture svg, .picture canvas").first().waitFor();
    });

    it("saves a picture and the data where the user says", async () => {
      const chart = panel.chart("Convergence");
      const save = async (entry: string): Promise<void> => {
        await chart.getByRole("button", { name: "Save Convergence" }).click();
        await chart.getByRole("menuitem", { name: entry }).click();
        await editor.workbench.acceptFileDialog();
      };
      const saved = (ending: string): string =>
        readdirSync(editor.workspace)
          .filter((name) => name.startsWith("Convergence") && name.endsWith(ending))
          .map((name) => readFileSync(join(editor.workspace, name), "latin1"))
          .join();
      await save("Save as SVG");
      await expect.poll(() => saved(".svg")).toMatch(/^<svg[^>]*>[\s\S]*<\/svg>\s*$/);
      await save("Save as PNG");
      await expect.poll(() => saved(".png")).toMatch(/^\x89PNG/);
      await save("Save Data as CSV: Steady GA");
      await expect.poll(() => saved(".csv").split("\n").length).toBeGreaterThan(5);
    });

    it.each(accessible)("has no serious accessibility violation in %s", async (theme) => {
      await panel.content.locator(`body.${themes[theme].bodyClass}`).waitFor({ state: "attached" });
      await panel.chart("Convergence").scrollIntoViewIfNeeded();
      await saveScreenshot(editor, `panel-${theme}-${version}`);
      expect(await findSeriousViolations(editor.page)).toEqual([]);
    });

    it("is complete again after it was hidden", async () => {
      const before = await readNumber("Evaluations");
      await editor.workbench.runCommand("File: New Untitled Text File");
      await editor.page.locator("iframe.webview.ready").waitFor({ state: "hidden" });
      await editor.workbench.tab(/Optimizer/).click();
      await panel.content.getByRole("heading", { level: 1, name: "Steady" }).waitFor();
      await expect.poll(() => readNumber("Evaluations")).toBeGreaterThan(before);
      await panel.chart("Convergence").locator(".picture svg, .picture canvas").first().waitFor();
    });

    it("is led to a tab by a link of the status bar", async () => {
      await editor.workbench.monitorItem().hover();
      await editor.page.locator(".monaco-hover:visible").getByRole("link", { name: "Resources" }).click();
      await panel.content.getByRole("tabpanel", { name: "Resources" }).getByText("How well it was used").waitFor();
      await picture("Resources").waitFor();
    });

    it("comes back with everything, in that tab, when the window is reloaded", async () => {
      const before = await readNumber("Evaluations");
      await editor.reload();
      await picture("Resources").waitFor();
      await panel.content.getByRole("heading", { level: 1, name: "Steady" }).waitFor();
      await expect.poll(() => readNumber("Evaluations")).toBeGreaterThan(before);
      await editor.workbench
        .monitorItem()
        .filter({ hasText: /Steady/ })
        .waitFor();
      await panel.content.getByRole("tab", { name: "Live" }).click();
      await panel.chart("Convergence").locator(".picture svg, .picture canvas").first().waitFor();
    });

    it("has a tab for a chart of the workspace, as it is saved", async () => {
      const folder = join(editor.workspace, ".optimizer-monitor", "charts");
      const spec = { data: { name: "runs" }, mark: "bar", encoding: { y: { field: "run" } } };
      mkdirSync(folder, { recursive: true });
      const tab = panel.content.getByRole("tab", { name: "runs" });
      // The editor's watcher may still be starting after the reload; whoever saves again is heard.
      await expect
        .poll(
          async () => {
            writeFileSync(join(folder, "runs.vl.json"), JSON.stringify(spec));
            return tab.count();
          },
          { interval: 500 },
        )
        .toBe(1);
      await tab.click();
      await panel.content.locator(".custom-picture canvas").waitFor();
      writeFileSync(join(folder, "runs.vl.json"), JSON.stringify({ ...spec, mark: "image" }));
      await panel.content.getByText('runs.vl.json: "mark": image marks are not allowed').waitFor();
      await panel.content.getByRole("tab", { name: "Live" }).click();
    });

    it("counts every iteration once over all that", async () => {
      const iterations = await finishSteadyRun(editor);
      await expect.poll(() => panel.content.locator(".session-facts").innerText()).toMatch(/completed.*2 runs/);
      const runs = panel.chart("Runs").getByRole("listitem").filter({ hasText: "Steady" });
      await expect.poll(() => runs.count()).toBe(2);
      for (const row of await runs.all()) {
        await expect
          .poll(async () => withoutSeparators(await row.innerText()))
          .toContain(`${40 * iterations} evaluations`);
      }
      await expect.poll(() => readNumber("Evaluations")).toBe(2 * 40 * iterations);
    });

    it("asks before it stops a session", async () => {
      await startSteadyRun(editor);
      await editor.workbench.monitorItem().click();
      await panel.content.locator(".session-facts").filter({ hasText: "running" }).waitFor();
      const stop = panel.content.getByRole("button", { name: "Stop" });
      await stop.click();
      await editor.workbench.dialog().getByText("Stop “Steady”?").waitFor();
      await editor.workbench.dialog().getByRole("button", { name: "Cancel" }).click();
      await panel.content.locator(".session-facts").filter({ hasText: "running" }).waitFor();
      await stop.click();
      await editor.workbench.dialog().getByRole("button", { name: "Stop" }).click();
      await panel.content.locator(".session-facts").filter({ hasText: "stopped" }).waitFor();
    });

    it("never broke its content security policy and never threw", () => {
      expect(findComplaints(editor)).toEqual([]);
    });

    /** A figure of the header as a number. */
    async function readNumber(name: string): Promise<number> {
      return Number(/\d+/.exec(withoutSeparators(await figure(name).innerText()))?.[0]);
    }
  },
);

/**
 * Lets the webview take the focus as soon as the editor's box shows a title: a race between processes does that about one time in
 * fifty. Resolves when the box has closed from it.
 */
async function takeFocusFromBox(title: string): Promise<void> {
  const box = document.querySelector<HTMLElement>(".quick-input-widget");
  const until = async (isDone: () => boolean): Promise<void> => {
    while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  await until(() => box?.style.display !== "none" && box?.innerText.includes(title) === true);
  document.querySelector<HTMLElement>("iframe.webview.ready")?.focus();
  await until(() => box?.style.display === "none");
}

/** A text whose numbers have lost what separates their thousands. */
function withoutSeparators(text: string): string {
  return text.replace(/(?<=\d)[,.\u202f\u00a0](?=\d{3}(\D|$))/g, "");
}
