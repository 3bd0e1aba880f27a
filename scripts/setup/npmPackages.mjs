// The project's own npm packages: installed when they are missing or when the lock file asks for others.
import { readFileSync } from "node:fs";
import { at, root } from "./paths.mjs";
import { npm, run, step } from "./command.mjs";

/** Installs the npm packages with `npm ci` unless node_modules already holds exactly what the lock file names. */
export async function ensureNpmPackages() {
  if (isInstalled()) return;
  await step("Installing npm packages", () =>
    run(...npm("ci", "--ignore-scripts", "--no-audit", "--no-fund"), { cwd: root }),
  );
}

/**
 * npm keeps a list of what it installed inside node_modules. Comparing it with the lock file needs no stamp of our own
 * and stays right after a plain `npm install`. Packages of other platforms are optional and may be absent.
 */
function isInstalled() {
  const wanted = readPackages(at("package-lock.json"));
  const installed = readPackages(at("node_modules", ".package-lock.json"));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === "" || link === true) return true;
    const found = installed[path];
    return found === undefined ? optional === true : found.version === version;
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}
