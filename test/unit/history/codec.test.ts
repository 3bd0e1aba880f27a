import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeChunk, encodeChunk } from "../../../src/history/codec";

const anyBits = fc
  .bigInt({ min: 0n, max: 2n ** 64n - 1n })
  .map((bits) => new Float64Array(new BigUint64Array([bits]).buffer)[0] ?? NaN);
const anyNumber = fc.oneof(
  fc.double(),
  anyBits,
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer().map((value) => value / 100),
  fc.integer().map((value) => 1.7e9 + value / 1e6),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 2 ** 51, 5e-324, 1.7976931348623157e308),
);
const ofOneKind = fc
  .constantFrom(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.integer({ min: 0, max: 1000 }).map((value) => value / 10),
    fc.integer({ min: 0, max: 2 ** 30 }).map((value) => 1.7e9 + value / 2 ** 22),
    fc.constantFrom(1.5, -2),
    fc.double({ noNaN: true }),
  )
  .chain((kind: fc.Arbitrary<number>) => fc.array(kind, { minLength: 1, maxLength: 300 }));

/** How many bytes a value needs in a chunk of these. */
async function bytesPerValue(length: number, make: (index: number) => number): Promise<number> {
  const values = Float64Array.from({ length }, (_, index) => make(index));
  const data = await encodeChunk(values);
  expectSame(decodeChunk(data, length), values);
  return data.length / length;
}

function expectSame(actual: Float64Array, expected: Float64Array): void {
  const wrong = expected.findIndex((value, index) => !Object.is(value, actual[index]));
  expect(actual.length).toBe(expected.length);
  if (wrong >= 0) expect(`[${wrong}] ${actual[wrong]}`).toBe(`[${wrong}] ${expected[wrong]}`);
}

function noise(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

describe("chunk codec", () => {
  it("gives back any numbers bit for bit", async () => {
    const anything = fc.oneof(fc.array(anyNumber, { minLength: 1, maxLength: 300 }), ofOneKind);
    await fc.assert(
      fc.asyncProperty(anything, async (list) => {
        const values = Float64Array.from(list);
        const before = values.slice();
        const data = await encodeChunk(values);
        expectSame(values, before);
        expectSame(decodeChunk(data, values.length), values);
      }),
      { numRuns: 1500 },
    );
  });

  it("keeps counters and constants in a few bytes", async () => {
    expect(await bytesPerValue(16_384, (index) => index * 50)).toBeLessThan(0.01);
    expect(await bytesPerValue(16_384, () => NaN)).toBeLessThan(0.01);
    expect(await bytesPerValue(16_384, () => 15.25)).toBeLessThan(0.01);
  });

  it("keeps clock readings in milliseconds, whether they tick evenly or not", async () => {
    const random = noise(3);
    expect(await bytesPerValue(4000, (index) => 1.7e9 + index)).toBeLessThan(0.01);
    expect(
      await bytesPerValue(4000, (index) => Math.round((1.7e9 + index + random() * 0.004) * 1000) / 1000),
    ).toBeLessThan(0.6);
    expect(await bytesPerValue(4000, (index) => 1.7e9 + index * 0.02 + random() * 0.001)).toBeLessThan(2.5);
  });

  it("keeps best-so-far staircases and rounded percentages small, and noise in its own size", async () => {
    const random = noise(5);
    let best = 100;
    expect(await bytesPerValue(16_384, () => (random() < 0.01 ? (best *= 0.99) : best))).toBeLessThan(0.3);
    expect(await bytesPerValue(4000, () => Math.round(400 + random() * 200) / 10)).toBeLessThan(1.3);
    expect(await bytesPerValue(16_384, random)).toBeLessThan(8.01);
  });

  it("refuses data that is cut off or of an unknown kind", async () => {
    const random = noise(9);
    const data = await encodeChunk(Float64Array.from({ length: 100 }, random));
    expect(() => decodeChunk(data.subarray(0, data.length - 20), 100)).toThrow();
    expect(() => decodeChunk(Uint8Array.of(77, 0), 100)).toThrow(/unknown kind/);
  });
});
