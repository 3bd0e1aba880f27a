import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../base/log";
import { isObject } from "../protocol/fields";
import { Journal, mendJournal, readJournal } from "./journal";
import { Recording } from "./recording";

/** The journals of sessions that an earlier engine was recording when it went away. */
export function findJournals(liveFolder: string): readonly string[] {
  return readdirSync(liveFolder)
    .filter((name) => name.endsWith(".journal"))
    .sort()
    .map((name) => join(liveFolder, name));
}

/** Brings a session back from its journal, ready to go on; undefined where the journal does not hold its beginning. */
export async function resumeJournal(
  path: string,
  options: { readonly log: Log; readonly onWarning: (message: string) => void },
  now: () => number,
): Promise<Recording | undefined> {
  await mendJournal(path);
  let recording: Recording | undefined;
  const { entries, unreadable } = await readJournal(path, (entry) => {
    if (recording !== undefined) recording.replay(entry);
    // Before its beginning there is nothing that an entry could belong to.
    else if (entry.k !== "session" || !isBeginning(entry)) throw new Error("the entry has no session");
    else recording = Recording.resume(entry, new Journal(path, options.log, options.onWarning), now);
  });
  options.log.info(`journal ${path}: ${entries} entries, ${unreadable} unreadable`);
  if (recording === undefined) {
    options.onWarning(`The journal ${path} has no readable beginning; it is left where it is.`);
    return undefined;
  }
  if (unreadable > 0)
    recording.note("warning", `${unreadable} lines of the journal could not be read and are missing here.`);
  return recording;
}

function isBeginning({ header, machine }: { readonly header: unknown; readonly machine: unknown }): boolean {
  if (!isObject(header) || !isObject(machine)) return false;
  return (
    typeof header["id"] === "string" && typeof header["label"] === "string" && Number.isFinite(header["startTime"])
  );
}
