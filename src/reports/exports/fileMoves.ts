import { lstat, mkdir, mkdtemp, rename, rm, rmdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Changes of a folder that can be taken back, the last one first. Rejects with the system's errors. */
export class FileMoves {
  private readonly undoing: (() => Promise<unknown>)[] = [];

  /** Makes a folder with those above it. */
  async makeFolder(folder: string): Promise<void> {
    const path = resolve(folder);
    const made = await mkdir(path, { recursive: true });
    if (made === undefined) return;
    this.undoing.push(async () => {
      // Another program may have put something there by now: that stays, and its folder.
      for (let at = path; at.length >= made.length; at = dirname(at)) if (!(await removeEmpty(at))) return;
    });
  }

  /** Makes a folder for a while. */
  async makeTemporary(prefix: string): Promise<string> {
    const folder = await mkdtemp(prefix);
    this.undoing.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Moves a file to its place; a file that stands there is moved aside. */
  async move(from: string, to: string, aside: string): Promise<void> {
    await this.makeFolder(dirname(to));
    const there = await lstat(to).catch(() => undefined);
    if (there?.isDirectory() === false) {
      await mkdir(dirname(aside), { recursive: true });
      await rename(to, aside);
      this.undoing.push(() => rename(aside, to));
    }
    await rename(from, to);
    this.undoing.push(() => rename(to, from));
  }

  /** Takes everything back; false where something could not be, and what was done before that stays. */
  async undo(): Promise<boolean> {
    for (const step of this.undoing.splice(0).reverse()) {
      try {
        await step();
      } catch {
        return false;
      }
    }
    return true;
  }
}

function removeEmpty(folder: string): Promise<boolean> {
  return rmdir(folder).then(
    () => true,
    () => false,
  );
}
