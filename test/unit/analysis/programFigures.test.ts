// The figures that a program gets of its own session.
import { describe, expect, it } from "vitest";
import { sessionFigures } from "../../../src/analysis/figures/sessionFigures";
import { toCurve } from "../../../src/analysis/convergence/curve";
import type { RunFacts, SessionFacts } from "../../../src/analysis/verdicts/facts";
import type { ComponentSummary, RunSummary, SessionDetail } from "../../../src/protocol/session";
import { MOST_FIGURES, type SessionFigures } from "../../../src/protocol/sessionFigures";
import { session } from "./comparedRuns";

const NOW = 1100;

function run(id: string, more: Partial<RunSummary> = {}): RunSummary {
  return { id, algorithm: "GA", status: "running", startTime: 1040, iterationCount: 5, ...more };
}

function facts(more: Partial<SessionFacts> = {}): SessionFacts {
  return {
    isRunning: true,
    elapsedSeconds: 100,
    runs: [],
    components: [],
    coreCount: 4,
    memoryBytes: 32e9,
    gpus: [],
    ...more,
  };
}

interface Given {
  readonly summary?: SessionDetail["session"];
  readonly runs?: readonly RunSummary[];
  readonly facts?: Partial<SessionFacts>;
}

function figuresOf({ summary = session("s"), runs = [], facts: more = {} }: Given = {}): SessionFigures {
  const machine = { host: "here", platform: "linux", coreCount: 4, memoryBytes: 32e9 };
  const detail: SessionDetail = { session: summary, runs, components: [], notes: [], tables: [], machine };
  return sessionFigures(detail, facts(more), NOW);
}

/** A run that came from 1000 to 700 in the first 300 of 400 iterations. */
function runFacts(id: string): RunFacts {
  const x = Array.from({ length: 401 }, (_, index) => index);
  const curve = toCurve(
    x,
    x.map((iteration) => 1000 - Math.min(300, iteration)),
  );
  if (curve === undefined) throw new Error("The values make no curve.");
  return { id, name: "GA", status: "running", hasConverged: false, byIteration: curve, byTime: curve };
}

describe("the figures of a session", () => {
  it("are what is known of it, and no more", () => {
    const summary = session("s", { status: "running", evaluations: 50, iterationCount: 7, dropped: 2 });
    expect(figuresOf({ summary })).toStrictEqual({
      source: "engine",
      session: {
        id: "s",
        label: "search",
        status: "running",
        start_time: 1000,
        elapsed_seconds: 100,
        evaluations: 50,
        iterations: 7,
        dropped: 2,
      },
      runs: [],
      components: [],
      resources: { core_count: 4, memory_total_bytes: 32e9 },
      findings: [],
    });
  });

  it("hold what can be said of it, but not where in the editor that is seen", () => {
    const rss = { times: [...Array(20).keys()], values: new Array<number>(20).fill(30e9) };
    expect(figuresOf({ facts: { rss } }).findings).toStrictEqual([
      {
        kind: "memoryFull",
        severity: "problem",
        title: "Memory is nearly full",
        evidence: "30.0\u00a0GB of the machine's 32.0\u00a0GB",
      },
    ]);
  });
});

describe("the figures of its runs", () => {
  it("are those of the summary where a run has reported nothing", () => {
    const ended = run("a", {
      problem: "sphere",
      status: "completed",
      endTime: 1050,
      evaluations: 30,
      best: "Infinity",
      target: 2,
    });
    expect(figuresOf({ runs: [ended, run("b")] }).runs).toStrictEqual([
      {
        id: "a",
        algorithm: "GA",
        problem: "sphere",
        status: "completed",
        seconds: 10,
        iterations: 5,
        evaluations: 30,
        best: "Infinity",
        target: 2,
        success: { is_success: false, by: "target" },
        findings: [],
      },
      { id: "b", algorithm: "GA", status: "running", seconds: 60, iterations: 5, findings: [] },
    ]);
  });

  it("tell how each converged, by its own curve", () => {
    const [first, second] = figuresOf({ runs: [run("a"), run("b")], facts: { runs: [runFacts("b")] } }).runs;
    expect(first).not.toHaveProperty("last_improvement");
    expect(second?.last_improvement).toEqual({ iteration: 300, stalled_share: 0.25 });
    // Above its last by 300 … 0 over the first 300 of 400 iterations, in steps: 300 · 301 / 2 of 300 · 400.
    expect(second?.anytime_performance).toBeCloseTo(1 - (300 * 301) / 2 / (300 * 400), 12);
    expect(second?.findings.map(({ kind }) => kind)).toEqual(["stalled"]);
    expect(Object.keys(second?.findings[0] ?? {})).toEqual(["kind", "severity", "title", "evidence"]);
  });

  it("have no anytime performance where nothing became better", () => {
    const flat = toCurve([0, 1, 2], [5, 5, 5]);
    const still = flat === undefined ? [] : [{ ...runFacts("a"), byIteration: flat, byTime: flat }];
    const [found] = figuresOf({ runs: [run("a")], facts: { runs: still } }).runs;
    expect(found?.last_improvement).toEqual({ iteration: 0, stalled_share: 1 });
    expect(found).not.toHaveProperty("anytime_performance");
  });

  it.each<[string, Partial<RunSummary>, unknown]>([
    ["a target that was reached", { best: 1, target: 2 }, { is_success: true, by: "target" }],
    ["one that was missed upwards", { best: 1, target: 2, direction: "maximize" }, { is_success: false, by: "target" }],
    ["one objective in a list", { best: 1, target: 2, direction: ["maximize"] }, { is_success: false, by: "target" }],
    ["several objectives", { best: 1, target: 2, direction: ["maximize", "minimize"] }, undefined],
    ["what the program said", { converged: true }, { is_success: true, by: "converged" }],
    ["nothing", {}, undefined],
  ])("tell success by %s", (_, more, success) => {
    expect(figuresOf({ runs: [run("a", more)] }).runs[0]?.success).toEqual(success);
  });

  it("are those of the newest", () => {
    const runs = Array.from({ length: MOST_FIGURES + 1 }, (_, index) => run(String(index)));
    const ids = figuresOf({ runs }).runs.map(({ id }) => id);
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([MOST_FIGURES, "1", String(MOST_FIGURES)]);
  });
});

