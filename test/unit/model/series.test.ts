import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHUNK_LENGTH, sealChunk } from "../../../src/model/chunk";
import { NONE } from "../../../src/model/pyramid";
import { Series, strideFor } from "../../../src/model/series";
import { heldBytes } from "./heldBytes";

/** Any number a program may report, with enough of the kinds that the layouts are made for. */
const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e308, -1e308, 5e-324, 2 ** 53, 0.1),
);

const KINDS = ["constant", "count", "stairs", "clock", "crossing", "noise", "bytes", "single", "rounded", "odd"];

/** Stretches of values of one kind each, long enough to fill chunks. */
const stretches = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      length: fc.integer({ min: 0, max: 3000 }),
      base: anyNumber,
      seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => Float64Array.from(parts.flatMap((part) => generate(part))));

interface Part {
  readonly kind: string;
  readonly length: number;
  readonly base: number;
  readonly seed: number;
}

function generate({ kind, length, base, seed }: Part): number[] {
  let state = seed;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const finite = Number.isFinite(base) ? base : 1.5;
  let held = finite;
  const make: Record<string, (index: number) => number> = {
    constant: () => base,
    count: (index) => Math.trunc(finite % 1e6) + index * 3,
    stairs: () => (random() < 0.02 ? (held -= random()) : held),
    clock: (index) => 1.7e9 + index * 0.02 + random() * 1e-3,
    // Where doubles become coarser: what lies before is no multiple of the distance behind.
    crossing: (index) => 2 ** 31 - 20 + index * 0.02 + random() * 1e-3,
    noise: () => finite * (random() - 0.5),
    bytes: () => Math.floor(random() * 200) - 100,
    single: () => Math.fround(random()),
    rounded: () => Number((finite * (random() - 0.5)).toFixed(3)),
    odd: () => [NaN, Infinity, -Infinity, -0, 1][Math.floor(random() * 5)] ?? 0,
  };
  return Array.from({ length }, (_, index) => make[kind]?.(index) ?? 0);
}

function seriesOf(values: Iterable<number>): Series {
  const series = new Series();
  for (const value of values) series.append(value);
  return series;
}

