/**
 * Sealed pieces of a series. A chunk holds its values losslessly in the smallest of a few layouts that all allow
 * reading one value without decoding the others: counters, staircases and clock readings shrink to a fraction.
 */
export interface Chunk {
  readonly length: number;
  at(index: number): number;
  /** Copies the values from `from` (inclusive) to `to` (exclusive) to the start of `target`, or from `offset` on. */
  copy(from: number, to: number, target: Float64Array, offset?: number): void;
}

/** Values per sealed chunk. */
export const CHUNK_LENGTH = 4096;

/** Seals values: the first layout that reproduces every value bit for bit (NaN payloads aside) wins. */
export function sealChunk(values: Float64Array): Chunk {
  return (
    sealLinear(values) ??
    sealRuns(values) ??
    sealDecimals(values) ??
    sealClock(values) ??
    sealFloats(values) ??
    plain(values.slice())
  );
}

function plain(values: Float64Array | Float32Array): Chunk {
  return {
    length: values.length,
    at: (index) => values[index] ?? NaN,
    copy: (from, to, target, offset = 0) => target.set(values.subarray(from, to), offset),
  };
}

/** `start + step · i`, exactly: counters and constants. */
function sealLinear(values: Float64Array): Chunk | undefined {
  const start = values[0] ?? NaN;
  const step = values.length > 1 ? (values[1] ?? NaN) - start : 0;
  if (!Number.isFinite(start) || !Number.isFinite(step)) return undefined;
  for (let index = 0; index < values.length; index++) {
    if (!Object.is(start + step * index, values[index])) return undefined;
  }
  return {
    length: values.length,
    at: (index) => start + step * index,
    copy: (from, to, target, offset = 0) => {
      for (let index = from; index < to; index++) target[offset++] = start + step * index;
    },
  };
}

/** Runs of equal values: a best-so-far that improves now and then. */
function sealRuns(values: Float64Array): Chunk | undefined {
  const limit = values.length >> 3;
  const starts: number[] = [];
  const held: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? NaN;
    if (index > 0 && Object.is(value, held[held.length - 1])) continue;
    starts.push(index);
    held.push(value);
    if (starts.length > limit) return undefined;
  }
  return runs(values.length, Uint16Array.from(starts), Float64Array.from(held));
}

function runs(length: number, starts: Uint16Array, held: Float64Array): Chunk {
  return {
    length,
    at: (index) => held[runOf(starts, index)] ?? NaN,
    copy: (from, to, target, offset = 0) => {
      let run = runOf(starts, from);
      for (let index = from; index < to; index++) {
        while (index >= (starts[run + 1] ?? length)) run++;
        target[offset++] = held[run] ?? NaN;
      }
    },
  };
}

function runOf(starts: Uint16Array, index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Powers of ten in which rounded figures are whole numbers. */
const DECIMAL_FACTORS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];

/** Whole numbers and figures of few decimals, as whole steps from the smallest, in one, two or four bytes. */
function sealDecimals(values: Float64Array): Chunk | undefined {
  for (const factor of DECIMAL_FACTORS) {
    const range = wholesIn(values, factor);
    if (range === undefined) continue;
    const { least, greatest } = range;
    if (greatest - least >= 2 ** 32) return undefined;
    const offsets = wholeNumbers(values.length, greatest - least);
    for (let index = 0; index < values.length; index++) {
      offsets[index] = Math.round((values[index] ?? 0) * factor) - least;
    }
    return decimals(least, factor, offsets);
  }
  return undefined;
}

/** The smallest and the greatest value in units of 1/factor, where all are whole in them, bit for bit. */
function wholesIn(values: Float64Array, factor: number): { least: number; greatest: number } | undefined {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    const whole = Math.round(value * factor);
    if (!Number.isSafeInteger(whole) || !Object.is(whole / factor, value) || Object.is(whole, -0)) return undefined;
    if (whole < least) least = whole;
    if (whole > greatest) greatest = whole;
  }
  return { least, greatest };
}

function decimals(least: number, factor: number, offsets: Offsets): Chunk {
  return {
    length: offsets.length,
    at: (index) => (least + (offsets[index] ?? NaN)) / factor,
    copy: (from, to, target, offset = 0) => {
      for (let index = from; index < to; index++) target[offset++] = (least + (offsets[index] ?? NaN)) / factor;
    },
  };
}

/** Values close to each other, such as clock readings, which are multiples of the resolution that a double has at their size. */
function sealClock(values: Float64Array): Chunk | undefined {
  const range = rangeOf(values);
  if (range === undefined) return undefined;
  const { least, step, length } = range;
  const offsets = wholeNumbers(values.length, length);
  for (let index = 0; index < values.length; index++) {
    const offset = ((values[index] ?? 0) - least) / step;
    offsets[index] = offset;
    if (offsets[index] !== offset || least + offset * step !== values[index]) return undefined;
  }
  return steps(least, step, offsets);
}

/** The smallest value, the step that all values may be multiples of, and how many steps lie up to the greatest value. */
function rangeOf(values: Float64Array): { least: number; step: number; length: number } | undefined {
  if (isWide(values[0] ?? NaN, values[1] ?? NaN)) return undefined;
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value) || Object.is(value, -0)) return undefined;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const step = resolution(Math.max(Math.abs(least), Math.abs(greatest)));
  const length = (greatest - least) / step;
  return length < 2 ** 32 && step > 0 ? { least, step, length } : undefined;
}

/** Whether two values are too far apart already; spares noise, the most common kind, the look at all values. */
function isWide(a: number, b: number): boolean {
  return Math.abs(a - b) / resolution(Math.max(Math.abs(a), Math.abs(b))) >= 2 ** 32;
}

type Offsets = Uint8Array | Uint16Array | Uint32Array;

function steps(least: number, step: number, offsets: Offsets): Chunk {
  return {
    length: offsets.length,
    at: (index) => least + (offsets[index] ?? NaN) * step,
    copy: (from, to, target, offset = 0) => {
      for (let index = from; index < to; index++) target[offset++] = least + (offsets[index] ?? NaN) * step;
    },
  };
}

function wholeNumbers(length: number, greatest: number): Offsets {
  if (greatest < 2 ** 8) return new Uint8Array(length);
  return greatest < 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
}

/** The distance between neighbouring doubles just below the next power of two. */
function resolution(magnitude: number): number {
  return 2 ** (Math.floor(Math.log2(magnitude)) - 52);
}

function sealFloats(values: Float64Array): Chunk | undefined {
  for (const value of values) if (!Object.is(Math.fround(value), value)) return undefined;
  return plain(Float32Array.from(values));
}
