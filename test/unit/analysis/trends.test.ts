import { describe, expect, it } from "vitest";
import { buildTrend } from "../../../src/analysis/trends/buildTrend";
import { newerSample, regressionVerdicts } from "../../../src/analysis/trends/regressions";
import type { SessionFigures } from "../../../src/analysis/trends/sessionFigures";
import { usagePatterns } from "../../../src/analysis/trends/usagePatterns";
import { comparedRun, session } from "./comparedRuns";
import reference from "./fixtures/comparison.json";
import { figures, plain } from "./trendSessions";

const CLEAN = { commit: "1a2b3c4d5e", isDirty: false };
const DAY = 86_400;

const trendOf = (metric: string, some: readonly SessionFigures[], baseline: readonly SessionFigures[] = []) =>
  buildTrend({
    metric,
    label: "search",
    figures: some,
    baseline,
    labels: [],
    components: ["Evaluation"],
    resources: [],
  });

describe("a trend", () => {
  const levels = [10, 10.1, 9.9, 10, 10.1, 15, 15.1, 14.9, 15].map((duration, index) =>
    figures(String(index), duration, {
      startTime: 1.7e9 + index * DAY,
      git: { commit: index < 5 ? "aaaaaaaaaa" : "bbbbbbbbbb", isDirty: false },
    }),
  );

  it("says where a level changed, by how much and with which commit", () => {
    const { points, segments, changes, title, unit, better } = trendOf("duration", levels);
    expect({ title, unit, better }).toEqual({ title: "Duration", unit: "s", better: "lower" });
    expect(points).toHaveLength(9);
    expect(segments.map(({ from, to }) => [from, to])).toEqual([
      [0, 5],
      [5, 9],
    ]);
    expect(segments.map(({ mean }) => mean)).toEqual([expect.closeTo(10.02, 6), expect.closeTo(15, 6)]);
    expect(changes.map(({ at, sentence }) => [at, plain(sentence)])).toEqual([
      [5, "Duration rose 50 %, from 10.0 s to 15.0 s, with bbbbbbb (2023-11-19): 5 sessions before, 4 since"],
    ]);
  });

  it("does not take one slow session for a change", () => {
    const durations = [0.237, 0.236, 0.238, 0.27, 0.255, 0.25, 0.375, 0.243, 0.244];
    const some = durations.map((duration, index) => figures(String(index), duration));
    expect(trendOf("duration", some).changes).toEqual([]);
    expect(trendOf("duration", [...levels, figures("slow", 60, { startTime: 1.8e9 })]).changes).toHaveLength(1);
  });

  it("leaves out what did not complete, and says so", () => {
    const failed = figures("failed", 1, { status: "failed" });
    const { points, notes, segments } = trendOf("duration", [failed, ...levels.slice(0, 2)]);
    expect(points.map(({ sessionId }) => sessionId)).toEqual(["0", "1"]);
    expect(segments).toEqual([]);
    expect(notes).toContain("1 session that did not complete left out.");
    expect(notes).toContain("Changes of level can be told from 6 sessions on; there are 2.");
    expect(notes).toContain("No session of this workflow is a baseline.");
  });

  it("knows rates, CPU time, components and sampled metrics, and which way a best objective is better", () => {
    const one = figures(
      "one",
      20,
      { evaluations: 1000, best: 7, direction: "maximize" },
      { "resource:process_cpu_percent": 250, "component:Evaluation": 0.02 },
    );
    const value = (metric: string): unknown => trendOf(metric, [one]).points[0]?.value;
    expect(value("evaluationsPerSecond")).toBe(50);
    expect(value("cpuSeconds")).toBe(50);
    expect(value("component:Evaluation")).toBe(0.02);
    expect(value("resource:process_cpu_percent")).toBe(250);
    expect(value("component:unknown")).toBeUndefined();
    expect(trendOf("best", [one])).toMatchObject({ better: "higher", unit: "" });
    expect(trendOf("duration", [one]).metrics.map(({ metric }) => metric)).toContain("component:Evaluation");
  });

  it("compares the newest commit with the baseline", () => {
    const { baseline, verdict } = trendOf("duration", levels, levels.slice(0, 5));
    expect(baseline).toEqual({ low: 10, median: 10, high: expect.closeTo(10.1, 6), sessions: 5 });
    expect(verdict?.kind).toBe("worse");
    expect(plain(verdict?.sentence ?? "")).toMatch(/^Duration 50 % slower, 95 % CI \d+ to \d+ %, 4 vs 5 runs$/);
  });
});

