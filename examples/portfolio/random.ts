/** Random numbers that are the same for the same seed, on every machine (Mulberry32, and Box and Muller's normals). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Evenly from zero up to one. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from zero up to `limit`, that excluded. */
  integer(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Normally distributed. */
  gauss(mean: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.next());
  }

  /** So many different whole numbers below `limit`. */
  sample(limit: number, count: number): number[] {
    const drawn = new Set<number>();
    while (drawn.size < count) drawn.add(this.integer(limit));
    return [...drawn];
  }

  /** A point of the unit cube. */
  point(dimension: number): Float64Array {
    return Float64Array.from({ length: dimension }, () => this.next());
  }
}
