import { describe, expect, it } from "vitest";
import { bestSoFar, valueAt, withoutFlats } from "../../../src/charts/bestSoFar";
import { compileChart } from "../../../src/charts/compileChart";
import { dataTable } from "../../../src/charts/dataTable";
import { spreadLabels } from "../../../src/charts/labels";
import { LINE_DATASETS, lineChartSpec } from "../../../src/charts/lineChart";
import { lineFrame, type LineChartInput, type LineSeries } from "../../../src/charts/lineFrame";
import { seriesStyle, type ChartTheme } from "../../../src/charts/palette";
import { readingsAt, steppedX } from "../../../src/charts/readout";
import { bandOf, pointsOf } from "../../../src/charts/runSeries";

const THEME: ChartTheme = {
  foreground: "#ccc",
  muted: "#999",
  grid: "#333",
  axis: "#555",
  background: "#111",
  font: "sans-serif",
  fontSize: 11,
  highContrast: false,
  series: ["#38f", "#f83"],
};

const line = (y: readonly number[], more: Partial<LineSeries> = {}): LineSeries => ({
  key: "a",
  name: "GA",
  style: seriesStyle(0),
  x: y.map((_, index) => index),
  y,
  ...more,
});

const input = (more: Partial<LineChartInput>): LineChartInput => ({
  series: [],
  scale: "linear",
  unit: "",
  xUnit: "count",
  xDomain: [0, 10],
  width: 500,
  height: 300,
  endLabels: false,
  ...more,
});

describe("the staircase of the best", () => {
  it("never gets worse, in either direction, and keeps what is no number", () => {
    const points = { x: [0, 1, 2, 3, 4], y: [5, 7, NaN, 3, 4] };
    expect(bestSoFar(points, "minimize").y).toEqual([5, 5, NaN, 3, 3]);
    expect(bestSoFar(points, "maximize").y).toEqual([5, 7, NaN, 7, 7]);
    expect(bestSoFar(points, "minimize", 4).y).toEqual([4, 4, NaN, 3, 3]);
  });

  it("loses its flats and nothing else", () => {
    const steps = withoutFlats({ x: [0, 1, 2, 3, 4], y: [5, 5, 5, 3, 3] });
    expect(steps).toEqual({ x: [0, 3, 4], y: [5, 3, 3] });
    expect([0, 1, 2, 3, 4].map((x) => valueAt(steps, x))).toEqual([5, 5, 5, 3, 3]);
    expect(valueAt(steps, -1)).toBeUndefined();
  });
});

describe("answers of the engine", () => {
  it("are put in order and counted from an origin", () => {
    const result = {
      key: "k",
      rowCount: 3,
      columns: [{ column: "best", x: [103, 101, 102], y: [3, "NaN" as const, 2] }],
    };
    expect(pointsOf(result, "best", 100)).toEqual({ x: [1, 2, 3], y: [NaN, 2, 3] });
    expect(pointsOf(undefined, "best")).toEqual({ x: [], y: [] });
  });

  it("give a band where both columns have numbers", () => {
    const columns = [
      { column: "mean", x: [1, 2, 3], y: [10, 11, "NaN" as const] },
      { column: "std", x: [1, 2], y: [1, 2] },
    ];
    expect(bandOf({ key: "k", rowCount: 3, columns }, "std")).toEqual({ x: [1, 2], low: [9, 9], high: [11, 13] });
    expect(bandOf({ key: "k", rowCount: 0, columns: [] }, "std")).toBeUndefined();
  });
});

