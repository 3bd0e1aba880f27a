import { formatCount, formatValue } from "../../base/format";
import type { Finding } from "../../protocol/findings";
import { arrival, forecast } from "../convergence/forecast";
import { whereReached } from "../convergence/milestones";
import { prematureCollapse, recentProgress, stagnation } from "../convergence/stagnation";
import { withinTolerance } from "../convergence/success";
import { endedVerdicts } from "./endedRun";
import type { RunFacts } from "./facts";
import { leastStep, noiseVerdict } from "./noiseVerdict";
import { about, frontWords, subject } from "./runWords";
import { solverVerdict } from "./solverVerdicts";
import { counted, elapsed, percentOf, roughly, shareOverTime } from "./words";

/** Shorter runs than this are not judged. */
const LEAST_ITERATIONS = 20;
/** A run has stalled when it has not become better for this share of itself, at least so many iterations. */
const STALLED_SHARE = 0.25;
/** The progress a minute is taken over this share of a running run, and no less than this many seconds. */
const RECENT_SHARE = 0.2;
const LEAST_RECENT_SECONDS = 5;

/** What can be said about one run: how it goes, and where it has a target, when it will be there. */
export function runVerdicts(run: RunFacts): Finding[] {
  const solver = solverVerdict(run);
  if (run.byIteration.end - run.byIteration.start + 1 < LEAST_ITERATIONS) return solver === undefined ? [] : [solver];
  const found = [solver ?? targetReached(run) ?? noiseVerdict(run), ...(solver === undefined ? courseOf(run) : [])];
  return found.filter((finding) => finding !== undefined);
}

/** Whether a run becomes better, or did; nothing more of one that is at its target. */
function courseOf(run: RunFacts): (Finding | undefined)[] {
  if (targetReached(run) !== undefined) return [];
  const premature = collapsed(run);
  if (premature !== undefined) return [premature];
  if (run.status !== "running") return endedVerdicts(run);
  const standstill = stalled(run);
  return standstill === undefined ? progressing(run) : [standstill];
}

/** What a run that still improves will come to says more than that it does, where it is not enough. */
function progressing(run: RunFacts): (Finding | undefined)[] {
  const outlook = foreseen(run);
  return outlook?.kind === "outOfReach" ? [outlook] : [improving(run), outlook];
}

function targetReached(run: RunFacts): Finding | undefined {
  if (run.target === undefined) return undefined;
  const enough = withinTolerance(run.target, run.byIteration.direction);
  const iteration = whereReached(run.byIteration, enough);
  const time = whereReached(run.byTime, enough);
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
  const { since, share } = stagnation(run.byIteration, { noise: leastStep(run) });
  if (share < STALLED_SHARE || since < LEAST_ITERATIONS) return undefined;
  const { acceptanceRate } = run;
  const acceptance = acceptanceRate === undefined ? "" : `; acceptance ${percentOf(acceptanceRate)}`;
  return about(run, {
    kind: "stalled",
    severity: "notice",
    title: `${subject(run)} has stalled`,
    evidence: `no improvement for ${counted(since, "iteration")} (${percentOf(share)} of the run)${acceptance}${frontWords(run)}`,
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
    title: `${subject(run)} still improves, ${shareOverTime(progress.relativeGain / stretch)}`,
    evidence: `last improvement ${ago} ago, iteration ${formatCount(stagnation(byIteration).lastImprovement)}${frontWords(run)}`,
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
