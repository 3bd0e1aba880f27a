// The trend of memory at its borders. A series has 24 blocks of a minute after eight minutes of start-up, so that a block's value is as given.
import { describe, expect, it } from "vitest";
import { memoryTrend } from "../../../src/analysis/resources/memoryTrend";
import type { SampledSeries } from "../../../src/analysis/resources/usage";

const BLOCKS = Array.from({ length: 24 }, (_, block) => block);
const STARTUP = 480;
const END = 1920;
const MEGABYTE = 1e6;

/** Samples each so many seconds, from a Unix time on as recorded ones are. */
function sampled(step: number, value: (seconds: number) => number, end = END): SampledSeries {
  const seconds = Array.from({ length: end / step + 1 }, (_, index) => index * step);
  return { times: seconds.map((second) => 1_700_000_000 + second), values: seconds.map(value) };
}

/** Two samples a minute, and one at the end. */
const ofBlocks = (values: readonly number[]): SampledSeries =>
  sampled(30, (second) => values[Math.min(23, Math.max(0, Math.floor((second - STARTUP) / 60)))] ?? NaN);

/** Around 500 MB, of which 1 MB a minute is the least that is noticed; rates of the two halves in MB a minute. */
const halves = (first: number, second: number): SampledSeries =>
  ofBlocks(
    BLOCKS.map((block) => {
      const middle = first / 2;
      return (500 + (block < 12 ? first * (block - 11) - middle : second * (block - 12) + middle)) * MEGABYTE;
    }),
  );

const without = ({ times, values }: SampledSeries, places: readonly number[]): SampledSeries => ({
  times: times.filter((_, index) => !places.includes(index)),
  values: values.filter((_, index) => !places.includes(index)),
});

const replaced = (values: readonly number[], place: number, value: number): number[] =>
  values.map((one, index) => (index === place ? value : one));

describe("the rate of a memory trend", () => {
  // Worked out with scipy.stats: theilslopes, Kendall's S with its continuity correction, and t with the covariances of the increments.
  it("is Theil's and Sen's, as sure as the less sure of both tests where it leaks", () => {
    const wavy = sampled(10, (second) => (400 + (3 * second) / 60 + 12 * Math.sin((1.7 * second) / 60)) * MEGABYTE);
    const found = memoryTrend(wavy);
    expect(found).toMatchObject({ verdict: "leak", seconds: 1440 });
    expect(found?.bytesPerMinute).toBeCloseTo(3022829.0868744496, 2);
    expect(found?.low).toBeCloseTo(2365881.024320692, 2);
    expect(found?.high).toBeCloseTo(3578980.6007137895, 2);
    expect(found?.confidence).toBeCloseTo(0.9896066308084999, 9);
  });

  it("is as sure as Mann and Kendall's test where its increments do not agree", () => {
    const wavy = sampled(10, (second) => (400 + (3 * second) / 60 + 12 * Math.sin((0.9 * second) / 60)) * MEGABYTE);
    const found = memoryTrend(wavy);
    expect(found?.verdict).toBe("grows");
    expect(found?.confidence).toBeCloseTo(0.9999997614417742, 12);
  });
});

describe("the verdict on a memory trend", () => {
  it.each([
    [1.1, "leak"],
    [1, "steady"],
    [0.5, "steady"],
    [0, "steady"],
    [-0.5, "steady"],
    [-1, "steady"],
    [-1.1, "shrinks"],
  ])("at %d MB a minute of 500 MB is %s", (rate, verdict) => {
    expect(memoryTrend(halves(rate, rate))?.verdict).toBe(verdict);
  });

  it("has no doubt where all increments are alike", () => {
    // Kendall's S is 276 of 276 pairs: Φ(275 / √(24 · 23 · 53 / 18)).
    expect(memoryTrend(halves(2, 2))?.confidence).toBeCloseTo(0.9999999999954862, 14);
  });

  it.each([
    [10, 5, "leak"],
    [10, 4.75, "grows"],
    [10, 4, "grows"],
    // Slow enough in the end not to be noticed any more.
    [1.7, 1.1, "leak"],
    [1.7, 1, "grows"],
  ])("of %d MB a minute that become %d is %s", (first, second, verdict) => {
    expect(memoryTrend(halves(first, second))?.verdict).toBe(verdict);
  });
});

describe("samples of memory", () => {
  const leak = halves(2, 2);
  const first = STARTUP / 30;

  it("are enough with two in each block, of which the last holds the end", () => {
    expect(memoryTrend(leak)?.verdict).toBe("leak");
    expect(memoryTrend(without(leak, [leak.times.length - 3]))?.verdict).toBe("leak");
  });

  it("are too few where a block holds one, or one that is a number", () => {
    for (const place of [first, first + 1, first + 20]) {
      expect(memoryTrend(without(leak, [place]))).toBeUndefined();
      expect(memoryTrend({ ...leak, values: replaced(leak.values, place, NaN) })).toBeUndefined();
    }
  });

  it("do not count before the end of start-up, nor without a time", () => {
    expect(memoryTrend(without(leak, [1, 2, first - 1]))).toEqual(memoryTrend(leak));
    expect(memoryTrend({ ...leak, times: replaced(leak.times, 3, NaN) })).toEqual(memoryTrend(leak));
  });

  it("are of a minute after start-up at least", () => {
    const growing = (second: number): number => (500 + second) * MEGABYTE;
    expect(memoryTrend(sampled(0.5, growing, 80))).toMatchObject({ verdict: "leak", seconds: 60 });
    expect(memoryTrend(sampled(0.5, growing, 79.5))).toBeUndefined();
  });
});
