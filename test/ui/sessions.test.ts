// What a person sees of sessions around the editor: the side bar, the status bar, the commands.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "../../scripts/setup/paths.mjs";
import { savePictureOfFailures, saveScreenshot, startEditor, type Editor } from "./harness/editor";
import { finishSteadyRun, fixture, startSteadyRun } from "./harness/steadyRun";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
  };
}

/** The titles that the palette must offer: the manifest's commands without those that it hides, or shows beside a report only. */
function expectedTitles(): string[] {
  const { contributes } = JSON.parse(readFileSync(at("package.json"), "utf8")) as Manifest;
  const texts = JSON.parse(readFileSync(at("package.nls.json"), "utf8")) as Record<string, string>;
  const hidden = new Set(contributes.menus.commandPalette.map(({ command }) => command));
  const titles = contributes.commands.filter(({ command }) => !hidden.has(command));
  return titles.map(({ category, title }) => `${category}: ${texts[title.replaceAll("%", "")] ?? title}`).sort();
}

// What the oldest editor shows of sessions is tested inside it, by test/host.
describe("sessions in the editor", () => {
  let editor: Editor;
  savePictureOfFailures(() => editor);

  beforeAll(async () => {
    editor = await startEditor({ version: "newest", workspace: fixture });
  });

  afterAll(async () => {
    await editor.close();
  });

  it("says how to start when there is no session", async () => {
    const sideBar = await editor.workbench.openView("Optimizer Monitor");
    await sideBar.getByText("No session yet").waitFor();
    await sideBar.getByRole("button", { name: "Run a Task" }).waitFor();
    expect(await editor.workbench.monitorItem().count()).toBe(0);
  });

  it("offers every command in the palette", async () => {
    await editor.workbench.monitorItem().waitFor({ state: "detached" });
    const first = await editor.workbench.findCommands("Optimizer Monitor:");
    // The list draws only as many lines as it has room for.
    for (const title of expectedTitles().filter((wanted) => !first.includes(wanted))) {
      expect(await editor.workbench.findCommands(title)).toContain(title);
    }
  });

  it("says so when a command has nothing to act on", async () => {
    await editor.workbench.runCommand("Optimizer Monitor: Stop Session");
    await editor.workbench.notifications().filter({ hasText: "No session is running." }).waitFor();
    await editor.workbench.runCommand("Notifications: Clear All Notifications");
  });

  it("shows a running task in the status bar and in the tree", async () => {
    await startSteadyRun(editor);
    const item = editor.workbench.monitorItem();
    await item
      .filter({ hasText: /Steady (GA|PSO).*it\s*\d+.*best\s*[\d.]+.*CPU\s*\d+\s*%.*\d+\s*MB.*\d\d:\d\d/ })
      .waitFor();
    await expect
      .poll(() => item.locator("a").getAttribute("aria-label"))
      .toMatch(/Steady is running, Steady (GA|PSO), iteration \d+/);
    const running = editor.workbench.treeItems().filter({ hasText: "running" });
    await running.filter({ hasText: "Steady" }).waitFor();
    await item.hover();
    await editor.page.locator(".monaco-hover").getByText("Evaluation", { exact: false }).first().waitFor();
    await saveScreenshot(editor, "status-bar");
  });

  it("moves it to the history when it has ended", async () => {
    await editor.page.mouse.move(700, 300);
    await finishSteadyRun(editor);
    await editor.workbench.monitorItem().waitFor({ state: "detached" });
    await editor.workbench.treeItems().filter({ hasText: "Today" }).waitFor();
    const ended = editor.workbench.treeItems().filter({ hasText: "Steady GA, Steady PSO" });
    await ended.waitFor();
    expect(await ended.innerText()).not.toContain("running");
  });

  it("shows why a run failed", async () => {
    await startSteadyRun(editor, "Failing");
    await finishSteadyRun(editor);
    await editor.workbench
      .monitorItem()
      .filter({ hasText: /Failing: .*3/ })
      .waitFor();
  });

  it("deletes a session after asking", async () => {
    const lines = editor.workbench.treeItems().filter({ hasText: "Steady GA" });
    await expect.poll(() => lines.count()).toBe(2);
    // A line that is drawn anew under the pointer has lost its button, or its session, until the pointer comes back.
    const question = editor.workbench.dialog().getByText("Delete the session");
    const click = async (): Promise<boolean> => {
      await editor.page.mouse.move(700, 300);
      await lines.first().hover();
      const button = lines.first().getByRole("button", { name: "Delete Session" });
      const asked = button.click({ timeout: 3_000 }).then(() => question.waitFor({ timeout: 5_000 }));
      return asked.then(
        () => true,
        () => editor.page.keyboard.press("Escape").then(() => false),
      );
    };
    await expect.poll(click, { timeout: 40_000 }).toBe(true);
    await editor.workbench.dialog().getByRole("button", { name: "Delete" }).click();
    await expect.poll(() => lines.count()).toBe(1);
  });
});
