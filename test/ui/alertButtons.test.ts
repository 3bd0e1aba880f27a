// The buttons of an alert's message: each does what it says, and the next run shows that it did.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { savePictureOfFailures, startEditor, type Editor } from "./harness/editor";
import { finishSteadyRun, fixture, startSteadyRun } from "./harness/steadyRun";

describe("the message of an alert", () => {
  let editor: Editor;
  savePictureOfFailures(() => editor);

  beforeAll(async () => {
    editor = await startEditor({ workspace: fixture, viewport: { width: 1500, height: 1000 } });
  });

  afterAll(async () => {
    await editor.close();
  });

  const message = (text: RegExp): Locator => editor.workbench.notifications().filter({ hasText: text });
  const diverged = (): Locator => message(/Diverging: .*NaN/i);

  /** Presses a button of a message, which goes away by that. */
  async function press(toast: Locator, button: string): Promise<void> {
    await toast.getByRole("button", { name: button, exact: true }).click();
    await toast.waitFor({ state: "detached" });
  }

  /** The alert of the run that is shown in the panel, as its list says it. */
  const listed = (rule: string): Locator =>
    editor.workbench.panel().content.locator(".alerts-card .alert").filter({ hasText: rule, visible: true });

  /** Starts a task and shows its session in the panel. */
  async function start(task: "Failing" | "Diverging"): Promise<void> {
    await startSteadyRun(editor, task);
    await editor.workbench.monitorItem().click();
    const { content } = editor.workbench.panel();
    await content.getByRole("heading", { level: 1, name: task }).waitFor();
    await content.locator(".session-facts").filter({ hasText: "running" }).waitFor();
  }

  /** Ends the run and waits until nothing runs any more. */
  async function finish(): Promise<void> {
    await finishSteadyRun(editor);
    const facts = editor.workbench.panel().content.locator(".session-facts");
    await facts.filter({ hasText: /completed|failed/ }).waitFor();
  }

  it("shows the session", async () => {
    await startSteadyRun(editor, "Diverging");
    await diverged().waitFor();
    await press(diverged(), "Show");
    await editor.workbench.panel().content.getByRole("heading", { level: 1, name: "Diverging" }).waitFor();
    await listed("nan-objective").waitFor();
    expect(await listed("nan-objective").innerText()).not.toContain("not told");
    await finish();
  });

  it("is snoozed: the next run's is recorded and told to nobody", async () => {
    await start("Failing");
    await finish();
    await press(message(/Failing: .*3/), "Snooze 1 h");
    await expect
      .poll(() => existsSync(join(editor.workspace, ".optimizer-monitor", "alerts", "snoozed.json")))
      .toBe(true);
    await start("Failing");
    await finish();
    await listed("run-failed").filter({ hasText: "not told" }).waitFor();
    expect(await message(/Failing: .*3/).count()).toBe(0);
  });

  it("is turned off in the settings of the workspace, where it can be turned on again", async () => {
    await start("Diverging");
    await press(diverged(), "Turn Off This Alert");
    const settings = join(editor.workspace, ".vscode", "settings.json");
    const written = (): unknown =>
      existsSync(settings)
        ? (JSON.parse(readFileSync(settings, "utf8")) as Record<string, unknown>)["optimizerMonitor.alerts.rules"]
        : undefined;
    await expect.poll(written).toEqual([{ kind: "nan-objective", enabled: false }]);
    await finish();
    await start("Diverging");
    await finish();
    expect(await listed("nan-objective").count()).toBe(0);
    expect(await diverged().count()).toBe(0);
  });
});
