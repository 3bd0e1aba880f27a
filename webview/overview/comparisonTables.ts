import { formatCount, formatPercent, formatValue } from "../../src/base/format";
import { groupStyle } from "../../src/charts/comparisonCharts";
import { colorOf, type ChartTheme } from "../../src/charts/palette";
import type { ComparedPair, Comparison } from "../../src/protocol/comparison";
import { fromWireNumber } from "../../src/protocol/number";
import { swatch } from "../chart/tooltip";
import { element } from "../dom";
import { costText, valueText } from "./comparisonSources";
import { plainCard, plainTable, type PlainColumn } from "./plainTable";

const IMPORTANCE_WIDTH = 120;

const number = (title: string, hint?: string): PlainColumn => ({
  title,
  isNumber: true,
  ...(hint === undefined ? {} : { hint }),
});

/** What each group's runs ended with. */
export function finalValues({ groups, axis, direction, problem }: Comparison, theme: ChartTheme): HTMLElement {
  const columns = [
    { title: "Group" },
    number("Runs"),
    number("Sessions"),
    number("Best"),
    number("Median"),
    number("Quartiles"),
    number("Mean"),
    number(axis === "time" ? "Time" : axis === "iteration" ? "Iterations" : "Evaluations", "Median over its runs"),
  ];
  const rows = groups.map((group, index) => [
    named(group.name, index, theme),
    formatCount(group.runs),
    formatCount(group.sessions),
    valueText(group.best),
    valueText(group.median),
    `${valueText(group.low)} to ${valueText(group.high)}`,
    valueText(group.mean),
    costText(axis, group.cost),
  ]);
  const note = `${problem}; ${direction === "maximize" ? "higher" : "lower"} is better`;
  return plainCard("Final objective", [plainTable("Final objective of each group", columns, rows)], note);
}

/** What runs cost until targets, and what they have reached by budgets. */
export function targetTables(comparison: Comparison): readonly HTMLElement[] {
  const { groups, axis, targets, budgets } = comparison;
  const heads = groups.map(({ name }) => number(name));
  const targetRows = targets.map(({ target, cells }) => [
    formatValue(target),
    ...cells.map(({ ert, successes, runs, successInterval: [low, high] }) =>
      element("span", {
        text: `${costText(axis, ert)} (${successes}/${runs})`,
        title: `Expected running time; ${successes} of ${runs} runs got there, 95 % interval of the rate ${formatPercent(100 * low)} to ${formatPercent(100 * high)}`,
      }),
    ),
  ]);
  const budgetRows = budgets.map(({ budget, cells }) => [
    costText(axis, budget),
    ...cells.map(({ median, best, runs }) =>
      element("span", {
        text: valueText(median),
        title: runs === 0 ? "No run has a value by then." : `Median of ${runs} runs; the best has ${valueText(best)}.`,
      }),
    ),
  ]);
  return [
    ...(targetRows.length === 0
      ? []
      : [
          plainCard(
            "Fixed targets",
            [plainTable("Expected running time to targets", [{ title: "Target" }, ...heads], targetRows)],
            "expected running time, in brackets the runs that got there",
          ),
        ]),
    ...(budgetRows.length === 0
      ? []
      : [
          plainCard(
            "Fixed budgets",
            [plainTable("Median objective by budget", [{ title: "Budget" }, ...heads], budgetRows)],
            "median of the best so far",
          ),
        ]),
  ];
}

const MARKS: Readonly<Record<ComparedPair["verdict"], string>> = {
  firstBetter: "Better",
  secondBetter: "Worse",
  noDifference: "No difference",
  tooFew: "Too few runs",
};

/** Every pair of groups in a sentence. */
export function pairList({ pairs }: Comparison): HTMLElement | undefined {
  if (pairs.length === 0) return undefined;
  const items = pairs.map(({ sentence, verdict }) =>
    element("li", { class: "pair", attributes: { "data-verdict": verdict } }, [
      element("span", { class: "pair-verdict", text: MARKS[verdict] }),
      element("span", { class: "pair-text", text: sentence }),
    ]),
  );
  return plainCard(
    "Pairwise",
    [element("ul", { class: "pairs" }, items)],
    "Mann–Whitney, or Wilcoxon where runs share seeds; Holm-corrected",
  );
}

/** How much of the results each parameter explains, as bars. */
export function importanceBars({ importance }: Comparison): HTMLElement | undefined {
  if (importance.length === 0) return undefined;
  const rows = importance.slice(0, 12).map(({ name, importance: share, p, correlation }) => {
    const bar = element("span", { class: "bar" });
    bar.style.width = `${Math.round(IMPORTANCE_WIDTH * Math.max(0, share))}px`;
    return [
      name,
      element("span", { class: "bar-line" }, [bar, formatPercent(100 * share)]),
      formatValue(p, 2),
      correlation === undefined ? "–" : formatValue(correlation, 2),
    ];
  });
  const columns = [
    { title: "Parameter" },
    { title: "Importance", hint: "Share of the results' ranks that the parameter's values explain" },
    number("p", "Kruskal–Wallis, Holm-corrected"),
    number("ρ", "Spearman's correlation with the result"),
  ];
  return plainCard("Parameter importance", [plainTable("Parameter importance", columns, rows)]);
}

/** What cannot be said, and what is missing for it. */
export function noteList(notes: readonly string[]): HTMLElement | undefined {
  if (notes.length === 0) return undefined;
  return element(
    "ul",
    { class: "remarks" },
    notes.map((text) => element("li", { text })),
  );
}

/** The mean ranks behind a critical difference diagram. */
export function rankTable({ ranks }: Comparison): HTMLElement | undefined {
  if (ranks === undefined) return undefined;
  const rows = ranks.ranks.map(({ name, rank }) => [name, formatValue(rank, 3)]);
  return plainTable("Mean ranks", [{ title: "Group" }, number("Mean rank")], rows);
}

/** The runs behind parallel coordinates, the first hundred. */
export function parameterTable({ parameters, parameterNames }: Comparison): HTMLElement {
  const columns = [{ title: "Group" }, ...parameterNames.map((name) => number(name)), number("Result")];
  const rows = parameters
    .slice(0, 100)
    .map(({ group, values, result }) => [
      group,
      ...parameterNames.map((name) => cellText(values[name])),
      valueText(result),
    ]);
  return plainTable("Parameters and results of the runs", columns, rows);
}

function cellText(value: number | string | boolean | undefined): string {
  if (typeof value === "number") return formatValue(fromWireNumber(value) ?? NaN);
  return value === undefined ? "–" : String(value);
}

function named(name: string, index: number, theme: ChartTheme): HTMLElement {
  const style = groupStyle(index);
  return element("span", { class: "group-name" }, [swatch(colorOf(style, theme), style.dash), name]);
}
