import { describe, expect, it } from "vitest";
import { durationOf, figureOf, storedMetric, wordsOf } from "../../../src/analysis/trends/sessionFigures";
import { valuesOf } from "../../../src/analysis/trends/regressions";
import { figures, unended } from "./trendSessions";

describe("a figure of a session", () => {
  const one = figures(
    "one",
    20,
    { evaluations: 1000, iterationCount: 40, best: 7, meanCpuPercent: 35, peakRssBytes: 3e8 },
    { "resource:process_cpu_percent": 250, "component:Evaluation": 0.02, "resource:system_cpu_percent": 36 },
  );

  it.each([
    ["duration", 20],
    ["best", 7],
    ["evaluations", 1000],
    ["evaluationsPerSecond", 50],
    ["iterations", 40],
    ["cpu", 35],
    // Two and a half cores for twenty seconds.
    ["cpuSeconds", 50],
    ["memory", 3e8],
    ["component:Evaluation", 0.02],
    ["resource:system_cpu_percent", 36],
    ["resource:gpu_power_watts", undefined],
  ])("is known as %s", (metric, value) => {
    expect(figureOf(one, metric)).toBe(value);
  });

  it("is unknown while a session runs, where it needs the end", () => {
    const running = unended({ "resource:process_cpu_percent": 100 });
    const metrics = ["duration", "evaluationsPerSecond", "cpuSeconds", "evaluations"];
    expect(metrics.map((metric) => figureOf(running, metric))).toEqual([undefined, undefined, undefined, 100]);
  });

  it("is unknown where what it is worked out from is", () => {
    const bare = figures("bare", 20);
    const metrics = ["evaluations", "evaluationsPerSecond", "cpuSeconds", "best", "cpu", "memory"];
    expect(metrics.map((metric) => figureOf(bare, metric))).toEqual(metrics.map(() => undefined));
  });

  it("is no rate where no time passed, also where the clock was set back", () => {
    const instant = figures("instant", 0, { evaluations: 10 });
    expect(figureOf(instant, "evaluationsPerSecond")).toBeUndefined();
    const backwards = figures("backwards", -3600, { evaluations: 10 });
    expect(durationOf(backwards.summary)).toBe(0);
    expect(figureOf(backwards, "evaluationsPerSecond")).toBeUndefined();
  });

  it("is left out of samples where it is not finite", () => {
    const row = [figures("a", 1, { best: 3 }), figures("b", 1, { best: "Infinity" }), figures("c", 1, { best: "NaN" })];
    expect(valuesOf([...row, figures("d", 1)], "best")).toEqual([3]);
  });
});

describe("the words for a metric", () => {
  it.each([
    ["duration", { title: "Duration", unit: "s", better: "lower" }],
    ["evaluationsPerSecond", { title: "Evaluations per second", unit: "1/s", better: "higher" }],
    ["component:best:Load", { title: "best:Load, mean of a call", unit: "s", better: "lower" }],
    ["best:GA on sphere", { title: "Best objective of GA on sphere", unit: "" }],
    ["resource:process_memory_rss_bytes", { title: "Mean RSS", unit: "B" }],
    ["resource:system_load_average_1m", { title: "Mean Load", unit: "" }],
    ["resource:queue_length", { title: "queue_length", unit: "" }],
    ["queue_length", { title: "queue_length", unit: "" }],
    ["queue:best:", { title: "queue:best:", unit: "" }],
    ["queue:resource:x", { title: "queue:resource:x", unit: "" }],
    ["queue:component:", { title: "queue:component:", unit: "" }],
  ])("are told of %s", (metric, words) => {
    expect(wordsOf(metric)).toEqual(words);
  });

  it("are the name itself where every object has something under it", () => {
    for (const metric of ["constructor", "toString"]) expect(wordsOf(metric)).toEqual({ title: metric, unit: "" });
  });
});

describe("what the catalog is asked for", () => {
  it.each([
    ["duration", undefined],
    ["best", undefined],
    ["cpuSeconds", "resource:process_cpu_percent"],
    ["component:Evaluation", "component:Evaluation"],
    ["resource:process_threads", "resource:process_threads"],
    ["constructor", "constructor"],
  ])("to show %s is what a summary does not tell", (metric, stored) => {
    expect(storedMetric(metric)).toBe(stored);
  });
});
