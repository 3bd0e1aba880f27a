import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NONE, Pyramid, type PyramidBase, type Stretch } from "../../../src/model/pyramid";

/** Samples that count how many of them are copied out. */
class CountedBase implements PyramidBase {
  copied = 0;

  constructor(readonly values: number[]) {}

  at(index: number): number {
    return this.values[index] ?? NaN;
  }

  copy(from: number, to: number, target: Float64Array): void {
    this.copied += to - from;
    target.set(this.values.slice(from, to));
  }
}

function built(base: CountedBase): Pyramid {
  const pyramid = new Pyramid(base);
  while (pyramid.advance(base.values.length));
  return pyramid;
}

/** What a stretch holds, one sample after the other. */
function summedUp(values: readonly number[], from: number, to: number): Stretch {
  const found: Stretch = { minIndex: NONE, maxIndex: NONE, sum: 0, count: 0, oddIndex: NONE };
  for (let index = from; index < to; index++) {
    const value = values[index] ?? NaN;
    if (!Number.isFinite(value)) {
      if (found.oddIndex === NONE) found.oddIndex = index;
      continue;
    }
    if (found.minIndex === NONE || value < (values[found.minIndex] ?? NaN)) found.minIndex = index;
    if (found.maxIndex === NONE || value > (values[found.maxIndex] ?? NaN)) found.maxIndex = index;
    found.sum += value;
    found.count++;
  }
  return found;
}

const LENGTH = 10_000;
// Whole numbers, so that sums are the same in any order.
const sample = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);
const values = fc.array(sample, { minLength: 10, maxLength: 50 }).map((some) =>
  // Repeated with a shift, so that every place has its own.
  Array.from({ length: LENGTH }, (_, index) => (some[(index * 7) % some.length] ?? 0) + (index % 13)),
);

describe("a pyramid", () => {
  it("sums up any stretch as one sample after the other does, also while it grows", () => {
    fc.assert(
      fc.property(values, fc.nat(LENGTH), fc.nat(LENGTH), fc.nat(LENGTH), (all, a, b, start) => {
        const base = new CountedBase(all.slice(0, start));
        const pyramid = built(base);
        for (const value of all.slice(start)) {
          base.values.push(value);
          pyramid.grow(base.values.length);
        }
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        expect(pyramid.stretch(from, to)).toEqual(summedUp(all, from, to));
      }),
      { numRuns: 100 },
    );
  });

  it("reads each sample once to be built, and a piece at a time", () => {
    const base = new CountedBase(Array.from({ length: LENGTH }, (_, index) => index));
    const pyramid = new Pyramid(base);
    let pieces = 0;
    for (let before = 0; pyramid.advance(LENGTH); before = base.copied) {
      expect(base.copied - before).toBeLessThanOrEqual(4096);
      pieces++;
    }
    expect(pieces).toBe(3);
    // All but the last ones, which do not fill a leaf.
    expect(base.copied).toBe(LENGTH - (LENGTH % 128));
  });

  it.each([
    ["that was built", LENGTH],
    ["that has grown", 1],
  ])("%s reads fewer than 256 samples for any stretch", (_, start) => {
    const all = Array.from({ length: LENGTH }, (__, index) => (index * 7919) % 1000);
    const base = new CountedBase(all.slice(0, start));
    const pyramid = built(base);
    for (const value of all.slice(start)) {
      base.values.push(value);
      pyramid.grow(base.values.length);
    }
    fc.assert(
      fc.property(fc.nat(LENGTH), fc.nat(LENGTH), (a, b) => {
        base.copied = 0;
        pyramid.stretch(Math.min(a, b), Math.max(a, b));
        expect(base.copied).toBeLessThan(256);
      }),
    );
  });
});