describe("the figures of its components", () => {
  it("are each those of its place, with what went through it", () => {
    const components: readonly ComponentSummary[] = [
      { name: "Load", count: 1, totalSeconds: 10 },
      { name: "Run", count: 1, totalSeconds: 90 },
      { name: "Load", parent: "Run", count: 4, totalSeconds: 20, data: { readBytes: 5, writtenBytes: 6, records: 7 } },
      { name: "Save", parent: "Run", count: 3, totalSeconds: 30, data: { readBytes: 8, writtenBytes: 9 } },
    ];
    const [run, save, inner, outer] = figuresOf({ facts: { components } }).components;
    expect(run).toMatchObject({ name: "Run", calls: 1, total_seconds: 90, self_seconds: 40, share: 0.4 });
    expect(save).toStrictEqual({
      name: "Save",
      parent: "Run",
      calls: 3,
      total_seconds: 30,
      self_seconds: 30,
      share: 0.3,
      calls_per_second: 0.1,
      data_read_bytes: 8,
      data_written_bytes: 9,
    });
    expect(inner).toMatchObject({ name: "Load", parent: "Run", calls: 4, total_seconds: 20, data_records: 7 });
    const one = { calls: 1, total_seconds: 10, self_seconds: 10, share: 0.1, calls_per_second: 0.1 };
    expect(outer).toStrictEqual({ name: "Load", ...one });
  });

  it("are those of the costliest", () => {
    const components = Array.from({ length: MOST_FIGURES + 1 }, (_, index) => ({
      name: String(index),
      count: 1,
      totalSeconds: index,
    }));
    const names = figuresOf({ facts: { components } }).components.map(({ name }) => name);
    expect([names.length, names[0], names.at(-1)]).toEqual([MOST_FIGURES, String(MOST_FIGURES), "1"]);
  });
});

describe("the figures of its resources", () => {
  const times = [0, 1, 2];
  const cpu = { times, values: [0, 200, 400] };

  it("are mean, 95th percentile and peak, and what follows from them", () => {
    const { resources } = figuresOf({
      facts: {
        cpu,
        rss: { times, values: [1e9, 2e9, 1e9] },
        storage: { read: [2e6, 2e6, 0], written: [] },
        gpus: [
          { name: "GPU 0", utilization: [0, 50, 100] },
          { name: "GPU 1", utilization: [NaN] },
        ],
        evaluations: 500,
      },
    });
    expect(resources).toStrictEqual({
      core_count: 4,
      memory_total_bytes: 32e9,
      cpu_percent: { mean: 200, p95: 380, peak: 400 },
      memory_bytes: { mean: 1.5e9, p95: 1.9e9, peak: 2e9 },
      gpu_percent: [{ mean: 50, p95: 95, peak: 100 }],
      cpu_efficiency: 0.5,
      parallel_efficiency: 0.5,
      busy_cores: 2,
      // Two cores for a hundred seconds.
      evaluations_per_cpu_second: 2.5,
      io_share: expect.closeTo(1 / 3, 12) as number,
    });
  });

  it("have no evaluations for each second where either is unknown", () => {
    expect(figuresOf({ facts: { cpu } }).resources).not.toHaveProperty("evaluations_per_cpu_second");
    expect(Object.keys(figuresOf({ facts: { evaluations: 5 } }).resources)).toEqual([
      "core_count",
      "memory_total_bytes",
    ]);
  });
});
