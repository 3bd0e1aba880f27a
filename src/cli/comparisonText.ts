import { formatCount, formatDuration, formatPercent, formatValue } from "../base/format";
import type { Comparison, ComparisonAxis, FixedBudgetRow, FixedTargetRow } from "../protocol/comparison";
import { fromWireNumber, type WireNumber } from "../protocol/number";
import { safe, table, valueText } from "./sessionText";

/** Longer tables do not help in a terminal. */
const MOST_PAIRS = 20;
const MOST_PARAMETERS = 8;

const COSTS: Readonly<Record<ComparisonAxis, string>> = {
  evaluations: "evaluations",
  time: "time",
  iteration: "iterations",
};

/** A comparison as tables for a terminal. */
export function comparisonText(comparison: Comparison): string {
  const { groups, problem, problems, direction, runs, sessions, notes } = comparison;
  const others = problems.length > 1 ? `, one of ${formatCount(problems.length)} problems (--problem P)` : "";
  const lines = [
    `${safe(problem)}: ${formatCount(runs)} runs of ${formatCount(sessions)} sessions that ${direction}${others}`,
    ...(groups.length === 0 ? [] : groupLines(comparison)),
    ...pairLines(comparison),
    ...rankLines(comparison),
    ...cellLines(
      "Fixed targets: expected cost, and how many runs got there",
      comparison.targets.map(targetCells(comparison)),
      comparison,
    ),
    ...cellLines("Fixed budgets: median so far", comparison.budgets.map(budgetCells(comparison)), comparison),
    ...importanceLines(comparison),
    ...(notes.length === 0 ? [] : ["", ...notes.map((note) => `  ${safe(note)}`)]),
  ];
  return `${lines.join("\n")}\n`;
}

function groupLines({ groups, axis }: Comparison): readonly string[] {
  const head = ["", "runs", "best", "median", "quartiles", "mean", COSTS[axis]];
  const rows = groups.map(({ name, runs, best, median, low, high, mean, cost }) => [
    safe(name),
    formatCount(runs),
    valueText(best),
    valueText(median),
    `${valueText(low)} to ${valueText(high)}`,
    valueText(mean),
    costText(cost, axis),
  ]);
  return ["", ...table([head, ...rows])];
}

function pairLines({ pairs }: Comparison): readonly string[] {
  if (pairs.length === 0) return [];
  const more = pairs.length - MOST_PAIRS;
  return [
    "",
    ...pairs.slice(0, MOST_PAIRS).map(({ sentence }) => `  ${safe(sentence)}`),
    ...(more > 0 ? [`  … and ${formatCount(more)} more pairs (--json)`] : []),
  ];
}

function rankLines({ ranks }: Comparison): readonly string[] {
  if (ranks === undefined) return [];
  const { problems, p, criticalDifference } = ranks;
  return [
    "",
    `Mean ranks over ${formatCount(problems)} problems, Friedman p = ${formatValue(p, 2)}, critical difference ${formatValue(criticalDifference, 3)}`,
    ...table(ranks.ranks.map(({ name, rank }) => [safe(name), rank.toFixed(2)])),
    ...ranks.cliques.map((names) => `  not told apart: ${names.map(safe).join(", ")}`),
  ];
}

function targetCells({ axis }: Comparison): (row: FixedTargetRow) => readonly string[] {
  return ({ target, cells }) => [
    formatValue(target),
    ...cells.map(({ ert, successes, runs }) => `${costText(ert, axis)} (${successes}/${runs})`),
  ];
}

function budgetCells({ axis }: Comparison): (row: FixedBudgetRow) => readonly string[] {
  return ({ budget, cells }) => [costText(budget, axis), ...cells.map(({ median }) => valueText(median))];
}

function cellLines(title: string, rows: readonly (readonly string[])[], { groups }: Comparison): readonly string[] {
  if (rows.length === 0) return [];
  return ["", title, ...table([["", ...groups.map(({ name }) => safe(name))], ...rows])];
}

function importanceLines({ importance }: Comparison): readonly string[] {
  if (importance.length === 0) return [];
  const rows = importance
    .slice(0, MOST_PARAMETERS)
    .map(({ name, importance: share, p, correlation }) => [
      safe(name),
      formatPercent(100 * share),
      `p = ${formatValue(p, 2)}`,
      correlation === undefined ? "" : `ρ ${formatValue(correlation, 2)}`,
    ]);
  return ["", "Parameters by the share of the results' order that they explain", ...table(rows)];
}

function costText(cost: WireNumber, axis: ComparisonAxis): string {
  const value = fromWireNumber(cost) ?? NaN;
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : "never";
  return axis === "time" ? formatDuration(value) : formatCount(value);
}
