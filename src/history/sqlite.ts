import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { Database, SqlJsStatic, SqlValue, Statement } from "sql.js";

/** One row by column name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** What may be bound to a statement; absent values become NULL. */
export type Parameter = SqlValue | boolean | undefined;

/** Makes databases; loaded when the history is first opened. */
export interface Sqlite {
  /** A database in memory: a new one, or the contents of a file. Contents that are none throw at the first statement. */
  open(contents?: Uint8Array): SqliteDatabase;
}

const loaded = new Map<string, Promise<Sqlite>>();

/**
 * How much SQLite must have run, as V8 counts it, before it is compiled once more to run faster: some half a second of work. V8
 * would do so within the first statements, which takes a fifth of a second of processor and some 20 MB that stay with the
 * process; most engines never ask that much of it.
 */
const OPTIMIZE_AFTER = 1_000_000_000;

/** Loads SQLite, once. `wasmFile` is found beside the bundle, or among the packages when run from the sources. */
export function loadSqlite(wasmFile = findWasm()): Promise<Sqlite> {
  let sqlite = loaded.get(wasmFile);
  if (sqlite === undefined) {
    sqlite = load(wasmFile);
    loaded.set(wasmFile, sqlite);
    sqlite.catch(() => loaded.delete(wasmFile));
  }
  return sqlite;
}

async function load(wasmFile: string): Promise<Sqlite> {
  const { default: initialize } = await import("sql.js");
  const { buffer, byteOffset, byteLength } = await readFile(wasmFile);
  const wasmBinary = buffer.slice(byteOffset, byteOffset + byteLength);
  // A V8 that does not know it says so on standard error and goes on.
  setFlagsFromString(`--wasm-tiering-budget=${OPTIMIZE_AFTER}`);
  const library: SqlJsStatic = await initialize({ wasmBinary });
  return { open: (contents) => new SqliteDatabase(new library.Database(contents)) };
}

function findWasm(): string {
  const beside = join(__dirname, "sql-wasm.wasm");
  return existsSync(beside) ? beside : join(__dirname, "../../node_modules/sql.js/dist/sql-wasm.wasm");
}

/** The texts of filters vary without end: so many statements are kept prepared, then all are made anew. */
const MOST_STATEMENTS = 200;

/** A database in memory with its statements kept prepared. */
export class SqliteDatabase {
  private readonly statements = new Map<string, Statement>();

  constructor(private readonly database: Database) {
    try {
      this.settle();
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Runs statements without parameters. */
  execute(sql: string): void {
    this.database.exec(sql);
  }

  run(sql: string, parameters: readonly Parameter[] = []): void {
    this.prepare(sql).run(parameters.map(toSql));
  }

  all(sql: string, parameters: readonly Parameter[] = []): Row[] {
    const statement = this.prepare(sql);
    const rows: Row[] = [];
    try {
      statement.bind(parameters.map(toSql));
      while (statement.step()) rows.push(statement.getAsObject());
    } finally {
      statement.reset();
    }
    return rows;
  }

  first(sql: string, parameters: readonly Parameter[] = []): Row | undefined {
    return this.all(sql, parameters)[0];
  }

  /** All or nothing. */
  transaction<T>(work: () => T): T {
    this.execute("BEGIN");
    try {
      const result = work();
      this.execute("COMMIT");
      return result;
    } catch (error) {
      this.execute("ROLLBACK");
      throw error;
    }
  }

  /** The file that any SQLite tool reads; the database and its statements stay as they are. */
  export(): Uint8Array {
    return this.database.export();
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  private prepare(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      if (this.statements.size >= MOST_STATEMENTS) this.forgetStatements();
      statement = this.database.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }

  /** SQLite keeps what a statement takes until it is told that nobody needs it. */
  private forgetStatements(): void {
    for (const statement of this.statements.values()) statement.free();
    this.statements.clear();
  }

  // The database lives in memory: its journal is only for rolling back, and nothing is to be synced.
  private settle(): void {
    this.database.exec(
      "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY",
    );
  }
}

function toSql(value: Parameter): SqlValue {
  if (value === undefined) return null;
  return typeof value === "boolean" ? Number(value) : value;
}
