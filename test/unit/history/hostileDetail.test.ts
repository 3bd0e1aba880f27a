// A session's file that somebody has made by hand, with a checksum that fits: a workspace can be sent with it.
import { beforeAll, describe, expect, it } from "vitest";
import { detailContents, tablesIn } from "../../../fuzz/targets/detailContents";
import { decodeDetail, encodeDetail, UnreadableSession } from "../../../src/history/detailFile";
import { loadSqlite, type Sqlite } from "../../../src/history/sqlite";
import { recordSession } from "./sessions";

type Made = Record<string, unknown>;

let sqlite: Sqlite;
let detail: Made;
let tables: { rows: number; columns: { count: number; chunks: unknown[][] }[] }[];
beforeAll(async () => {
  sqlite = await loadSqlite();
  const contents = await encodeDetail(sqlite, recordSession({ id: "s1", iterations: 5, samples: 2 }));
  detail = decodeDetail(sqlite, contents).detail as unknown as Made;
  tables = tablesIn(sqlite, contents) as typeof tables;
});

const read = (changedDetail: Made, changedTables: unknown = tables) =>
  decodeDetail(sqlite, detailContents(sqlite, changedDetail, changedTables));

/** The tables with one place changed. */
function tablesWith(change: (copy: typeof tables) => void): typeof tables {
  const copy = structuredClone(tables);
  change(copy);
  return copy;
}

describe("a session's file made by hand", () => {
  it("is read where it says what a session's file says", () => {
    expect(read(detail).detail).toEqual(detail);
  });

  it.each<readonly [string, Made]>([
    ["a session that is a text", { session: "x" }],
    ["runs that are no list", { runs: { length: 3 } }],
    ["a run without an id", { runs: [{ algorithm: "GA" }] }],
    ["tags that are a number", { session: { tags: 5 } }],
    ["a machine of nothing", { machine: null }],
    ["notes of another level", { notes: [{ time: 1, level: "<img>", text: "t" }] }],
  ])("is refused with %s", (_, change) => {
    const session = { ...(detail["session"] as Made), ...(change["session"] as Made | undefined) };
    const changed = { ...detail, ...change, ...(typeof change["session"] === "object" ? { session } : {}) };
    expect(() => read(changed)).toThrow(UnreadableSession);
  });

  it.each<readonly [string, (copy: typeof tables) => void]>([
    ["rows without an end", ([table]) => void (table !== undefined && (table.rows = 1e15))],
    ["fewer than no rows", ([table]) => void (table !== undefined && (table.rows = -1))],
    [
      "a chunk of a thousand million values",
      ([table]) => {
        const column = table?.columns[0];
        if (column === undefined) return;
        column.count = 1e9;
        column.chunks = [["values", 1e9, "000000000000000000"]];
      },
    ],
    [
      "columns of more values than their chunks hold",
      ([table]) => {
        const column = table?.columns[0];
        if (column !== undefined) column.count = 7;
      },
    ],
  ])("is refused with %s, before anyone makes room for them", (_, change) => {
    expect(() => read(detail, tablesWith(change))).toThrow(UnreadableSession);
  });

  it("says with the reader's own error that a chunk cannot be read, when it is asked for", () => {
    const broken = tablesWith(([table]) => {
      const chunk = table?.columns[1]?.chunks[0];
      if (chunk !== undefined) chunk[2] = "ff00";
    });
    const [table] = read(detail, broken).tables.values();
    expect(() => [...(table?.columns.values() ?? [])].map(({ values }) => values)).toThrow(UnreadableSession);
  });
});
