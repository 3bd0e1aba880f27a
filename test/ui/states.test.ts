// Windows in which nothing can be recorded: every command works there too, or says why it cannot.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { savePictureOfFailures, saveScreenshot, startEditor, type Editor } from "./harness/editor";
import { fixture } from "./harness/steadyRun";

describe("a window that records nothing", () => {
  let editor: Editor;
  savePictureOfFailures(() => editor);

  beforeAll(async () => {
    editor = await startEditor({ workspace: fixture, trust: false });
  });

  afterAll(async () => {
    await editor.close();
  });

  /** Runs a command and waits for the message that answers it. */
  async function expectAnswer(command: string, answer: string): Promise<void> {
    await editor.workbench.runCommand(`Optimizer Monitor: ${command}`);
    await editor.workbench.notifications().filter({ hasText: answer }).first().waitFor();
    await editor.workbench.runCommand("Notifications: Clear All Notifications");
  }

  it("says in restricted mode what trust is needed for, and still shows sessions", async () => {
    const sideBar = await editor.workbench.openView("Optimizer Monitor");
    await sideBar.getByText("Sessions are recorded once this workspace is trusted.").waitFor();
    await saveScreenshot(editor, "state-restricted");
    await expectAnswer("Monitor a Task…", "Tasks run once this workspace is trusted.");
    await expectAnswer("Stop Session", "No session is running.");
    await editor.workbench.runCommand("Optimizer Monitor: Open Live Panel");
    await editor.workbench
      .panel()
      .content.getByText(/no session/i)
      .first()
      .waitFor();
    await saveScreenshot(editor, "state-restricted-panel");
  });

  it("says without a folder that sessions need one", async () => {
    await editor.page.goto(`${new URL(editor.page.url()).origin}/?ew=true`);
    await editor.workbench.waitUntilReady();
    const sideBar = await editor.workbench.openView("Optimizer Monitor");
    await sideBar.getByRole("button", { name: "Open Folder" }).waitFor();
    expect(await editor.workbench.treeItems().count()).toBe(0);
    for (const command of ["Open Live Panel", "Stop Session", "Export Session…", "Monitor a Task…"]) {
      await expectAnswer(command, "folder");
    }
    await saveScreenshot(editor, "state-no-folder");
  });
});
