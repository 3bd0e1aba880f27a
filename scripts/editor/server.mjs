// Starts VS Code's own server with a profile of its own, and stops it with everything that it started.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  appendFileSync,
  readFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../setup/command.mjs";
import { editorMark, stopMarked } from "./processes.mjs";

/** What makes the editor quiet and its pictures the same every time. */
const quietSettings = {
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "telemetry.telemetryLevel": "off",
  "security.workspace.trust.enabled": false,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "git.enabled": false,
  // A graphics processor that is imitated draws a terminal much slower than the page does.
  "terminal.integrated.gpuAcceleration": "off",
};

/**
 * @typedef {object} Profile
 * @property {string} folder
 * @property {string} data the folder of user data, with settings.json in it
 * @property {string} extensions the folder of installed extensions
 */

/**
 * A fresh profile, in a new temporary folder if none is named.
 * @param {{settings?: Record<string, unknown>, folder?: string}} options
 * @returns {Profile}
 */
export function createProfile({ settings = {}, folder = mkdtempSync(join(tmpdir(), "om-editor-")) } = {}) {
  const profile = { folder, data: join(folder, "data"), extensions: join(folder, "extensions") };
  mkdirSync(join(profile.data, "User"), { recursive: true });
  mkdirSync(profile.extensions, { recursive: true });
  const all = { ...quietSettings, ...settings };
  writeFileSync(join(profile.data, "User", "settings.json"), `${JSON.stringify(all, undefined, 2)}\n`);
  return profile;
}

/**
 * Makes the profile's editor see a folder as an installed extension: a link with the name the editor expects.
 * @param {Profile} profile
 * @param {string} source
 */
export function linkExtension(profile, source) {
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  symlinkSync(source, join(profile.extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`));
}

/**
 * Installs a .vsix the way a person's `code --install-extension` does.
 * @param {import("../setup/editor.mjs").InstalledEditor} editor
 * @param {Profile} profile
 * @param {string} file
 * @returns {Promise<string>} what the editor says about it
 */
export function installPackage(editor, profile, file) {
  const folders = [
    "--server-data-dir",
    profile.data,
    "--user-data-dir",
    profile.data,
    "--extensions-dir",
    profile.extensions,
  ];
  return run(editor.node, [editor.server, ...folders, "--accept-server-license-terms", "--install-extension", file]);
}

/**
 * Removes a profile; what is still being written to it when its processes end is no reason to fail.
 * @param {Profile} profile
 */
export function removeProfile(profile) {
  rmSync(profile.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * Starts the server of an installed editor (see setup/editor.mjs) on the loopback interface.
 * The port is a free one, a given one, or the first free one of a range such as `8640-8660`.
 * @param {{editor: {node: string, server: string}, profile: Pick<Profile, "data" | "extensions">, env?: Record<string, string>,
 *   args?: string[], token?: string, port?: number | string, logFile?: string, trust?: boolean}} options without `trust` the
 *   editor asks before it trusts a folder
 * @returns {Promise<{port: number, origin: string, mark: string, stop(): Promise<void>, exited: Promise<number | null>}>}
 */
export async function startServer({ editor, profile, env = {}, args = [], token, port = 0, logFile, trust = true }) {
  if (!existsSync(editor.server)) throw new Error(`VS Code is not installed at ${editor.server}: run npm test once.`);
  const mark = randomUUID();
  const access =
    token === undefined ? ["--without-connection-token"] : ["--connection-token-file", keepToken(profile, token)];
  const child = spawn(
    editor.node,
    [editor.server, ...access, ...fixedArguments(profile, port), ...(trust ? trusting : []), ...args],
    {
      env: { ...editorEnvironment(), ...env, [editorMark]: mark },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const exited = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await stopMarked(editorMark, mark);
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await exited;
  };
  const abandon = () => child.kill("SIGKILL");
  process.once("exit", abandon);
  void exited.then(() => process.removeListener("exit", abandon));
  try {
    const listening = await waitForListening(child, exited, logFile);
    return { port: listening, origin: `http://127.0.0.1:${listening}`, mark, stop, exited };
  } catch (error) {
    await stop();
    throw error;
  }
}

function fixedArguments(profile, port) {
  return [
    ...["--host", "127.0.0.1", "--port", String(port)],
    ...["--server-data-dir", profile.data, "--user-data-dir", profile.data, "--extensions-dir", profile.extensions],
    ...["--telemetry-level", "off", "--accept-server-license-terms"],
  ];
}

const trusting = ["--disable-workspace-trust"];

/** Other users of the machine may read a process's arguments, so the token travels in a file. */
function keepToken(profile, token) {
  const path = join(profile.data, "connection-token");
  writeFileSync(path, token, { mode: 0o600 });
  return path;
}

/** The environment without what a terminal of another editor, or a monitored launch, put there. */
function editorEnvironment() {
  const foreign = /^(VSCODE_|ELECTRON_|OPTIMIZER_MONITOR_(ENDPOINT|TOKEN|SESSION)$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function waitForListening(child, exited, logFile) {
  let output = "";
  if (logFile !== undefined) mkdirSync(dirname(logFile), { recursive: true });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server did not start within 60 s:\n${output}`)), 60_000);
    const read = (chunk) => {
      if (logFile !== undefined) appendFileSync(logFile, chunk);
      if (output.length < 20_000) output += chunk;
      const found = /Extension host agent listening on (\d+)/.exec(output);
      if (found === null) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", reject);
    void exited.then((code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended at once (${code}):\n${output}`));
    });
  });
}
