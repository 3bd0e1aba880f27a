import { at, quantileOfSorted } from "./summary";

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32): what is resampled must not differ between two looks. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** An interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The percentile bootstrap (Efron 1979) of a statistic of several independent samples: each is drawn again with replacement.
 * Deterministic: the seed is fixed.
 */
export function bootstrapInterval(
  samples: readonly (readonly number[])[],
  statistic: (drawn: readonly (readonly number[])[]) => number,
  options: { readonly confidence?: number; readonly draws?: number; readonly seed?: number } = {},
): Interval {
  const { confidence = 0.95, draws = 2000, seed = 1 } = options;
  const random = seededRandom(seed);
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const drawn = samples.map((sample) => sample.map(() => at(sample, Math.floor(random() * sample.length))));
    const value = statistic(drawn);
    if (!Number.isNaN(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  return {
    low: quantileOfSorted(values, (1 - confidence) / 2),
    high: quantileOfSorted(values, (1 + confidence) / 2),
  };
}

/** Wilson's score interval (1927) of a proportion. */
export function wilsonInterval(successes: number, count: number, z = 1.959963984540054): Interval {
  if (count === 0) return { low: 0, high: 1 };
  const share = successes / count;
  const centre = share + z ** 2 / (2 * count);
  const reach = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  const scale = 1 + z ** 2 / count;
  return { low: Math.max(0, (centre - reach) / scale), high: Math.min(1, (centre + reach) / scale) };
}
