import { formatCount } from "../base/format";
import { isBetter, type Points } from "../charts/bestSoFar";
import { convergenceNote, MOST_BANDS, sharedTarget } from "../charts/convergenceNotes";
import { extentOf, joinExtents, valueDomain, type Extent } from "../charts/domains";
import type { LineSeries } from "../charts/lineFrame";
import { companionStyle, seriesStyle } from "../charts/palette";
import {
  BOUND,
  bandColumns,
  bandOf,
  bestSteps,
  convergenceColumns,
  directionOf,
  lineColumns,
  pointsOf,
  type ConvergenceColumns,
} from "../charts/runSeries";
import { defaultScale } from "../charts/scales";
import { convergenceSummary, oddValuesText, progressOf, type Progress } from "../charts/summaries";
import { runTable } from "../model/metrics";
import { queryTable } from "../model/queryTable";
import type { RecordedSession } from "../model/recordedSession";
import { fromWireNumber } from "../protocol/number";
import type { RunSummary, SessionDetail } from "../protocol/session";
import type { LineReportChart } from "./reportContent";

/** More lines than this cannot be told apart, and more problems than this are a table's job. */
const MOST_LINES = 60;
const MOST_PROBLEMS = 12;
/** Names stand at the lines' ends as long as there is room for them. */
const MOST_END_LABELS = 8;
const LONGEST_LABEL = 28;
/** How many points all lines of a chart share. */
const POINTS = 2400;
const LONGEST_LINE = 600;
const AXIS = "iteration";

interface DrawnRun {
  readonly run: RunSummary;
  readonly name: string;
  readonly columns: ConvergenceColumns;
  readonly points: Points;
  readonly bound: Points;
  readonly series: readonly LineSeries[];
}

/** Best so far over iterations: a chart for each problem, as objectives of different problems have no axis in common. */
export function convergenceCharts(
  session: RecordedSession,
  detail: SessionDetail,
  names: ReadonlyMap<string, string>,
): LineReportChart[] {
  const groups = problemGroups(detail);
  return groups.slice(0, MOST_PROBLEMS).flatMap(({ problem, runs }) => {
    const title = groups.length === 1 ? "Convergence" : `Convergence: ${problem}`;
    return convergenceChart(session, detail, { title, runs, names }) ?? [];
  });
}

interface ProblemGroup {
  readonly problem: string;
  /** Runs with their position in the session, which gives them their look. */
  readonly runs: readonly { readonly run: RunSummary; readonly index: number }[];
}

function problemGroups({ runs, tables }: SessionDetail): ProblemGroup[] {
  const groups = new Map<string, { problem: string; runs: { run: RunSummary; index: number }[] }>();
  runs.forEach((run, index) => {
    if (convergenceColumns(tables.find(({ name }) => name === runTable(run.id))) === undefined) return;
    const problem = run.problem ?? "no problem named";
    const key = `${directionOf(run)} ${problem}`;
    const group = groups.get(key) ?? { problem, runs: [] };
    group.runs.push({ run, index });
    groups.set(key, group);
  });
  return [...groups.values()];
}

interface ChartPlan {
  readonly title: string;
  readonly runs: ProblemGroup["runs"];
  readonly names: ReadonlyMap<string, string>;
}

function convergenceChart(
  session: RecordedSession,
  detail: SessionDetail,
  { title, runs, names }: ChartPlan,
): LineReportChart | undefined {
  const shown = runs.slice(0, MOST_LINES);
  const drawn = shown.flatMap(({ run, index }) => drawRun(session, detail, { run, index, names, count: shown.length }));
  const series = drawn.flatMap((one) => one.series);
  const values = extentOf(drawn.flatMap(({ points, bound }) => [...points.y, ...bound.y]));
  if (series.length === 0) return undefined;
  const scale = values === undefined ? "linear" : defaultScale(values.low, values.high);
  const target = sharedTarget(shown.map(({ run }) => run));
  const isCut = runs.length > shown.length;
  return {
    kind: "lines",
    title,
    width: "full",
    summary: summaryOf(drawn, series),
    note: [
      convergenceNote(drawn).replace("best so far", "best so far over iterations"),
      ...(scale === "log" ? ["logarithmic"] : []),
      ...(isCut ? [`the first ${MOST_LINES} of ${formatCount(runs.length)} runs`] : []),
    ].join(" · "),
    input: {
      series,
      scale,
      steps: true,
      unit: "",
      xUnit: "count",
      xDomain: iterationDomain(drawn),
      ...(target === undefined ? {} : { target }),
      endLabels: series.length <= MOST_END_LABELS,
    },
  };
}

