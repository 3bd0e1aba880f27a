import type { Disposable } from "../base/disposable";

/** An engine that nobody needs leaves after this long; a window that reloads is back sooner. */
const LINGER_MS = 30_000;

/** Ends the engine some time after the last editor has left and the last session has ended. */
export class Lifetime implements Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly isNeeded: () => boolean,
    private readonly leave: () => void,
    private readonly lingerMs = LINGER_MS,
  ) {
    this.review();
  }

  /** Called whenever a controller or a session comes or goes. */
  review(): void {
    if (this.isNeeded()) {
      clearTimeout(this.timer);
      this.timer = undefined;
    } else {
      this.timer ??= setTimeout(() => this.expire(), this.lingerMs);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private expire(): void {
    this.timer = undefined;
    if (this.isNeeded()) return;
    this.leave();
  }
}
