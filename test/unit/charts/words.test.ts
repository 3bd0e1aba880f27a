import { describe, expect, it } from "vitest";
import { componentBarsSpec } from "../../../src/charts/barChart";
import { compileChart } from "../../../src/charts/compileChart";
import { componentRows } from "../../../src/charts/componentTree";
import { seriesStyle } from "../../../src/charts/palette";
import { runNames } from "../../../src/charts/runNames";
import { convergenceColumns } from "../../../src/charts/runSeries";
import {
  convergenceSummary,
  growthText,
  levelText,
  oddValuesText,
  progressOf,
  progressText,
} from "../../../src/charts/summaries";
import { describeColumn, runMetricColumns } from "../../../src/charts/tables";
import type { ComponentSummary, RunSummary, SessionDetail, TableInfo } from "../../../src/protocol/session";

const run = (id: string, algorithm: string, more: Partial<RunSummary> = {}): RunSummary => ({
  id,
  algorithm,
  status: "running",
  startTime: 0,
  iterationCount: 0,
  ...more,
});

const table = (name: string, ...keys: string[]): TableInfo => ({
  name,
  rowCount: 1,
  columns: keys.map((key) => ({ key, metric: key, count: 1 })),
});

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("runNames", () => {
  it("adds what differs where runs share an algorithm", () => {
    const names = (runs: readonly RunSummary[]): string[] => [...runNames(runs).values()];
    expect(names([run("1", "GA"), run("2", "PSO")])).toEqual(["GA", "PSO"]);
    expect(names([run("1", "GA", { seed: 1 }), run("2", "GA", { seed: 2 })])).toEqual(["GA seed 1", "GA seed 2"]);
    expect(names([run("1", "GA", { seed: 1 }), run("2", "GA", { seed: 1 })])).toEqual(["GA #1", "GA #2"]);
    expect(names([run("1", "GA", { problem: "a" }), run("2", "GA", { problem: "b" })])).toEqual(["GA a", "GA b"]);
    expect(names([run("1", " ")])).toEqual(["run"]);
  });
});

describe("series styles", () => {
  it("differ for the first thirty, the first five in colour and dash alike", () => {
    const styles = Array.from({ length: 30 }, (_, index) => seriesStyle(index));
    expect(new Set(styles.map((style) => JSON.stringify(style))).size).toBe(30);
    const five = styles.slice(0, 5);
    expect(new Set(five.map(({ color }) => color)).size).toBe(5);
    expect(new Set(five.map(({ dash }) => dash.join())).size).toBe(5);
  });
});

describe("componentRows", () => {
  const component = (name: string, totalSeconds: number, parent?: string): ComponentSummary => ({
    name,
    count: 2,
    totalSeconds,
    ...(parent === undefined ? {} : { parent }),
  });
  const shape = (components: readonly ComponentSummary[]): (readonly [string, number])[] =>
    componentRows(components, 100).map((row) => [row.component.name, row.depth]);

  it("sorts by time below each parent", () => {
    const rows = [component("b", 5), component("a", 50), component("a1", 3, "a"), component("a2", 9, "a")];
    expect(shape(rows)).toEqual([
      ["a", 0],
      ["a2", 1],
      ["a1", 1],
      ["b", 0],
    ]);
    expect(componentRows(rows, 100)[0]).toMatchObject({ sharePercent: 50, meanSeconds: 25 });
  });

  it("loses nothing to missing parents, itself as parent, and circles", () => {
    const rows = [component("x", 1, "gone"), component("s", 2, "s"), component("p", 3, "q"), component("q", 4, "p")];
    expect(
      shape(rows)
        .map(([name]) => name)
        .sort(),
    ).toEqual(["p", "q", "s", "x"]);
    expect(componentRows([component("x", 1)], 0)[0]?.sharePercent).toBe(0);
  });

  it("can be drawn as a chart", () => {
    const theme = {
      foreground: "#000",
      muted: "#000",
      grid: "#000",
      axis: "#000",
      background: "#fff",
      font: "serif",
      fontSize: 11,
      highContrast: false,
      series: ["#00f"],
    };
    const spec = compileChart(componentBarsSpec(componentRows([component("x", 40)], 100), theme, 300));
    expect(plain(JSON.stringify(spec))).toContain("40 % · 40.0 s · 2 ×");
  });
});

