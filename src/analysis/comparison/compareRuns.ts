import { formatCount } from "../../base/format";
import {
  groupingText,
  type ComparedGroup,
  type Comparison,
  type ComparisonAxis,
  type ComparisonRequest,
  type Grouping,
} from "../../protocol/comparison";
import type { Direction } from "../../protocol/session";
import { median } from "../statistics/summary";
import { compareGroup, curvesOf, placesFor, resultsOf } from "./comparedGroups";
import { comparePairs } from "./comparedPairs";
import { compareParameters } from "./comparedParameters";
import { compareOverProblems, type OverProblems } from "./comparedProblems";
import { plural, problemOf, resultOf, selectRuns, sharedDirection, type ComparedRun } from "./comparedRuns";
import { budgetRows, chosenTargets, targetRows } from "./comparisonTables";
import { groupingsOf, groupRuns, MOST_GROUPS, type RunGroup } from "./groupRuns";
import type { ResultGroup } from "./pairwise";
import { spreadTargets } from "./targets";

/** What `problem` says where groups are problems themselves. */
const ALL_PROBLEMS = "(all problems)";

/**
 * Compares runs in every way that the request asks for. `runs` may come in any order and number; the newest are kept. `total`: how
 * many there are, where not all were read.
 * What cannot be said, and what is missing for it, stands in `notes`.
 */
export function compareRuns(runs: readonly ComparedRun[], request: ComparisonRequest, total = runs.length): Comparison {
  const selection = selectRuns(runs, request, total);
  const problems = problemsOf(selection.runs);
  const isByProblem = request.groupBy === "problem";
  const problem = isByProblem ? ALL_PROBLEMS : (request.problem ?? problems[0]?.name ?? "");
  const shown = sharedDirection(selection.runs.filter(({ run }) => isByProblem || problemOf(run) === problem));
  const { direction } = shown;
  const ordered = orderedGroups(groupRuns(shown.runs, request.groupBy, selection.runs), request.groupBy, direction);
  const groups = ordered.kept;
  const curves = groups.map((group) => curvesOf(group.runs));
  const targets = request.targets ?? chosenTargets(curves.flat());
  const over = overProblems(selection.runs, groups, problem, problems, request);
  const parameters = compareParameters(shown.runs, groups);
  return {
    groupBy: request.groupBy,
    axis: request.axis,
    problem,
    problems,
    direction,
    runs: shown.runs.length,
    sessions: new Set(shown.runs.map(({ session }) => session.id)).size,
    groups: groupFigures(groups, request, direction, over),
    targets: targetRows(curves, targets),
    budgets: budgetRows(curves, request.axis),
    pairs: comparePairs(groups.map(resultGroup), direction),
    ...(over.ranks === undefined ? {} : { ranks: over.ranks }),
    parameterNames: parameters.parameterNames,
    parameters: parameters.parameters,
    importance: parameters.importance,
    groupings: groupingsOf(selection.runs, request.groupBy),
    notes: [
      ...selection.notes,
      ...shown.notes,
      ...ordered.notes,
      ...selectionNotes(shown.runs, groups, request, problem),
      ...over.notes,
      ...parameters.notes,
    ],
  };
}

/** The results of a group; runs that name their seed can be paired with those of another group. */
function resultGroup({ name, runs }: RunGroup): ResultGroup {
  const finished = runs.flatMap((one) => {
    const value = resultOf(one);
    const { problem, seed } = one.run;
    return value === undefined
      ? []
      : [{ value, key: seed === undefined ? undefined : JSON.stringify([problem, seed]) }];
  });
  return { name, values: finished.map(({ value }) => value), keys: finished.map(({ key }) => key) };
}

function problemsOf(runs: readonly ComparedRun[]): Comparison["problems"] {
  const counts = new Map<string, number>();
  for (const { run } of runs) counts.set(problemOf(run), (counts.get(problemOf(run)) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, runs: count })).sort((a, b) => b.runs - a.runs);
}

/** Best median first, but commits by their age; of too many groups the newest commits and sessions stay, else those with the most runs. */
function orderedGroups(
  groups: readonly RunGroup[],
  groupBy: Grouping,
  direction: Direction,
): { readonly kept: readonly RunGroup[]; readonly notes: readonly string[] } {
  const isByAge = groupBy === "commit" || groupBy === "session";
  const ranked = isByAge ? groups : [...groups].sort((a, b) => b.runs.length - a.runs.length);
  const kept = ranked.slice(0, MOST_GROUPS);
  const sign = direction === "maximize" ? -1 : 1;
  const worth = (group: RunGroup): number => {
    const value = sign * median(resultsOf(group.runs));
    return Number.isNaN(value) ? Infinity : value;
  };
  const which = isByAge ? "the newest" : "those with the most runs";
  return {
    // Of two that are infinite the difference is NaN, which sorting takes for none.
    kept: groupBy === "commit" ? kept : [...kept].sort((a, b) => worth(a) - worth(b)),
    notes: groups.length > MOST_GROUPS ? [`${MOST_GROUPS} of ${groups.length} groups are compared, ${which}.`] : [],
  };
}

