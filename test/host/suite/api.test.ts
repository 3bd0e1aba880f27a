// The HTTP API as the editor turns it on: by the user's settings, with a token from the editor's secrets.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS } from "../../../src/vscode/contributions";
import { activate } from "./support";

const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("optimizerMonitor.api");

/** Polls until a condition gives a value; what it asks answers in its own time. */
async function eventually<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`Not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("HTTP API", function () {
  this.timeout(60_000);
  before(activate);
  after(async () => {
    await configuration().update("enabled", undefined, vscode.ConfigurationTarget.Global);
    await configuration().update("port", undefined, vscode.ConfigurationTarget.Global);
  });

  it("answers as soon as the user's settings want it, to whoever has what the command copies", async () => {
    await configuration().update("port", 0, vscode.ConfigurationTarget.Global);
    await configuration().update("enabled", true, vscode.ConfigurationTarget.Global);
    await vscode.env.clipboard.writeText("");
    await vscode.commands.executeCommand(COMMANDS.copyApiAccess);
    const copied = await vscode.env.clipboard.readText();
    const value = (name: string): string => new RegExp(`^${name}=(\\S+)$`, "m").exec(copied)?.[1] ?? "";
    const [url, token] = [value("OPTIMIZER_MONITOR_API_URL"), value("OPTIMIZER_MONITOR_API_TOKEN")];
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(token.length, 43);
    const ask = (authorization: string): Promise<number> =>
      fetch(`${url}/api/v1/sessions`, { headers: { Authorization: authorization } }).then(({ status }) => status);
    assert.equal(await ask(`Bearer ${token}`), 200);
    assert.equal(await ask("Bearer something-else-entirely"), 401);

    await configuration().update("enabled", false, vscode.ConfigurationTarget.Global);
    await eventually("no answer once the settings say so", () =>
      fetch(url).then(
        () => undefined,
        () => true,
      ),
    );
  });

  it("cannot be turned on by a workspace", async () => {
    await assert.rejects(async () => configuration().update("enabled", true, vscode.ConfigurationTarget.Workspace));
  });
});