describe("lineFrame", () => {
  it("breaks a line where a value is none and marks the place", () => {
    const { rows } = lineFrame(input({ series: [line([1, 2, NaN, 4, Infinity, -Infinity, 5])] }), THEME);
    expect((rows.lines as { x: number; segment: string }[]).map(({ x, segment }) => [x, segment])).toEqual([
      [0, "a"],
      [1, "a"],
      [3, "a#1"],
      [6, "a#3"],
    ]);
    expect((rows.odd as { x: number; text: string }[]).map(({ x, text }) => [x, text])).toEqual([
      [2, "×"],
      [4, "▲"],
      [5, "▼"],
    ]);
  });

  it("shows the target as a line, or says where it lies", () => {
    const near = lineFrame(input({ series: [line([10, 5])], target: 4 }), THEME).rows;
    expect(near.target).toEqual([{ y: 4 }]);
    expect(near.notes).toMatchObject([{ text: "target 4" }]);
    const far = lineFrame(input({ series: [line([10, 5])], target: -900 }), THEME).rows;
    expect(far.target).toEqual([]);
    expect(far.notes).toMatchObject([{ text: "target −900 ↓" }]);
    expect(lineFrame(input({ series: [line([10, 5])], scale: "log", target: 0 }), THEME).rows.notes).toEqual([]);
  });

  it("lets a wide band not squeeze the line", () => {
    const band = { x: [0, 1], low: [0, 0], high: [1e9, 12] };
    const { y } = lineFrame(input({ series: [line([10, 5], { band })] }), THEME);
    expect(y.domain[1]).toBeLessThan(30);
  });

  it("keeps the places of its axes while values change a little", () => {
    const first = lineFrame(input({ series: [line([10, 5])] }), THEME);
    const next = lineFrame(input({ series: [line([9, 5])], previous: first.y.domain }), THEME);
    expect(next.y.domain).toEqual(first.y.domain);
    expect(next.padding).toEqual(first.padding);
  });

  it("survives having nothing to draw", () => {
    for (const scale of ["linear", "log", "symlog"] as const) {
      const { parameters } = lineFrame(input({ scale, series: [line([NaN])] }), THEME);
      expect((parameters.yDomain as number[]).every(Number.isFinite)).toBe(true);
    }
  });
});

describe("the compiled chart", () => {
  it("has axes and all datasets, and asks nothing of each point but its place and look", () => {
    const spec = compileChart(lineChartSpec({ scale: "log", steps: true }, THEME));
    const text = JSON.stringify(spec);
    expect(spec.axes?.length).toBeGreaterThanOrEqual(2);
    expect(spec.data?.map(({ name }) => name)).toEqual(expect.arrayContaining([...LINE_DATASETS]));
    expect(text).not.toContain("toNumber");
    expect(text).not.toContain('"sort"');
    expect(text).not.toMatch(/!isValid\(/);
    expect(text).toContain('"image":{"field":"image"}');
  });
});

describe("labels", () => {
  it("are spread apart in their order", () => {
    expect(spreadLabels([10, 10, 10], { gap: 14, low: 0, high: 100 })).toEqual([10, 24, 38]);
    expect(spreadLabels([99, 98], { gap: 14, low: 0, high: 100 })).toEqual([100, 86]);
    expect(spreadLabels([50, 10], { gap: 14, low: 0, high: 100 })).toEqual([50, 10]);
  });
});

describe("reading values off", () => {
  const series = [line([5, 4, 3]), line([1, 2], { key: "b", name: "PSO" })];

  it("holds steps until the next one and ends with the line", () => {
    expect(readingsAt(series, 1.5, { steps: true, reach: 1 }).map(({ value }) => value)).toEqual([4]);
    expect(readingsAt(series, 1, { steps: true, reach: 1 }).map(({ value }) => value)).toEqual([4, 2]);
    expect(readingsAt(series, 9, { steps: false, reach: 1 })).toEqual([]);
  });

  it("steps through the points of all lines", () => {
    expect(steppedX(series, undefined, 1)).toBe(0);
    expect(steppedX(series, 0, 1)).toBe(1);
    expect(steppedX(series, 1, 10)).toBe(2);
    expect(steppedX(series, 1, -Infinity)).toBe(0);
    expect(steppedX([], 1, 1)).toBeUndefined();
  });
});

describe("dataTable", () => {
  const options = { xName: "iteration", xUnit: "count", unit: "", steps: true, domain: [0, 1000] as const, limit: 3 };

  it("thins evenly and keeps the last row", () => {
    const table = dataTable([line([9, 8, 7, 6, 5])], options);
    expect(table.heading).toEqual(["iteration", "GA"]);
    expect(table.rows).toEqual([
      ["0", "9"],
      ["2", "7"],
      ["4", "5"],
    ]);
    expect(table.total).toBe(5);
  });

  it("leaves a cell empty beyond a line's end and writes what is no number", () => {
    const table = dataTable([line([9, NaN, 7]), line([1], { name: "PSO" })], options);
    expect(table.rows).toEqual([
      ["0", "9", "1"],
      ["1", "NaN", ""],
      ["2", "7", ""],
    ]);
  });
});
