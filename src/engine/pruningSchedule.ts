import { DisposableStore, toDisposable, type Disposable } from "../base/disposable";
import type { Event } from "../base/event";

const FIRST_MS = 60_000;
const DAILY_MS = 86_400_000;
/** Sessions may end many times a minute; looking at the sizes of all files each time would be felt. */
const AFTER_SESSION_MS = 10 * 60_000;

/** Says when the history is pruned by itself: a minute after the start, then daily, and after sessions have ended. */
export class PruningSchedule implements Disposable {
  private readonly owned = new DisposableStore();
  private pending: NodeJS.Timeout | undefined;

  constructor(prune: () => Promise<void>, onDidEnd: Event<unknown>) {
    const run = (): void => void prune();
    const first = setTimeout(run, FIRST_MS).unref();
    const daily = setInterval(run, DAILY_MS).unref();
    this.owned.add(
      toDisposable(() => {
        clearTimeout(first);
        clearInterval(daily);
        clearTimeout(this.pending);
      }),
    );
    this.owned.add(
      onDidEnd(() => {
        this.pending ??= setTimeout(() => {
          this.pending = undefined;
          run();
        }, AFTER_SESSION_MS).unref();
      }),
    );
  }

  dispose(): void {
    this.owned.dispose();
  }
}
