// The packaged extension: what is in it, what is not, how large it is, and that it works where it is installed.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
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

function isCheckout(): boolean {
  return existsSync(at(".git"));
}

/** Files below a folder that are kept with the sources. */
function kept(...folders: readonly string[]): readonly string[] {
  const names = execFileSync("git", ["ls-files", "-z", "--", ...folders], { cwd: root, encoding: "utf8" });
  return names.split("\0").filter((name) => name !== "" && existsSync(at(name)));
}

/** What the package is to hold, by the rules of .vscodeignore and of the build. */
function expectedContents(): readonly string[] {
  const bundles = ["cli", "engine", "extension", "otlpExporter", "otlpReceiver", "report"].map(
    (name) => `dist/${name}.js`,
  );
  const examples = kept("examples").filter((name) =>
    [
      /^examples\/[^/]*\.(md|json)$/,
      /^examples\/\.vscode\/[^/]*\.json$/,
      /^examples\/[^/]+\/[^/]*\.(py|ts|cpp)$/,
      /^examples\/data\/(.*\/)?[^/]*\.csv$/,
      /^examples\/data\/[^/]*\.md$/,
      /^examples\/protocol\/[^/]*$/,
    ].some((shape) => shape.test(name)),
  );
  const nodeClient = "clients/node/optimizer-monitor-client";
  return [
    ...["package.json", "package.nls.json", "readme.md", "changelog.md", "LICENSE.txt", "THIRD-PARTY-LICENSES.md"],
    ...["docs/protocol.md", "docs/solverLogs.md", ...kept("media", "l10n"), ...examples],
    ...[...bundles, "dist/sql-wasm.wasm", "dist/webview/panel.js", "dist/webview/panel.css"],
    ...kept("clients/python/optimizer_monitor", "clients/python/auto-instrument").map((name) => `dist/${name}`),
    ...kept("clients/cpp/README.md", "clients/cpp/optimizer_monitor.hpp", "clients/cpp/optimizer_monitor").map(
      (name) => `dist/${name}`,
    ),
    ...["package.json", "README.md", ...["cjs", "esm"].flatMap(nodeClientFiles)].map(
      (name) => `dist/${nodeClient}/${name}`,
    ),
  ];
}

/** One build of the Node client: its bundle, and the types of each of its modules. */
function nodeClientFiles(kind: string): readonly string[] {
  const types = kept("clients/node/src").map((name) => basename(name).replace(/\.ts$/, ".d.ts"));
  return ["index.js", "package.json", ...types].map((name) => `dist/${kind}/${name}`);
}

/** esbuild puts a hash of the contents into the names of files that it copies. */
function withoutHash(path: string): string {
  return path.startsWith("dist/webview/") ? path.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1") : path;
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

  // What git knows of the folders that ship, and what the build makes: neither more nor less.
  it.skipIf(!isCheckout())("holds nothing else", () => {
    expect([...listContents()].map(withoutHash).sort()).toEqual([...expectedContents()].sort());
  });

  it("holds nothing that a list of shapes does not allow", () => {
    const allowed =
      /^(package\.json|package\.nls(\.[\w-]+)?\.json|readme\.md|changelog\.md|THIRD-PARTY-LICENSES\.md|LICENSE(\.txt|\.md)?|media\/|l10n\/|dist\/|examples\/|docs\/(protocol|solverLogs)\.md$)/i;
    const forbidden =
      /(^|\/)(node_modules|\.optimizer-monitor|__pycache__|results|\.git|fuzz|test)(\/|$)|\.map$|\.test\.ts$/;
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
