import { createHash, type Hash } from "node:crypto";
import { errorText } from "../base/log";
import { Slices } from "../base/slices";
import { describeTables, type RecordedSession } from "../model/recordedSession";
import { Table, type Column, type StoredColumn } from "../model/table";
import { isObject } from "../protocol/fields";
import { parseDetail } from "../protocol/parseSession";
import type { SessionDetail } from "../protocol/session";
import { decodeChunk, encodeChunk, STORED_CHUNK_LENGTH } from "./codec";
import { DETAIL_SCHEMA, DETAIL_VERSION } from "./detailSchema";
import type { Row, Sqlite, SqliteDatabase } from "./sqlite";

/** Sessions of fewer values than this get small pages: a page is the least that any table takes. */
const LARGE_SESSION = 200_000;

/** What SQLite holds back until it is committed: so many bytes at a time are moved at once without being felt. */
const COMMITTED_BYTES = 2 << 20;

/** What is being written: the file, its checksum, when to give way to other work, and what is not committed yet. */
interface Writing {
  readonly database: SqliteDatabase;
  readonly digest: Hash;
  readonly slices: Slices;
  pendingBytes: number;
}

/** Writes a session as the contents of a SQLite file; gives way to other work every few milliseconds. */
export async function encodeDetail(sqlite: Sqlite, session: RecordedSession): Promise<Uint8Array> {
  const database = sqlite.open();
  try {
    let values = 0;
    for (const table of session.tables.values()) for (const column of table.columns.values()) values += column.length;
    database.execute(`PRAGMA page_size = ${values < LARGE_SESSION ? 1024 : 8192}`);
    database.execute(DETAIL_SCHEMA);
    const text = JSON.stringify(session.detail);
    const digest = createHash("sha1").update(text);
    database.execute("BEGIN");
    const writing: Writing = { database, digest, slices: new Slices(), pendingBytes: 0 };
    for (const table of session.tables.values()) await writeTable(writing, table);
    const meta = Object.entries({
      schema_version: String(DETAIL_VERSION),
      session_id: session.detail.session.id,
      detail: text,
      digest: digest.digest("hex"),
    });
    for (const [key, value] of meta) database.run("INSERT INTO meta VALUES (?, ?)", [key, value]);
    database.execute("COMMIT");
    return database.export();
  } finally {
    database.close();
  }
}

async function writeTable(writing: Writing, table: Table): Promise<void> {
  const { database, digest } = writing;
  const number = insert(database, "INSERT INTO tables (name, row_count) VALUES (?, ?)", [table.name, table.rowCount]);
  update(digest, table.name, table.rowCount);
  const [info] = describeTables(new Map([[table.name, table]]));
  for (const { key, metric, labels, unit } of info?.columns ?? []) {
    const column = table.columns.get(key);
    if (column === undefined || column.length === 0) continue;
    const gaps = column.gappedRows(0, 0) !== undefined;
    const columnNumber = insert(
      database,
      "INSERT INTO columns (table_number, key, metric, labels, unit, count, has_gaps) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        number,
        key,
        metric,
        labels === undefined ? null : JSON.stringify(labels),
        unit ?? null,
        column.length,
        Number(gaps),
      ],
    );
    update(digest, key, unit, column.length, gaps);
    await writeColumn(writing, columnNumber, column);
  }
}

async function writeColumn(writing: Writing, number: number, column: Column): Promise<void> {
  const { length } = column;
  for (let from = 0; from < length; from += STORED_CHUNK_LENGTH) {
    const to = Math.min(from + STORED_CHUNK_LENGTH, length);
    const rows = column.gappedRows(from, to);
    const data = await encodeChunk(column.values.slice(from, to));
    writeChunk(writing, [number, "values", to - from, data]);
    if (rows !== undefined) writeChunk(writing, [number, "rows", to - from, await encodeChunk(rows)]);
    // Chunks that deflate at once come without a turn of the event loop in between, however many they are.
    await writing.slices.yield();
  }
}

function writeChunk(writing: Writing, row: [number, string, number, Uint8Array]): void {
  const { database, digest } = writing;
  database.run("INSERT INTO chunks VALUES (?, ?, ?, ?)", row);
  update(digest, row[1], row[2]).update(row[3]);
  writing.pendingBytes += row[3].length;
  if (writing.pendingBytes < COMMITTED_BYTES) return;
  database.execute("COMMIT; BEGIN");
  writing.pendingBytes = 0;
}

/** Takes values into a checksum so that they cannot run into each other. */
function update(digest: Hash, ...values: readonly unknown[]): Hash {
  return digest.update(JSON.stringify(values));
}

function insert(database: SqliteDatabase, sql: string, values: (string | number | null)[]): number {
  database.run(sql, values);
  return Number(database.first("SELECT last_insert_rowid() AS number")?.["number"]);
}

