import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnKey, parseColumnKey } from "../../../src/model/metrics";
import { MAX_COLUMNS, Table, type Column } from "../../../src/model/table";

const KEYS = ["a", "b", "c"];
type Row = Record<string, number>;
const rowsOf = fc.array(fc.dictionary(fc.constantFrom(...KEYS), fc.double()), { maxLength: 120 });

function tableOf(rows: readonly Row[]): Table {
  const table = new Table("t");
  for (const row of rows) table.append(row);
  return table;
}

/** The same table as it comes out of a file. */
function restored(table: Table): Table {
  const columns = [...table.columns.values()].map((column) => {
    const rows = column.gappedRows();
    return {
      key: column.key,
      length: column.length,
      values: () => column.values.slice(),
      ...(rows === undefined ? {} : { rows: () => rows }),
    };
  });
  return Table.restore(table.name, table.rowCount, columns);
}

/** Compares every answer of a column with plain arrays. */
function expectColumn(column: Column, key: string, rows: readonly Row[]): void {
  const present = rows.flatMap((row, index) => (key in row ? [{ index, value: row[key] }] : []));
  expect(column.length).toBe(present.length);
  expect([...column.values.slice()]).toEqual(present.map(({ value }) => value));
  present.forEach(({ index }, position) => expect(column.rowAt(position)).toBe(index));
  for (let row = 0; row <= rows.length; row++) {
    expect(column.positionFrom(row)).toBe(present.filter(({ index }) => index < row).length);
    expect(column.inRow(row)).toBe(present.find(({ index }) => index === row)?.value);
    expect(column.upToRow(row)).toBe(present.filter(({ index }) => index <= row).at(-1)?.value);
  }
}

describe("Table", () => {
  it("answers as plain rows do, whatever gaps its columns have, as recorded and as restored", () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const table = tableOf(rows);
        const again = restored(table);
        expect(table.rowCount).toBe(rows.length);
        expect(again.rowCount).toBe(rows.length);
        expect([...again.columns.keys()]).toEqual([...table.columns.keys()]);
        for (const [key, column] of table.columns) {
          expectColumn(column, key, rows);
          const copy = again.columns.get(key);
          expect(copy?.length).toBe(column.length);
          if (copy !== undefined) expectColumn(copy, key, rows);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("says which rows the values stand in only where they have gaps", () => {
    const table = tableOf([{ a: 1 }, { a: 2, b: 1 }, { a: 3 }, { a: 4, b: 2 }]);
    expect(table.columns.get("a")?.gappedRows()).toBeUndefined();
    expect([...(table.columns.get("b")?.gappedRows() ?? [])]).toEqual([1, 3]);
    expect([...(table.columns.get("b")?.gappedRows(1, 2) ?? [])]).toEqual([3]);
  });

  it("does not read a stored column before somebody asks for its numbers", () => {
    let reads = 0;
    const values = (): Float64Array => Float64Array.of((reads += 1), 2);
    const table = Table.restore("t", 5, [{ key: "a", unit: "s", length: 2, values }]);
    const column = table.columns.get("a");
    expect([table.rowCount, column?.length, column?.unit, reads]).toEqual([5, 2, "s", 0]);
    expect(column?.values.at(1)).toBe(2);
    expect(column?.inRow(0)).toBe(1);
    expect(reads).toBe(1);
  });

  it("knows the rows of a stored column before its numbers were asked for", () => {
    const stored = { key: "a", length: 2, values: () => Float64Array.of(7, 8), rows: () => Float64Array.of(0, 3) };
    const column = (): Column | undefined => Table.restore("t", 5, [stored]).columns.get("a");
    expect(column()?.rowAt(1)).toBe(3);
    expect(column()?.positionFrom(2)).toBe(1);
    expect([...(column()?.gappedRows() ?? [])]).toEqual([0, 3]);
  });

  it("refuses columns without end and counts what it refused", () => {
    const table = new Table("t");
    for (let number = 0; number < MAX_COLUMNS + 5; number++) table.append({ [`c${number}`]: number, c0: 1 });
    expect(table.columns.size).toBe(MAX_COLUMNS);
    expect(table.refusedValues).toBe(5);
    expect(table.columns.get("c0")?.length).toBe(MAX_COLUMNS + 5);
  });

  it("takes the unit of a column from the row that brings it", () => {
    const table = new Table("t");
    table.append({ a: 1 }, () => "B");
    table.append({ a: 2, b: 1 }, (key) => (key === "b" ? undefined : "s"));
    expect([table.columns.get("a")?.unit, table.columns.get("b")?.unit]).toEqual(["B", undefined]);
  });
});

describe("column keys", () => {
  it("give back the metric and any labels", () => {
    const label = fc.oneof(fc.string(), fc.constantFrom("a,b=c", "{}", "%2C", "50%"));
    fc.assert(
      fc.property(fc.constantFrom("value", "system_cpu_core_percent"), label, label, (metric, run, core) => {
        expect(parseColumnKey(columnKey(metric, { run, core }))).toEqual({ metric, labels: { run, core } });
        expect(parseColumnKey(columnKey(metric))).toEqual({ metric });
      }),
    );
  });
});
