import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { UserError } from "./userError";

/** Whether a path below a folder leads out of it, by `..` or by a link; the path need not be there. */
export function leadsOut(folder: string, path: string): boolean {
  return isOutside(folder, path) || isOutside(realpathSync(folder), realpathSync(existingPart(path)));
}

function isOutside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
}

function existingPart(path: string): string {
  return existsSync(path) ? path : existingPart(dirname(path));
}

/**
 * The folder of a workspace's history: an absolute one as it is, a relative one below the workspace folder. A workspace can
 * be sent to somebody with links in it: none of them may have the history written elsewhere. Throws a UserError.
 */
export function historyFolderIn(workspace: string, folder: string): string {
  if (isAbsolute(folder)) return folder;
  const target = resolve(workspace, folder);
  // Whoever set a path with `..` in it meant another folder.
  if (isOutside(workspace, target) || !existsSync(workspace)) return target;
  const link = [target, join(target, "live"), join(target, "sessions")].find((path) => leadsOut(workspace, path));
  if (link === undefined) return target;
  throw new UserError(
    "HISTORY_FOLDER_LINK",
    `${link} is a link that leads out of the workspace folder, so nothing is recorded there. Remove the link, or name the folder ` +
      "by its absolute path in the setting optimizerMonitor.history.folder.",
  );
}
