import { runTable } from "../model/metrics";
import type { RecordedSession } from "../model/recordedSession";
import type { Column, Table } from "../model/table";
import { ITERATION_FIELDS } from "../protocol/wire";
import { csvLine, type Cell } from "./csv";
import { COMPONENT_COLUMNS, NOTE_COLUMNS, RUN_COLUMNS, SESSION_COLUMNS, type CsvColumns } from "./csvColumns";
import { blocks } from "./exports/exportFolder";
import type { ExportedFile } from "./exports/exportedFile";
import { exportedSeries } from "./exportedSeries";
import { RowReader, timesOf } from "./tableRows";

/** A session as a folder of CSV files. */
export function csvFiles(session: RecordedSession): readonly ExportedFile[] {
  return CSV_FILES.map((name) => ({ path: `${name}.csv`, pieces: csvExport(session, name) }));
}

/** The files of a CSV export, without their ending. */
export const CSV_FILES = ["sessions", "runs", "iterations", "components", "samples", "notes"] as const;
export type CsvFile = (typeof CSV_FILES)[number];

/** One file of a CSV export, line by line. */
export function csvExport(session: RecordedSession, file: CsvFile): Iterable<string> {
  const { detail, tables } = session;
  switch (file) {
    case "sessions":
      return records([detail], SESSION_COLUMNS);
    case "runs":
      return records(detail.runs, RUN_COLUMNS);
    case "iterations":
      return iterationLines(session);
    case "components":
      return records(detail.components, COMPONENT_COLUMNS);
    case "samples":
      return sampleLines(tables);
    case "notes":
      return records(detail.notes, NOTE_COLUMNS);
  }
}

/** One table as CSV text at full resolution: the asked columns, in the asked order, or all of them. */
export function tableCsv(table: Table, columns?: readonly string[]): string {
  const chosen = (columns ?? [...table.columns.keys()]).flatMap((key) => table.columns.get(key) ?? []);
  return [...blocks(tableLines(table, chosen))].join("");
}

function* tableLines(table: Table, columns: readonly Column[]): Generator<string> {
  yield csvLine(columns.map(({ key }) => key));
  const reader = new RowReader(columns);
  for (let row = 0; row < table.rowCount; row++) yield csvLine(reader.read(row));
}

/** Lines of one kind of record; the header stands there even where there is none of them. */
function* records<T>(entries: readonly T[], columns: CsvColumns<T>): Generator<string> {
  yield csvLine(Object.keys(columns));
  const cells = Object.values(columns);
  for (const entry of entries) yield csvLine(cells.map((cellOf) => cellOf(entry)));
}

function* iterationLines({ detail, tables }: RecordedSession): Generator<string> {
  const runs = detail.runs.flatMap(({ id }) => {
    const table = tables.get(runTable(id));
    return table === undefined ? [] : [{ id, table }];
  });
  const keys = iterationColumns(runs.map(({ table }) => table));
  yield csvLine(["run", ...keys]);
  for (const { id, table } of runs) {
    const present = keys.filter((key) => table.columns.has(key));
    const places = present.map((key) => keys.indexOf(key) + 1);
    const reader = new RowReader(present.flatMap((key) => table.columns.get(key) ?? []));
    for (let row = 0; row < table.rowCount; row++) {
      const cells: Cell[] = new Array<Cell>(keys.length + 1).fill(undefined);
      cells[0] = id;
      reader.read(row).forEach((value, index) => (cells[places[index] ?? 0] = value));
      yield csvLine(cells);
    }
  }
}

/** The union of the columns of all runs: the standard ones in their order, then the others as they came. */
function iterationColumns(tables: readonly Table[]): readonly string[] {
  const present = new Set(tables.flatMap((table) => [...table.columns.keys()]));
  const standard = ["iteration", "time", ...ITERATION_FIELDS].filter((key) => present.delete(key));
  return [...standard, ...present];
}

function* sampleLines(tables: ReadonlyMap<string, Table>): Generator<string> {
  yield csvLine(["metric", "labels", "unit", "time", "value"]);
  for (const { metric, labels, unit, table, column } of exportedSeries(tables)) {
    const labelText = Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(";");
    const timeOf = timesOf(table, column);
    for (let position = 0; position < column.length; position++) {
      yield csvLine([metric, labelText, unit, timeOf(position), column.values.at(position)]);
    }
  }
}