function groupFigures(
  groups: readonly RunGroup[],
  { axis, points }: ComparisonRequest,
  direction: Direction,
  over: OverProblems,
): readonly ComparedGroup[] {
  const curves = groups.flatMap(({ runs }) => curvesOf(runs));
  const targets = spreadTargets(curves);
  const plan = {
    axis,
    direction,
    points,
    grid: placesFor(curves, points, axis),
    ...(targets === undefined ? {} : { targets }),
  };
  const ranks = new Map(over.ranks?.ranks.map(({ name, rank }) => [name, rank]));
  return groups.map((group, index) => {
    const rank = ranks.get(group.name);
    const performanceProfile = over.performanceProfiles[index];
    const dataProfile = over.dataProfiles[index];
    return {
      ...compareGroup(group, plan),
      ...(performanceProfile === undefined ? {} : { performanceProfile }),
      ...(dataProfile === undefined ? {} : { dataProfile }),
      ...(rank === undefined ? {} : { rank }),
    };
  });
}

function overProblems(
  runs: readonly ComparedRun[],
  shown: readonly RunGroup[],
  problem: string,
  problems: Comparison["problems"],
  { groupBy, targets, axis, points }: ComparisonRequest,
): OverProblems {
  if (groupBy === "problem") return { performanceProfiles: [], dataProfiles: [], notes: [] };
  const everywhere = new Map(groupRuns(runs, groupBy).map((group) => [group.name, group]));
  const last = targets?.at(-1);
  return compareOverProblems(
    shown.map((group) => everywhere.get(group.name) ?? group),
    {
      problems: problems.map(({ name }) => name),
      countsEvaluations: axis === "evaluations",
      targets: new Map(last === undefined ? [] : [[problem, last]]),
      points,
    },
  );
}

function selectionNotes(
  runs: readonly ComparedRun[],
  groups: readonly RunGroup[],
  { groupBy, axis }: ComparisonRequest,
  problem: string,
): readonly string[] {
  if (runs.length === 0) {
    return [problem === "" || groupBy === "problem" ? "No run fits." : `No run has the problem "${problem}".`];
  }
  return [...groupNotes(runs, groups, groupBy), ...dataNotes(runs, axis)];
}

function groupNotes(runs: readonly ComparedRun[], groups: readonly RunGroup[], groupBy: Grouping): readonly string[] {
  const outside = runs.length - new Set(groups.flatMap(({ runs: members }) => members)).size;
  const [only] = groups;
  if (only === undefined) return [`No run has a ${groupingText(groupBy)} to group by.`];
  return [
    ...(groups.length === 1 ? [oneGroup(only.name, runs, groupBy)] : []),
    ...(outside > 0 ? [`${plural(outside, "run")} in none of the groups.`] : []),
    ...mixtureNote(groups),
    ...(groupBy === "problem" && groups.length > 1
      ? ["Objectives of different problems need not be comparable: read the figures of each by themselves."]
      : []),
  ];
}

/** What varies beside the grouping hides what the grouping does. */
function mixtureNote(groups: readonly RunGroup[]): readonly string[] {
  const algorithmsOf = (runs: readonly ComparedRun[]): number => new Set(runs.map(({ run }) => run.algorithm)).size;
  if (groups.every(({ runs }) => algorithmsOf(runs) < 2)) return [];
  const algorithms = algorithmsOf(groups.flatMap(({ runs }) => runs));
  return [
    `The groups mix runs of ${formatCount(algorithms)} algorithms: choose one of them to see smaller differences.`,
  ];
}

function dataNotes(runs: readonly ComparedRun[], axis: ComparisonAxis): readonly string[] {
  const without = runs.filter(({ curve }) => curve === undefined).length;
  const unfinished = runs.filter((one) => resultOf(one) === undefined).length;
  return [
    ...(without > 0 ? [`${plural(without, "run")} without a curve along ${axis}: counted in final values only.`] : []),
    ...(unfinished > 0
      ? [`${plural(unfinished, "run")} without a finite objective: counted in no statistic of results.`]
      : []),
    ...(runs.some(({ isDecimated }) => isDecimated === true)
      ? ["Curves come from the catalog with few points each: costs to a target are rounded up to the next of them."]
      : []),
  ];
}

function oneGroup(name: string, runs: readonly ComparedRun[], groupBy: Grouping): string {
  // A tag that all of them have makes one group again.
  const others = groupingsOf(runs, groupBy).filter((grouping) => groupRuns(runs, grouping).length > 1);
  const hint =
    others.length === 0
      ? "Add runs of another algorithm to the selection."
      : `Group by ${others.map(groupingText).join(", ")} instead.`;
  return `There is one group only, ${name}. ${hint}`;
}
