import { performance } from "node:perf_hooks";
import type { Disposable } from "./disposable";

/** What work of later turns has cost. */
export interface LaterCost {
  readonly spentMs: number;
  readonly longestMs: number;
  readonly isDone: boolean;
}

/** Does small pieces of work one after the other, each in a turn of the event loop of its own, so that none holds up others for long. */
export class LaterTurns implements Disposable {
  private readonly waiting: (() => void)[] = [];
  private next: NodeJS.Immediate | undefined;
  private spentMs = 0;
  private longestMs = 0;

  /** `failed` hears what a piece of work throws; the others go on. */
  constructor(private readonly failed: (error: unknown) => void) {}

  /** What was done so far cost, in milliseconds: all of it, and its longest turn; and whether that is all. */
  get cost(): LaterCost {
    const { spentMs, longestMs } = this;
    return { spentMs, longestMs, isDone: this.waiting.length === 0 };
  }

  add(work: () => void): void {
    this.waiting.push(work);
    this.next ??= setImmediate(() => this.turn());
  }

  dispose(): void {
    clearImmediate(this.next);
    this.waiting.length = 0;
  }

  private turn(): void {
    const started = performance.now();
    try {
      this.waiting.shift()?.();
    } catch (error) {
      this.failed(error);
    }
    const took = performance.now() - started;
    this.spentMs += took;
    this.longestMs = Math.max(this.longestMs, took);
    this.next = this.waiting.length === 0 ? undefined : setImmediate(() => this.turn());
  }
}
