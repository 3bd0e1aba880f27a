import { formatCount } from "../base/format";
import { isBetter, type Points } from "../charts/bestSoFar";
import { convergenceNote, leadingRun, MOST_BANDS, sharedTarget } from "../charts/convergenceNotes";
import { extentOf, joinExtents, valueDomain, type Extent } from "../charts/domains";
import type { LineSeries } from "../charts/lineFrame";
import { companionStyle, plainStyle, type SeriesStyle } from "../charts/palette";
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
import { MOST_NAMED_RUNS } from "./runStyles";

/** More lines than this cannot be told apart, and more problems than this are a table's job. */
const MOST_LINES = 60;
const MOST_PROBLEMS = 12;
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

/** How the runs are called and drawn. */
export interface RunLooks {
  readonly names: ReadonlyMap<string, string>;
  readonly styles: ReadonlyMap<string, SeriesStyle>;
}

/** Best so far over iterations: a chart for each problem, as objectives of different problems have no axis in common. */
export function convergenceCharts(session: RecordedSession, detail: SessionDetail, looks: RunLooks): LineReportChart[] {
  const groups = problemGroups(detail);
  return groups.slice(0, MOST_PROBLEMS).flatMap(({ problem, runs }) => {
    const title = groups.length === 1 ? "Convergence" : `Convergence: ${problem}`;
    return convergenceChart(session, detail, { title, runs, looks }) ?? [];
  });
}

interface ProblemGroup {
  readonly problem: string;
  readonly runs: readonly RunSummary[];
}

function problemGroups({ runs, tables }: SessionDetail): ProblemGroup[] {
  const groups = new Map<string, { problem: string; runs: RunSummary[] }>();
  for (const run of runs) {
    if (convergenceColumns(tables.find(({ name }) => name === runTable(run.id))) === undefined) continue;
    const problem = run.problem ?? "no problem named";
    const key = `${directionOf(run)} ${problem}`;
    const group = groups.get(key) ?? { problem, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()];
}

interface ChartPlan {
  readonly title: string;
  readonly runs: readonly RunSummary[];
  readonly looks: RunLooks;
}

function convergenceChart(
  session: RecordedSession,
  detail: SessionDetail,
  { title, runs, looks }: ChartPlan,
): LineReportChart | undefined {
  const shown = runs.slice(0, MOST_LINES);
  const isCrowded = shown.length > MOST_NAMED_RUNS;
  // Among many lines only the best one stands out; the others together show how far the runs lie apart.
  const leader = isCrowded ? leadingRun(shown) : undefined;
  const drawn = shown.flatMap((run) =>
    drawRun(session, detail, { run, looks, count: shown.length, dimmed: isCrowded && run.id !== leader }),
  );
  const series = drawn.flatMap((one) => one.series);
  const values = extentOf(drawn.flatMap(({ points, bound }) => [...points.y, ...bound.y]));
  if (series.length === 0) return undefined;
  const scale = values === undefined ? "linear" : defaultScale(values.low, values.high);
  const target = sharedTarget(shown);
  const isCut = runs.length > shown.length;
  return {
    kind: "lines",
    title,
    width: "full",
    summary: summaryOf(drawn, series),
    note: [
      noteOf(drawn),
      ...(scale === "log" ? ["logarithmic"] : []),
      ...(isCrowded ? ["colours and dashes tell algorithms apart; the best run stands out"] : []),
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
      endLabels: series.length <= MOST_NAMED_RUNS,
    },
  };
}

/** The page's note, with what there is to choose in the page: which axis, and bands by hiding runs. */
function noteOf(drawn: readonly DrawnRun[]): string {
  const note = convergenceNote(drawn).replace(` · bands with up to ${MOST_BANDS} runs`, "");
  return note.replace("best so far", "best so far over iterations");
}

function drawRun(
  { tables }: RecordedSession,
  detail: SessionDetail,
  plan: { readonly run: RunSummary; readonly looks: RunLooks; readonly count: number; readonly dimmed: boolean },
): DrawnRun[] {
  const { run, looks, count, dimmed } = plan;
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
  const name = looks.names.get(run.id) ?? run.algorithm;
  const style = looks.styles.get(run.id) ?? plainStyle(0);
  const label = shortened(name);
  const line = { key: run.id, name: label, style, dimmed, ...best };
  const series: LineSeries[] = [band === undefined ? line : { ...line, band }];
  if (bound.x.length > 0) {
    series.push({ key: `${run.id}|${BOUND}`, name: `${label} bound`, style: companionStyle(style), dimmed, ...bound });
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
export function frontChart(runs: readonly RunSummary[], { names, styles }: RunLooks): LineReportChart | undefined {
  const series = runs.flatMap((run): LineSeries[] => {
    const points = (run.front ?? [])
      .map(([first, second]) => ({ x: fromWireNumber(first) ?? NaN, y: fromWireNumber(second) ?? NaN }))
      .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
      .sort((a, b) => a.x - b.x);
    if (points.length === 0) return [];
    const name = shortened(names.get(run.id) ?? run.algorithm);
    const [x, y] = [points.map((point) => point.x), points.map((point) => point.y)];
    return [{ key: run.id, name, style: styles.get(run.id) ?? plainStyle(0), x, y, marks: true }];
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
      endLabels: shown.length <= MOST_NAMED_RUNS,
    },
  };
}

/** The beginning and the end of a long name: what tells runs apart is often at the end. */
function shortened(name: string): string {
  if (name.length <= LONGEST_LABEL) return name;
  const half = Math.floor((LONGEST_LABEL - 1) / 2);
  return `${name.slice(0, half).trimEnd()}…${name.slice(-half).trimStart()}`;
}
