import { beforeAll, describe, expect, it } from "vitest";
import { loadSqlite, type Sqlite } from "../../../src/history/sqlite";

const MEGABYTE = 1e6;

let sqlite: Sqlite;

beforeAll(async () => {
  sqlite = await loadSqlite();
});

/** By how much the memory outside of the heap, in which SQLite's lies, has grown after some work; in bytes. */
function growth(work: () => void): number {
  const before = process.memoryUsage().external;
  work();
  return process.memoryUsage().external - before;
}

describe("a database in memory", () => {
  it("takes no more memory however often it is exported", () => {
    const database = sqlite.open();
    database.execute("CREATE TABLE numbers (value)");
    const grown = growth(() => {
      for (let round = 0; round < 400; round++) {
        for (let column = 0; column < 50; column++) database.all(`SELECT value AS v${column} FROM numbers`);
        database.export();
      }
    });
    database.close();
    expect(grown).toBeLessThan(8 * MEGABYTE);
  });

  it("takes no more memory however many statements differ", () => {
    const database = sqlite.open();
    const grown = growth(() => {
      for (let number = 0; number < 20_000; number++) {
        expect(database.first(`SELECT ${number} AS number`)).toEqual({ number });
      }
    });
    database.close();
    expect(grown).toBeLessThan(8 * MEGABYTE);
  });

  it("goes on with the same contents and settings after an export", () => {
    const database = sqlite.open();
    database.execute("CREATE TABLE parents (id PRIMARY KEY); CREATE TABLE children (parent REFERENCES parents (id))");
    database.run("INSERT INTO parents VALUES (?)", [1]);
    const copy = sqlite.open(database.export());
    database.run("INSERT INTO parents VALUES (?)", [2]);
    expect(database.all("SELECT id FROM parents")).toEqual([{ id: 1 }, { id: 2 }]);
    expect(copy.all("SELECT id FROM parents")).toEqual([{ id: 1 }]);
    expect(() => {
      database.run("INSERT INTO children VALUES (?)", [3]);
    }).toThrow(/FOREIGN KEY/);
    copy.close();
    database.close();
  });
});
