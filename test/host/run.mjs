// Runs the in-editor tests: `node test/host/run.mjs [newest|oldest]`. The same entry serves a desktop, where
// OPTIMIZER_MONITOR_TEST_DESKTOP=1 lets @vscode/test-electron download the editor.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { bundleHostTests } from "../../scripts/bundleHostTests.mjs";
import { createProfile, linkExtension, removeProfile } from "../../scripts/editor/server.mjs";
import { copyWorkspace, removeWorkspace } from "../../scripts/editor/workspace.mjs";
import { ensureEditor } from "../../scripts/setup/editor.mjs";
import { at, editors, root } from "../../scripts/setup/paths.mjs";

const editor = process.argv[2] ?? "newest";
const desktop = process.env.OPTIMIZER_MONITOR_TEST_DESKTOP !== undefined;
const outFolder = at("test-results");
const results = join(outFolder, `host-${editor}.json`);

/** Prints what the tests have reported, as they report it. */
function followProgress(path) {
  let printed = 0;
  const print = () => {
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    process.stdout.write(text.slice(printed));
    printed = text.length;
  };
  const timer = setInterval(print, 500);
  return () => {
    clearInterval(timer);
    print();
  };
}

/** What the tests wrote, or a failure that says that they did not come to their end. */
function readResults() {
  const parsed = existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : {};
  if (parsed.complete === true) return parsed;
  const error = "The tests did not come to their end: the extension host was killed, hung or could not start.";
  return { passed: 0, failed: 1, skipped: 0, failures: [{ title: "(run)", error }] };
}

async function runInEditor(testsPath, profile, workspace) {
  const logFile = join(outFolder, `host-${editor}.log`);
  for (const path of [results, `${results}.log`, logFile]) rmSync(path, { force: true });
  const executable = desktop ? {} : { vscodeExecutablePath: at("test", "host", "codeServer.mjs") };
  if (!desktop) await ensureEditor(editor);
  const stopFollowing = followProgress(`${results}.log`);
  try {
    return await runTests({
      ...executable,
      version: editors[editor].vscode,
      extensionDevelopmentPath: root,
      extensionTestsPath: testsPath,
      launchArgs: [workspace, `--user-data-dir=${profile.data}`, `--extensions-dir=${profile.extensions}`],
      extensionTestsEnv: {
        OPTIMIZER_MONITOR_TEST_RESULTS: results,
        OPTIMIZER_MONITOR_TEST_LOG: logFile,
        OPTIMIZER_MONITOR_TEST_EDITOR: editor,
      },
    });
  } catch (error) {
    process.stdout.write(`${error.message}. Log: ${logFile}\n`);
    return 1;
  } finally {
    stopFollowing();
  }
}

mkdirSync(outFolder, { recursive: true });
const profile = createProfile();
linkExtension(profile, at("test", "host", "debugpy-extension"));
const workspace = copyWorkspace(at("examples"));
const code = await runInEditor(await bundleHostTests(editor), profile, workspace);
const outcome = readResults();
if (code !== 0 && outcome.failed === 0) outcome.failed = 1;
writeFileSync(results, JSON.stringify(outcome));
for (const { title, error } of outcome.failures) process.stdout.write(`\nFAILED ${title}\n${error}\n`);
process.stdout.write(
  `\nVS Code ${editors[editor].vscode}: ${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped\n`,
);
if (process.env.OPTIMIZER_MONITOR_TEST_KEEP === undefined) {
  removeProfile(profile);
  removeWorkspace(workspace);
}
process.exitCode = outcome.failed === 0 ? 0 : 1;
