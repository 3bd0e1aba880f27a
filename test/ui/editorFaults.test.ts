// The editor fails again and again while a task is recorded: everything of ours comes back by itself, and the record is whole.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordFault, rounds } from "../faults/faultRecord";
import { savePictureOfFailures, startEditor, type Editor } from "./harness/editor";
import { lossOf, recordedSessions } from "./harness/recorded";
import { finishSteadyRun, fixture, startSteadyRun } from "./harness/steadyRun";

/** How long the extension host stands still: longer where faults are brought more often. */
const STALL_SECONDS = rounds(1) > 1 ? 30 : 5;

describe("a task that is recorded while the editor fails", () => {
  let editor: Editor;
  savePictureOfFailures(() => editor);

  beforeAll(async () => {
    editor = await startEditor({ workspace: fixture });
    await startSteadyRun(editor, "Failing");
  });

  afterAll(async () => {
    await editor.close();
  });

  /** The evaluations that the panel shows. */
  async function evaluations(): Promise<number> {
    const { content } = editor.workbench.panel();
    return firstNumber(
      await content.locator(".stats > *").filter({ hasText: "Evaluations" }).innerText({ timeout: 1000 }),
    );
  }

  /** The iteration that the status bar shows. */
  async function iteration(): Promise<number> {
    const text = await editor.workbench.monitorItem().innerText({ timeout: 1000 });
    return firstNumber(/\bit\s.*/.exec(text)?.[0] ?? "");
  }

  /** Waits until a figure is shown and grows, without touching anything. */
  async function expectToGrow(figure: () => Promise<number>): Promise<void> {
    const shown = (): Promise<number> => figure().catch(() => NaN);
    let before = NaN;
    await expect.poll(async () => (before = await shown())).toBeGreaterThan(0);
    await expect.poll(shown).toBeGreaterThan(before);
  }

  async function killExtensionHost(): Promise<void> {
    const [before = NaN] = editor.extensionHosts();
    process.kill(before, "SIGKILL");
    await expect.poll(() => editor.extensionHosts().filter((pid) => pid !== before)).toHaveLength(1);
  }

  it("is in the status bar again when the extension host was killed", async () => {
    await killExtensionHost();
    await expectToGrow(iteration);
  });

  it("is in the status bar again when the window is reloaded", async () => {
    await editor.reload();
    await expectToGrow(iteration);
  });

  it("is in the status bar and in the panel again when the extension host was killed", async () => {
    await editor.workbench.monitorItem().click();
    await editor.workbench.panel().content.getByRole("heading", { level: 1, name: "Failing" }).waitFor();
    await expectToGrow(evaluations);
    const tab = editor.workbench.panel().content.getByRole("tab", { name: "Resources" });
    await tab.click();
    await expectToGrow(evaluations);
    await killExtensionHost();
    await expectToGrow(iteration);
    await expectToGrow(evaluations);
    // The panel that nobody could write to is gone.
    await expect.poll(() => editor.workbench.tab(/Optimizer Monitor/).count()).toBe(1);
    // The one in its place shows what that one showed.
    await expect.poll(() => tab.getAttribute("aria-selected")).toBe("true");
  });

  it("is in a panel as it is at first where nobody had touched the one before, whatever an earlier one showed", async () => {
    await editor.workbench.runCommand("View: Close All Editors");
    await editor.page.locator("iframe.webview").waitFor({ state: "detached" });
    await editor.workbench.monitorItem().click();
    await expectToGrow(evaluations);
    await killExtensionHost();
    await expectToGrow(iteration);
    await expectToGrow(evaluations);
    const live = editor.workbench.panel().content.getByRole("tab", { name: "Live" });
    await expect.poll(() => live.getAttribute("aria-selected")).toBe("true");
  });

  it("goes on when the extension host stands still", async () => {
    const [host = NaN] = editor.extensionHosts();
    process.kill(host, "SIGSTOP");
    const stoppedAt = Date.now();
    await expect.poll(() => Date.now() - stoppedAt).toBeGreaterThan(STALL_SECONDS * 1000);
    process.kill(host, "SIGCONT");
    await expectToGrow(evaluations);
    await expectToGrow(iteration);
  });

  it("is in the history once, with every iteration once, and says that how it ended was not told", async () => {
    const iterations = await finishSteadyRun(editor);
    await editor.workbench.monitorItem().waitFor({ state: "detached" });
    const sessions = recordedSessions(editor.workspace);
    // An editor does not tell its next extension host how the tasks of before end, so the session says that it does not know.
    const reason: unknown = expect.stringContaining("exit code is not known");
    expect(sessions).toEqual([expect.objectContaining({ label: "Failing", status: "completed", reason })]);
    const loss = lossOf(editor.workspace, sessions[0]?.id ?? "", iterations);
    expect(loss).toEqual({ lost: 0, doubled: 0 });
    const promise = "the run is recorded once, with every iteration once; status bar and panel come back by themselves";
    recordFault({
      fault: "extension host killed with SIGKILL and restarted while a task runs",
      promise,
      tried: 3,
      ...loss,
    });
    recordFault({
      fault: `extension host stopped for ${STALL_SECONDS} s while a task runs`,
      promise,
      tried: 1,
      ...loss,
    });
    recordFault({ fault: "Reload Window while a task runs", promise, tried: 1, ...loss });
  });
});

/** The first number of a text, NaN where there is none. */
function firstNumber(text: string): number {
  return Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(",", ""));
}
