import { zProbability } from "../statistics/distributions";
import { mannKendall, theilSen } from "../statistics/fits";
import { at, median } from "../statistics/summary";
import type { SampledSeries } from "./usage";

/** How memory develops. Rates in bytes a minute. */
export interface MemoryTrend {
  /** `leak`: it grows significantly, noticeably and to the end; `grows`: the same but slowing down; `steady`: neither grows nor shrinks noticeably. */
  readonly verdict: "leak" | "grows" | "steady" | "shrinks";
  readonly bytesPerMinute: number;
  readonly low: number;
  readonly high: number;
  /** How sure it is that there is a trend at all, 0 to 1 (one-sided Mann–Kendall). */
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
const SURE = 0.95;

/**
 * The trend of resident memory after start-up (the first quarter is left out): medians of 24 blocks of time, so that sawtooths of a garbage
 * collector and the dependence of neighbouring samples go, then Theil–Sen's slope with Sen's interval and the Mann–Kendall test.
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
  const confidence = zProbability(Math.abs(mannKendall(blocks.values).z));
  return {
    verdict: verdictOf(fit, noticeable, confidence, blocks),
    bytesPerMinute: fit.slope,
    low: fit.low,
    high: fit.high,
    confidence,
    seconds,
  };
}

interface Blocks {
  readonly minutes: readonly number[];
  readonly values: readonly number[];
}

function verdictOf(
  fit: { readonly low: number; readonly high: number },
  noticeable: number,
  confidence: number,
  blocks: Blocks,
): MemoryTrend["verdict"] {
  if (confidence < SURE) return "steady";
  if (fit.high < -noticeable) return "shrinks";
  if (fit.low <= noticeable) return "steady";
  const half = Math.floor(blocks.values.length / 2);
  const slope = (from: number, to?: number): number =>
    theilSen(blocks.minutes.slice(from, to), blocks.values.slice(from, to))?.slope ?? 0;
  return slope(half) >= 0.5 * slope(0, half) && slope(half) > noticeable ? "leak" : "grows";
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
