import { formatCount, formatDuration, formatPercent, formatValue } from "../base/format";
import { groupStyle } from "../charts/comparisonCharts";
import type { Comparison, ComparisonAxis } from "../protocol/comparison";
import { fromWireNumber, type WireNumber } from "../protocol/number";
import { numberColumns, textCell, unlessEmpty, valueCell } from "./cells";
import type { ReportCell, ReportTable } from "./reportContent";

const COSTS: Readonly<Record<ComparisonAxis, string>> = {
  evaluations: "Evaluations",
  time: "Time",
  iteration: "Iterations",
};

/** The groups by their final values. */
export function groupTable({ groups, axis }: Comparison): readonly ReportTable[] {
  return unlessEmpty({
    caption: "Final values",
    columns: numberColumns("Group", [
      "Runs",
      "Best",
      "Median",
      "Lower quartile",
      "Upper quartile",
      "Mean",
      COSTS[axis],
    ]),
    rows: groups.map((group, index) => [
      textCell(group.name, groupStyle(index)),
      textCell(formatCount(group.runs)),
      ...[group.best, group.median, group.low, group.high, group.mean].map(valueCell),
      costCell(group.cost, axis),
    ]),
  });
}

/** Every pair in a sentence. */
export function pairTable({ pairs }: Comparison): readonly ReportTable[] {
  return unlessEmpty({
    caption: "Pairs",
    columns: [{ title: "What can be said" }],
    rows: pairs.map(({ sentence }) => [textCell(sentence)]),
  });
}

/** What reaching targets costs. */
export function targetTable({ targets, groups, axis }: Comparison): readonly ReportTable[] {
  return unlessEmpty({
    caption: `Expected ${COSTS[axis].toLowerCase()} to a target, and how many runs got there`,
    columns: numberColumns(
      "Target",
      groups.map(({ name }) => name),
    ),
    rows: targets.map(({ target, cells }) => [
      valueCell(target),
      ...cells.map(({ ert, successes, runs }) => ({
        ...costCell(ert, axis),
        detail: `${formatCount(successes)}/${formatCount(runs)}`,
      })),
    ]),
    note: "All that was spent in all runs, over the number of successes (expected running time).",
  });
}

/** What budgets bring. */
export function budgetTable({ budgets, groups, axis }: Comparison): readonly ReportTable[] {
  return unlessEmpty({
    caption: `Median of the best so far by ${COSTS[axis].toLowerCase()}`,
    columns: numberColumns(
      "Budget",
      groups.map(({ name }) => name),
    ),
    rows: budgets.map(({ budget, cells }) => [costCell(budget, axis), ...cells.map(({ median }) => valueCell(median))]),
  });
}

/** Which parameters matter. */
export function importanceTable({ importance }: Comparison): readonly ReportTable[] {
  return unlessEmpty({
    caption: "How much of the results' order parameters explain",
    columns: numberColumns("Parameter", ["Share", "p", "Spearman's ρ"]),
    rows: importance.map(({ name, importance: share, p, correlation }) => [
      textCell(name),
      textCell(formatPercent(100 * share)),
      textCell(formatValue(p, 2)),
      textCell(correlation === undefined ? "–" : formatValue(correlation, 2)),
    ]),
    note: "Main effects only: η² of ranks by Kruskal and Wallis' H, p corrected by Holm.",
  });
}

function costCell(cost: WireNumber, axis: ComparisonAxis): ReportCell {
  const value = fromWireNumber(cost) ?? NaN;
  if (!Number.isFinite(value)) return textCell(Number.isNaN(value) ? "–" : "never");
  return textCell(axis === "time" ? formatDuration(value) : formatCount(value));
}
