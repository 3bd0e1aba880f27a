import { formatValue } from "../../base/format";
import type { Finding } from "../../protocol/findings";
import { isBetter } from "../convergence/curve";
import { luckOfTheBest, noiseDeviation } from "../convergence/noise";
import type { RunFacts } from "./facts";
import { about } from "./runWords";
import { percentOf } from "./words";

/** A best that is worse than an earlier one in this share of the iterations is no best so far. */
const WORSE_SHARE = 0.1;
const LEAST_VALUES = 20;

/** The deviation of what a run reports as its best around its own trend; `undefined` where it hardly ever becomes worse. */
function reportedNoise({ reportedBest, byIteration: { direction } }: RunFacts): Noise | undefined {
  const values = (reportedBest ?? []).filter(Number.isFinite);
  if (values.length < LEAST_VALUES) return undefined;
  let best = values[0] ?? NaN;
  let worse = 0;
  for (const value of values) {
    if (isBetter(best, value, direction)) worse++;
    else best = value;
  }
  const deviation = noiseDeviation(values);
  const share = worse / values.length;
  return share >= WORSE_SHARE && deviation > 0 ? { share, deviation } : undefined;
}

/** The least that a step of a run must bring to be more than chance, in units of its objective. */
export function leastStep(run: RunFacts): number {
  return reportedNoise(run)?.deviation ?? 0;
}

/** How a reported best goes up and down. */
interface Noise {
  /** The share of the looked-at values that are worse than an earlier one, 0 to 1. */
  readonly share: number;
  /** σ, in units of the objective. */
  readonly deviation: number;
}

/** Says where a best goes up and down, and what that means for figures that rest on the best so far. */
export function noiseVerdict(run: RunFacts): Finding | undefined {
  const noise = reportedNoise(run);
  if (noise === undefined) return undefined;
  const { start, end } = run.byIteration;
  const luck = luckOfTheBest(noise.deviation, end - start + 1);
  return about(run, {
    kind: "noisy",
    severity: "notice",
    title: `The best of ${run.name} becomes worse ${percentOf(noise.share)} of the time`,
    evidence: `by noise or because each iteration's own best is reported; σ about ${formatValue(noise.deviation, 2)}, by which the best so far may flatter by ${formatValue(luck, 2)}`,
  });
}
