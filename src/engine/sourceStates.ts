import { errorText, type Log } from "../base/log";
import type { GitReading } from "./gitFacts";
import type { Recording } from "./recording";

/** What reading the state of the sources needs. */
export interface SourceStatesOptions {
  /** Where a session's folder is not known. */
  readonly workspace: string;
  readonly read: (folder: string) => Promise<GitReading>;
  readonly log: Log;
}

/** Finds out, while a session goes on, from which commit its sources were. */
export class SourceStates {
  private readonly readings = new Map<Recording, { readonly folder: string; readonly done: Promise<void> }>();

  constructor(private readonly options: SourceStatesOptions) {}

  /** Reads the state of a session's folder as it is now; once for each folder that the session is said to be in. */
  learn(recording: Recording): void {
    const folder = recording.state.folder ?? this.options.workspace;
    if (this.readings.get(recording)?.folder === folder) return;
    this.readings.set(recording, { folder, done: this.read(recording, folder) });
  }

  /** Resolves when what was asked for is known. */
  async settled(recording: Recording): Promise<void> {
    await this.readings.get(recording)?.done;
    this.readings.delete(recording);
  }

  private async read(recording: Recording, folder: string): Promise<void> {
    try {
      const { facts, problem } = await this.options.read(folder);
      // The launch may have turned out to run in another folder.
      if (this.readings.get(recording)?.folder !== folder) return;
      if (facts !== undefined) recording.change({ git: facts });
      if (problem !== undefined) recording.note("info", problem);
    } catch (error) {
      this.options.log.warn(`git state of ${folder}: ${errorText(error)}`);
    }
  }
}
