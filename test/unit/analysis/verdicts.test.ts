import { describe, expect, it } from "vitest";
import { collectFacts } from "../../../src/analysis/verdicts/collectFacts";
import type { RunFacts } from "../../../src/analysis/verdicts/facts";
import { verdicts } from "../../../src/analysis/verdicts/verdicts";
import { runNames } from "../../../src/charts/runNames";
import { SAMPLE_TABLES } from "../../../src/model/metrics";
import { SessionState } from "../../../src/model/sessionState";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import { count, run, said, session } from "./facts";

const of = (facts: RunFacts): string[] => said(verdicts(session({ runs: [facts] })));

describe("a running run", () => {
  it("still improves, by how much a minute", () => {
    const values = count(220).map((iteration) => 11000 - 2 * Math.min(211, iteration));
    expect(of(run(values))).toEqual([
      "good: GA still improves, 1.9 % a minute — last improvement 4 s ago, iteration 211",
    ]);
  });

  it("has stalled", () => {
    const values = count(300).map((iteration) => 11000 - 2 * Math.min(207, iteration));
    const stalled = run(values, { name: "Simulated annealing", acceptanceRate: 0.004 });
    expect(of(stalled)).toEqual([
      "notice: Simulated annealing has stalled — no improvement for 92 iterations (31 % of the run); acceptance 0.4 %",
    ]);
    expect(verdicts(session({ runs: [stalled] }))[0]).toMatchObject({
      kind: "stalled",
      target: { kind: "convergence", runId: "r1" },
    });
  });

  it("reached its target", () => {
    const values = count(100).map((iteration) => 100 - iteration);
    expect(of(run(values, { target: 40 }))).toEqual(["good: GA reached its target — 40 at iteration 60, after 30 s"]);
  });

  it("converged too early, where its diversity is gone and the target far", () => {
    const values = count(200).map((iteration) => 50 + Math.max(0, 60 - iteration));
    const spread = { isObjective: false, values: count(200).map((iteration) => Math.exp(-iteration / 10)) };
    expect(of(run(values, { target: 20, spread }))).toEqual([
      "problem: GA converged too early — diversity is down to under 0.1 % of the start, 30 short of the target",
    ]);
    expect(of(run(values, { spread }))[0]).toContain("GA has stalled");
  });

  it("will be at its target, or not, where its past allows to say so", () => {
    const decay = (iteration: number): number => 10 + 90 * Math.exp(-iteration / 80);
    const [improves, arrives] = of(run(count(240).map(decay), { target: 11 }));
    expect(improves).toContain("still improves");
    expect(arrives).toMatch(
      /^good: GA reaches its target in about 6\d s — \d+ s to .*\(95 % interval\), by a decay that foretold 9\d % of its past changes$/,
    );
    const far = of(run(count(240).map(decay), { target: -200 }));
    expect(far[0]).toMatch(
      /^notice: GA is not on the way to its target — about \d+(\.\d+)? after twice the time, target −200; by a decay/,
    );
  });

  it("is not judged by a few iterations", () => {
    expect(of(run([9, 8, 7, 7, 7, 7, 7, 7, 7]))).toEqual([]);
  });
});

describe("a run that ended", () => {
  const completed = { status: "completed" } as const;

  it("was still improving, or had more than it needed", () => {
    const improving = count(301).map((iteration) => 1000 - iteration);
    expect(of(run(improving, completed))).toEqual([
      "notice: GA was still improving when it ended — 4.1 % better over the last 10 %; last improvement at iteration 300 of 300; anytime performance 0.50",
    ]);
    const early = count(301).map((iteration) => 1000 - Math.min(120, iteration));
    expect(of(run(early, completed))).toEqual([
      "notice: GA needed only 40 % of its iterations — no improvement after iteration 120 of 300; anytime performance 0.80",
    ]);
  });

  it("says nothing more where it converged or failed", () => {
    const early = count(301).map((iteration) => 1000 - Math.min(120, iteration));
    expect(of(run(early, { ...completed, hasConverged: true }))).toEqual([]);
    expect(of(run(early, { status: "failed" }))).toEqual([]);
  });
});

