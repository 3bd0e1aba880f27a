import { formatByteRate, formatBytes, formatClock, formatCount, formatDuration, formatValue } from "../base/format";
import { formatShare } from "../charts/barChart";
import type { Alert } from "../protocol/alerts";
import type { ComponentRow } from "../charts/componentTree";
import { leadingRun } from "../charts/convergenceNotes";
import { fromWireNumber, type WireNumber } from "../protocol/number";
import type { Note, RunSummary } from "../protocol/session";
import type { RunLooks } from "./convergenceCharts";
import type { ReportCell, ReportColumn, ReportTable } from "./reportContent";

/** Longer tables are cut; the export has everything. */
const MOST_ROWS = 200;
const MOST_NOTES = 50;
const MOST_PARAMETER_TEXT = 400;
/** Objective values in tables: more digits than a chart can show. */
const DIGITS = 8;

/** A column with what it says of one entry; without a value in any row it is left out. */
interface Part<T> extends ReportColumn {
  readonly cell: (entry: T) => ReportCell | undefined;
}

/** What the runs came to. */
export function runsTable(
  runs: readonly RunSummary[],
  { names, styles }: RunLooks,
  now: number,
): ReportTable | undefined {
  const leader = leadingRun(runs);
  const hasProblems = new Set(runs.map(({ problem }) => problem)).size > 1;
  return tableOf("In the order of their start", runs, [
    {
      title: "Run",
      cell: (run) => {
        const style = styles.get(run.id);
        const cell = { text: nameOf(run, names), ...(style === undefined ? {} : { style }) };
        return run.id === leader ? { ...cell, badge: "best" } : cell;
      },
    },
    { title: "Problem", cell: ({ problem }) => (hasProblems ? textCell(problem) : undefined) },
    { title: "Best", isNumber: true, cell: bestCell },
    { title: "Target", isNumber: true, cell: ({ target }) => valueCell(target) },
    { title: "Iterations", isNumber: true, cell: ({ iterationCount }) => countCell(iterationCount) },
    { title: "Evaluations", isNumber: true, cell: ({ evaluations }) => countCell(evaluations) },
    {
      title: "Time",
      isNumber: true,
      cell: ({ startTime, endTime }) => ({ text: formatDuration(Math.max(0, (endTime ?? now) - startTime)) }),
    },
    { title: "Outcome", cell: (run) => ({ text: outcomeText(run) }) },
  ]);
}

/** What the runs were started with, where they said. */
export function settingsTable(
  runs: readonly RunSummary[],
  names: ReadonlyMap<string, string>,
): ReportTable | undefined {
  const said = runs.filter(
    ({ seed, budget, populationSize, dimension, parameters }) =>
      [seed, budget, populationSize, dimension].some((value) => value !== undefined) ||
      Object.keys(parameters ?? {}).length > 0,
  );
  return tableOf("Settings", said, [
    { title: "Run", cell: (run) => ({ text: nameOf(run, names) }) },
    { title: "Library", cell: ({ library }) => textCell(library) },
    { title: "Seed", isNumber: true, cell: ({ seed }) => textCell(seed === undefined ? undefined : String(seed)) },
    { title: "Dimension", isNumber: true, cell: ({ dimension }) => countCell(dimension) },
    { title: "Population", isNumber: true, cell: ({ populationSize }) => countCell(populationSize) },
    { title: "Budget", isNumber: true, cell: ({ budget }) => countCell(budget) },
    { title: "Parameters", cell: ({ parameters }) => textCell(parametersText(parameters)) },
  ]);
}

/** Where the time went. */
export function componentsTable(rows: readonly ComponentRow[]): ReportTable | undefined {
  const amount = (value: number | undefined, format: (value: number) => string): ReportCell | undefined =>
    value === undefined ? undefined : { text: format(value) };
  const seconds = (value: number | undefined): ReportCell | undefined => amount(value, formatDuration);
  return tableOf("Each component below the one that holds it", rows, [
    {
      title: "Component",
      cell: ({ component, depth }) => ({
        text: component.name,
        depth,
        ...(component.source === undefined
          ? {}
          : { detail: `${baseName(component.source.file)}:${component.source.line}` }),
      }),
    },
    { title: "Share of run", isNumber: true, cell: ({ sharePercent }) => ({ text: formatShare(sharePercent) }) },
    { title: "Calls", isNumber: true, cell: ({ component }) => countCell(component.count) },
    { title: "Mean", isNumber: true, cell: ({ meanSeconds }) => seconds(meanSeconds) },
    { title: "Min", isNumber: true, cell: ({ component }) => seconds(component.minSeconds) },
    { title: "Max", isNumber: true, cell: ({ component }) => seconds(component.maxSeconds) },
    { title: "Total", isNumber: true, cell: ({ component }) => seconds(component.totalSeconds) },
    { title: "Data", isNumber: true, cell: ({ dataBytes }) => amount(dataBytes, formatBytes) },
    {
      title: "Data rate",
      isNumber: true,
      cell: ({ dataBytesPerSecond }) => amount(dataBytesPerSecond, formatByteRate),
    },
  ]);
}

