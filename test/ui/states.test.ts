// Windows in which nothing can be recorded: every command works there too, or says why it cannot.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "../../scripts/setup/paths.mjs";
import { savePictureOfFailures, saveScreenshot, startEditor, type Editor } from "./harness/editor";
import { fixture } from "./harness/steadyRun";
import { plantHostileFiles, type HostileFiles } from "./hostile/plantHostileFiles";

describe("a window that records nothing", () => {
  let editor: Editor;
  let server: Server;
  let hostile: HostileFiles;
  const requests: string[] = [];
  savePictureOfFailures(() => editor);

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const prepare = (workspace: string): void => void (hostile = plantHostileFiles(workspace, address));
    editor = await startEditor({ workspace: fixture, trust: false, prepare });
  });

  afterAll(async () => {
    await editor.close();
    server.close();
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
    const { content } = editor.workbench.panel();
    await content.getByText("Sessions are recorded once this workspace is trusted.").waitFor();
    await saveScreenshot(editor, "state-restricted-panel");
    await content.getByRole("button", { name: "Manage Workspace Trust" }).click();
    const trust = editor.page.getByText("You are in Restricted Mode").first();
    await trust.waitFor();
    await editor.page.keyboard.press("Escape");
    await trust.waitFor({ state: "hidden" });
  });

  it("ran, sent, fetched and followed nothing of what somebody else's workspace names", async () => {
    // With a session there are tabs, and the state of the sources was asked of git.
    execFileSync(process.execPath, [at("dist", "cli.js"), "run", "--", "true"], {
      cwd: editor.workspace,
      stdio: "ignore",
    });
    const { content } = editor.workbench.panel();
    await content.getByRole("tab", { name: "History" }).waitFor();
    expect(await content.getByRole("tab", { name: "evil" }).count()).toBe(0);
    expect(existsSync(hostile.trace)).toBe(false);
    expect(existsSync(hostile.folder)).toBe(false);
    expect(requests).toEqual([]);
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
