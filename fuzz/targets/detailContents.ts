import { createHash, type Hash } from "node:crypto";
import { DETAIL_SCHEMA } from "../../src/history/detailSchema";
import type { Sqlite, SqliteDatabase } from "../../src/history/sqlite";
import { isObject, type JsonObject } from "../../src/protocol/fields";
import { cellOf, listOf } from "./files";

/** A session's file with whatever contents and the checksum that fits them: whoever makes such a file can count, too. */
export function detailContents(sqlite: Sqlite, detail: unknown, tables: unknown): Uint8Array {
  const database = sqlite.open();
  try {
    database.execute(DETAIL_SCHEMA);
    const text = JSON.stringify(detail) ?? "";
    const digest = createHash("sha1").update(text);
    listOf(tables).forEach((table, number) => putTable(database, digest, number + 1, isObject(table) ? table : {}));
    const meta = { schema_version: "1", session_id: "s1", detail: text, digest: digest.digest("hex") };
    for (const [key, value] of Object.entries(meta)) database.run("INSERT INTO meta VALUES (?, ?)", [key, value]);
    return database.export();
  } finally {
    database.close();
  }
}

function putTable(database: SqliteDatabase, digest: Hash, number: number, table: JsonObject): void {
  const [name, rows] = [String(table["name"]), Number(table["rows"])];
  database.run("INSERT INTO tables VALUES (?, ?, ?)", [number, name, rows]);
  add(digest, name, rows);
  listOf(table["columns"]).forEach((column, place) =>
    putColumn(database, digest, [number, number * 1000 + place], isObject(column) ? column : {}),
  );
}

function putColumn(
  database: SqliteDatabase,
  digest: Hash,
  numbers: readonly [number, number],
  column: JsonObject,
): void {
  const [table, number] = numbers;
  const [key, count, gaps] = [String(column["key"]), Number(column["count"]), column["gaps"] === true];
  const unit = typeof column["unit"] === "string" ? column["unit"] : undefined;
  const row = [number, table, key, "", null, unit ?? null, count, Number(gaps)];
  database.run("INSERT INTO columns VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row);
  add(digest, key, unit, count, gaps);
  for (const chunk of listOf(column["chunks"])) {
    const [part, length, hex] = listOf(chunk);
    const data = Buffer.from(String(hex), "hex");
    database.run("INSERT INTO chunks VALUES (?, ?, ?, ?)", [number, cellOf(part), cellOf(length), data]);
    add(digest, cellOf(part), cellOf(length)).update(data);
  }
}

function add(digest: Hash, ...values: readonly unknown[]): Hash {
  return digest.update(JSON.stringify(values));
}

/** The tables of a session's file, as `detailContents` takes them. */
export function tablesIn(sqlite: Sqlite, contents: Uint8Array): readonly unknown[] {
  const database = sqlite.open(contents);
  const chunks = database.all("SELECT * FROM chunks ORDER BY rowid");
  const columns = database.all("SELECT * FROM columns ORDER BY number");
  const tables = database.all("SELECT * FROM tables ORDER BY number").map((table) => ({
    name: table["name"],
    rows: table["row_count"],
    columns: columns
      .filter((column) => column["table_number"] === table["number"])
      .map((column) => ({
        key: column["key"],
        ...(column["unit"] === null ? {} : { unit: column["unit"] }),
        count: column["count"],
        gaps: column["has_gaps"] === 1,
        chunks: chunks
          .filter((chunk) => chunk["column_number"] === column["number"])
          .map((chunk) => [chunk["part"], chunk["count"], Buffer.from(chunk["data"] as Uint8Array).toString("hex")]),
      })),
  }));
  database.close();
  return tables;
}
