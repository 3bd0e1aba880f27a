import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { errorText, type Log } from "../base/log";
import type { MachineFacts } from "../protocol/session";
import { Journal, mendJournal, readJournal } from "./journal";
import type { JournalEntry } from "./journalEntries";
import { Recording } from "./recording";
import { startOf } from "./sessionNames";

const ENDING = ".journal";

/** What taking up journals needs from the rest of the engine. */
export interface RecoveryOptions {
  /** `.optimizer-monitor/live`. */
  readonly liveFolder: string;
  readonly machine: () => MachineFacts;
  readonly log: Log;
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
}

/** Brings back every session that an earlier engine was recording when it went away, each once. */
export async function resumeJournals(options: RecoveryOptions): Promise<readonly Recording[]> {
  const found: Recording[] = [];
  for (const path of findJournals(options)) {
    try {
      const recording = await resumeJournal(path, options);
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

function findJournals({ liveFolder, onWarning }: RecoveryOptions): readonly string[] {
  if (!existsSync(liveFolder)) return [];
  try {
    // Mending cuts a file: what a link leads to is not ours.
    return readdirSync(liveFolder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(ENDING))
      .map(({ name }) => name)
      .sort()
      .map((name) => join(liveFolder, name));
  } catch (error) {
    onWarning(`Interrupted sessions cannot be looked for in ${liveFolder}: ${errorText(error)}.`);
    return [];
  }
}

/** Brings a session back from its journal, ready to go on; undefined where the journal holds nothing of one. */
async function resumeJournal(path: string, options: RecoveryOptions): Promise<Recording | undefined> {
  await mendJournal(path);
  let recording: Recording | undefined;
  let isWithoutBeginning = false;
  const { entries, unreadable } = await readJournal(path, (entry) => {
    if (recording !== undefined) return recording.replay(entry);
    const beginning = entry.k === "session" ? entry : substitute(path, options);
    recording = Recording.resume(beginning, new Journal(path, options.log, options.onWarning), options.now);
    isWithoutBeginning = beginning !== entry;
    if (isWithoutBeginning) recording.replay(entry);
  });
  options.log.info(`journal ${path}: ${entries} entries, ${unreadable} unreadable`);
  if (recording === undefined) {
    setAside(path, unreadable, options);
    return undefined;
  }
  recording.alerts.resume(options.now());
  if (isWithoutBeginning)
    recording.note("warning", "The beginning of the journal could not be read: what the session was is missing here.");
  if (unreadable > 0)
    recording.note("warning", `${unreadable} lines of the journal could not be read and are missing here.`);
  return recording;
}

type Beginning = Extract<JournalEntry, { k: "session" }>;

/** What stands in for a beginning that was damaged: the file's name is the session's id, which holds when it began. */
function substitute(path: string, { machine }: RecoveryOptions): Beginning {
  const id = basename(path, ENDING);
  const startTime = startOf(id);
  if (startTime === undefined) throw new Error("the entry has no session");
  return { k: "session", header: { id, label: "Recovered session", kind: "external", startTime }, machine: machine() };
}

/** Nothing of it can be used; under another name it is not found, and told of, again. */
function setAside(path: string, unreadable: number, { onWarning }: RecoveryOptions): void {
  // The engine ended between making the file and writing its first line.
  if (unreadable === 0) return rmSync(path, { force: true });
  const aside = `${path}.unreadable`;
  renameSync(path, aside);
  onWarning(`The journal ${path} holds nothing that can be read as a session. It was set aside as ${aside}.`);
}
