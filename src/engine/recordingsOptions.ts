import type { Log } from "../base/log";
import type { RecordedSession } from "../model/recordedSession";
import type { MachineFacts } from "../protocol/session";
import type { Settings } from "../protocol/settings";
import type { GitReading } from "./gitFacts";
import type { ProcessLookup } from "./launchBook";

/** What recordings need from the rest of the engine. */
export interface RecordingsOptions {
  /** `.optimizer-monitor/live`. */
  readonly liveFolder: string;
  readonly processes: ProcessLookup;
  readonly machine: () => MachineFacts;
  readonly workspace: string;
  /** The state of the sources in a folder; never fails. */
  readonly readGit: (folder: string) => Promise<GitReading>;
  readonly settings: () => Settings;
  /** Takes an ended session into the history, durably. */
  readonly save: (session: RecordedSession) => Promise<void>;
  readonly log: Log;
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
  /** Time goes on from here at least: a session that is taken up must not end before what it holds. */
  readonly follow: (time: number) => void;
}
