/**
 * Bytes of numbers sorted by their weight: all lowest bytes, then all second ones, and so on. Neighbouring numbers share
 * their high bytes, which then stand together and deflate to almost nothing.
 */
export function splitPlanes(bytes: Uint8Array, size: number): Uint8Array {
  const count = bytes.length / size;
  const planes = new Uint8Array(bytes.length);
  for (let plane = 0; plane < size; plane++) {
    const start = plane * count;
    for (let index = 0, at = plane; index < count; index++, at += size) planes[start + index] = bytes[at] ?? 0;
  }
  return planes;
}

/** Puts `width` planes back into numbers of eight bytes; the bytes above them are left as they are. */
export function joinPlanes(planes: Uint8Array, width: number, bytes: Uint8Array): void {
  const count = bytes.length / 8;
  for (let plane = 0; plane < width; plane++) {
    const start = plane * count;
    for (let index = 0, at = plane; index < count; index++, at += 8) bytes[at] = planes[start + index] ?? 0;
  }
}

/** Puts eight planes back into doubles, given as pairs of words; `chained` where each was written as its difference (xor) to the one before. */
export function joinDoubles(planes: Uint8Array, chained: boolean): Uint32Array {
  const count = planes.length / 8;
  const words = new Uint32Array(count * 2);
  const [low, high] = [planes.subarray(0, count * 4), planes.subarray(count * 4)];
  let before = 0;
  let beforeHigh = 0;
  for (let index = 0; index < count; index++) {
    before = wordAt(low, index, count) ^ (chained ? before : 0);
    beforeHigh = wordAt(high, index, count) ^ (chained ? beforeHigh : 0);
    words[index * 2] = before;
    words[index * 2 + 1] = beforeHigh;
  }
  return words;
}

function wordAt(planes: Uint8Array, index: number, count: number): number {
  return (
    (planes[index] ?? 0) |
    ((planes[index + count] ?? 0) << 8) |
    ((planes[index + 2 * count] ?? 0) << 16) |
    ((planes[index + 3 * count] ?? 0) << 24)
  );
}
