import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queryTable } from "../../../src/model/queryTable";
import { Table } from "../../../src/model/table";
import { fromWireNumber } from "../../../src/protocol/number";
import type { SeriesQuery } from "../../../src/protocol/series";

type Row = Record<string, number>;

function ask(rows: readonly Row[], query: Partial<SeriesQuery>): ReturnType<typeof queryTable> {
  const table = new Table("t");
  for (const row of rows) table.append(row);
  return queryTable(new Map([["t", table]]), {
    key: "k",
    table: "t",
    x: "x",
    y: ["y"],
    mode: "extremes",
    points: 100,
    ...query,
  });
}

const value = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);

/** Rows with x from a few places on, y where there is one; sorted by x, shaken a little, or in any order. */
const rows = fc
  .record({
    xs: fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 400 }),
    ys: fc.array(fc.option(value, { freq: 5, nil: undefined }), { minLength: 400, maxLength: 400 }),
    order: fc.constantFrom("sorted", "shaken", "any"),
  })
  .map(({ xs, ys, order }) => {
    const sorted = order === "any" ? xs : [...xs].sort((a, b) => a - b);
    if (order === "shaken")
      for (let at = 4; at < sorted.length; at += 5)
        [sorted[at - 1], sorted[at]] = [sorted[at] ?? 0, sorted[at - 1] ?? 0];
    return sorted.map((x, index): Row => {
      const y = ys[index];
      return y === undefined ? { x } : { x, y };
    });
  });
const bound = fc.option(fc.double({ min: -10, max: 110, noNaN: true }), { nil: undefined });

