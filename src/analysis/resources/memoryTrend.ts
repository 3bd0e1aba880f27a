import { tTwoSided, zProbability } from "../statistics/distributions";
import { mannKendall, theilSen } from "../statistics/fits";
import { at, mean, median, standardDeviation } from "../statistics/summary";
import type { SampledSeries } from "./usage";

/** How memory develops. Rates in bytes a minute. */
export interface MemoryTrend {
  /** `leak`: it grows significantly, noticeably and to the end; `grows`: it grows, but slows down or goes up and down; `steady`: neither grows nor shrinks noticeably. */
  readonly verdict: "leak" | "grows" | "steady" | "shrinks";
  readonly bytesPerMinute: number;
  readonly low: number;
  readonly high: number;
  /** How sure the verdict's trend is, 0 to 1 (one-sided Mann–Kendall); for a leak the smaller one of that and of the test of its increments. */
  readonly confidence: number;
  /** The seconds that the trend was taken over, without the start-up. */
  readonly seconds: number;
}

/** What is not taken for a trend: the start, and less than this. */
const STARTUP_SHARE = 0.25;
const LEAST_SECONDS = 60;
const BLOCKS = 24;
const LEAST_PER_BLOCK = 2;
/** Slower than this share of the level a minute is steady. */
const NOTICEABLE = 0.002;
const SURE = 0.975;
/** So many neighbouring blocks are taken together where increments are looked at. */
const COARSE = 3;
const WORKING = 0.25;

/**
 * The trend of resident memory after start-up (the first quarter is left out): medians of 24 blocks of time, so that sawtooths of a garbage
 * collector and the dependence of neighbouring samples go, then Theil–Sen's slope with Sen's interval and the Mann–Kendall test. Memory that
 * merely wanders has trends, too, so its increments over eight coarser blocks must agree in a t-test as well, which a random walk passes by chance only.
 * A leak needs a slope whose lower limit is above 0.2 % of the level a minute, and a second half that grows at least half as fast as the first.
 * Undefined where less than a minute or fewer than 48 samples are left.
 */
export function memoryTrend(rss: SampledSeries): MemoryTrend | undefined {
  const end = at(rss.times, rss.times.length - 1);
  const start = at(rss.times, 0) + STARTUP_SHARE * (end - at(rss.times, 0));
  const seconds = end - start;
  const blocks = blockMedians(rss, start, end);
  if (!(seconds >= LEAST_SECONDS) || blocks === undefined) return undefined;
  const fit = theilSen(blocks.minutes, blocks.values);
  if (fit === undefined) return undefined;
  const noticeable = NOTICEABLE * median(blocks.values);
  const trend = zProbability(Math.abs(mannKendall(blocks.values).z));
  const verdict = verdictOf(fit, noticeable, blocks);
  return {
    verdict,
    bytesPerMinute: fit.slope,
    low: fit.low,
    high: fit.high,
    confidence: verdict === "leak" ? Math.min(trend, steadiness(blocks.values)) : trend,
    seconds,
  };
}

/**
 * How sure it is that the mean increment is not 0, by Student's t. The increments of a random walk are independent, those of its averages
 * over blocks correlated by 1/4 (Working 1960), which makes their mean vary more.
 */
function steadiness(values: readonly number[]): number {
  const coarse = Array.from({ length: Math.floor(values.length / COARSE) }, (_, index) =>
    median(values.slice(index * COARSE, (index + 1) * COARSE)),
  );
  const increments = coarse.slice(1).map((value, index) => value - at(coarse, index));
  const inflation = 1 + (2 * WORKING * (increments.length - 1)) / increments.length;
  const error = standardDeviation(increments) * Math.sqrt(inflation / increments.length);
  return 1 - tTwoSided(mean(increments) / error, increments.length - 1) / 2;
}

interface Blocks {
  readonly minutes: readonly number[];
  readonly values: readonly number[];
}

function verdictOf(
  fit: { readonly low: number; readonly high: number },
  noticeable: number,
  blocks: Blocks,
): MemoryTrend["verdict"] {
  // Sen's interval is that of the slopes which the Mann–Kendall test would not refuse: one on one side of zero needs no test more.
  if (fit.high < -noticeable) return "shrinks";
  if (fit.low <= noticeable) return "steady";
  const half = Math.floor(blocks.values.length / 2);
  const slope = (from: number, to?: number): number =>
    theilSen(blocks.minutes.slice(from, to), blocks.values.slice(from, to))?.slope ?? 0;
  const goesOn = slope(half) >= 0.5 * slope(0, half) && slope(half) > noticeable;
  return goesOn && steadiness(blocks.values) >= SURE ? "leak" : "grows";
}

function blockMedians({ times, values }: SampledSeries, start: number, end: number): Blocks | undefined {
  const blocks = Array.from({ length: BLOCKS }, (): number[] => []);
  times.forEach((time, index) => {
    const value = at(values, index);
    if (time < start || !Number.isFinite(value)) return;
    blocks[Math.min(BLOCKS - 1, Math.floor((BLOCKS * (time - start)) / (end - start)))]?.push(value);
  });
  const width = (end - start) / BLOCKS;
  const filled = blocks.flatMap((block, index) =>
    block.length >= LEAST_PER_BLOCK ? [{ minute: (index * width) / 60, value: median(block) }] : [],
  );
  if (filled.length < BLOCKS) return undefined;
  return { minutes: filled.map(({ minute }) => minute), values: filled.map(({ value }) => value) };
}
