import { GrowingFloat64, GrowingUint32 } from "./growing";

/** Samples below one node of the lowest level. */
export const LEAF_LENGTH = 64;

/** No such sample. */
export const NONE = 0xffffffff;

/** What a stretch of a series holds: where its extremes stand, the sum and count of its finite values, its first value that is not finite. */
export interface Stretch {
  minIndex: number;
  maxIndex: number;
  sum: number;
  count: number;
  oddIndex: number;
}

class Level {
  readonly minIndex = new GrowingUint32();
  readonly maxIndex = new GrowingUint32();
  readonly oddIndex = new GrowingUint32();
  readonly count = new GrowingUint32();
  readonly sum = new GrowingFloat64();

  get length(): number {
    return this.sum.length;
  }

  push(node: Stretch): void {
    this.minIndex.push(node.minIndex);
    this.maxIndex.push(node.maxIndex);
    this.oddIndex.push(node.oddIndex);
    this.count.push(node.count);
    this.sum.push(node.sum);
  }

  read(index: number): Stretch {
    return {
      minIndex: this.minIndex.at(index),
      maxIndex: this.maxIndex.at(index),
      oddIndex: this.oddIndex.at(index),
      count: this.count.at(index),
      sum: this.sum.at(index),
    };
  }
}

/**
 * A binary pyramid of extremes over a series: level k has one node for each complete stretch of 64 · 2^k samples.
 * Building is amortized O(1) a sample; summing up any stretch reads O(log n) nodes and fewer than 128 samples.
 */
export class Pyramid {
  private readonly levels: Level[] = [];

  constructor(private readonly valueAt: (index: number) => number) {}

  /** Tells the pyramid that the series now has `length` samples; called after each append. */
  grow(length: number): void {
    if (length % LEAF_LENGTH !== 0) return;
    this.push(0, this.scan(length - LEAF_LENGTH, length));
  }

  /** Sums up the samples from `from` (inclusive) to `to` (exclusive). */
  stretch(from: number, to: number): Stretch {
    const result: Stretch = { minIndex: NONE, maxIndex: NONE, sum: 0, count: 0, oddIndex: NONE };
    let at = from;
    while (at < to) {
      const level = this.largestLevel(at, to);
      if (level < 0) {
        const end = Math.min(to, (Math.floor(at / LEAF_LENGTH) + 1) * LEAF_LENGTH);
        this.merge(result, this.scan(at, end));
        at = end;
      } else {
        const size = LEAF_LENGTH * 2 ** level;
        this.merge(result, this.levels[level]?.read(at / size) ?? result);
        at += size;
      }
    }
    return result;
  }

  private largestLevel(at: number, to: number): number {
    let found = -1;
    for (let level = 0; level < this.levels.length; level++) {
      const size = LEAF_LENGTH * 2 ** level;
      if (at % size !== 0 || at + size > to || at / size >= (this.levels[level]?.length ?? 0)) break;
      found = level;
    }
    return found;
  }

  private push(index: number, node: Stretch): void {
    const level = (this.levels[index] ??= new Level());
    level.push(node);
    if (level.length % 2 !== 0) return;
    const combined = level.read(level.length - 2);
    this.merge(combined, node);
    this.push(index + 1, combined);
  }

  private scan(from: number, to: number): Stretch {
    const result: Stretch = { minIndex: NONE, maxIndex: NONE, sum: 0, count: 0, oddIndex: NONE };
    let min = Infinity;
    let max = -Infinity;
    for (let index = from; index < to; index++) {
      const value = this.valueAt(index);
      if (!Number.isFinite(value)) {
        if (result.oddIndex === NONE) result.oddIndex = index;
        continue;
      }
      if (value < min || result.minIndex === NONE) [min, result.minIndex] = [value, index];
      if (value > max || result.maxIndex === NONE) [max, result.maxIndex] = [value, index];
      result.sum += value;
      result.count++;
    }
    return result;
  }

  private merge(into: Stretch, other: Stretch): void {
    into.sum += other.sum;
    into.count += other.count;
    if (into.oddIndex === NONE) into.oddIndex = other.oddIndex;
    if (other.count === 0) return;
    if (into.minIndex === NONE || this.valueAt(other.minIndex) < this.valueAt(into.minIndex))
      into.minIndex = other.minIndex;
    if (into.maxIndex === NONE || this.valueAt(other.maxIndex) > this.valueAt(into.maxIndex))
      into.maxIndex = other.maxIndex;
  }
}
