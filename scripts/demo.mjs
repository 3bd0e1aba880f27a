// `npm run demo`: opens a real VS Code on the examples, with the extension and a running optimizer.
//   --browser           the editor in the browser even where there is a desktop
//   --port PORT         instead of the first free one from 8640 on
//   --once              look at it headless, then end (with 0 when everything showed up)
//   --screenshot FILE   the same, and save a picture
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { ensureEditor } from "./setup/editor.mjs";
import { ensureNpmPackages } from "./setup/npmPackages.mjs";
import { ensureSystemPackages, forDemo } from "./setup/systemPackages.mjs";

const { values: options } = parseArgs({
  options: {
    browser: { type: "boolean", default: false },
    port: { type: "string", default: "8640-8660" },
    once: { type: "boolean", default: false },
    screenshot: { type: "string" },
  },
});
const headless = options.once || options.screenshot !== undefined;

const whatToLookAt = `What to look at
  • the live panel: convergence, CPU, memory, throughput and components of the run, as it happens
  • the status bar, bottom left: the run in one line; hover for more, click for the panel
  • the falling steps in the activity bar: what runs, and every earlier session
  • Terminal > Run Task… : the other examples (one fails, one never reports, one is stopped)
  • F5: the same with a debugger
  • F1, then "Optimizer Monitor": every command
`;

/** What is undone at the end, last first, whatever happened. */
const cleanups = [];

async function main() {
  await ensureSystemPackages(forDemo);
  await ensureNpmPackages();
  // These need npm packages, which may not have been there a moment ago.
  const { buildExtension, prepareProfile, prepareWorkspace } = await import("./demo/prepare.mjs");
  await buildExtension();
  const profile = prepareProfile();
  const workspace = prepareWorkspace({ temporary: headless });
  await removeAtEnd(profile, workspace);
  const env = { OPTIMIZER_MONITOR_DEMO_START: randomBytes(8).toString("hex") };
  const command = await findDesktop();
  await (command === undefined
    ? inBrowser({ profile, workspace, env })
    : onDesktop({ command, profile, workspace, env }));
}

async function removeAtEnd(profile, workspace) {
  const { removeProfile } = await import("./editor/server.mjs");
  const { removeWorkspace } = await import("./editor/workspace.mjs");
  cleanups.push(
    () => removeProfile(profile),
    () => removeWorkspace(workspace),
  );
}

async function findDesktop() {
  const { findDesktopEditor, hasDisplay } = await import("./demo/desktop.mjs");
  return headless || options.browser || !hasDisplay() ? undefined : findDesktopEditor();
}

async function onDesktop({ command, profile, workspace, env }) {
  const { openDesktop } = await import("./demo/desktop.mjs");
  const window = openDesktop({ command, profile, workspace, env });
  cleanups.push(() => window.stop());
  process.stdout.write(
    `\nVS Code opens on ${workspace}.\n\n${whatToLookAt}\nClose the window or press Ctrl-C to end.\n`,
  );
  await window.closed;
}

async function inBrowser({ profile, workspace, env }) {
  const { startServer } = await import("./editor/server.mjs");
  const { editorAddress } = await import("./editor/browser.mjs");
  const editor = await ensureEditor("newest");
  const token = randomBytes(16).toString("hex");
  const server = await startServer({ editor, profile, env, token, port: options.port });
  cleanups.push(() => server.stop());
  const address = editorAddress({ origin: server.origin, folder: workspace, token });
  process.stdout.write(
    `\nVS Code ${editor.version} with Optimizer Monitor is at\n\n    ${address}\n\n${whatToLookAt}\n`,
  );
  if (headless) return look(address);
  process.stdout.write("The optimizer starts when the page is opened. Ctrl-C ends everything.\n");
  await server.exited;
}

async function look(address) {
  const { visitDemo } = await import("./demo/picture.mjs");
  process.stdout.write(`Seen in the status bar: ${await visitDemo({ address, screenshot: options.screenshot })}\n`);
}

async function cleanUp() {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => void cleanUp().then(() => process.exit(signal === "SIGINT" ? 0 : 1)));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
