// Child processes of the scripts: run one to its end, with its output kept for the moment it fails.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Thrown when a command could not start or ended with an error; holds all that it printed. */
class CommandError extends Error {
  constructor(command, code, output) {
    super(`${command} failed (${code})\n${shorten(output)}`);
    this.name = "CommandError";
    this.output = output;
  }
}

/** The first words say what went wrong, the last ones where it ended; what lies between is seldom read. */
function shorten(output) {
  return output.length <= 4000 ? output : `${output.slice(0, 2000)}\n…\n${output.slice(-2000)}`;
}

/**
 * The environment without what an outer `npm run` put there: it describes the outer package, and an npm that runs in
 * another folder would take it for its own. What a person configured (cache, proxy, registry) stays.
 */
export function cleanEnvironment(extra = {}) {
  const own = /^npm_(package_|lifecycle_|command$|config_(local_prefix|ignore_scripts|save_exact|noproxy$))|^INIT_CWD$/;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

/**
 * Runs a command to its end and resolves with its output; rejects with a `CommandError`.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string | undefined>, tolerate?: boolean}} options
 * @returns {Promise<string>}
 */
export function run(command, args, { cwd, env, tolerate = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: env ?? cleanEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (chunk) => (output += chunk);
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => reject(new CommandError(command, error.message, output)));
    child.on("close", (code, signal) => {
      if (code === 0 || tolerate) resolve(output);
      else reject(new CommandError([command, ...args].join(" "), signal ?? code, output));
    });
  });
}

/** The npm that belongs to the running Node, as a command and its first arguments. */
export function npm(...args) {
  return process.env.npm_execpath?.endsWith("npm-cli.js")
    ? [process.execPath, [process.env.npm_execpath, ...args]]
    : [process.platform === "win32" ? "npm.cmd" : "npm", args];
}

/** The full path of a command, or undefined when it is not on the PATH. */
export function findCommand(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Prints one step of a script, with the time it took once it is done. */
export async function step(title, work) {
  const start = Date.now();
  process.stdout.write(`• ${title}\n`);
  const value = await work();
  const seconds = (Date.now() - start) / 1000;
  if (seconds > 1) process.stdout.write(`  done in ${seconds.toFixed(1)} s\n`);
  return value;
}
