// The packaged extension: what is in it, what is not, how large it is, and that it works where it is installed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, root } from "../../scripts/setup/paths.mjs";
import { finishSteadyRun, fixture, startSteadyRun } from "../ui/harness/steadyRun";
import { startEditor } from "../ui/harness/editor";

const folder = mkdtempSync(join(tmpdir(), "om-package-"));
const vsix = join(folder, "extension.vsix");

/** The paths inside the package, without its leading `extension/`. */
function listContents(): string[] {
  const script = "import sys, zipfile; print('\\n'.join(zipfile.ZipFile(sys.argv[1]).namelist()))";
  const names = execFileSync("python3", ["-c", script, vsix], { encoding: "utf8" }).trim().split("\n");
  return names.filter((name) => name.startsWith("extension/")).map((name) => name.slice("extension/".length));
}

beforeAll(() => {
  execFileSync(process.execPath, [at("scripts", "package.mjs"), "--out", vsix], { cwd: root, stdio: "pipe" });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the packaged extension", () => {
  it("is at most 3 MB", () => {
    expect(statSync(vsix).size).toBeLessThanOrEqual(3 * 1024 * 1024);
  });

  it("holds everything that runs", () => {
    const contents = listContents();
    const needed = [
      "package.json",
      "package.nls.json",
      "dist/extension.js",
      "dist/engine.js",
      "dist/cli.js",
      "dist/report.js",
      "dist/otlpReceiver.js",
      "dist/otlpExporter.js",
      "dist/sql-wasm.wasm",
      "dist/webview/panel.js",
      "dist/clients/python/optimizer_monitor/__init__.py",
      "dist/clients/node/optimizer-monitor-client/package.json",
      "dist/clients/cpp/optimizer_monitor.hpp",
      "dist/clients/cpp/optimizer_monitor/client.hpp",
    ];
    expect(needed.filter((path) => !contents.includes(path))).toEqual([]);
  });

  it("holds nothing that does not ship", () => {
    const allowed =
      /^(package\.json|package\.nls(\.[\w-]+)?\.json|readme\.md|changelog\.md|LICENSE(\.txt|\.md)?|media\/|l10n\/|dist\/|examples\/|docs\/(protocol|solverLogs)\.md$)/i;
    const forbidden = /(^|\/)(node_modules|\.optimizer-monitor|__pycache__|results|\.git)(\/|$)|\.map$|\.test\.ts$/;
    expect(listContents().filter((path) => !allowed.test(path) || forbidden.test(path))).toEqual([]);
  });

  it("installs into the editor, and records and shows a task there", async () => {
    const editor = await startEditor({ extension: vsix, workspace: fixture });
    try {
      await startSteadyRun(editor);
      await editor.workbench.monitorItem().click();
      const panel = editor.workbench.panel();
      await panel.content.getByRole("heading", { level: 1, name: "Steady" }).waitFor();
      await panel.chart("Convergence").locator(".picture canvas").first().waitFor();
      const iterations = await finishSteadyRun(editor);
      const evaluations = panel.content.locator(".stats > *").filter({ hasText: "Evaluations" });
      const expected = (2 * 40 * iterations).toLocaleString("en-US");
      await expect.poll(() => evaluations.innerText(), { timeout: 30_000 }).toContain(expected);
    } finally {
      await editor.close();
    }
  });
});
