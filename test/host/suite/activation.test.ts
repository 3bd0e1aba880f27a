// The extension is found under its id, activates without an error and offers every command that its manifest names.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activate, debugToEnd, extensionId, NewSessions, nodeProgram, workspacePath } from "./support";

interface Manifest {
  readonly contributes?: { readonly commands?: readonly { readonly command: string }[] };
}

describe("activation", function () {
  this.timeout(60_000);

  it("activates", async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension, `${extensionId} is not installed`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  // No engine runs yet: this is the first thing that needs one.
  it("records the first program, however short, with the engine that it needs", async () => {
    const program = workspacePath("first.cjs");
    await vscode.workspace.fs.writeFile(vscode.Uri.file(program), Buffer.from(nodeProgram));
    const news = new NewSessions(await activate());
    await debugToEnd({ type: "pwa-node", request: "launch", name: "first", program, console: "internalConsole" });
    const { status, iterationCount } = await news.ended();
    assert.deepEqual({ status, iterationCount }, { status: "completed", iterationCount: 50 });
  });

  it("registers every command of the manifest", async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension);
    await extension.activate();
    const declared = ((extension.packageJSON as Manifest).contributes?.commands ?? []).map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.filter((command) => !registered.has(command)),
      [],
    );
  });
});