describe("many runs", () => {
  it("that have the same to say are said together", () => {
    const values = count(300).map((iteration) => 11000 - 2 * Math.min(207, iteration));
    const runs = count(5).map((index) => run(values, { id: `r${index}`, name: `GA seed ${index}` }));
    expect(said(verdicts(session({ runs })))).toEqual([
      "notice: Five runs have stalled — for example GA seed 0 has stalled: no improvement for 92 iterations (31 % of the run)",
    ]);
  });
});

describe("components", () => {
  it("bound the run, with what could be won", () => {
    const components = [
      { name: "Optimize", count: 1, totalSeconds: 97 },
      { name: "Evaluation", parent: "Optimize", count: 1000, totalSeconds: 78 },
    ];
    expect(said(verdicts(session({ components })))).toEqual([
      "notice: Evaluation bounds the run, 78 % of the time — twice as fast evaluation would make the run 1.6 times faster",
    ]);
  });

  it("that share the time bound nothing, and neither does one alone", () => {
    const even = ["A", "B", "C"].map((name) => ({ name, count: 1, totalSeconds: 30 }));
    expect(verdicts(session({ components: even }))).toEqual([]);
    expect(verdicts(session({ components: [{ name: "All", count: 1, totalSeconds: 99 }] }))).toEqual([]);
  });

  it("are counted in timed work where they run side by side", () => {
    const components = [
      { name: "evaluate()", count: 1, totalSeconds: 300 },
      { name: "Selection", count: 1, totalSeconds: 100 },
    ];
    expect(said(verdicts(session({ components })))).toEqual([
      "notice: evaluate() bounds the run, 75 % of the timed work — twice as fast evaluate() would make the run 1.6 times faster",
    ]);
  });
});

describe("resources", () => {
  const load = (percent: (second: number) => number) => ({ times: count(101), values: count(101).map(percent) });
  const cpu = (percent: (second: number) => number): string[] => said(verdicts(session({ cpu: load(percent) })));

  it("say which cores idle", () => {
    expect(cpu((second) => (second % 5 < 4 ? 600 : 30))).toEqual([
      "notice: Two of eight cores idle — 6 workers; parallel efficiency 0.81",
    ]);
    expect(cpu(() => 99)).toEqual([
      "notice: One of eight cores works — 1.0 cores busy; work side by side could use seven more",
    ]);
    expect(cpu((second) => (second % 2 === 0 ? 800 : 100))).toEqual([
      "notice: Eight workers are busy 56 % of the time — 4.5 of 8 cores busy; parallel efficiency 0.56",
    ]);
    expect(cpu(() => 780)).toEqual(["good: All eight cores work — 7.8 busy on the average; parallel efficiency 0.97"]);
    expect(cpu(() => 20)).toEqual([]);
  });

  it("say how memory grows", () => {
    const rss = { times: count(601), values: count(601).map((second) => 1e9 + (5e6 * second) / 60) };
    expect(said(verdicts(session({ rss })))).toEqual([
      "problem: Memory grows 5 MB/min — 95 % interval 5 MB to 5 MB over 8 min, now 1.1 GB; the machine's memory is full in about 4 days",
    ]);
    expect(said(verdicts(session({ rss, isRunning: false })))[0]).not.toContain("full");
    const full = { times: count(20), values: count(20).map(() => 30e9) };
    expect(said(verdicts(session({ rss: full })))).toEqual([
      "problem: Memory is nearly full — 30.0 GB of the machine's 32.0 GB",
    ]);
  });

  it("say when storage or a GPU hold up", () => {
    const waiting = session({
      cpu: load((second) => (second < 40 ? 20 : 60)),
      storage: { read: count(101).map(() => 3e7), written: [] },
    });
    expect(said(verdicts(waiting))).toEqual([
      "notice: The run waits for storage 40 % of the time — at least 1 MB/s read or written while less than half a core worked",
    ]);
    const utilization = count(50).map((second) => (second % 10 < 6 ? 0 : 95));
    const gpu = (isUsed?: boolean): string[] =>
      said(
        verdicts(session({ gpus: [{ name: "The GPU", utilization, ...(isUsed === undefined ? {} : { isUsed }) }] })),
      );
    expect(gpu(true)).toEqual([
      "notice: The GPU idles 60 % of the time — under 5 % load in so many of 50 samples; the run holds memory on it",
    ]);
    expect(gpu(false)).toEqual([]);
    expect(gpu()[0]).toContain("95 % at its peak");
  });

  it("are not judged in the first seconds", () => {
    expect(verdicts(session({ elapsedSeconds: 5, cpu: load(() => 99) }))).toEqual([]);
  });
});

