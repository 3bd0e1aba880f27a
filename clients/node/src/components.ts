import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";
import { filled } from "./format.js";
import { isPromise } from "./run.js";
import type { Timer, Timers } from "./timers.js";
import type { StopComponent } from "./types.js";

/** A call this long is worth a look at whether something is overdue; shorter ones take one every so often. */
const LONG_MS = 50;
const LOOK_EVERY = 64;

/** Times sections of the program. Which one surrounds which follows the program's calls, over `await` as well. */
export class Components {
  private readonly surrounding = new AsyncLocalStorage<Timer>();
  private calls = 0;

  constructor(
    private readonly timers: Timers,
    /** Called when something is there to be sent, and now and then. */
    private readonly onTimed: () => void,
  ) {}

  run<T>(name: string, body: () => T): T {
    const parent = this.surrounding.getStore();
    // The time of a component directly inside itself is in the outer one's already.
    if (parent?.name === name) return body();
    const timer = this.timers.find(filled(name), parent);
    const start = performance.now();
    let result: T;
    try {
      result = this.surrounding.run(timer, body);
    } catch (error) {
      this.stop(timer, start);
      throw error;
    }
    if (!isPromise(result)) {
      this.stop(timer, start);
      return result;
    }
    return this.whenSettled(result, timer, start) as T;
  }

  start(name: string, parent: string | undefined): StopComponent {
    const timer =
      parent === undefined
        ? this.timers.find(filled(name), this.surrounding.getStore())
        : this.timers.findUnder(filled(name), filled(parent));
    const start = performance.now();
    let isRunning = true;
    return disposable(() => {
      if (isRunning) this.stop(timer, start);
      isRunning = false;
    });
  }

  private async whenSettled(result: Promise<unknown>, timer: Timer, start: number): Promise<unknown> {
    try {
      return await result;
    } finally {
      this.stop(timer, start);
    }
  }

  private stop(timer: Timer, start: number): void {
    const elapsed = performance.now() - start;
    timer.add(elapsed / 1000);
    if (this.timers.isDirty && elapsed < LONG_MS && ++this.calls % LOOK_EVERY !== 0) return;
    this.timers.isDirty = true;
    this.onTimed();
  }
}

/** The function with `Symbol.dispose` where the platform has it, so that `using` ends it. */
export function disposable(stop: () => void): StopComponent {
  const symbol = (Symbol as { readonly dispose?: typeof Symbol.dispose }).dispose;
  if (symbol !== undefined) Object.defineProperty(stop, symbol, { value: stop });
  return stop as StopComponent;
}