function drawRun(
  { tables }: RecordedSession,
  detail: SessionDetail,
  plan: {
    readonly run: RunSummary;
    readonly index: number;
    readonly names: ReadonlyMap<string, string>;
    readonly count: number;
  },
): DrawnRun[] {
  const { run, index, names, count } = plan;
  const table = runTable(run.id);
  const columns = convergenceColumns(detail.tables.find(({ name }) => name === table));
  if (columns === undefined) return [];
  const points = Math.round(Math.min(LONGEST_LINE, Math.max(40, POINTS / count)));
  const ask = { key: run.id, table, x: AXIS } as const;
  const lines = queryTable(tables, { ...ask, y: lineColumns(columns), mode: "extremes", points });
  const best = bestSteps(pointsOf(lines, columns.objective), directionOf(run));
  if (best.x.length === 0) return [];
  const bound = columns.hasBound === true ? pointsOf(lines, BOUND) : { x: [], y: [] };
  const { band: kind } = columns;
  const band =
    kind === undefined || count > MOST_BANDS
      ? undefined
      : bandOf(
          queryTable(tables, { ...ask, y: bandColumns(kind), mode: "mean", points: Math.round(points / 4) }),
          kind,
        );
  const name = names.get(run.id) ?? run.algorithm;
  const style = seriesStyle(index);
  const label = shortened(name);
  const series: LineSeries[] = [{ key: run.id, name: label, style, ...best, ...(band === undefined ? {} : { band }) }];
  if (bound.x.length > 0) {
    series.push({ key: `${run.id}|${BOUND}`, name: `${label} bound`, style: companionStyle(style), ...bound });
  }
  return [{ run, name, columns, points: best, bound, series }];
}

function iterationDomain(drawn: readonly DrawnRun[]): readonly [number, number] {
  const extent = extentOf(drawn.flatMap(({ points: { x } }) => [x[0] ?? NaN, x.at(-1) ?? NaN]));
  if (extent === undefined) return [0, 1];
  return extent.high > extent.low ? [extent.low, extent.high] : [extent.low, extent.low + 1];
}

function summaryOf(drawn: readonly DrawnRun[], series: readonly LineSeries[]): string {
  let lead: { name: string; progress: Progress } | undefined;
  for (const { run, name, points } of drawn) {
    const progress = progressOfRun(run, points);
    if (progress === undefined) continue;
    if (lead === undefined || isBetter(progress.best, lead.progress.best, directionOf(run))) lead = { name, progress };
  }
  const odd = oddValuesText(series.flatMap(({ y }) => y));
  return `${convergenceSummary(lead, drawn.length, AXIS)}${odd === "" ? "" : ` Not drawn as numbers: ${odd}.`}`;
}

/** A program may give a better value at its end than any iteration had. */
function progressOfRun(run: RunSummary, points: Points): Progress | undefined {
  const drawn = progressOf(points, points.x.at(-1) ?? 0, directionOf(run));
  const final = fromWireNumber(run.best);
  if (drawn === undefined || final === undefined || !Number.isFinite(final)) return drawn;
  return isBetter(final, drawn.best, directionOf(run)) ? { ...drawn, best: final, bestAt: drawn.end } : drawn;
}

/** The last Pareto fronts that the runs reported, their first two objectives. */
export function frontChart(
  runs: readonly RunSummary[],
  names: ReadonlyMap<string, string>,
): LineReportChart | undefined {
  const series = runs.flatMap((run, index): LineSeries[] => {
    const points = (run.front ?? [])
      .map(([first, second]) => ({ x: fromWireNumber(first) ?? NaN, y: fromWireNumber(second) ?? NaN }))
      .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
      .sort((a, b) => a.x - b.x);
    if (points.length === 0) return [];
    const name = shortened(names.get(run.id) ?? run.algorithm);
    const [x, y] = [points.map((point) => point.x), points.map((point) => point.y)];
    return [{ key: run.id, name, style: seriesStyle(index), x, y, marks: true }];
  });
  const shown = series.slice(0, MOST_LINES);
  const extent = shown.reduce<Extent | undefined>((sum, { x }) => joinExtents(sum, extentOf(x)), undefined);
  if (extent === undefined) return undefined;
  return {
    kind: "lines",
    title: "Pareto front",
    width: "full",
    summary: `${shown.map(({ name, x }) => `${name}: ${formatCount(x.length)} points`).join(", ")}.`,
    note: "objective 2 over objective 1",
    input: {
      series: shown,
      scale: "linear",
      unit: "",
      xUnit: "",
      xDomain: valueDomain("linear", extent),
      endLabels: shown.length <= MOST_END_LABELS,
    },
  };
}

/** The beginning and the end of a long name: what tells runs apart is often at the end. */
function shortened(name: string): string {
  if (name.length <= LONGEST_LABEL) return name;
  const half = Math.floor((LONGEST_LABEL - 1) / 2);
  return `${name.slice(0, half).trimEnd()}…${name.slice(-half).trimStart()}`;
}
