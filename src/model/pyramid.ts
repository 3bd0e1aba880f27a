import { GrowingFloat64, GrowingUint32 } from "./growing";

/** Samples below one node of the lowest level. */
const LEAF_LENGTH = 128;

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

/** What a pyramid stands on. */
export interface PyramidBase {
  at(index: number): number;
  copy(from: number, to: number, target: Float64Array): void;
}

/** Samples that are read at a time while a pyramid is built. */
const BLOCK_LENGTH = 32 * LEAF_LENGTH;

/**
 * A binary pyramid of extremes over a series: level k has one node for each complete stretch of 128 · 2^k samples.
 * Building is amortized O(1) a sample; summing up any stretch reads O(log n) nodes and fewer than 256 samples.
 */
export class Pyramid {
  private readonly levels: Level[] = [];
  private readonly leaf = new Float64Array(LEAF_LENGTH);
  private built = 0;

  constructor(private readonly base: PyramidBase) {}

  /** Builds the next piece for a series that has `length` samples already; false once all of them are in. */
  advance(length: number): boolean {
    const from = this.built;
    const to = Math.min(from + BLOCK_LENGTH, length - (length % LEAF_LENGTH));
    if (to <= from) return false;
    const block = new Float64Array(to - from);
    this.base.copy(from, to, block);
    for (let at = from; at < to; at += LEAF_LENGTH) this.push(0, scan(block, at - from, LEAF_LENGTH, at));
    this.built = to;
    return true;
  }

  /** Tells a pyramid that is built that the series now has `length` samples; called after each append. */
  grow(length: number): void {
    if (length % LEAF_LENGTH === 0) this.push(0, this.read(length - LEAF_LENGTH, length));
  }

  /** Sums up the samples from `from` (inclusive) to `to` (exclusive). */
  stretch(from: number, to: number): Stretch {
    const result = emptyStretch();
    let at = from;
    while (at < to) {
      const level = this.largestLevel(at, to);
      if (level < 0) {
        const end = Math.min(to, (Math.floor(at / LEAF_LENGTH) + 1) * LEAF_LENGTH);
        this.merge(result, this.read(at, end));
        at = end;
      } else {
        const size = LEAF_LENGTH * 2 ** level;
        const node = this.levels[level]?.read(at / size);
        if (node !== undefined) this.merge(result, node);
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

  /** Sums up samples within one leaf. */
  private read(from: number, to: number): Stretch {
    this.base.copy(from, to, this.leaf);
    return scan(this.leaf, 0, to - from, from);
  }

  private merge(into: Stretch, other: Stretch): void {
    into.sum += other.sum;
    into.count += other.count;
    if (into.oddIndex === NONE) into.oddIndex = other.oddIndex;
    if (other.count === 0) return;
    if (into.minIndex === NONE || this.base.at(other.minIndex) < this.base.at(into.minIndex))
      into.minIndex = other.minIndex;
    if (into.maxIndex === NONE || this.base.at(other.maxIndex) > this.base.at(into.maxIndex))
      into.maxIndex = other.maxIndex;
  }
}

function emptyStretch(): Stretch {
  return { minIndex: NONE, maxIndex: NONE, sum: 0, count: 0, oddIndex: NONE };
}

/** Sums up `length` values from `start` on; the first of them is sample `index` of the series. */
function scan(values: Float64Array, start: number, length: number, index: number): Stretch {
  const result = emptyStretch();
  let min = Infinity;
  let max = -Infinity;
  const shift = index - start;
  for (let at = start; at < start + length; at++) {
    const value = values[at] ?? NaN;
    if (!Number.isFinite(value)) {
      if (result.oddIndex === NONE) result.oddIndex = at + shift;
      continue;
    }
    if (value < min) {
      min = value;
      result.minIndex = at + shift;
    }
    if (value > max) {
      max = value;
      result.maxIndex = at + shift;
    }
    result.sum += value;
    result.count++;
  }
  return result;
}
