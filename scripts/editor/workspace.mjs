// Workspaces for editors under test: copies that may be written to.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { at } from "../setup/paths.mjs";

/** Whether a file or folder of that name is what a run leaves in a workspace; a copy starts without it. */
export const isLeftover = (name) => [".optimizer-monitor", "__pycache__", "results"].includes(name);

/**
 * Copies a folder to a fresh temporary place under its own name. A folder that does not exist gives an empty one.
 * @param {string} source
 * @returns {string}
 */
export function copyWorkspace(source) {
  const target = join(mkdtempSync(join(tmpdir(), "om-workspace-")), basename(source));
  mkdirSync(target);
  if (existsSync(source)) cpSync(source, target, { recursive: true, filter: (path) => !isLeftover(basename(path)) });
  linkSurroundings(dirname(target));
  return target;
}

/**
 * Makes a folder look like the repository to the examples in it, which find packages and compiler options one level up.
 * @param {string} folder
 */
export function linkSurroundings(folder) {
  for (const name of ["node_modules", "tsconfig.json"]) {
    if (!existsSync(join(folder, name))) symlinkSync(at(name), join(folder, name));
  }
}

/**
 * Removes such a copy.
 * @param {string} copy
 */
export function removeWorkspace(copy) {
  rmSync(dirname(copy), { recursive: true, force: true, maxRetries: 12, retryDelay: 100 });
}
