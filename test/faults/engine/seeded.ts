/** What a random test draws from: the same for the same seed, which is printed where the test fails. */
export class Draw {
  private state: number;

  constructor(readonly seed: number) {
    this.state = (seed % 2147483646) + 1;
    // The first numbers of neighbouring seeds are close to each other.
    for (let skipped = 0; skipped < 3; skipped++) this.next();
  }

  /** A number from 0 to 1, without 1. */
  next(): number {
    this.state = (this.state * 48271) % 2147483647;
    return (this.state - 1) / 2147483646;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }
}

/** Calls `body` with random numbers of a new seed, or of `OPTIMIZER_MONITOR_SEED` to see a failure again. */
export async function seeded<T>(body: (draw: Draw) => Promise<T>): Promise<T> {
  const given = Number(process.env["OPTIMIZER_MONITOR_SEED"]);
  const draw = new Draw(Number.isInteger(given) && given > 0 ? given : Date.now() % 1_000_000_000);
  try {
    return await body(draw);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n(OPTIMIZER_MONITOR_SEED=${draw.seed} draws the same again)`, { cause: error });
  }
}
