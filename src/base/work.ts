import { UserError } from "./userError";

/** How far something long is: `done` of `total` steps, and what is being done now. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly what: string;
}

/** So long may work keep everything else waiting, in milliseconds. */
const LONGEST_MS = 20;

/** Something long that somebody asked for, who hears how far it is and may cancel it. */
export class Work {
  private since = performance.now();

  constructor(
    private readonly signal: AbortSignal,
    private readonly onProgress: (progress: Progress) => void,
  ) {}

  /** Work that nobody watches or cancels. */
  static unwatched(): Work {
    return new Work(new AbortController().signal, () => undefined);
  }

  report(progress: Progress): void {
    this.onProgress(progress);
  }

  /** Lets everything else have its turn where it has waited long enough. Throws a UserError `cancelled` once it was cancelled. */
  async pause(): Promise<void> {
    if (performance.now() - this.since > LONGEST_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.since = performance.now();
    }
    this.check();
  }

  /** The same pieces, ending with the UserError `cancelled` once it was cancelled. */
  *pieces<T>(pieces: Iterable<T>): Generator<T> {
    for (const piece of pieces) {
      this.check();
      yield piece;
    }
  }

  private check(): void {
    if (this.signal.aborted) throw new UserError("cancelled", "It was cancelled.");
  }
}
