import { parse, View } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { describe, expect, it } from "vitest";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import { compileChart } from "../../../src/charts/compileChart";
import { comparisonBandChart, leadingGroup, stepsChart } from "../../../src/charts/comparisonCharts";
import { criticalDifferenceChart } from "../../../src/charts/criticalDifferenceChart";
import { parallelCoordinatesChart } from "../../../src/charts/parallelCoordinatesChart";
import { trendChart } from "../../../src/charts/trendChart";
import { REPORT_THEME } from "../../../src/reports/reportTheme";
import type { Trend } from "../../../src/protocol/trends";
import { comparedRun, request, session } from "../analysis/comparedRuns";

const SIZE = { width: 800, height: 300 };

/** Three algorithms on three problems, five runs each; better ones are lower throughout. */
const runs = ["CMA-ES", "GA", "random"].flatMap((algorithm, place) =>
  ["sphere", "rastrigin", "ackley"].flatMap((problem) =>
    Array.from({ length: 5 }, (_, seed) => {
      const points = [1, 10, 100, 1000].map((x, step): [number, number] => [x, (seed + 1) * 10 ** (place - step)]);
      const parameters = { rate: seed / 10, kind: place === 0 ? "a" : "b" };
      return comparedRun(`${algorithm} ${problem} ${seed}`, points, { algorithm, problem, parameters, dimension: 4 });
    }),
  ),
);
const comparison = compareRuns(runs, request());

describe("the group that leads", () => {
  /** Three commits, the newest of which is neither the best nor the worst; and one without a result. */
  const commits = [5, 1, 9, undefined].map((best, index) =>
    comparedRun(String(index), [], {
      ...(best === undefined ? {} : { best }),
      problem: `p${index}`,
      session: session(String(index), { startTime: -index, git: { commit: String(index).repeat(9), isDirty: false } }),
    }),
  );
  const leader = (direction: "minimize" | "maximize", groupBy: "commit" | "problem" = "commit") => {
    const some = commits.map((one) => ({
      ...one,
      run: { ...one.run, direction, ...(groupBy === "commit" ? { problem: "p" } : {}) },
    }));
    return leadingGroup(compareRuns(some, request({ groupBy })))?.name;
  };

  it("is the one with the best median, whichever stands first", () => {
    expect(leader("minimize")).toBe("1111111");
    expect(leader("maximize")).toBe("2222222");
  });

  it("is none of different problems, and none without a result", () => {
    expect(leader("minimize", "problem")).toBeUndefined();
    expect(leadingGroup(compareRuns(commits.slice(3), request()))).toBeUndefined();
    expect(leadingGroup(compareRuns([], request()))).toBeUndefined();
  });
});

describe("charts of a comparison", () => {
  it("draw bands with a name for each group", async () => {
    const svg = await draw(comparisonBandChart(comparison, SIZE, REPORT_THEME));
    for (const name of ["CMA-ES", "GA", "random"]) expect(svg).toContain(`>${name}<`);
    expect(pathsOf(svg)).toBeGreaterThan(6);
    expect(comparisonBandChart({ ...comparison, groups: [] }, SIZE, REPORT_THEME)).toBeUndefined();
  });

  it("draw staircases from 0 to 100 per cent, over powers of ten", async () => {
    for (const kind of ["ecdf", "performanceProfile", "dataProfile"] as const) {
      const svg = await draw(stepsChart(comparison, kind, SIZE, REPORT_THEME));
      expect(svg).toContain("100\u00a0%");
      expect(svg).not.toMatch(/NaN|Infinity/);
    }
    const withoutSteps = { ...comparison, groups: comparison.groups.map(({ ecdf: _, ...group }) => group) };
    expect(stepsChart(withoutSteps, "ecdf", SIZE, REPORT_THEME)).toBeUndefined();
  });

  it("draw mean ranks and what cannot be told apart", async () => {
    const { ranks } = comparison;
    if (ranks === undefined) throw new Error("three problems have ranks");
    const svg = await draw(criticalDifferenceChart(ranks, SIZE, REPORT_THEME));
    expect(svg).toContain("CMA-ES 1.00");
    expect(svg).toContain("3.00 random");
    expect(svg).toContain("CD 1.91");
    expect(svg.match(/stroke-width="4"/g)?.length).toBe(ranks.cliques.length);
  });

  it("draw a line a run through its parameters to its result", async () => {
    const svg = await draw(parallelCoordinatesChart(comparison, SIZE, REPORT_THEME));
    for (const text of ["rate", "kind", "result"]) expect(svg).toContain(`>${text}<`);
    expect(pathsOf(svg)).toBeGreaterThanOrEqual(15);
    expect(parallelCoordinatesChart({ ...comparison, parameterNames: [] }, SIZE, REPORT_THEME)).toBeUndefined();
  });
});

describe("the chart of a trend", () => {
  const trend: Trend = {
    metric: "duration",
    title: "Duration",
    unit: "s",
    points: [1, 1, 1, 3, 3, 3].map((value, time) => ({ sessionId: String(time), label: "a", time, value })),
    segments: [
      { from: 0, to: 3, mean: 1 },
      { from: 3, to: 6, mean: 3 },
    ],
    changes: [],
    baseline: { low: 0.9, median: 1, high: 1.1, sessions: 3 },
    labels: [],
    metrics: [],
    notes: [],
  };

  it("draws points, levels and the baseline", async () => {
    const svg = await draw(trendChart(trend, SIZE, REPORT_THEME));
    expect(svg).toContain("2\u00a0s");
    expect(svg).not.toMatch(/NaN/);
    const none = trend.points.map((point) => ({ ...point, value: "NaN" as const }));
    expect(trendChart({ ...trend, points: none }, SIZE, REPORT_THEME)).toBeUndefined();
  });
});

async function draw(spec: TopLevelSpec | undefined): Promise<string> {
  if (spec === undefined) throw new Error("there is a chart");
  const view = new View(parse(compileChart(spec)), { renderer: "none", logLevel: 0 });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

function pathsOf(svg: string): number {
  return svg.match(/<path/g)?.length ?? 0;
}