describe("words about convergence", () => {
  it("say the best, where, and how it goes", () => {
    const progress = progressOf({ x: [0, 50, 95], y: [100, 10, 6] }, 100, "minimize");
    expect(progress).toEqual({ best: 6, bestAt: 95, end: 100, recentPercent: 40 });
    if (progress === undefined) return;
    expect(plain(convergenceSummary({ name: "GA", progress }, 2, "iteration"))).toBe(
      "Best 6 (GA) at iteration 95, improved 40 % over the last 10 % of iterations.",
    );
  });

  it("say how long nothing improved", () => {
    const progress = progressOf({ x: [0, 40, 100], y: [100, 10, 10] }, 100, "minimize");
    expect(progressText(progress, "iteration")).toBe("no improvement for 60 iterations");
    expect(plain(progressText(progress, "time"))).toBe("no improvement for 1 min 0 s");
  });

  it("say nothing about progress without enough data", () => {
    const progress = progressOf({ x: [0, 1], y: [2, 1] }, 1, "minimize");
    expect(progressText(progress, "iteration")).toBe("");
    expect(progressOf({ x: [0], y: [NaN] }, 1, "minimize")).toBeUndefined();
    expect(convergenceSummary(undefined, 0, "iteration")).toBe("No objective value yet.");
  });
});

describe("words about levels", () => {
  it("say now, peak and growth", () => {
    expect(plain(levelText([1e9, 1.2e9, 1.1e9], "B", true))).toBe("1.1 GB now, peak 1.2 GB");
    expect(plain(levelText([3, NaN], "", false))).toBe("3 at the end, peak 3");
    expect(levelText([NaN], "", true)).toBe("");
    expect(plain(growthText({ x: [0, 60], y: [1e9, 1.05e9] }))).toBe("+50 MB / min");
    expect(growthText({ x: [0, 60], y: [1e9, 1.001e9] })).toBe("steady");
    expect(growthText({ x: [0, 10], y: [1e9, 2e9] })).toBe("");
    const minutes = [...Array(20).keys()];
    const startUp = { x: minutes.map((minute) => 60 * minute), y: minutes.map((minute) => Math.min(4, minute) * 1e8) };
    expect(growthText(startUp)).toBe("steady");
    expect(oddValuesText([1, NaN, NaN, Infinity])).toBe("2 × NaN, 1 × ∞");
  });
});

describe("columns", () => {
  it("tell how a run converges", () => {
    expect(convergenceColumns(table("run:1", "best", "mean", "std"))).toEqual({ objective: "best", band: "std" });
    expect(convergenceColumns(table("run:1", "current", "min", "max"))).toEqual({
      objective: "current",
      band: "range",
    });
    expect(convergenceColumns(table("run:1", "hypervolume"))).toBeUndefined();
    expect(convergenceColumns(undefined)).toBeUndefined();
    expect(convergenceColumns(table("run:1", "best", "bound"))).toEqual({ objective: "best", hasBound: true });
  });

  it("get charts of their own unless the convergence chart shows them", () => {
    const detail = {
      tables: [
        table("run:1", "iteration", "time", "best", "bound", "current", "diversity"),
        table("run:2", "current", "mine"),
        table("metric:x", "value"),
      ],
    } as unknown as SessionDetail;
    expect(runMetricColumns(detail).map(({ key, title }) => [key, title])).toEqual([
      ["current", "Current objective"],
      ["diversity", "Diversity"],
      ["mine", "mine"],
    ]);
    // Without an incumbent there is no convergence to draw the bound in.
    const solving = { tables: [table("run:1", "bound")] } as unknown as SessionDetail;
    expect(runMetricColumns(solving).map(({ key }) => key)).toEqual(["bound"]);
  });

  it("are called what they mean", () => {
    expect(describeColumn({ key: "process_memory_rss_bytes" })).toEqual({ title: "RSS", unit: "B" });
    expect(describeColumn({ key: "latency", unit: "ms" })).toEqual({ title: "latency", unit: "ms" });
  });
});
