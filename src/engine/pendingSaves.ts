import { Emitter } from "../base/event";
import { errorText } from "../base/log";
import type { RecordedSession } from "../model/recordedSession";
import type { Recording } from "./recording";

/** How ended sessions get into the history. */
export interface SaveOptions {
  readonly save: (session: RecordedSession) => Promise<void>;
  /** Resolves when all that is still being found out about a session is known. */
  readonly ready: (recording: Recording) => Promise<void>;
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
}

const RETRY_SECONDS = 5;
/** What is nowhere but in memory keeps the engine this long, for somebody to make room. */
const UNWRITTEN_SECONDS = 3600;

/** Sessions on their way into the history. A journal goes only after its session is there; what fails is tried again. */
export class PendingSaves {
  private readonly saving = new Map<string, Recording>();
  private readonly failed = new Map<string, { readonly recording: Recording; readonly retryAt: number }>();
  private readonly failedSince = new Map<string, number>();
  private readonly saved = new Emitter<Recording>();
  readonly onDidSave = this.saved.event;

  constructor(
    private readonly options: SaveOptions,
    private readonly onSettled: () => void,
  ) {}

  get isBusy(): boolean {
    return this.saving.size > 0;
  }

  /** Whether a session would be lost with the engine, as neither the history nor its journal could be written. */
  holdsUnwritten(now: number): boolean {
    return this.list().some(({ id, journal }) => {
      return !journal.isWritten && now - (this.failedSince.get(id) ?? now) < UNWRITTEN_SECONDS;
    });
  }

  get(sessionId: string): Recording | undefined {
    return this.saving.get(sessionId) ?? this.failed.get(sessionId)?.recording;
  }

  list(): readonly Recording[] {
    return [...this.saving.values(), ...[...this.failed.values()].map(({ recording }) => recording)];
  }

  isSaving(recording: Recording): boolean {
    return this.saving.has(recording.id);
  }

  drop(recording: Recording): void {
    this.failed.delete(recording.id);
    this.failedSince.delete(recording.id);
  }

  save(recording: Recording): void {
    this.failed.delete(recording.id);
    this.saving.set(recording.id, recording);
    this.options
      .ready(recording)
      .then(() => this.options.save(recording.state))
      .then(() => this.settle(recording))
      .catch((error: unknown) => this.fail(recording, errorText(error)));
  }

  retry(now: number): void {
    for (const { recording, retryAt } of [...this.failed.values()]) if (retryAt <= now) this.save(recording);
  }

  private settle(recording: Recording): void {
    this.saving.delete(recording.id);
    this.failedSince.delete(recording.id);
    try {
      recording.journal.remove();
    } catch (error) {
      // The next engine saves the session again in the same place, so nothing is there twice.
      this.options.onWarning(`A journal could not be removed: ${errorText(error)}.`);
    }
    this.saved.fire(recording);
    this.onSettled();
  }

  private fail(recording: Recording, reason: string): void {
    this.saving.delete(recording.id);
    const now = this.options.now();
    this.failed.set(recording.id, { recording, retryAt: now + RETRY_SECONDS });
    if (!this.failedSince.has(recording.id)) this.failedSince.set(recording.id, now);
    const where = recording.journal.flush() ? "in its journal" : "in memory, as its journal cannot be written either,";
    this.options.onWarning(
      `The session "${recording.state.summary().label}" could not be written to the history: ${reason.replace(/\.$/, "")}. ` +
        `It is kept ${where} and will be written as soon as that works.`,
    );
    this.onSettled();
  }
}
