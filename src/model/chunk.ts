/**
 * Sealed pieces of a series. A chunk holds its values losslessly in the smallest of a few layouts that all allow
 * reading one value without decoding the others: counters, staircases and rounded figures shrink to almost nothing.
 */
export interface Chunk {
  readonly length: number;
  at(index: number): number;
}

/** Values per sealed chunk. */
export const CHUNK_LENGTH = 4096;

/** Seals values: the first layout that reproduces every value bit for bit (NaN payloads aside) wins. */
export function sealChunk(values: Float64Array): Chunk {
  return sealLinear(values) ?? sealRuns(values) ?? sealIntegers(values) ?? sealFloats(values) ?? plain(values.slice());
}

function plain(values: Float64Array | Float32Array): Chunk {
  return { length: values.length, at: (index) => values[index] ?? NaN };
}

/** `start + step · i`, exactly: counters and constants. */
function sealLinear(values: Float64Array): Chunk | undefined {
  const start = values[0] ?? NaN;
  const step = values.length > 1 ? (values[1] ?? NaN) - start : 0;
  if (!Number.isFinite(start) || !Number.isFinite(step)) return undefined;
  for (let index = 0; index < values.length; index++) {
    if (!Object.is(start + step * index, values[index])) return undefined;
  }
  return { length: values.length, at: (index) => start + step * index };
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
  const from = Uint16Array.from(starts);
  const value = Float64Array.from(held);
  return { length: values.length, at: (index) => value[runOf(from, index)] ?? NaN };
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

/** Whole numbers as offsets from the smallest, in one, two or four bytes. */
function sealIntegers(values: Float64Array): Chunk | undefined {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return undefined;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const range = greatest - least;
  if (range >= 2 ** 32) return undefined;
  const offsets =
    range < 2 ** 8
      ? new Uint8Array(values.length)
      : range < 2 ** 16
        ? new Uint16Array(values.length)
        : new Uint32Array(values.length);
  for (let index = 0; index < values.length; index++) offsets[index] = (values[index] ?? 0) - least;
  return { length: values.length, at: (index) => least + (offsets[index] ?? NaN) };
}

function sealFloats(values: Float64Array): Chunk | undefined {
  for (const value of values) if (!Object.is(Math.fround(value), value)) return undefined;
  return plain(Float32Array.from(values));
}
