import { formatCount, formatValue } from "../base/format";
import { comparisonBandInput, leadingGroup, stepsInput, type StepsKind } from "../charts/comparisonCharts";
import { criticalDifferenceChart } from "../charts/criticalDifferenceChart";
import { parallelCoordinatesChart } from "../charts/parallelCoordinatesChart";
import { valueText } from "../charts/valueText";
import { groupingText, type ComparedPair, type Comparison, type ComparisonAxis } from "../protocol/comparison";
import { budgetTable, groupTable, importanceTable, pairTable, targetTable } from "./comparisonTables";
import type {
  LineReportChart,
  ReportChart,
  ReportContent,
  ReportFinding,
  ReportSection,
  SpecReportChart,
} from "./reportContent";
import { timeText } from "./reportFacts";
import { REPORT_THEME } from "./reportTheme";

/** More pairs than this are a table's job. */
const MOST_FINDINGS = 10;
const SIZE = { width: 920, height: 320 } as const;
const EMPTY = { charts: [], tables: [], facts: [] } as const;

/** Everything that a report of a comparison says; `now` in Unix seconds. Pure. */
export function collectComparisonReport(comparison: Comparison, now: number): ReportContent {
  const { problem, groups, runs, sessions, groupBy, direction, problems } = comparison;
  const best = leadingGroup(comparison);
  const by = groupingText(groupBy);
  return {
    title: `Comparison by ${by}: ${problem === "" ? "no runs" : problem}`,
    subtitle: `${formatCount(runs)} runs of ${formatCount(sessions)} sessions that ${direction}`,
    figures: [
      ...(best === undefined ? [] : [{ name: "Best median", value: valueText(best.median), note: best.name }]),
      { name: "Groups", value: formatCount(groups.length) },
      { name: "Runs", value: formatCount(runs) },
      { name: "Problems", value: formatCount(problems.length) },
    ],
    findings: comparison.pairs.slice(0, MOST_FINDINGS).map(findingOf),
    noFindings: "There is nothing to compare in this selection; the notes say what is missing.",
    sections: sectionsOf(comparison).filter(
      ({ text, charts, tables, facts }) => text !== undefined || charts.length + tables.length + facts.length > 0,
    ),
    footer: `Optimizer Monitor · report of ${timeText(now)}`,
  };
}

function findingOf({ sentence, verdict }: ComparedPair): ReportFinding {
  const place = sentence.indexOf(": median");
  const [title, evidence] = place < 0 ? cut(sentence, ": ") : [sentence.slice(0, place), sentence.slice(place + 2)];
  return { severity: verdict === "firstBetter" || verdict === "secondBetter" ? "good" : "notice", title, evidence };
}

function cut(sentence: string, at: string): readonly [string, string] {
  const place = sentence.lastIndexOf(at);
  return place < 0 ? [sentence, ""] : [sentence.slice(0, place), sentence.slice(place + at.length)];
}

function sectionsOf(comparison: Comparison): readonly ReportSection[] {
  const { pairs, notes } = comparison;
  return [
    { ...EMPTY, title: "Convergence", charts: bandChart(comparison), tables: groupTable(comparison) },
    ...(pairs.length > MOST_FINDINGS ? [{ ...EMPTY, title: "All pairs", tables: pairTable(comparison) }] : []),
    {
      ...EMPTY,
      title: "Targets and budgets",
      charts: stepsCharts(comparison, ["ecdf"]),
      tables: [...targetTable(comparison), ...budgetTable(comparison)],
    },
    {
      ...EMPTY,
      title: "Over all problems",
      charts: [...rankChart(comparison), ...stepsCharts(comparison, ["performanceProfile", "dataProfile"])],
    },
    { ...EMPTY, title: "Parameters", charts: parameterChart(comparison), tables: importanceTable(comparison) },
    ...(notes.length === 0 ? [] : [{ ...EMPTY, title: "Notes", text: notes.join(" ") }]),
  ];
}

function bandChart(comparison: Comparison): readonly LineReportChart[] {
  const input = comparisonBandInput(comparison, SIZE);
  if (input === undefined) return [];
  const summary = comparison.groups
    .slice(0, 8)
    .map(({ name, median }) => `${name} ends at a median of ${valueText(median)}`)
    .join("; ");
  const logarithmic = input.scale === "log" ? " · logarithmic" : "";
  const note = `median and quartiles of the best so far over ${comparison.axis}${logarithmic} · groups of fewer than three runs as single lines`;
  return [{ kind: "lines", title: "Best so far", summary: `${summary}.`, note, width: "full", input }];
}

const SO_MUCH: Readonly<Record<ComparisonAxis, string>> = {
  evaluations: "so many evaluations",
  time: "so much time",
  iteration: "so many iterations",
};

const STEPS: Readonly<Record<StepsKind, { readonly title: string; readonly note: (axis: string) => string }>> = {
  ecdf: {
    title: "Targets reached",
    note: (axis) =>
      `share of all pairs of run and target that are reached after ${axis}; 51 targets between the worst start and the best value found`,
  },
  performanceProfile: {
    title: "Performance profile",
    note: () =>
      "share of problems that are solved within a factor of the fastest group's cost; solved: all but 1 % of the gap closed",
  },
  dataProfile: {
    title: "Data profile",
    note: () => "share of problems that are solved within so many simplex gradients, evaluations ÷ (dimension + 1)",
  },
};

function stepsCharts(comparison: Comparison, kinds: readonly StepsKind[]): readonly LineReportChart[] {
  return kinds.flatMap((kind) => {
    const input = stepsInput(comparison, kind, SIZE);
    if (input === undefined) return [];
    const last = comparison.groups.flatMap(({ name, [kind]: steps }) =>
      steps === undefined ? [] : [`${name} ${Math.round(100 * (steps.share.at(-1) ?? 0))}\u00a0%`],
    );
    const { title, note } = STEPS[kind];
    const words = { title, summary: `In the end: ${last.join(", ")}.`, note: note(SO_MUCH[comparison.axis]) };
    return [{ kind: "lines", ...words, width: "full", input }];
  });
}

function rankChart({ ranks }: Comparison): readonly ReportChart[] {
  if (ranks === undefined) return [];
  const { problems, p, criticalDifference, cliques } = ranks;
  const alike =
    cliques.length === 0
      ? "All can be told apart"
      : `Not told apart: ${cliques.map((names) => names.join(", ")).join("; ")}`;
  const chart: SpecReportChart = {
    kind: "spec",
    title: "Critical differences",
    summary: `Friedman p = ${formatValue(p, 2)} over ${formatCount(problems)} problems. ${alike}.`,
    note: `mean ranks, 1 is best; ranks that differ by less than ${formatValue(criticalDifference, 3)} are joined (Nemenyi, 95\u00a0%)`,
    width: "full",
    spec: criticalDifferenceChart(ranks, SIZE, REPORT_THEME),
  };
  return [chart];
}

function parameterChart(comparison: Comparison): readonly ReportChart[] {
  const spec = parallelCoordinatesChart(comparison, SIZE, REPORT_THEME);
  if (spec === undefined) return [];
  const [first] = comparison.importance;
  const summary =
    first === undefined
      ? "Too few runs to say which parameter matters."
      : `${first.name} explains ${Math.round(100 * first.importance)}\u00a0% of the results' order.`;
  const note = "one line a run, in the colour of its group";
  return [{ kind: "spec", title: "Parameters and results", summary, note, width: "full", spec }];
}
