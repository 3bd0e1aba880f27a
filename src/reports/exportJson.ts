import { Work } from "../base/work";
import { runTable } from "../model/metrics";
import type { RecordedSession } from "../model/recordedSession";
import type { Table } from "../model/table";
import { toWireNumber } from "../protocol/number";
import type { RunSummary } from "../protocol/session";
import { ITERATION_FIELDS } from "../protocol/wire";
import { writeTextFile } from "./exportFile";
import { EXPORT_SCHEMA } from "./exportSchema";
import { exportedSeries, type ExportedSeries } from "./exportedSeries";
import { RowReader, timesOf } from "./tableRows";

/** Writes a session as one JSON file, however long it is. */
export async function writeJsonExport(
  session: RecordedSession,
  path: string,
  work = Work.unwatched(),
): Promise<readonly string[]> {
  await writeTextFile(path, work.pieces(jsonExport(session)));
  return [path];
}

/** The exported JSON of a session, piece by piece. */
export function* jsonExport({ detail, tables }: RecordedSession): Generator<string> {
  yield `{"schema":${EXPORT_SCHEMA},\n"session":${JSON.stringify(detail.session)},\n`;
  yield `"machine":${JSON.stringify(detail.machine)},\n"runs":`;
  yield* list(detail.runs, (run) => runPieces(run, tables.get(runTable(run.id))));
  yield `,\n"components":${JSON.stringify(detail.components)},\n"series":`;
  yield* list(exportedSeries(tables), seriesPieces);
  yield `,\n"alerts":${JSON.stringify(detail.alerts ?? [])},\n"notes":${JSON.stringify(detail.notes)},\n"dropped":${detail.session.dropped}}\n`;
}

/** A JSON array whose entries come in pieces. */
function* list<T>(entries: readonly T[], piecesOf: (entry: T) => Iterable<string>): Generator<string> {
  let separator = "[";
  for (const entry of entries) {
    yield separator;
    yield* piecesOf(entry);
    separator = ",\n";
  }
  yield separator === "[" ? "[]" : "]";
}

function* runPieces(run: RunSummary, table: Table | undefined): Generator<string> {
  yield `${JSON.stringify(run).slice(0, -1)},"iterations":[`;
  if (table !== undefined) yield* iterationPieces(table);
  yield "]}";
}

/** The iteration first, then what every optimizer may report, then the metrics of its own, then the time. */
function* iterationPieces(table: Table): Generator<string> {
  const standard = ["iteration", ...ITERATION_FIELDS].filter((key) => table.columns.has(key));
  const own = [...table.columns.keys()].filter((key) => key !== "time" && !standard.includes(key));
  const columnsOf = (keys: readonly string[]): RowReader =>
    new RowReader(keys.flatMap((key) => table.columns.get(key) ?? []));
  const [standardValues, ownValues, times] = [columnsOf(standard), columnsOf(own), columnsOf(["time"])];
  const [standardNames, ownNames] = [standard.map(quoted), own.map(quoted)];
  for (let row = 0; row < table.rowCount; row++) {
    const fields = members(standardNames, standardValues.read(row));
    const metrics = members(ownNames, ownValues.read(row));
    if (metrics.length > 0) fields.push(`"metrics":{${metrics.join(",")}}`);
    const [time] = times.read(row);
    if (time !== undefined) fields.push(`"time":${jsonNumber(time)}`);
    yield `${row === 0 ? "" : ",\n"}{${fields.join(",")}}`;
  }
}

function members(names: readonly string[], values: readonly (number | undefined)[]): string[] {
  return values.flatMap((value, index) =>
    value === undefined ? [] : [`${names[index] ?? '""'}:${jsonNumber(value)}`],
  );
}

function* seriesPieces(series: ExportedSeries): Generator<string> {
  const { metric, unit, labels, table, column } = series;
  yield `${JSON.stringify({ metric, ...(unit === undefined ? {} : { unit }), labels }).slice(0, -1)},"times":[`;
  const timeOf = timesOf(table, column);
  for (let position = 0; position < column.length; position++) {
    yield `${position === 0 ? "" : ","}${jsonNumber(timeOf(position) ?? NaN)}`;
  }
  yield `],"values":[`;
  for (let position = 0; position < column.length; position++) {
    yield `${position === 0 ? "" : ","}${jsonNumber(column.values.at(position))}`;
  }
  yield "]}";
}

function jsonNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : quoted(String(toWireNumber(value)));
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
