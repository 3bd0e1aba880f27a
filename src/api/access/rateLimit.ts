/** How often something may happen. */
export interface Rate {
  readonly perSecond: number;
  /** How many at once after a rest. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Addresses that are remembered; the longest unseen one is forgotten first. */
const MAX_KEYS = 1000;

/** A token bucket for each asker. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly rate: Rate,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {}

  /** Takes one; gives the seconds until there is one where there is none. */
  take(key: string): number {
    const now = this.now();
    const bucket = this.buckets.get(key) ?? { tokens: this.rate.burst, at: now };
    const tokens = Math.min(this.rate.burst, bucket.tokens + (now - bucket.at) * this.rate.perSecond);
    const isGranted = tokens >= 1;
    // Deleted first, so that the map's order is that of the last use.
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: isGranted ? tokens - 1 : tokens, at: now });
    this.forget();
    return isGranted ? 0 : (1 - tokens) / this.rate.perSecond;
  }

  private forget(): void {
    for (const key of this.buckets.keys()) {
      if (this.buckets.size <= MAX_KEYS) return;
      this.buckets.delete(key);
    }
  }
}
