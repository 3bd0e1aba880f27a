import { fromWireNumber } from "../protocol/number";
import type { SeriesQuery, SeriesResult } from "../protocol/series";
import type { RunSummary, SessionDetail } from "../protocol/session";
import { componentRows } from "./componentTree";
import type { ChartSourceName } from "./customChart";
import { runNames } from "./runNames";
import { parseColumnKey, runTable } from "./tables";

/** One row of a source: plain values by column. */
export type ChartRow = Readonly<Record<string, unknown>>;

/** All runs, and all tables of samples, share so many rows. */
const MOST_ROWS = 4_000;
const LEAST_POINTS = 40;

/** What a source must ask the engine for; `prefix` begins the queries' keys. Rows beyond the limit are means of neighbouring ones. */
export function sourceQueries(source: ChartSourceName, detail: SessionDetail, prefix: string): readonly SeriesQuery[] {
  if (source !== "iterations" && source !== "samples") return [];
  const isIterations = source === "iterations";
  const begin = isIterations ? "run:" : "samples:";
  const tables = detail.tables.filter(({ name, rowCount }) => name.startsWith(begin) && rowCount > 0);
  const points = Math.max(LEAST_POINTS, Math.floor(MOST_ROWS / Math.max(1, tables.length)));
  const x = isIterations ? "iteration" : "time";
  return tables.map(({ name, columns }) => ({
    key: `${prefix}${name}`,
    table: name,
    x,
    y: columns.flatMap(({ key, count }) => (key === x || count === 0 ? [] : [key])),
    mode: "mean",
    points,
  }));
}

/** The rows of a source, from the session and the answers to its queries. Times are seconds since the session's start. */
export function sourceRows(
  source: ChartSourceName,
  detail: SessionDetail,
  options: { readonly elapsedSeconds: number; readonly result: (table: string) => SeriesResult | undefined },
): readonly ChartRow[] {
  switch (source) {
    case "iterations":
      return iterationRows(detail, options.result);
    case "samples":
      return sampleRows(detail, options.result);
    case "components":
      return componentRows(detail.components, options.elapsedSeconds).map(({ component, depth, ...row }) => {
        const { name, parent, count, totalSeconds, minSeconds, maxSeconds } = component;
        return { name, parent, count, totalSeconds, minSeconds, maxSeconds, depth, ...row };
      });
    case "runs": {
      const names = runNames(detail.runs);
      return detail.runs.map((run) => ({ ...runFacts(run, names), ...runRow(run, detail) }));
    }
  }
}

function runFacts(run: RunSummary, names: ReadonlyMap<string, string>): ChartRow {
  const { id, algorithm, problem, seed } = run;
  return { run: names.get(id) ?? algorithm, algorithm, problem, seed };
}

function runRow(run: RunSummary, { session }: SessionDetail): ChartRow {
  const parameters = Object.entries(run.parameters ?? {}).map(([name, value]): [string, unknown] => [
    `parameter_${name}`,
    value,
  ]);
  return {
    status: run.status,
    dimension: run.dimension,
    budget: run.budget,
    target: fromWireNumber(run.target),
    best: fromWireNumber(run.best),
    evaluations: run.evaluations,
    iterations: run.iterationCount,
    start: run.startTime - session.startTime,
    seconds: run.endTime === undefined ? undefined : run.endTime - run.startTime,
    ...Object.fromEntries(parameters),
  };
}

function iterationRows(detail: SessionDetail, result: (table: string) => SeriesResult | undefined): ChartRow[] {
  const names = runNames(detail.runs);
  return detail.runs.flatMap((run) => {
    const facts = runFacts(run, names);
    return wideRows(result(runTable(run.id)), "iteration").map((row) => ({
      ...facts,
      ...row,
      ...(typeof row["time"] === "number" ? { time: row["time"] - detail.session.startTime } : {}),
    }));
  });
}

/** One row for each x, with a value for each column that has one there. */
function wideRows(result: SeriesResult | undefined, x: string): ChartRow[] {
  const rows = new Map<number, Record<string, unknown>>();
  for (const { column, x: places, y } of result?.columns ?? []) {
    places.forEach((place, index) => {
      const row = rows.get(place) ?? { [x]: place };
      row[column] = fromWireNumber(y[index]) ?? NaN;
      rows.set(place, row);
    });
  }
  return [...rows.entries()].sort(([a], [b]) => a - b).map(([, row]) => row);
}

/** One row for each value: samples have many columns, and charts want some of them. */
function sampleRows(detail: SessionDetail, result: (table: string) => SeriesResult | undefined): ChartRow[] {
  return detail.tables.flatMap(({ name, columns }) => {
    const units = new Map(columns.map(({ key, unit }) => [key, unit]));
    return (result(name)?.columns ?? []).flatMap(({ column, x, y }) => {
      const { metric, labels } = parseColumnKey(column);
      const label = Object.values(labels ?? {}).join(" ");
      const unit = units.get(column);
      return x.map((time, index) => ({
        time: time - detail.session.startTime,
        metric,
        label,
        unit,
        value: fromWireNumber(y[index]) ?? NaN,
      }));
    });
  });
}
