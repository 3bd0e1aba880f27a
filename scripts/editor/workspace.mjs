// Workspaces for editors under test: copies that may be written to.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

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
  return target;
}

/**
 * Removes such a copy.
 * @param {string} copy
 */
export function removeWorkspace(copy) {
  rmSync(dirname(copy), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
