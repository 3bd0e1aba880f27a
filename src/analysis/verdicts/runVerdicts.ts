import { formatCount, formatValue } from "../../base/format";
import type { Finding } from "../../protocol/findings";
import { ends, gain } from "../convergence/curve";
import { arrival, forecast } from "../convergence/forecast";
import { whereReached } from "../convergence/milestones";
import { prematureCollapse, recentProgress, stagnation } from "../convergence/stagnation";
import type { RunFacts } from "./facts";
import { counted, elapsed, percentOf, roughly } from "./words";

/** Shorter runs than this are not judged. */
const LEAST_ITERATIONS = 20;
/** A run has stalled when it has not become better for this share of itself, at least so many iterations. */
const STALLED_SHARE = 0.25;
/** A run that ended had more than it needed when it had not become better for this share. */
const NEEDLESS_SHARE = 0.5;
/** The progress a minute is taken over this share of a running run, and no less than this many seconds. */
const RECENT_SHARE = 0.2;
const LEAST_RECENT_SECONDS = 5;
/** So near its end a run must have become better to be called unfinished, by so much. */
const LAST_SHARE = 0.05;
const NOTICEABLE_GAIN = 0.001;

/** What can be said about one run: how it goes, and where it has a target, when it will be there. */
export function runVerdicts(run: RunFacts): Finding[] {
  if (run.byIteration.end - run.byIteration.start + 1 < LEAST_ITERATIONS) return [];
  const reached = targetReached(run);
  if (reached !== undefined) return [reached];
  const premature = collapsed(run);
  if (run.status !== "running") return [premature ?? ended(run)].filter((finding) => finding !== undefined);
  if (premature !== undefined) return [premature];
  const isStalled = stagnation(run.byIteration).share >= STALLED_SHARE;
  return (isStalled ? [stalled(run)] : progressing(run)).filter((finding) => finding !== undefined);
}

/** What a run that still improves will come to says more than that it does, where it is not enough. */
function progressing(run: RunFacts): (Finding | undefined)[] {
  const outlook = foreseen(run);
  return outlook?.kind === "outOfReach" ? [outlook] : [improving(run), outlook];
}

function about(run: RunFacts, finding: Omit<Finding, "target">): Finding {
  return { ...finding, target: { kind: "convergence", runId: run.id } };
}

function targetReached(run: RunFacts): Finding | undefined {
  if (run.target === undefined) return undefined;
  const iteration = whereReached(run.byIteration, run.target);
  const time = whereReached(run.byTime, run.target);
  if (iteration === undefined || time === undefined) return undefined;
  return about(run, {
    kind: "targetReached",
    severity: "good",
    title: `${run.name} reached its target`,
    evidence: `${formatValue(run.target)} at iteration ${formatCount(iteration)}, after ${elapsed(time)}`,
  });
}

function collapsed(run: RunFacts): Finding | undefined {
  const { spread, target } = run;
  if (spread === undefined || target === undefined) return undefined;
  const collapse = prematureCollapse(run.byIteration, spread.values, { target, isObjective: spread.isObjective });
  // A population without diversity may still walk to the target; only one that stands still has converged.
  if (collapse === undefined || stagnation(run.byIteration).share < STALLED_SHARE) return undefined;
  const what = spread.isObjective ? "spread of the objective" : "diversity";
  return about(run, {
    kind: "premature",
    severity: "problem",
    title: `${run.name} converged too early`,
    evidence: `${what} is down to ${percentOf(collapse.remaining)} of the start, ${formatValue(collapse.gap, 3)} short of the target`,
  });
}

function stalled(run: RunFacts): Finding | undefined {
  const { since, share } = stagnation(run.byIteration);
  if (since < LEAST_ITERATIONS) return undefined;
  const { acceptanceRate } = run;
  const acceptance = acceptanceRate === undefined ? "" : `; acceptance ${percentOf(acceptanceRate)}`;
  return about(run, {
    kind: "stalled",
    severity: "notice",
    title: `${run.name} has stalled`,
    evidence: `no improvement for ${counted(since, "iteration")} (${percentOf(share)} of the run)${acceptance}`,
  });
}

function improving(run: RunFacts): Finding | undefined {
  const { byTime, byIteration } = run;
  const stretch = Math.max(LEAST_RECENT_SECONDS, RECENT_SHARE * (byTime.end - byTime.start));
  const progress = recentProgress(byTime, stretch);
  if (progress === undefined || !(progress.relativeGain > 0)) return undefined;
  const ago = elapsed(byTime.end - stagnation(byTime).lastImprovement);
  return about(run, {
    kind: "improving",
    severity: "good",
    title: `${run.name} still improves, ${percentOf((progress.relativeGain * 60) / stretch)} a minute`,
    evidence: `last improvement ${ago} ago, iteration ${formatCount(stagnation(byIteration).lastImprovement)}`,
  });
}

/** When a running run will be at its target, where its own past allows to say so. */
function foreseen(run: RunFacts): Finding | undefined {
  const { byTime, target } = run;
  if (target === undefined) return undefined;
  const found = forecast(byTime);
  if (found.kind !== "forecast") return undefined;
  const foretold = `a ${found.model === "power" ? "power law" : "decay"} that foretold ${percentOf(found.skill)} of its past changes`;
  const there = arrival(byTime, found, target);
  if (there === undefined) {
    const later = found.predict(byTime.end + (byTime.end - byTime.start));
    return about(run, {
      kind: "outOfReach",
      severity: "notice",
      title: `${run.name} is not on the way to its target`,
      evidence: `about ${formatValue(later.value, 4)} after twice the time, target ${formatValue(target, 4)}; by ${foretold}`,
    });
  }
  const [from, to] = [there.earliest - byTime.end, there.latest - byTime.end];
  if (!Number.isFinite(there.x)) return undefined;
  const span = Number.isFinite(to) ? `${roughly(from)} to ${roughly(to)}` : `${roughly(from)} or later`;
  return about(run, {
    kind: "arrival",
    severity: "good",
    title: `${run.name} reaches its target in about ${roughly(there.x - byTime.end)}`,
    evidence: `${span} (${percentOf(0.95)} interval), by ${foretold}`,
  });
}

/** What a run that ended says about its budget. */
function ended(run: RunFacts): Finding | undefined {
  const { byIteration } = run;
  if (run.hasConverged || (run.status !== "completed" && run.status !== "stopped")) return undefined;
  const length = byIteration.end - byIteration.start;
  const { lastImprovement, share } = stagnation(byIteration);
  const where = `iteration ${formatCount(lastImprovement)} of ${formatCount(byIteration.end)}`;
  const last = recentProgress(byIteration, 0.1 * length);
  if (share <= LAST_SHARE && last !== undefined && last.relativeGain >= NOTICEABLE_GAIN) {
    return about(run, {
      kind: "endedImproving",
      severity: "notice",
      title: `${run.name} was still improving when it ended`,
      evidence: `${percentOf(last.relativeGain)} better over the last ${percentOf(0.1)}; last improvement at ${where}`,
    });
  }
  if (share < NEEDLESS_SHARE || !(gain(ends(byIteration).first, ends(byIteration).last, byIteration.direction) > 0)) {
    return undefined;
  }
  return about(run, {
    kind: "endedEarlyEnough",
    severity: "notice",
    title: `${run.name} needed only ${percentOf(1 - share)} of its iterations`,
    evidence: `no improvement after ${where}`,
  });
}
