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
