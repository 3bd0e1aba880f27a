// A real VS Code to test in: the server and workbench that the npm package code-server carries, cached by version.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, editors } from "./paths.mjs";
import { cleanEnvironment, npm, run, step } from "./command.mjs";

/** The name of the file that says an installation is complete; written last. */
const stampFile = "installed.json";

/** A change here makes every cached installation be made anew. */
const recipe = 2;

/**
 * @typedef {{name: string, version: string, node: string, server: string}} InstalledEditor
 */

/**
 * Installs the editor of that name unless it is cached, and says how to start its server.
 * @param {"newest" | "oldest"} name
 * @returns {Promise<InstalledEditor>}
 */
export async function ensureEditor(name) {
  const wanted = editors[name];
  const folder = at(".vscode-test", `code-server-${wanted.codeServer}-${recipe}`);
  if (!existsSync(join(folder, stampFile))) {
    await step(`Installing VS Code ${wanted.vscode}`, () => install(wanted, folder));
  }
  return locate(name);
}

/**
 * Where an installed editor's server is, without installing anything.
 * @param {"newest" | "oldest"} name
 * @returns {InstalledEditor}
 */
export function locate(name) {
  const wanted = editors[name];
  const folder = at(".vscode-test", `code-server-${wanted.codeServer}-${recipe}`);
  const node = join(nodeFolder(folder), "bin", "node");
  return { name, version: wanted.vscode, node, server: join(editorFolder(folder), "out", "server-main.js") };
}

/** The whole installation happens next to its final place and is renamed when complete, so a cut-off one never counts. */
async function install(wanted, folder) {
  mkdirSync(at(".vscode-test"), { recursive: true });
  const partial = mkdtempSync(`${folder}.partial-`);
  try {
    writeFileSync(join(partial, "package.json"), JSON.stringify({ name: "editor-under-test", private: true }));
    await npmInstall(partial, `code-server@${wanted.codeServer}`, `${nodePackage()}@${wanted.node}`);
    const editor = editorFolder(partial);
    await npmInstall(editor, "--omit=dev");
    await npmInstall(join(editor, "extensions"), "--omit=dev");
    await finishNativeModules(editor, nodeFolder(partial));
    writeFileSync(join(partial, stampFile), `${JSON.stringify({ ...wanted, recipe })}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another process may have finished the same installation first; its result is as good.
    if (!existsSync(join(folder, stampFile))) throw error;
  }
}

async function npmInstall(cwd, ...args) {
  await run(
    ...npm("install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", ...args),
    { cwd },
  );
}

/**
 * Terminals need node-pty, which has a prebuilt binary only in newer editors. The two loggers below only fill the log
 * with complaints when their binary is missing, so they get a silent stand-in.
 */
async function finishNativeModules(editor, node) {
  const modules = join(editor, "node_modules");
  const pty = join(modules, "node-pty");
  const hasPty = () =>
    existsSync(join(pty, "prebuilds", `${process.platform}-${process.arch}`)) || existsSync(ptyBuild(pty));
  if (!hasPty()) {
    // The headers come with the Node package, so that nothing has to be fetched from elsewhere.
    const env = cleanEnvironment({ npm_config_nodedir: node, npm_config_ignore_scripts: "false" });
    const output = await run(...npm("rebuild", "node-pty"), { cwd: editor, env, tolerate: true });
    if (!hasPty())
      throw new Error(`node-pty could not be built, which takes a C++ compiler, make and python3.\n${output}`);
  }
  stub(join(modules, "native-watchdog"), "exports.start = () => {};\n");
  stub(join(modules, "@vscode", "native-watchdog"), "exports.start = () => {};\n");
  stub(join(modules, "@vscode", "spdlog"), silentLogger);
}

const ptyBuild = (pty) => join(pty, "build", "Release", "pty.node");

const silentLogger = `class Logger {
  getLevel() { return 2; }
  setLevel() {} setPattern() {} clearFormatters() {} flush() {} drop() {}
  trace() {} debug() {} info() {} warn() {} error() {} critical() {}
}
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.version = 0;
exports.createRotatingLogger = async () => new Logger();
exports.createRotatingLoggerAsync = async () => new Logger();
exports.createAsyncRotatingLogger = async () => new Logger();
`;

function stub(folder, code) {
  if (!existsSync(folder)) return;
  const binary = readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith(".node"));
  if (!binary) writeFileSync(join(folder, "index.js"), code);
}

const editorFolder = (folder) => join(folder, "node_modules", "code-server", "lib", "vscode");
const nodeFolder = (folder) => join(folder, "node_modules", nodePackage());
const nodePackage = () => `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
