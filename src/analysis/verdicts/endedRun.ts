import { formatCount, formatValue } from "../../base/format";
import type { Finding } from "../../protocol/findings";
import { anytimePerformance } from "../convergence/anytime";
import { ends, gain, type Curve } from "../convergence/curve";
import { recentProgress, stagnation } from "../convergence/stagnation";
import type { RunFacts } from "./facts";
import { leastStep } from "./noiseVerdict";
import { about, frontWords, subject } from "./runWords";
import { percentOf } from "./words";

/** A run that ended had more than it needed when it had not become better for this share. */
const NEEDLESS_SHARE = 0.5;
/** So near its end a run must have become better to be called unfinished, by so much. */
const LAST_SHARE = 0.05;
const NOTICEABLE_GAIN = 0.001;

/** What a run that ended says about its budget, and about the target that it did not reach. */
export function endedVerdicts(run: RunFacts): Finding[] {
  if (run.status !== "completed" && run.status !== "stopped") return [];
  const found = [missed(run), run.hasConverged ? undefined : budget(run)];
  return found.filter((finding) => finding !== undefined);
}

function missed(run: RunFacts): Finding | undefined {
  const { target, byIteration } = run;
  if (target === undefined) return undefined;
  const { first, last } = ends(byIteration);
  const short = gain(last, target, byIteration.direction);
  const made = gain(first, last, byIteration.direction) / gain(first, target, byIteration.direction);
  const way = made > 0 ? `; ${percentOf(made)} of the way from its first best` : "";
  return about(run, {
    kind: "targetMissed",
    severity: "notice",
    title: `${run.name} ended ${formatValue(short, 3)} short of its target`,
    evidence: `best ${formatValue(last)}, target ${formatValue(target)}${way}`,
  });
}

function budget(run: RunFacts): Finding | undefined {
  const { byIteration } = run;
  const length = byIteration.end - byIteration.start;
  const { lastImprovement, share } = stagnation(byIteration, { noise: leastStep(run) });
  const where = `iteration ${formatCount(lastImprovement)} of ${formatCount(byIteration.end)}`;
  const last = recentProgress(byIteration, 0.1 * length);
  if (share <= LAST_SHARE && last !== undefined && last.relativeGain >= NOTICEABLE_GAIN) {
    return about(run, {
      kind: "endedImproving",
      severity: "notice",
      title: `${subject(run)} was still improving when it ended`,
      evidence: `${percentOf(last.relativeGain)} better over the last ${percentOf(0.1)}; last improvement at ${where}${figures(run)}`,
    });
  }
  if (share < NEEDLESS_SHARE || !(gain(ends(byIteration).first, ends(byIteration).last, byIteration.direction) > 0)) {
    return undefined;
  }
  return about(run, {
    kind: "endedEarlyEnough",
    severity: "notice",
    title: `${run.name} needed only ${percentOf(1 - share)} of its iterations`,
    evidence: `no improvement after ${where}${figures(run)}`,
  });
}

function figures(run: RunFacts): string {
  const score = anytimeScore(run.byIteration);
  return `${score === undefined ? "" : `; anytime performance ${score.toFixed(2)}`}${frontWords(run)}`;
}

/**
 * How early a run had what it came to, 0 to 1: its anytime performance with its own first best as the worst and its own last as the best,
 * over its own length. Undefined where it never became better.
 */
export function anytimeScore(curve: Curve): number | undefined {
  const { first, last } = ends(curve);
  const worst = gain(first, last, curve.direction);
  const length = curve.end - curve.start;
  if (!(worst > 0) || !(length > 0) || !Number.isFinite(worst)) return undefined;
  return anytimePerformance(curve, { worst, best: 0, reference: last, budget: length });
}
