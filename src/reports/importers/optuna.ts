import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { formatBytes } from "../../base/format";
import { errorText } from "../../base/log";
import type { RecordedSession } from "../../model/recordedSession";
import { describe } from "../../protocol/fields";
import { groupedBy } from "../exports/benchmarkRuns";
import type { ForeignDatabase, ImportedFile, Importer, OpenDatabase } from "./importer";
import { studySession, type StudyRows } from "./optunaStudy";

const MAGIC = "SQLite format 3\0";
/** The database is read in the memory. */
const MOST_BYTES = 1 << 29;
/** Also ends the reading of a damaged table whose pages lead to each other again and again. */
const MOST_ROWS = 2_000_000;

/** SQLite files of Optuna (its RDBStorage, since version 2.4): each study is a session. */
export function optunaImporter(openDatabase: OpenDatabase): Importer {
  return {
    name: "Optuna studies",
    recognizes: (_path, head) => Buffer.from(head).toString("latin1").startsWith(MAGIC),
    read: async (path) => {
      let database: ForeignDatabase | undefined;
      try {
        database = await openDatabase(await readContents(path));
        return studiesOf(database, basename(path));
      } catch (error) {
        const reason = error instanceof Unreadable ? error.message : `it cannot be read (${errorText(error)})`;
        return { sessions: [], problems: [`${basename(path)} cannot be imported: ${reason}.`] };
      } finally {
        database?.close();
      }
    },
  };
}

/** Says why a file holds nothing to import; thrown and caught in this file only. */
class Unreadable extends Error {}

async function readContents(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > MOST_BYTES)
    throw new Unreadable(`it has ${formatBytes(size)}, and at most ${formatBytes(MOST_BYTES)} can be read`);
  const journal = await stat(`${path}-wal`).catch(() => undefined);
  if ((journal?.size ?? 0) > 0)
    throw new Unreadable("a program still writes to it; end all programs that use it, then import it again");
  const contents = await readFile(path);
  // A database in memory has no write-ahead log (https://www.sqlite.org/fileformat2.html, bytes 18 and 19).
  if (contents[18] === 2 && contents[19] === 2) contents.fill(1, 18, 20);
  return contents;
}

interface ReadTable {
  readonly table: string;
  readonly columns: readonly string[];
  /** Columns that not every version has. */
  readonly extra?: readonly string[];
  /** Only hints at the sampler. */
  readonly isOptional?: boolean;
}

const TABLES: readonly ReadTable[] = [
  { table: "studies", columns: ["study_id", "study_name"] },
  { table: "study_directions", columns: ["study_id", "direction", "objective"] },
  {
    table: "trials",
    columns: ["trial_id", "number", "study_id", "state", "datetime_start", "datetime_complete"],
  },
  { table: "trial_values", columns: ["trial_id", "objective", "value"], extra: ["value_type"] },
  { table: "trial_params", columns: ["trial_id", "param_name", "param_value", "distribution_json"] },
  { table: "study_system_attributes", columns: ["study_id", "key"], isOptional: true },
  { table: "trial_system_attributes", columns: ["trial_id", "key"], isOptional: true },
];

type Rows = readonly Readonly<Record<string, unknown>>[];

function studiesOf(database: ForeignDatabase, name: string): ImportedFile {
  if (columnsOf(database, "studies").length === 0) throw new Unreadable("it is a database without Optuna studies");
  const tables = new Map(TABLES.map((wanted) => [wanted.table, readTable(database, wanted)]));
  const studies = tables.get("studies") ?? [];
  if (studies.length === 0) throw new Unreadable("it holds no study");
  return readStudies(studies, tables, name);
}

function readStudies(studies: Rows, tables: ReadonlyMap<string, Rows>, name: string): ImportedFile {
  const by = (table: string, key: string): Map<unknown, Rows> => groupedBy(tables.get(table) ?? [], (row) => row[key]);
  const [directions, trials] = [by("study_directions", "study_id"), by("trials", "study_id")];
  const [values, parameters] = [by("trial_values", "trial_id"), by("trial_params", "trial_id")];
  const [hints, trialHints] = [by("study_system_attributes", "study_id"), by("trial_system_attributes", "trial_id")];
  const sessions: RecordedSession[] = [];
  const problems: string[] = [];
  for (const study of studies) {
    const id = study["study_id"];
    const rows: StudyRows = {
      study,
      directions: directions.get(id) ?? [],
      trials: trials.get(id) ?? [],
      valuesOf: (trial) => values.get(trial) ?? [],
      parametersOf: (trial) => parameters.get(trial) ?? [],
      hints: [
        ...(hints.get(id) ?? []),
        ...(trials.get(id) ?? []).flatMap((row) => trialHints.get(row["trial_id"]) ?? []),
      ],
    };
    const read = studySession(rows);
    if (read.ok) sessions.push(read.value);
    else problems.push(`The study ${describe(study["study_name"])} of ${name} cannot be imported: ${read.reason}.`);
  }
  return { sessions, problems };
}

/** The columns of a plain table; none where there is no such table. Views may compute without an end. */
function columnsOf(database: ForeignDatabase, table: string): readonly string[] {
  const plain = `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '${table}' AND sql LIKE 'CREATE TABLE%'`;
  if (database.all(plain).length === 0) return [];
  return database.all(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => String(name));
}

function readTable(database: ForeignDatabase, { table, columns, extra = [], isOptional = false }: ReadTable): Rows {
  const there = columnsOf(database, table);
  const missing = columns.filter((column) => !there.includes(column));
  if (missing.length > 0) {
    if (isOptional) return [];
    throw new Unreadable(
      `its table ${table} has no ${missing.join(", ")}; if an Optuna before 2.4 wrote it, run "optuna storage upgrade"`,
    );
  }
  const names = [...columns, ...extra.filter((column) => there.includes(column))];
  const rows = database.all(`SELECT ${names.join(", ")} FROM ${table} LIMIT ${MOST_ROWS + 1}`);
  if (rows.length > MOST_ROWS) throw new Unreadable(`its table ${table} has more than ${MOST_ROWS} rows`);
  return rows;
}
