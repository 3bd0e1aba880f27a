/** The time of day and timers, behind an interface so that tests can drive them. */
export interface Clock {
  /** Unix time in seconds. */
  readonly now: () => number;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() / 1000 };

/** Further ahead than this no clock was put right; it was a number that is no time. */
const MOST_AHEAD_SECONDS = 86_400;

/**
 * The time of day as sessions are timed by: where the machine's clock is put back, it goes on from where it was, so that
 * nothing ends before it began and no wait takes hours. Where the machine's clock is put ahead, it follows.
 */
export class SteadyClock implements Clock {
  /** Unix time when the elapsed time was zero. */
  private origin: number;

  constructor(
    private readonly wall: () => number = systemClock.now,
    private readonly elapsed: () => number = () => performance.now() / 1000,
  ) {
    this.origin = wall() - elapsed();
  }

  readonly now = (): number => {
    const elapsed = this.elapsed();
    this.origin = Math.max(this.origin, this.wall() - elapsed);
    return this.origin + elapsed;
  };

  /** Goes on from a time that was recorded before, where the machine's clock was put back since. */
  follow(time: number): void {
    const behind = time - this.now();
    if (behind > 0 && behind < MOST_AHEAD_SECONDS) this.origin += behind;
  }

  /** Takes the machine's time of day as it is: nothing is timed at the moment. */
  settle(): void {
    this.origin = this.wall() - this.elapsed();
  }
}
