import type { ComparedRanks, ComparedSteps } from "../../protocol/comparison";
import type { Direction } from "../../protocol/session";
import { ends, type Curve } from "../convergence/curve";
import { friedman } from "../statistics/friedman";
import { at, median } from "../statistics/summary";
import { curvesOf, resultsOf, thinnedSteps } from "./comparedGroups";
import { problemOf, runsInDirection, sharedDirection, type ComparedRun } from "./comparedRuns";
import type { RunGroup } from "./groupRuns";
import { convergenceTarget, dataProfiles, performanceProfiles } from "./profiles";
import { fixedTarget } from "./targets";

/** Moré and Wild's τ: a problem counts as solved where all but this share of the gap is closed. */
const TOLERANCE = 0.01;

/** How groups do over several problems. */
export interface OverProblems {
  readonly ranks?: ComparedRanks;
  /** In the order of the groups. */
  readonly performanceProfiles: readonly ComparedSteps[];
  readonly dataProfiles: readonly ComparedSteps[];
  readonly notes: readonly string[];
}

/** What is compared over problems. */
export interface ProblemsPlan {
  readonly problems: readonly string[];
  /** Costs are evaluations: data profiles can be drawn. */
  readonly countsEvaluations: boolean;
  /** The target of a problem that the user named. */
  readonly targets: ReadonlyMap<string, number>;
  readonly points: number;
}

interface ProblemRow {
  readonly problem: string;
  readonly direction: Direction;
  readonly dimension?: number;
  /** The runs of each group. */
  readonly runs: readonly (readonly ComparedRun[])[];
}

/** Ranks and profiles of groups over problems; nothing for a single problem. */
export function compareOverProblems(groups: readonly RunGroup[], plan: ProblemsPlan): OverProblems {
  const none = { performanceProfiles: [], dataProfiles: [] };
  if (plan.problems.length < 2 || groups.length < 2) return { ...none, notes: [] };
  const rows = plan.problems.map((problem) => rowOf(problem, groups));
  const complete = rows.filter(({ runs }) => runs.every((members) => resultsOf(members).length > 0));
  const notes: string[] = [];
  if (complete.length < rows.length) {
    notes.push(
      `Ranks need runs of every group on a problem: ${complete.length} of ${rows.length} problems have them${complete.length < 2 ? ", and two are the least" : ""}.`,
    );
  }
  const ranks = ranksOf(groups, complete);
  return { ...(ranks === undefined ? {} : { ranks }), ...profilesOf(rows, plan), notes };
}

function rowOf(problem: string, groups: readonly RunGroup[]): ProblemRow {
  const members = groups.map(({ runs }) => runs.filter(({ run }) => problemOf(run) === problem));
  const { direction } = sharedDirection(members.flat());
  const dimension = members.flat().find(({ run }) => run.dimension !== undefined)?.run.dimension;
  const runs = members.map((one) => runsInDirection(one, direction));
  return { problem, direction, runs, ...(dimension === undefined ? {} : { dimension }) };
}

function ranksOf(groups: readonly RunGroup[], rows: readonly ProblemRow[]): ComparedRanks | undefined {
  const test = friedman(
    rows.map(({ direction, runs }) =>
      runs.map((members) => (direction === "maximize" ? -1 : 1) * median(resultsOf(members))),
    ),
  );
  if (test === undefined) return undefined;
  const name = (index: number): string => groups[index]?.name ?? "";
  const order = groups.map((_, index) => index).sort((a, b) => at(test.averageRanks, a) - at(test.averageRanks, b));
  return {
    problems: rows.length,
    p: Math.max(test.fP, leastP(groups.length, rows.length)),
    criticalDifference: test.criticalDifference,
    ranks: order.map((index) => ({ name: name(index), rank: at(test.averageRanks, index) })),
    cliques: test.groups.map((members) => members.map(name)),
  };
}

/** How likely all problems rank alike by chance, 1 / k!ᴺ⁻¹: F's tail goes to zero there, which few problems cannot show. */
function leastP(groups: number, problems: number): number {
  let orders = 1;
  for (let factor = 2; factor <= groups; factor++) orders *= factor;
  return orders ** -(problems - 1);
}

function profilesOf(
  rows: readonly ProblemRow[],
  plan: ProblemsPlan,
): Pick<OverProblems, "performanceProfiles" | "dataProfiles"> {
  const known = rows.flatMap((row) => {
    const target = targetOf(row, plan.targets.get(row.problem));
    return target === undefined
      ? []
      : [{ row, costs: row.runs.map((runs) => fixedTarget(curvesOf(runs), target).ert) }];
  });
  if (known.length < 2) return { performanceProfiles: [], dataProfiles: [] };
  const costs = known.map((one) => one.costs);
  const dimensions = known.flatMap(({ row }) => row.dimension ?? []);
  const thin = (steps: Parameters<typeof thinnedSteps>[0]): ComparedSteps => thinnedSteps(steps, plan.points);
  return {
    performanceProfiles: performanceProfiles(costs).map(thin),
    dataProfiles:
      plan.countsEvaluations && dimensions.length === known.length ? dataProfiles(costs, dimensions).map(thin) : [],
  };
}

/** What closes all but a hundredth of the gap from the median start to the best value of all groups. */
function targetOf({ direction, runs }: ProblemRow, named: number | undefined): number | undefined {
  const curves: readonly Curve[] = runs.flatMap(curvesOf);
  if (named !== undefined || curves.length === 0) return named;
  const last = curves.map((curve) => ends(curve).last);
  const best = direction === "maximize" ? Math.max(...last) : Math.min(...last);
  const start = median(curves.map((curve) => ends(curve).first));
  return convergenceTarget(start, best, TOLERANCE);
}