/** Why a session's file, or a column of it, cannot be read. */
export class UnreadableSession extends Error {}

/** Reads a session's file; throws an UnreadableSession where it is damaged or of a newer version. */
export function decodeDetail(sqlite: Sqlite, contents: Uint8Array): RecordedSession {
  return readable(() => {
    const database = sqlite.open(contents);
    try {
      return readSession(database);
    } finally {
      database.close();
    }
  });
}

function readSession(database: SqliteDatabase): RecordedSession {
  const meta = new Map(database.all("SELECT key, value FROM meta").map(({ key, value }) => [key, value]));
  const version = Number(meta.get("schema_version") ?? NaN);
  if (version > DETAIL_VERSION) throw new Error(`it is of version ${version}, this program knows ${DETAIL_VERSION}`);
  const text = String(meta.get("detail"));
  const digest = createHash("sha1").update(text);
  const tables = readTables(database, digest);
  if (digest.digest("hex") !== meta.get("digest")) throw new Error("its contents do not match their checksum");
  return { detail: detailOf(text), tables };
}

/** Whatever goes wrong, SQLite's own complaints too, is one kind of error. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableSession) throw error;
    throw new UnreadableSession(errorText(error), { cause: error });
  }
}

/** The checksum tells of damage only: anybody can make a file that fits its own. */
function detailOf(text: string): SessionDetail {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error("it describes no session");
  return parseDetail(value);
}

function readTables(database: SqliteDatabase, digest: Hash): ReadonlyMap<string, Table> {
  const chunks = grouped(database.all("SELECT * FROM chunks ORDER BY rowid"), "column_number");
  const columns = grouped(database.all("SELECT * FROM columns ORDER BY number"), "table_number");
  const tables = new Map<string, Table>();
  for (const row of database.all("SELECT * FROM tables ORDER BY number")) {
    const name = String(row["name"]);
    const rowCount = Number(row["row_count"]);
    update(digest, name, rowCount);
    const stored = (columns.get(Number(row["number"])) ?? []).map((column) =>
      readColumn(column, chunks.get(Number(column["number"])) ?? [], digest),
    );
    requireRows(name, rowCount, stored);
    tables.set(name, Table.restore(name, rowCount, stored));
  }
  return tables;
}

function grouped(rows: readonly Row[], by: string): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const key = Number(row[by]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function readColumn(row: Row, chunks: readonly Row[], digest: Hash): StoredColumn {
  const key = String(row["key"]);
  const length = Number(row["count"]);
  const hasGaps = row["has_gaps"] === 1;
  const unit = typeof row["unit"] === "string" ? row["unit"] : undefined;
  update(digest, key, unit, length, hasGaps);
  for (const chunk of chunks) {
    update(digest, chunk["part"], chunk["count"]);
    if (chunk["data"] instanceof Uint8Array) digest.update(chunk["data"]);
  }
  requireLength(chunks, "values", length);
  if (hasGaps) requireLength(chunks, "rows", length);
  const part = (name: string) => (): Float64Array => readable(() => decodePart(chunks, name, length));
  return {
    key,
    length,
    values: part("values"),
    ...(hasGaps ? { rows: part("rows") } : {}),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** Every row has a value: whoever goes through the rows of a table must come to an end. */
function requireRows(name: string, rowCount: number, columns: readonly StoredColumn[]): void {
  const values = columns.reduce((sum, { length }) => sum + length, 0);
  if (!(Number.isInteger(rowCount) && rowCount >= 0 && rowCount <= values))
    throw new Error(`its table ${name} cannot have ${rowCount} rows`);
}

/** Numbers are decoded when they are first asked for; how many there are must be right before anyone makes room for them. */
function requireLength(chunks: readonly Row[], part: string, length: number): void {
  let sum = 0;
  for (const chunk of chunks) {
    if (chunk["part"] !== part) continue;
    const count = chunk["count"];
    const isCount = typeof count === "number" && Number.isInteger(count) && count > 0 && count <= STORED_CHUNK_LENGTH;
    if (!isCount || !(chunk["data"] instanceof Uint8Array)) throw new Error("a chunk is none");
    sum += count;
  }
  if (sum !== length) throw new Error(`a column holds ${sum} values instead of ${length}`);
}

function decodePart(chunks: readonly Row[], part: string, length: number): Float64Array {
  const values = new Float64Array(length);
  let at = 0;
  for (const chunk of chunks) {
    if (chunk["part"] !== part || !(chunk["data"] instanceof Uint8Array)) continue;
    const decoded = decodeChunk(chunk["data"], Number(chunk["count"]));
    values.set(decoded, at);
    at += decoded.length;
  }
  return values;
}
