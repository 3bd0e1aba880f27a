/** The time of day and timers, behind an interface so that tests can drive them. */
export interface Clock {
  /** Unix time in seconds. */
  readonly now: () => number;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() / 1000 };
