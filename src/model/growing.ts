/** A typed array that grows by doubling: amortized O(1) per append, nothing wasted on short series. */
export class GrowingUint32 {
  private data = new Uint32Array(4);
  private used = 0;

  get length(): number {
    return this.used;
  }

  at(index: number): number {
    return this.data[index] ?? 0;
  }

  push(value: number): void {
    if (this.used === this.data.length) {
      const larger = new Uint32Array(this.used * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.used++] = value;
  }
}

/** As GrowingUint32, for any numbers. */
export class GrowingFloat64 {
  private data: Float64Array;
  private used = 0;

  constructor(initial = 4) {
    this.data = new Float64Array(initial);
  }

  get length(): number {
    return this.used;
  }

  /** The value at a position; NaN beyond the ends, also where older values still lie in the memory. */
  at(index: number): number {
    return index < this.used ? (this.data[index] ?? NaN) : NaN;
  }

  push(value: number): void {
    if (this.used === this.data.length) {
      const larger = new Float64Array(this.used * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.used++] = value;
  }

  /** The values so far; valid until the next push. */
  view(): Float64Array {
    return this.data.subarray(0, this.used);
  }

  clear(): void {
    this.used = 0;
  }
}