/** What alert rules told, in the order of time. */
export function alertsTable(alerts: readonly Alert[], startTime: number): ReportTable | undefined {
  const parts: readonly Part<Alert>[] = [
    { title: "At", isNumber: true, cell: ({ time }) => ({ text: formatClock(time - startTime) }) },
    { title: "Severity", cell: ({ severity }) => ({ text: severity }) },
    { title: "Alert", cell: ({ message }) => ({ text: message }) },
    { title: "Rule", cell: ({ rule }) => ({ text: rule }) },
    {
      title: "Lasted",
      isNumber: true,
      cell: ({ time, endTime }) => (endTime === undefined ? undefined : { text: formatClock(endTime - time) }),
    },
  ];
  return tableOf("By the time since the start", alerts, parts, MOST_NOTES);
}

/** Remarks of the workflow, the newest left out where there are too many. */
export function notesTable(notes: readonly Note[], startTime: number): ReportTable | undefined {
  const parts: readonly Part<Note>[] = [
    { title: "At", isNumber: true, cell: ({ time }) => ({ text: formatClock(time - startTime) }) },
    { title: "Level", cell: ({ level }) => ({ text: level }) },
    { title: "Note", cell: ({ text }) => ({ text }) },
  ];
  return tableOf("By the time since the start", notes, parts, MOST_NOTES);
}

/** A table of the columns that say something; undefined without rows. */
function tableOf<T>(
  caption: string,
  entries: readonly T[],
  parts: readonly Part<T>[],
  most = MOST_ROWS,
): ReportTable | undefined {
  if (entries.length === 0) return undefined;
  const shown = entries.slice(0, most);
  const filled = parts
    .map((part) => ({ part, cells: shown.map(part.cell) }))
    .filter(({ cells }) => cells.some((cell) => cell !== undefined));
  const left = entries.length - shown.length;
  return {
    caption,
    columns: filled.map(({ part: { title, isNumber } }) => ({ title, ...(isNumber === true ? { isNumber } : {}) })),
    rows: shown.map((_, row) => filled.map(({ cells }) => cells[row] ?? { text: "–" })),
    ...(left === 0 ? {} : { note: `… and ${formatCount(left)} more; the export has all of them.` }),
  };
}

function nameOf(run: RunSummary, names: ReadonlyMap<string, string>): string {
  return names.get(run.id) ?? run.algorithm;
}

function textCell(text: string | undefined): ReportCell | undefined {
  return text === undefined ? undefined : { text };
}

function countCell(value: number | undefined): ReportCell | undefined {
  return value === undefined ? undefined : { text: formatCount(value) };
}

function valueCell(value: WireNumber | undefined): ReportCell | undefined {
  const number = fromWireNumber(value);
  return number === undefined ? undefined : { text: formatValue(number, DIGITS), exact: String(number) };
}

function bestCell(run: RunSummary): ReportCell | undefined {
  if (run.best !== undefined || run.front === undefined) return valueCell(run.best);
  return { text: `${formatCount(run.front.length)} points` };
}

function outcomeText({ status, converged, termination, message }: RunSummary): string {
  const parts = [
    status,
    ...(converged === true ? ["converged"] : []),
    ...(termination === undefined || termination === status ? [] : [`ended by ${termination}`]),
  ];
  return message === undefined ? parts.join(", ") : `${parts.join(", ")}: ${message}`;
}

/** `mutation = 0.1, crossover = two-point`. */
function parametersText(parameters: RunSummary["parameters"]): string | undefined {
  const entries = Object.entries(parameters ?? {});
  if (entries.length === 0) return undefined;
  const text = entries
    .map(([key, value]) => `${key} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
  return text.length > MOST_PARAMETER_TEXT ? `${text.slice(0, MOST_PARAMETER_TEXT)} …` : text;
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
