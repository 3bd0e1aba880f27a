import { readdirSync } from "node:fs";
import { join } from "node:path";
import { errorText, type Log } from "../base/log";
import { Journal, mendJournal, readJournal } from "./journal";
import { Recording } from "./recording";

interface JournalOptions {
  readonly log: Log;
  readonly onWarning: (message: string) => void;
}

/** Brings back every session that an earlier engine was recording when it went away, each once. */
export async function resumeJournals(
  liveFolder: string,
  options: JournalOptions,
  now: () => number,
): Promise<readonly Recording[]> {
  const found: Recording[] = [];
  for (const path of findJournals(liveFolder)) {
    try {
      const recording = await resumeJournal(path, options, now);
      if (recording !== undefined) found.push(recording);
    } catch (error) {
      options.onWarning(
        `The interrupted session in ${path} could not be read: ${errorText(error)}. The file is left where it is.`,
      );
    }
  }
  return withoutMerged(found);
}

/** The engine may have gone away between merging two sessions and removing the journal of the one. */
function withoutMerged(found: readonly Recording[]): readonly Recording[] {
  const isMerged = ({ id }: Recording): boolean => found.some((other) => other.hasMerged(id));
  for (const recording of found) if (isMerged(recording)) recording.discard();
  return found.filter((recording) => !isMerged(recording));
}

function findJournals(liveFolder: string): readonly string[] {
  // Mending cuts a file: what a link leads to is not ours.
  return readdirSync(liveFolder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".journal"))
    .map(({ name }) => name)
    .sort()
    .map((name) => join(liveFolder, name));
}

/** Brings a session back from its journal, ready to go on; undefined where the journal does not hold its beginning. */
async function resumeJournal(path: string, options: JournalOptions, now: () => number): Promise<Recording | undefined> {
  await mendJournal(path);
  let recording: Recording | undefined;
  const { entries, unreadable } = await readJournal(path, (entry) => {
    if (recording !== undefined) recording.replay(entry);
    // Before its beginning there is nothing that an entry could belong to.
    else if (entry.k !== "session") throw new Error("the entry has no session");
    else recording = Recording.resume(entry, new Journal(path, options.log, options.onWarning), now);
  });
  options.log.info(`journal ${path}: ${entries} entries, ${unreadable} unreadable`);
  if (recording === undefined) {
    options.onWarning(`The journal ${path} has no readable beginning; it is left where it is.`);
    return undefined;
  }
  recording.alerts.resume(now());
  if (unreadable > 0)
    recording.note("warning", `${unreadable} lines of the journal could not be read and are missing here.`);
  return recording;
}
