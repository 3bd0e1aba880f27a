import type { WireNumber } from "./number";
import type { SessionFilter } from "./sessionFilter";
import type { Direction } from "./session";

/** What curves are drawn along. */
export const COMPARISON_AXES = ["evaluations", "time", "iteration"] as const;
export type ComparisonAxis = (typeof COMPARISON_AXES)[number];

/** What makes runs one group; `parameter:<name>` takes the values of one parameter. */
export type Grouping = "algorithm" | "problem" | "tag" | "commit" | "session" | "label" | `parameter:${string}`;
export const GROUPINGS = ["algorithm", "problem", "tag", "commit", "session", "label"] as const;

/** A grouping in a sentence: `commit`, `parameter rate`. */
export function groupingText(grouping: Grouping): string {
  return grouping.replace(/^parameter:/, "parameter ");
}

/** Which runs are compared: those of named sessions, or of all sessions that fit a filter; then only these algorithms. */
export interface ComparisonRequest {
  readonly sessionIds?: readonly string[];
  readonly filter?: SessionFilter;
  readonly algorithms?: readonly string[];
  readonly groupBy: Grouping;
  /** The problem whose runs the curves and tables show; the one with the most runs where it is absent. */
  readonly problem?: string;
  readonly axis: ComparisonAxis;
  /** Objective values for the fixed-target table and, the last of them, for the profiles; chosen from the runs where absent. */
  readonly targets?: readonly number[];
  /** How many places a curve has, at most. */
  readonly points: number;
}

/** Values at places along the comparison's axis. */
export interface ComparedBand {
  readonly x: readonly number[];
  readonly low: readonly WireNumber[];
  readonly median: readonly WireNumber[];
  readonly high: readonly WireNumber[];
  /** How many runs have a value at each place. */
  readonly counts: readonly number[];
}

/** A share of something that grows in steps: (x[i], share[i]). */
export interface ComparedSteps {
  readonly x: readonly number[];
  readonly share: readonly number[];
}

/** One group of runs of the problem that is shown. */
export interface ComparedGroup {
  readonly name: string;
  readonly runs: number;
  readonly sessions: number;
  /** The final objective of its runs. */
  readonly best: WireNumber;
  readonly median: WireNumber;
  readonly low: WireNumber;
  readonly high: WireNumber;
  readonly mean: WireNumber;
  /** Median length along the axis. */
  readonly cost: WireNumber;
  /** Median and quartiles over its runs; absent where there are fewer than three, whose curves stand in `lines`. */
  readonly band?: ComparedBand;
  readonly lines: readonly {
    readonly sessionId: string;
    readonly runId: string;
    readonly name: string;
    readonly x: readonly number[];
    readonly y: readonly WireNumber[];
  }[];
  /** The share of pairs of run and target that are reached by a cost. */
  readonly ecdf?: ComparedSteps;
  /** Over all problems of the selection; absent for a single one. */
  readonly performanceProfile?: ComparedSteps;
  readonly dataProfile?: ComparedSteps;
  /** The mean rank over problems; absent for a single one. */
  readonly rank?: number;
}

/** One row of the fixed-target table; cells in the order of the groups. */
export interface FixedTargetRow {
  readonly target: number;
  readonly cells: readonly {
    readonly runs: number;
    readonly successes: number;
    readonly successRate: number;
    readonly successInterval: readonly [number, number];
    /** Expected running time; "Infinity" where no run got there. */
    readonly ert: WireNumber;
  }[];
}

/** One row of the fixed-budget table. */
export interface FixedBudgetRow {
  readonly budget: number;
  readonly cells: readonly { readonly runs: number; readonly best: WireNumber; readonly median: WireNumber }[];
}

/** Two groups side by side, or how many runs are missing to tell. */
export interface ComparedPair {
  readonly first: string;
  readonly second: string;
  /** In words: what is better, by what figures; or why nothing can be said and how many runs are needed. */
  readonly sentence: string;
  readonly verdict: "firstBetter" | "secondBetter" | "noDifference" | "tooFew";
  /** Wilcoxon's signed rank where both groups have one run for each seed of each problem; absent where nothing was tested. */
  readonly test?: "mannWhitney" | "wilcoxon";
  readonly p?: number;
  readonly correctedP?: number;
  /** Vargha and Delaney's A12: the chance that a run of the first is better than one of the second. */
  readonly a12?: number;
  readonly runs: readonly [number, number];
}

/** Friedman's test over problems with the critical difference of Nemenyi's (Demšar 2006). */
export interface ComparedRanks {
  readonly problems: number;
  readonly p: number;
  readonly criticalDifference: number;
  readonly ranks: readonly { readonly name: string; readonly rank: number }[];
  /** Groups that cannot be told apart, as names. */
  readonly cliques: readonly (readonly string[])[];
}

/** One run's parameters and result, for parallel coordinates. */
export interface ParameterRow {
  readonly sessionId: string;
  readonly runId: string;
  readonly group: string;
  readonly values: Readonly<Record<string, number | string | boolean>>;
  readonly result: WireNumber;
}

/** How much of the results one parameter explains. */
export interface ImportanceRow {
  readonly name: string;
  /** 0 to 1. */
  readonly importance: number;
  readonly p: number;
  /** Spearman's ρ with the result, for numeric parameters. */
  readonly correlation?: number;
}

/** A set of runs, compared. */
export interface Comparison {
  readonly groupBy: Grouping;
  readonly axis: ComparisonAxis;
  readonly problem: string;
  /** All problems of the selection, those with the most runs first. */
  readonly problems: readonly { readonly name: string; readonly runs: number }[];
  readonly direction: Direction;
  readonly runs: number;
  readonly sessions: number;
  /** Best median first, but commits newest first. */
  readonly groups: readonly ComparedGroup[];
  readonly targets: readonly FixedTargetRow[];
  readonly budgets: readonly FixedBudgetRow[];
  readonly pairs: readonly ComparedPair[];
  readonly ranks?: ComparedRanks;
  readonly parameterNames: readonly string[];
  readonly parameters: readonly ParameterRow[];
  readonly importance: readonly ImportanceRow[];
  /** Groupings that make sense for these runs. */
  readonly groupings: readonly Grouping[];
  /** What cannot be said and what is missing for it; what was left out. */
  readonly notes: readonly string[];
}
