#!/usr/bin/env node
// Stands in for the desktop's `code` executable: the same arguments, but VS Code's server in a headless Chromium.
// Ends with 0 when the tests' run() resolved, 1 when it rejected, 3 when the editor could not be opened, 124 on a hang.
import { appendFileSync, mkdirSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { editorAddress, launchBrowser, openEditorPage } from "../../scripts/editor/browser.mjs";
import { createProfile, removeProfile, startServer } from "../../scripts/editor/server.mjs";
import { locate } from "../../scripts/setup/editor.mjs";

const hangCode = 124;
const brokenCode = 3;

/** The flags that matter here; an editor has many more, and they are ignored. */
function parseArguments(args) {
  const values = (name) => args.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => arg.slice(name.length + 3));
  return {
    // A browser's editor takes one such folder; others belong into the extensions folder.
    developmentPath: values("extensionDevelopmentPath")[0],
    testsPath: values("extensionTestsPath")[0],
    data: values("user-data-dir")[0],
    extensions: values("extensions-dir")[0],
    folder: args.find((arg) => !arg.startsWith("-")),
  };
}

const options = parseArguments(process.argv.slice(2));
if ([options.developmentPath, options.testsPath, options.folder].includes(undefined)) {
  process.stderr.write("Usage: codeServer.mjs --extensionDevelopmentPath=… --extensionTestsPath=… FOLDER\n");
  process.exit(2);
}

const logFile = process.env.OPTIMIZER_MONITOR_TEST_LOG ?? join(mkdtempSync(join(tmpdir(), "om-host-")), "host.log");
/** How long no test may end: much longer than any of them takes where several suites share a slow machine. */
const silenceMs = Number(process.env.OPTIMIZER_MONITOR_TEST_SILENCE_MS ?? 180_000);
const progressFile = `${process.env.OPTIMIZER_MONITOR_TEST_RESULTS}.log`;
mkdirSync(dirname(logFile), { recursive: true });
const log = (...words) => appendFileSync(logFile, `${words.join(" ")}\n`);

/** The profile that the caller names, or a fresh one that is removed at the end. */
function openProfile() {
  if (options.data !== undefined && options.extensions !== undefined) {
    return { profile: { data: options.data, extensions: options.extensions }, close: () => {} };
  }
  const profile = createProfile();
  return { profile, close: () => removeProfile(profile) };
}

/** Opens the folder with the tests as payload and resolves with the exit code that the editor reports. */
async function runInPage(browser, origin) {
  // Nobody looks at it, so it is small.
  const page = await openEditorPage(browser, { width: 800, height: 600 });
  const remote = (path) => `vscode-remote://${new URL(origin).host}${path}`;
  const exit = new Promise((resolve) => {
    void page.exposeFunction("codeAutomationExit", (code) => resolve(code));
    page.on("crash", () => resolve(brokenCode));
    page.on("close", () => resolve(brokenCode));
  });
  await page.exposeFunction("codeAutomationLog", (type, args) => log(`[${type}]`, ...args.map(String)));
  page.on("pageerror", (error) => log("[page]", String(error.stack ?? error)));
  const payload = [
    ["extensionDevelopmentPath", remote(options.developmentPath)],
    ["extensionTestsPath", remote(options.testsPath)],
    ["skipWelcome", "true"],
  ];
  await page.goto(editorAddress({ origin, folder: options.folder, payload }));
  return exit;
}

/** Calls back once the tests have reported nothing for so long that they hang; gives what stops the watch. */
function watchForSilence(onSilence) {
  const reported = () => statSync(progressFile, { throwIfNoEntry: false })?.size ?? 0;
  let size = reported();
  let since = Date.now();
  const timer = setInterval(() => {
    if (reported() !== size) [size, since] = [reported(), Date.now()];
    else if (Date.now() - since > silenceMs) onSilence();
  }, 1000);
  return () => clearInterval(timer);
}

async function main() {
  const { profile, close } = openProfile();
  const editor = locate(process.env.OPTIMIZER_MONITOR_TEST_EDITOR ?? "newest");
  const args = ["--enable-smoke-test-driver"];
  const server = await startServer({ editor, profile, args, logFile });
  const browser = await launchBrowser();
  let stopWatching = () => {};
  const hang = new Promise((resolve) => (stopWatching = watchForSilence(() => resolve(hangCode))));
  const interrupted = new Promise((resolve) =>
    process.once("SIGINT", () => resolve(130)).once("SIGTERM", () => resolve(143)),
  );
  try {
    return await Promise.race([runInPage(browser, server.origin), hang, interrupted]);
  } finally {
    stopWatching();
    await Promise.all([browser.close(), server.stop()]);
    close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error.stack ?? error}\n`);
  process.exitCode = brokenCode;
}
// A page that was closed in the middle of a call can leave handles behind.
process.exit();
