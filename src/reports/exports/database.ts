import type { Work } from "../../base/work";
import { runTable } from "../../model/metrics";
import type { RecordedSession } from "../../model/recordedSession";
import { fromWireNumber } from "../../protocol/number";
import { ITERATION_FIELDS } from "../../protocol/wire";
import { exportedSeries } from "../exportedSeries";
import { RowReader, timesOf } from "../tableRows";

/** So many rows are written before the clock is looked at. */
const ROWS_AT_ONCE = 512;

type Value = string | number | null | undefined;

/** A new SQLite database in memory. */
export interface ExportDatabase {
  execute(sql: string): void;
  run(sql: string, parameters: readonly Value[]): void;
  export(): Uint8Array;
  close(): void;
}

/** The tables of an exported database; docs/export.md describes them. Times are Unix seconds. */
const SCHEMA = `
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, label TEXT NOT NULL, status TEXT NOT NULL, kind TEXT NOT NULL, start_time REAL NOT NULL, end_time REAL,
  exit_code INTEGER, reason TEXT, command TEXT, cwd TEXT, host TEXT, tags TEXT NOT NULL, machine TEXT NOT NULL);
CREATE TABLE runs (
  session_id TEXT NOT NULL REFERENCES sessions (id), id TEXT NOT NULL, algorithm TEXT NOT NULL, library TEXT, problem TEXT,
  dimension INTEGER, direction TEXT, budget REAL, target REAL, seed TEXT, population_size INTEGER, status TEXT NOT NULL,
  termination TEXT, start_time REAL NOT NULL, end_time REAL, best REAL, evaluations REAL, parameters TEXT, solution TEXT, front TEXT,
  PRIMARY KEY (session_id, id));
CREATE TABLE iterations (
  session_id TEXT NOT NULL, run_id TEXT NOT NULL, iteration REAL, time REAL, ${ITERATION_FIELDS.map((name) => `"${name}" REAL`).join(", ")},
  metrics TEXT, FOREIGN KEY (session_id, run_id) REFERENCES runs (session_id, id));
CREATE TABLE components (
  session_id TEXT NOT NULL REFERENCES sessions (id), name TEXT NOT NULL, parent TEXT, count INTEGER NOT NULL,
  total_seconds REAL NOT NULL, min_seconds REAL, max_seconds REAL, source_file TEXT, source_line INTEGER,
  read_bytes REAL, written_bytes REAL, records REAL);
CREATE TABLE samples (
  session_id TEXT NOT NULL REFERENCES sessions (id), metric TEXT NOT NULL, labels TEXT NOT NULL, unit TEXT, time REAL, value REAL);
`;

const INDEXES = `
CREATE INDEX iterations_by_run ON iterations (session_id, run_id, iteration);
CREATE INDEX samples_by_metric ON samples (session_id, metric, time);
`;

/** Sessions as an SQLite file with one row for each session, run, iteration, component and sample. Closes the database. */
export async function databaseContents(
  database: ExportDatabase,
  sessions: AsyncIterable<RecordedSession>,
  work: Work,
): Promise<Uint8Array> {
  try {
    database.execute(SCHEMA);
    for await (const session of sessions) {
      database.execute("BEGIN");
      await addSession(database, session, work);
      database.execute("COMMIT");
    }
    database.execute(INDEXES);
    return database.export();
  } finally {
    database.close();
  }
}

/** The engine goes on recording meanwhile: after some rows, everything else has its turn. */
async function addSession(database: ExportDatabase, session: RecordedSession, work: Work): Promise<void> {
  const { detail, tables } = session;
  const { session: summary, machine } = detail;
  insert(database, "sessions", [
    ...[summary.id, summary.label, summary.status, summary.kind, summary.startTime, summary.endTime],
    ...[summary.exitCode, summary.reason, summary.command, summary.cwd, summary.host],
    ...[JSON.stringify(summary.tags), JSON.stringify(machine)],
  ]);
  await addRuns(database, session, work);
  for (const { name, parent, count, totalSeconds, minSeconds, maxSeconds, source, data } of detail.components) {
    const times = [count, totalSeconds, minSeconds, maxSeconds];
    const amounts = [data?.readBytes, data?.writtenBytes, data?.records];
    insert(database, "components", [summary.id, name, parent, ...times, source?.file, source?.line, ...amounts]);
  }
  for (const { metric, labels, unit, table, column } of exportedSeries(tables)) {
    const timeOf = timesOf(table, column);
    const head = [summary.id, metric, JSON.stringify(labels), unit];
    for (let position = 0; position < column.length; position++) {
      if (position % ROWS_AT_ONCE === 0) await work.pause();
      insert(database, "samples", [...head, timeOf(position), column.values.at(position)]);
    }
  }
}

async function addRuns(database: ExportDatabase, { detail, tables }: RecordedSession, work: Work): Promise<void> {
  const { id } = detail.session;
  for (const run of detail.runs) {
    insert(database, "runs", [
      ...[id, run.id, run.algorithm, run.library, run.problem, run.dimension, [run.direction ?? []].flat().join(";")],
      ...[
        run.budget,
        fromWireNumber(run.target),
        run.seed?.toString(),
        run.populationSize,
        run.status,
        run.termination,
      ],
      ...[run.startTime, run.endTime, fromWireNumber(run.best), run.evaluations],
      ...[json(run.parameters), json(run.solution), json(run.front)],
    ]);
    const table = tables.get(runTable(run.id));
    if (table === undefined) continue;
    const standard = ["iteration", "time", ...ITERATION_FIELDS];
    const own = [...table.columns.keys()].filter((key) => !standard.includes(key));
    const present = [...standard, ...own].filter((key) => table.columns.has(key));
    const reader = new RowReader(present.flatMap((key) => table.columns.get(key) ?? []));
    for (let row = 0; row < table.rowCount; row++) {
      if (row % ROWS_AT_ONCE === 0) await work.pause();
      const cells = reader.read(row);
      const values = new Map(present.map((key, index) => [key, cells[index]]));
      const metrics = own.flatMap((key) => (values.get(key) === undefined ? [] : [[key, values.get(key)] as const]));
      const rest = metrics.length === 0 ? undefined : json(Object.fromEntries(metrics));
      insert(database, "iterations", [id, run.id, ...standard.map((key) => values.get(key)), rest]);
    }
  }
}

/** NaN is NULL, as everywhere in SQLite. */
function insert(database: ExportDatabase, table: string, values: readonly Value[]): void {
  database.run(`INSERT INTO ${table} VALUES (${values.map(() => "?").join(", ")})`, values);
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
