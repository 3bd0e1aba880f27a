// The extension is found under its id, activates without an error and offers every command that its manifest names.
import assert from "node:assert/strict";
import * as vscode from "vscode";

const extensionId = "optimizer-monitor.optimizer-monitor";

interface Manifest {
  readonly contributes?: { readonly commands?: readonly { readonly command: string }[] };
}

describe("activation", () => {
  it("activates", async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension, `${extensionId} is not installed`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it("registers every command of the manifest", async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    await extension?.activate();
    const declared = ((extension?.packageJSON as Manifest).contributes?.commands ?? []).map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.filter((command) => !registered.has(command)),
      [],
    );
  });
});
