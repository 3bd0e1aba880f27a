import { lstatSync, statSync, type Stats } from "node:fs";
import { errorCode } from "./log";

/** What stands at a path, by what a link leads to; nothing also where a file stands among the path's folders. */
export function statIfThere(path: string): Stats | undefined {
  return ifThere(() => statSync(path));
}

/** What stands at a path itself, a link being one; nothing also where a file stands among the path's folders. */
export function lstatIfThere(path: string): Stats | undefined {
  return ifThere(() => lstatSync(path));
}

/** `throwIfNoEntry` of Node means ENOENT only. */
function ifThere(look: () => Stats): Stats | undefined {
  try {
    return look();
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