function withRange(from: number | undefined, to: number | undefined): Partial<SeriesQuery> {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

describe("queryTable with extremes", () => {
  it("shows the exact extremes of the asked range and nothing that was not recorded", () => {
    fc.assert(
      fc.property(rows, bound, bound, fc.integer({ min: 1, max: 500 }), (data, from, to, points) => {
        const [column] = ask(data, { ...withRange(from, to), points }).columns;
        const shown = (column?.x ?? []).map((x, index) => ({ x, y: fromWireNumber(column?.y[index]) ?? 0 }));
        const known = new Set(data.map(({ x, y }) => `${x} ${y}`));
        expect(shown.every(({ x, y }) => known.has(`${x} ${y}`))).toBe(true);
        const inside = data.filter(
          ({ x = NaN, y }) => y !== undefined && x >= (from ?? -Infinity) && x <= (to ?? Infinity),
        );
        const finite = inside.flatMap(({ y = NaN }) => (Number.isFinite(y) ? [y] : []));
        if (finite.length < inside.length) expect(shown.some(({ y }) => !Number.isFinite(y))).toBe(true);
        if (finite.length === 0) return;
        const ys = shown.map(({ y }) => y).filter((y) => Number.isFinite(y));
        expect(Math.min(...ys)).toBeLessThanOrEqual(Math.min(...finite));
        expect(Math.max(...ys)).toBeGreaterThanOrEqual(Math.max(...finite));
        expect(shown.length).toBeLessThanOrEqual(3 * points);
      }),
      { numRuns: 400 },
    );
  });

  it("gives every point of a range that fits the picture, with one more on either side", () => {
    const data = Array.from({ length: 1000 }, (_, index): Row => ({ x: index, y: index * 2 }));
    const result = ask(data, { from: 100, to: 150 });
    expect(result.rowCount).toBe(53);
    expect(result.columns[0]?.x).toEqual(Array.from({ length: 53 }, (_, index) => 99 + index));
  });

  it("includes every row that stands exactly on the end of the range", () => {
    const data = [0, 1, 2, 2, 2, 2, 3, 4].map((x, index): Row => ({ x, y: index }));
    expect(ask(data, { from: 2, to: 2 }).columns[0]?.y).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("narrows the rows also where x goes back and forth a little", () => {
    const data = Array.from({ length: 10_000 }, (_, index): Row => ({
      x: index % 2 === 0 ? index + 1 : index - 1,
      y: index,
    }));
    const result = ask(data, { from: 5000, to: 5010, points: 100 });
    expect(result.rowCount).toBeLessThan(20);
    expect(result.columns[0]?.y).toEqual(expect.arrayContaining([5001, 5000, 5010]));
  });

  it("gives nothing for what does not exist, and for rows before x has any value the first one", () => {
    expect(ask([], {})).toEqual({ key: "k", rowCount: 0, columns: [] });
    expect(ask([{ x: 1 }], { y: ["y", "x"] }).columns.map(({ column }) => column)).toEqual(["x"]);
    expect(ask([{ y: 1 }, { x: 5, y: 2 }, { y: 3 }], {}).columns[0]).toEqual({ column: "y", x: [5, 5], y: [2, 3] });
    expect(
      ask(
        [
          { x: NaN, y: 1 },
          { x: 2, y: 2 },
        ],
        {},
      ).columns[0],
    ).toEqual({ column: "y", x: [2], y: [2] });
  });

  it("stays exact over many chunks with a single spike", () => {
    const data = Array.from({ length: 50_000 }, (_, index): Row => ({ x: index, y: Math.sin(index / 500) }));
    data[31_337] = { x: 31_337, y: 99 };
    data[12_345] = { x: 12_345, y: NaN };
    const [column] = ask(data, { points: 200 }).columns;
    expect(column?.y[column.x.indexOf(31_337)]).toBe(99);
    expect(column?.y[column.x.indexOf(12_345)]).toBe("NaN");
    expect(column?.x.length).toBeLessThanOrEqual(401);
  });
});

describe("queryTable with means", () => {
  it("gives the mean of the finite values of each bucket at its first x, the same x for every column", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 500 }), (data, points) => {
        const { columns } = ask(data, { mode: "mean", y: ["y", "x"], points });
        const [y, x] = [columns.find(({ column }) => column === "y"), columns.find(({ column }) => column === "x")];
        let stride = 1;
        while (Math.ceil(data.length / stride) > points) stride *= 2;
        const expected: { at: number; mean: number }[] = [];
        for (let start = 0; start < data.length; start += stride) {
          const finite = data
            .slice(start, start + stride)
            .flatMap((row) => (Number.isFinite(row["y"]) ? [row["y"] ?? 0] : []));
          if (finite.length > 0)
            expected.push({ at: data[start]?.["x"] ?? 0, mean: finite.reduce((a, b) => a + b, 0) / finite.length });
        }
        expect(y?.x ?? []).toEqual(expected.map(({ at }) => at));
        (y?.y ?? []).forEach((mean, index) => expect(mean).toBeCloseTo(expected[index]?.mean ?? NaN, 5));
        if (y !== undefined) expect(x?.x).toEqual(expect.arrayContaining([...y.x]));
        expect(x?.x.length ?? 0).toBeLessThanOrEqual(points);
      }),
      { numRuns: 200 },
    );
  });

  it("writes a mean that is too large for a number as the wire does", () => {
    const data = Array.from({ length: 4 }, (_, index): Row => ({ x: index, y: 1.7e308 }));
    expect(ask(data, { mode: "mean", points: 1 }).columns[0]?.y).toEqual(["Infinity"]);
  });
});

describe("queryTable at the ends of x", () => {
  it("means what was recorded before x had a value, too", () => {
    const rows = [{ y: 1 }, { x: 5, y: 2 }, { x: 6, y: 6 }];
    expect(ask(rows, { mode: "mean", points: 1 }).columns).toEqual([{ column: "y", x: [5], y: [3] }]);
  });

  it("ends a range before what has no place", () => {
    const rows = [1, 2, 3, NaN, NaN].map((x, y) => ({ x, y }));
    expect(ask(rows, { to: 2 })).toEqual({
      key: "k",
      rowCount: 3,
      columns: [{ column: "y", x: [1, 2, 3], y: [0, 1, 2] }],
    });
  });
});
