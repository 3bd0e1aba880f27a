import { describe, expect, it, onTestFinished, vi } from "vitest";
import { preparePictures } from "../../../src/model/preparePictures";
import { queryTable } from "../../../src/model/queryTable";
import { Table } from "../../../src/model/table";
import { randomOf } from "../history/sessions";

const QUERY = { key: "q", table: "run:r", x: "iteration", y: ["a", "b"], mode: "extremes", points: 100 } as const;

function grow(table: Table, from: number, to: number): void {
  const random = randomOf(from + 1);
  for (let iteration = from; iteration < to; iteration++) table.append({ iteration, a: random(), b: iteration % 97 });
}

describe("getting ready for pictures", () => {
  it("gives way to other work, and takes in what is recorded meanwhile", async () => {
    const table = new Table("run:r");
    grow(table, 0, 600_000);
    const tables = new Map([[table.name, table]]);
    // On a quick machine it may be done before its time is up: here each look at the clock finds a millisecond gone.
    let looks = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => looks++);
    onTestFinished(() => void clock.mockRestore());
    let turns = 0;
    let isReady = false;
    const turn = (): void => {
      turns++;
      grow(table, table.rowCount, table.rowCount + 1000);
      if (!isReady) setImmediate(turn);
    };
    setImmediate(turn);
    await preparePictures(tables, [QUERY]);
    isReady = true;
    expect(turns).toBeGreaterThan(0);
    grow(table, table.rowCount, table.rowCount + 777);
    const same = new Table("run:r");
    const [a, b] = ["a", "b"].map((key) => table.columns.get(key)?.values.slice() ?? new Float64Array());
    for (let row = 0; row < table.rowCount; row++)
      same.append({ iteration: row, a: a?.[row] ?? NaN, b: b?.[row] ?? NaN });
    expect(queryTable(tables, QUERY)).toEqual(queryTable(new Map([[same.name, same]]), QUERY));
  });
});
