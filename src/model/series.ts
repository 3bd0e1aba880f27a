import { CHUNK_LENGTH, sealChunk, type Chunk } from "./chunk";
import { GrowingFloat64 } from "./growing";
import { NONE, Pyramid, type Stretch } from "./pyramid";

/**
 * An append-only sequence of numbers that can be looked at from any distance: append is O(1), a picture of any range
 * costs as much as the picture is wide, and the exact extremes are never lost. NaN and infinities are values like others.
 */
export class Series {
  private readonly sealed: Chunk[] = [];
  private readonly open = new GrowingFloat64(16);
  private pyramid: Pyramid | undefined;
  private sealedLength = 0;
  private ascending = true;
  private last = -Infinity;

  /** A series that holds these values. */
  static from(values: Float64Array): Series {
    const series = new Series();
    const sealedLength = values.length - (values.length % CHUNK_LENGTH);
    for (let at = 0; at < sealedLength; at += CHUNK_LENGTH) {
      series.sealed.push(sealChunk(values.subarray(at, at + CHUNK_LENGTH)));
    }
    series.sealedLength = sealedLength;
    // Most series descend somewhere early: the rest of them need not be looked at.
    for (let at = 0; at < sealedLength && series.ascending; at++) series.follow(values[at] ?? NaN);
    for (let at = sealedLength; at < values.length; at++) series.append(values[at] ?? NaN);
    return series;
  }

  get length(): number {
    return this.sealedLength + this.open.length;
  }

  /** Whether no value is smaller than the one before it (a NaN makes it false). */
  get isAscending(): boolean {
    return this.ascending;
  }

  append(value: number): void {
    this.follow(value);
    this.open.push(value);
    this.pyramid?.grow(this.length);
    if (this.open.length < CHUNK_LENGTH) return;
    this.sealed.push(sealChunk(this.open.view()));
    this.sealedLength += this.open.length;
    this.open.clear();
  }

  /** The value at a position; NaN beyond the ends. */
  at(index: number): number {
    if (index >= this.sealedLength) return this.open.at(index - this.sealedLength);
    return this.sealed[Math.floor(index / CHUNK_LENGTH)]?.at(index % CHUNK_LENGTH) ?? NaN;
  }

  /** A copy of the values from `from` (inclusive) to `to` (exclusive), as far as there are any. */
  slice(from = 0, to = this.length): Float64Array {
    const start = Math.max(0, from);
    const values = new Float64Array(Math.max(0, Math.min(to, this.length) - start));
    this.copy(start, start + values.length, values);
    return values;
  }

  /** Copies a range that lies inside the series to the start of `target`. */
  copy(from: number, to: number, target: Float64Array): void {
    let at = from;
    while (at < to && at < this.sealedLength) {
      const start = at % CHUNK_LENGTH;
      const end = Math.min(CHUNK_LENGTH, start + to - at);
      this.sealed[Math.floor(at / CHUNK_LENGTH)]?.copy(start, end, target, at - from);
      at += end - start;
    }
    if (at >= to) return;
    target.set(this.open.view().subarray(at - this.sealedLength, to - this.sealedLength), at - from);
  }

  /** The first position whose value is at least `value`; only meaningful while ascending. */
  lowerBound(value: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Gets ready for pictures, in steps between which the series may grow; whoever does not wait for it gets them all the same. */
  *prepare(): Generator<void> {
    const pyramid = new Pyramid(this);
    while (this.pyramid === undefined && pyramid.advance(this.length)) yield;
    this.pyramid ??= pyramid;
  }

  /** Extremes, sum and count of a stretch. */
  stretch(from: number, to: number): Stretch {
    return this.extremes().stretch(Math.max(0, from), Math.min(this.length, to));
  }

  /**
   * The positions of the points that a picture of [from, to) with `buckets` columns needs: per bucket the minimum, the
   * maximum and one value that is not finite, in order. Buckets are powers of two wide and aligned to the start of the
   * series, so that a growing series does not make its past flicker; the outer ones end where the range ends.
   */
  pointsOf(from: number, to: number, buckets: number): number[] {
    const first = Math.max(0, from);
    const end = Math.min(to, this.length);
    const stride = strideFor(first, end, buckets);
    const points: number[] = [];
    for (let start = Math.floor(first / stride) * stride; start < end; start += stride) {
      if (stride === 1) points.push(start);
      else pushBucket(points, this.stretch(Math.max(start, first), Math.min(start + stride, end)));
    }
    return points;
  }

  private follow(value: number): void {
    if (!(value >= this.last)) this.ascending = false;
    this.last = value;
  }

  // Most series are short and never drawn; the pyramid is built the first time one is needed.
  private extremes(): Pyramid {
    if (this.pyramid !== undefined) return this.pyramid;
    const pyramid = new Pyramid(this);
    while (pyramid.advance(this.length));
    return (this.pyramid = pyramid);
  }
}

/** The smallest power of two at which the aligned buckets that hold [from, to) are at most `buckets`. */
export function strideFor(from: number, to: number, buckets: number): number {
  const limit = Math.max(1, Math.floor(buckets));
  let stride = 1;
  while (Math.ceil(to / stride) - Math.floor(from / stride) > limit && stride < to) stride *= 2;
  return stride;
}

function pushBucket(points: number[], stretch: Stretch): void {
  const chosen = [stretch.minIndex, stretch.maxIndex, stretch.oddIndex].filter((index) => index !== NONE);
  chosen.sort((a, b) => a - b);
  for (const index of chosen) if (points[points.length - 1] !== index) points.push(index);
}
