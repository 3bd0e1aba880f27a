/** A straight line through numbers that come over time, newer ones counting more; constant memory. */
export class Trend {
  private weight = 0;
  private sumT = 0;
  private sumTT = 0;
  private sumY = 0;
  private sumTY = 0;
  private sumYY = 0;
  private first: { readonly time: number; readonly value: number } | undefined;
  private lastTime = 0;

  /** A number counts 1/e of the newest one when it is this old. */
  constructor(private readonly memorySeconds: number) {}

  add(time: number, value: number): void {
    if (!Number.isFinite(value)) return;
    this.first ??= { time, value };
    const elapsed = Math.max(0, time - this.lastTime);
    if (this.weight > 0) this.age(elapsed);
    this.lastTime = Math.max(this.lastTime, time);
    // Relative to the first value: sums of squares of large numbers lose their last digits.
    const y = value - this.first.value;
    this.weight += 1;
    this.sumY += y;
    this.sumYY += y * y;
  }

  /** Seconds between the first and the newest number. */
  get span(): number {
    return this.first === undefined ? 0 : this.lastTime - this.first.time;
  }

  /** The line's slope per second. */
  get slope(): number {
    const spread = this.weight * this.sumTT - this.sumT * this.sumT;
    return spread <= 0 ? 0 : (this.weight * this.sumTY - this.sumT * this.sumY) / spread;
  }

  /** The line's value now. */
  get level(): number {
    if (this.first === undefined) return NaN;
    return this.first.value + (this.sumY - this.slope * this.sumT) / this.weight;
  }

  /** The share of the numbers' variance that the line explains, 0 to 1. */
  get fit(): number {
    const spreadT = this.weight * this.sumTT - this.sumT * this.sumT;
    const spreadY = this.weight * this.sumYY - this.sumY * this.sumY;
    return spreadT <= 0 || spreadY <= 0 ? 0 : Math.min(1, (this.slope * this.slope * spreadT) / spreadY);
  }

  /** Times are counted from the newest number, so that they stay small. */
  private age(elapsed: number): void {
    const keep = Math.exp(-elapsed / this.memorySeconds);
    this.sumTT = keep * (this.sumTT - 2 * elapsed * this.sumT + elapsed * elapsed * this.weight);
    this.sumTY = keep * (this.sumTY - elapsed * this.sumY);
    this.sumT = keep * (this.sumT - elapsed * this.weight);
    this.sumY *= keep;
    this.sumYY *= keep;
    this.weight *= keep;
  }
}

/** A mean over time, newer numbers counting more. */
export class MovingMean {
  private current: number | undefined;
  private lastTime = 0;

  constructor(private readonly memorySeconds: number) {}

  get value(): number | undefined {
    return this.current;
  }

  add(time: number, value: number): void {
    const elapsed = Math.max(0, time - this.lastTime);
    const keep = Math.exp(-elapsed / this.memorySeconds);
    this.current = this.current === undefined ? value : keep * this.current + (1 - keep) * value;
    this.lastTime = time;
  }
}
