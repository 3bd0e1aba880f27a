import type { Disposable } from "../base/disposable";

/** An engine that nobody needs leaves after this long; a window that reloads is back sooner. */
const LINGER_MS = 30_000;
/** As soon as the last answer is out, when whoever used it last said that it is done. */
const HURRIED_MS = 20;

/** Ends the engine some time after the last controller has left and the last session has ended. */
export class Lifetime implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private hurried = false;

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
      this.timer ??= setTimeout(() => this.expire(), this.hurried ? HURRIED_MS : this.lingerMs);
    }
  }

  /** A command line is done: once nobody is left, there is nothing to linger for. */
  hurry(): void {
    this.hurried = true;
    this.review();
  }

  /** An editor came: it may reload and want to find the engine again. */
  calm(): void {
    this.hurried = false;
    this.review();
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
