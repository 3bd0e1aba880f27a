import { describe, expect, it } from "vitest";
import { decodeDetail, encodeDetail } from "../../../src/history/detailFile";
import { loadSqlite } from "../../../src/history/sqlite";
import { queryTable } from "../../../src/model/queryTable";
import { Table } from "../../../src/model/table";
import { recordSession } from "./sessions";

/** Staircases: every chunk of them is so small that it deflates at once. */
function staircases(rows: number): Table {
  const table = new Table("run:long");
  for (let row = 0; row < rows; row++) {
    const values: Record<string, number> = { iteration: row };
    for (let column = 0; column < 6; column++) values[`c${column}`] = row % (5 + column);
    table.append(values);
  }
  return table;
}

describe("the file of a session", () => {
  it("gives way to other work while it is made, also where no chunk is deflated in the background", async () => {
    const { detail } = recordSession({ id: "long", runs: 0 });
    const table = staircases(200_000);
    const sqlite = await loadSqlite();
    let turns = 0;
    let isWritten = false;
    const turn = (): void => {
      turns++;
      if (!isWritten) setImmediate(turn);
    };
    setImmediate(turn);
    const contents = await encodeDetail(sqlite, { detail, tables: new Map([[table.name, table]]) });
    isWritten = true;
    // The work takes over 100 ms on any machine, a slice of it 8 ms.
    expect(turns).toBeGreaterThan(5);
    const { tables } = decodeDetail(sqlite, contents);
    const query = { key: "q", table: table.name, x: "iteration", y: ["c3"], mode: "extremes", points: 50 } as const;
    expect(queryTable(tables, query)).toEqual(queryTable(new Map([[table.name, table]]), query));
  });
});