describe("which sessions speak for a commit", () => {
  const ids = (some: readonly SessionFigures[], id: string): readonly string[] =>
    newerSample(some, id).map(({ summary }) => summary.id);

  it("are those directly before with the same clean commit", () => {
    const row = [
      figures("0", 1, { git: CLEAN }),
      figures("1", 1, { git: { commit: "other", isDirty: false } }),
      figures("2", 1, { git: CLEAN }),
      figures("3", 1, { git: CLEAN }),
    ];
    expect(ids(row, "3")).toEqual(["2", "3"]);
    expect(ids([...row, figures("4", 1, { git: { ...CLEAN, isDirty: true } })], "4")).toEqual(["4"]);
    expect(ids([...row, figures("4", 1)], "4")).toEqual(["4"]);
    expect(ids([figures("0", 1, { git: CLEAN, isBaseline: true }), figures("1", 1, { git: CLEAN })], "1")).toEqual([
      "1",
    ]);
    expect(ids(row, "unknown")).toEqual([]);
  });
});

describe("regression verdicts", () => {
  const { baseline, newer, memoryBaseline, memoryNewer, ratio, low, high } = reference.regressions;
  const sample = (durations: readonly number[], memory: readonly number[], best: readonly number[]) => ({
    sessions: durations.map((duration, index) =>
      figures(String(index), duration, { peakRssBytes: memory[index] ?? 0 }),
    ),
    runs: best.map((value, index) => comparedRun(String(index), [[1, value]])),
  });

  it("are those of Welch's test in SciPy, and leave out what did not change", () => {
    const verdicts = regressionVerdicts(sample(newer, memoryNewer, []), sample(baseline, memoryBaseline, []));
    expect(verdicts).toHaveLength(1);
    expect(verdicts[0]).toMatchObject({ metric: "duration", kind: "worse" });
    expect(verdicts[0]?.ratio).toBeCloseTo(ratio, 10);
    expect(verdicts[0]?.low).toBeCloseTo(low, 8);
    expect(verdicts[0]?.high).toBeCloseTo(high, 8);
    expect(plain(verdicts[0]?.sentence ?? "")).toBe("Duration 36 % slower, 95 % CI 32 to 40 %, 12 vs 10 runs");
  });

  it("judge final objectives by their direction, also below zero", () => {
    const before = [-9, -9.1, -9.2, -8.9, -9.3, -8.8];
    const found = regressionVerdicts(
      sample(
        [],
        [],
        before.map((best) => best + 2),
      ),
      sample([], [], before),
    );
    expect(plain(found[0]?.sentence ?? "")).toBe(
      "Best objective of GA on sphere worse: median −7.05 vs −9.05, Mann–Whitney, 6 vs 6 runs",
    );
    expect(
      regressionVerdicts(
        sample(
          [],
          [],
          before.map((best) => best - 2),
        ),
        sample([], [], before),
      )[0]?.kind,
    ).toBe("better");
  });

  it("say once what is missing", () => {
    const verdicts = regressionVerdicts(sample(newer.slice(0, 1), [], []), sample(baseline.slice(0, 2), [], []));
    expect(verdicts.map(({ kind, sentence }) => [kind, sentence])).toEqual([
      ["tooFew", "Duration: too few runs to compare, 1 vs 2 runs; 1 vs 5 are needed"],
    ]);
  });
});

describe("usage patterns", () => {
  it("are by hour, algorithm and component", () => {
    const night = session("night", {
      startTime: 3600,
      endTime: 3660,
      algorithms: ["GA"],
      meanCpuPercent: 80,
      peakRssBytes: 5,
    });
    const both = session("both", {
      startTime: 3700,
      endTime: 3730,
      algorithms: ["GA", "PSO"],
      meanCpuPercent: 20,
      peakRssBytes: 9,
    });
    const runs = [
      { session: night, algorithm: "GA", seconds: 50, evaluations: 100 },
      { session: both, algorithm: "GA", seconds: 10, evaluations: 10 },
      { session: both, algorithm: "PSO", seconds: 90 },
    ];
    const hourOf = (time: number): number => Math.floor(time / 3600) % 24;
    const { hours, algorithms } = usagePatterns({ sessions: [night, both], runs, components: [] }, hourOf);
    expect(hours).toEqual([{ hour: 1, sessions: 2, seconds: 90, cpuPercent: 50, peakRssBytes: 9 }]);
    expect(algorithms).toEqual([
      { name: "PSO", runs: 1, seconds: 90 },
      { name: "GA", runs: 2, seconds: 60, evaluations: 110, cpuPercent: 80, peakRssBytes: 5 },
    ]);
  });

  it("have the CPU and memory of the sessions that were sampled", () => {
    const sampled = session("sampled", { startTime: 0, endTime: 5, meanCpuPercent: 80, peakRssBytes: 5 });
    const { hours } = usagePatterns(
      { sessions: [sampled, session("other", { startTime: 9, endTime: 10 })], runs: [], components: [] },
      () => 0,
    );
    expect(hours).toEqual([{ hour: 0, sessions: 2, seconds: 6, cpuPercent: 80, peakRssBytes: 5 }]);
  });
});