describe("the order", () => {
  it("puts problems first and what goes well last", () => {
    const facts = session({
      runs: [run(count(100).map((iteration) => 1000 - iteration))],
      components: [
        { name: "Evaluation", count: 1, totalSeconds: 78 },
        { name: "Selection", count: 1, totalSeconds: 3 },
      ],
      rss: { times: count(601), values: count(601).map((second) => 1e9 + 1e6 * second) },
    });
    expect(verdicts(facts).map(({ kind }) => kind)).toEqual(["memoryGrows", "bottleneck", "improving"]);
    expect(verdicts(facts)).toEqual(verdicts(facts));
  });
});

describe("facts", () => {
  const start = 1_700_000_000;
  const recorded = (iterations: number): SessionState => {
    const state = new SessionState(
      { id: "s", label: "tour", kind: "task", startTime: start },
      { host: "a", platform: "linux", coreCount: 8, memoryBytes: 32e9, gpus: ["H100"] },
    );
    state.apply({ type: "run_start", run: "a", algorithm: "GA", target: 5 }, "c", start);
    for (let iteration = 0; iteration < iterations; iteration++) {
      const values = { best: 10 + 100 * Math.exp(-iteration / 50), std: 3, acceptance_rate: 0.2 };
      state.apply(
        { type: "iteration", run: "a", iteration, values: NamedNumbers.of(values) },
        "c",
        start + iteration / 10,
      );
    }
    for (let second = 0; second < 60; second++) {
      state.addSamples(SAMPLE_TABLES.process, start + second, {
        process_cpu_percent: 450,
        process_memory_rss_bytes: 1e9,
        process_read_bytes_per_second: 0,
      });
      state.addSamples(SAMPLE_TABLES.gpu, start + second, {
        "gpu_utilization_percent{gpu=0}": 3,
        "gpu_process_memory_bytes{gpu=0}": 5e8,
      });
    }
    return state;
  };

  it("are read off a session's tables, at most some hundred points however long the run", () => {
    const state = recorded(20_000);
    const facts = collectFacts(state, state.detail, runNames(state.detail.runs), start + 2000);
    expect(facts).toMatchObject({ isRunning: true, elapsedSeconds: 2000, coreCount: 8 });
    const [first] = facts.runs;
    expect(first).toMatchObject({ name: "GA", target: 5, acceptanceRate: 0.2, spread: { isObjective: true } });
    expect(first?.byIteration.x.length).toBeLessThanOrEqual(513);
    expect([first?.byIteration.end, first?.byTime.end]).toEqual([19_999, 2000]);
    expect(first?.byIteration.best.at(-1)).toBe(10);
    expect(first?.spread?.values.length).toBeLessThanOrEqual(514);
    expect(facts.cpu?.times.length).toBe(60);
    expect(facts.storage?.read.length).toBe(60);
    expect(facts.gpus).toEqual([{ name: "The GPU", utilization: expect.any(Array), isUsed: true }]);
    expect(verdicts(facts).map(({ kind }) => kind)).toEqual(["stalled", "idleCores", "gpuIdle"]);
  });

  it("leave out runs of several objectives and without an objective", () => {
    const state = recorded(0);
    state.apply({ type: "run_start", run: "b", algorithm: "NSGA-II", direction: ["minimize", "minimize"] }, "c", start);
    state.apply({ type: "iteration", run: "b", iteration: 0, values: NamedNumbers.of({ best: 1 }) }, "c", start);
    expect(collectFacts(state, state.detail, new Map(), start + 60).runs).toEqual([]);
  });
});