describe("chunks", () => {
  it("give back every value bit for bit, one by one and copied", () => {
    fc.assert(
      fc.property(stretches, fc.nat(), fc.nat(), (all, a, b) => {
        const values = all.slice(0, CHUNK_LENGTH);
        const chunk = sealChunk(values);
        expect(chunk.length).toBe(values.length);
        for (let index = 0; index < values.length; index++) {
          if (!Object.is(chunk.at(index), values[index])) expect(chunk.at(index)).toBe(values[index]);
        }
        const [from, to] = [a % (values.length + 1), b % (values.length + 1)].sort((x, y) => x - y) as [number, number];
        const copy = new Float64Array(to - from + 2).fill(7);
        chunk.copy(from, to, copy, 1);
        expect([...copy]).toEqual([7, ...values.subarray(from, to), 7]);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["constant", 0, 0.1],
    ["count", 0, 0.1],
    ["stairs", 0, 0.5],
    ["bytes", 1, 1.1],
    ["rounded", 2, 2.1],
    ["clock", 4, 4.1],
    ["single", 4, 4.1],
    ["noise", 8, 8.1],
  ])("hold %s in %d bytes a value", (kind, least, most) => {
    const values = Float64Array.from(generate({ kind, length: CHUNK_LENGTH, base: 12.5, seed: 7 }));
    const before = heldBytes();
    const chunks = Array.from({ length: 20 }, () => sealChunk(values));
    const bytes = (heldBytes() - before) / chunks.length / CHUNK_LENGTH;
    // The runner around the test may let go of some hundred bytes of its own meanwhile.
    expect(bytes).toBeGreaterThan(least - 0.1);
    expect(bytes).toBeLessThan(most);
  });
});

describe("a chunk of whole numbers", () => {
  it.each([255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32])("holds the ends of a range of %d", (range) => {
    const values = Float64Array.from({ length: 100 }, (_, index) => [0, range, 1, range - 1][index % 4] ?? 0);
    const chunk = sealChunk(values);
    expect(Array.from(values, (_, index) => chunk.at(index))).toEqual([...values]);
  });
});

describe("Series", () => {
  it("holds what was appended, at every position and in every slice", () => {
    fc.assert(
      fc.property(stretches, fc.integer({ min: -5, max: 9000 }), fc.integer({ min: -5, max: 9000 }), (values, a, b) => {
        const series = seriesOf(values);
        expect(series.length).toBe(values.length);
        expect(sameValues(series.slice(), values)).toBe(true);
        const [from, to] = [Math.max(0, a), Math.max(0, b)];
        expect(sameValues(series.slice(from, to), values.slice(from, to))).toBe(true);
        expect(series.at(values.length)).toBeNaN();
        expect(series.at(-1)).toBeNaN();
        expect(series.at(values.length + 5000)).toBeNaN();
      }),
      { numRuns: 60 },
    );
  });

  it("knows whether it is ascending and finds the first value that is large enough", () => {
    fc.assert(
      fc.property(
        fc.array(anyNumber, { maxLength: 200 }),
        fc.boolean(),
        fc.double({ noNaN: true }),
        (raw, sort, bound) => {
          const values = sort ? raw.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b) : raw;
          const series = seriesOf(values);
          const ascending = values.every((value, index) =>
            index === 0 ? !Number.isNaN(value) : value >= (values[index - 1] ?? NaN),
          );
          expect(series.isAscending).toBe(ascending);
          if (!ascending) return;
          const expected = values.findIndex((value) => value >= bound);
          expect(series.lowerBound(bound)).toBe(expected < 0 ? values.length : expected);
        },
      ),
    );
  });

  it("sums up any stretch exactly as a plain loop does, whether the pyramid grew or was built", () => {
    fc.assert(
      fc.property(stretches, fc.nat(10_000), fc.nat(10_000), fc.boolean(), (values, a, b, grown) => {
        const series = new Series();
        if (grown) series.stretch(0, 1);
        for (const value of values) series.append(value);
        const from = Math.min(a, b);
        const to = Math.min(Math.max(a, b), values.length);
        const stretch = series.stretch(from, to);
        const part = [...values.slice(from, to)];
        const finite = part.filter((value) => Number.isFinite(value));
        expect(stretch.count).toBe(finite.length);
        const odd = part.findIndex((value) => !Number.isFinite(value));
        expect(stretch.oddIndex).toBe(odd < 0 ? NONE : from + odd);
        if (finite.length === 0) {
          expect([stretch.minIndex, stretch.maxIndex]).toEqual([NONE, NONE]);
          return;
        }
        const min = finite.reduce((x, y) => Math.min(x, y));
        const max = finite.reduce((x, y) => Math.max(x, y));
        expect(stretch.minIndex - from).toBe(part.findIndex((value) => value === min));
        expect(stretch.maxIndex - from).toBe(part.findIndex((value) => value === max));
        const sum = finite.reduce((x, y) => x + y, 0);
        const scale = finite.reduce((x, y) => x + Math.abs(y), 0);
        if (Number.isFinite(scale)) expect(Math.abs(stretch.sum - sum)).toBeLessThanOrEqual(scale * 1e-12);
      }),
      { numRuns: 150 },
    );
  });

  it("gives a picture the exact extremes of its range, inside the range, in order and no more points than pixels allow", () => {
    fc.assert(
      fc.property(
        stretches,
        fc.nat(10_000),
        fc.nat(10_000),
        fc.integer({ min: 1, max: 400 }),
        (values, a, b, buckets) => {
          const series = seriesOf(values);
          const from = Math.min(a, b);
          const to = Math.min(Math.max(a, b), values.length);
          const points = series.pointsOf(from, to, buckets);
          expect(
            points.every(
              (point, index) => point >= from && point < to && (index === 0 || point > (points[index - 1] ?? NaN)),
            ),
          ).toBe(true);
          const part = [...values.slice(from, to)];
          const finite = part.filter((value) => Number.isFinite(value));
          expect(points.length).toBeLessThanOrEqual((finite.length === part.length ? 2 : 3) * buckets);
          const shown = points.map((point) => series.at(point));
          const shownFinite = shown.filter((value) => Number.isFinite(value));
          expect(shownFinite.reduce((x, y) => Math.min(x, y), Infinity) + 0).toBe(
            0 + finite.reduce((x, y) => Math.min(x, y), Infinity),
          );
          expect(shownFinite.reduce((x, y) => Math.max(x, y), -Infinity) + 0).toBe(
            0 + finite.reduce((x, y) => Math.max(x, y), -Infinity),
          );
          expect(shown.some((value) => !Number.isFinite(value))).toBe(part.length > finite.length);
          if (part.length <= buckets) expect(points.length).toBe(part.length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("does not change the past of a growing picture while its stride stays", () => {
    const series = new Series();
    for (let index = 0; index < 5000; index++) series.append(Math.sin(index) * index);
    const before = series.pointsOf(0, series.length, 400);
    for (let index = 0; index < 100; index++) series.append(1e9);
    const after = series.pointsOf(0, series.length, 400);
    const stride = strideFor(0, series.length, 400);
    const settled = before.filter((point) => point < Math.floor(5000 / stride) * stride);
    expect(after.slice(0, settled.length)).toEqual(settled);
  });
});

function sameValues(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
