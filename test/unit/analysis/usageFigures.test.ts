// What a session used of each resource, from what was sampled of it.
import { describe, expect, it } from "vitest";
import { usageFigures } from "../../../src/analysis/resources/usageFigures";
import { collectFacts } from "../../../src/analysis/verdicts/collectFacts";
import { columnKey, SAMPLE_TABLES } from "../../../src/model/metrics";
import { SessionState } from "../../../src/model/sessionState";
import type { ResourceUsage } from "../../../src/protocol/figures";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";

const START = 1_700_000_000;

function begun(): SessionState {
  return new SessionState(
    { id: "s", label: "search", kind: "task", startTime: START },
    { host: "here", platform: "linux", coreCount: 4, memoryBytes: 32e9, gpus: [] },
  );
}

function sample(state: SessionState, table: keyof typeof SAMPLE_TABLES, second: number, values: object): void {
  state.addSamples(SAMPLE_TABLES[table], START + second, { ...values });
}

function usageOf(state: SessionState, elapsed = 20): ResourceUsage {
  return usageFigures(state, collectFacts(state, state.detail, new Map(), START + elapsed));
}

describe("the figures of sampled metrics", () => {
  it("have names that stand alone, and are none of what other figures tell", () => {
    const state = begun();
    sample(state, "system", 0, {
      system_cpu_percent: 1,
      [columnKey("system_cpu_core_percent", { core: "0" })]: 1,
      system_memory_used_bytes: 1,
      system_memory_available_bytes: 1,
      system_memory_percent: 1,
      system_load_average_1m: 1,
      of_no_sampler: 1,
    });
    sample(state, "process", 0, {
      process_cpu_percent: 1,
      process_memory_rss_bytes: 1,
      process_memory_vms_bytes: 1,
      process_memory_percent: 1,
      process_count: 1,
    });
    const gpu = { gpu: "1" };
    sample(state, "gpu", 0, {
      [columnKey("gpu_utilization_percent", gpu)]: 1,
      [columnKey("gpu_memory_total_bytes", gpu)]: 1,
      [columnKey("gpu_power_watts", gpu)]: 1,
    });
    sample(state, "components", 0, { [columnKey("component_seconds", { component: "Load" })]: 1 });
    expect(usageOf(state).figures.map(({ title, unit }) => [title.replaceAll("\u00a0", " "), unit])).toEqual([
      ["CPU of the machine", "%"],
      ["Memory of the machine, used", "B"],
      ["Memory of the machine", "%"],
      ["Load of the machine (1 min)", ""],
      ["CPU of the session (100 % is one core)", "%"],
      ["Memory of the session (RSS)", "B"],
      ["Virtual memory of the session", "B"],
      ["Memory of the session", "%"],
      ["Processes", ""],
      ["GPU 1", "%"],
      ["GPU power 1", "W"],
    ]);
  });

  it("are mean over time, 95th percentile and extremes, and none without a number", () => {
    const state = begun();
    [1, 5, 3].forEach((value, second) => {
      sample(state, "process", second, { process_threads: value, process_count: NaN });
    });
    expect(usageOf(state).figures).toEqual([
      {
        metric: "process_threads",
        title: "Threads",
        unit: "",
        low: 1,
        mean: 3.5,
        p95: expect.closeTo(4.8, 12),
        peak: 5,
      },
    ]);
  });

  it("have the extremes of all samples, however few of them the others are worked out from", () => {
    const state = begun();
    for (let second = 0; second < 5000; second++) {
      const value = second === 1001 ? 900 : second === 2003 ? 1 : 10;
      sample(state, "process", second, { process_threads: value });
    }
    expect(usageOf(state, 5000).figures).toMatchObject([{ low: 1, p95: 10, peak: 900 }]);
  });
});

describe("how well a session used its resources", () => {
  it("is unknown where nothing was sampled", () => {
    expect(usageOf(begun())).toStrictEqual({ figures: [] });
  });

  it("is told of cores, evaluations, storage and memory", () => {
    const state = begun();
    state.apply({ type: "run_start", run: "r", algorithm: "GA" }, "c", START);
    const values = NamedNumbers.of({ best: 1, evaluations: 400 });
    state.apply({ type: "iteration", run: "r", iteration: 1, values }, "c", START + 1);
    for (let second = 0; second <= 10; second++) {
      sample(state, "process", second, {
        process_cpu_percent: second < 5 ? 20 : 380,
        process_memory_rss_bytes: second === 10 ? 4e8 : 2e8,
        process_read_bytes_per_second: second === 0 ? 2e6 : 0,
        process_write_bytes_per_second: second === 1 ? 2e6 : 0,
      });
    }
    const { figures, ...usage } = usageOf(state);
    expect(figures).toHaveLength(4);
    // Trapezoids: (4 · 20 + 200 + 5 · 380) / 10 = 218 %, and 2.1e8 B. 20 s pass, of which half were sampled.
    const [busyCores, close] = [2.18, (value: number) => expect.closeTo(value, 12) as number];
    expect(usage).toStrictEqual({
      busyCores: close(busyCores),
      cpuShare: close(busyCores / 4),
      workers: 4,
      parallelEfficiency: close(busyCores / 4),
      evaluationsPerCpuSecond: close(400 / (busyCores * 20)),
      memoryEfficiency: close(2.1 / 4),
      ioShare: close(2 / 11),
    });
  });

  it("has no evaluations for each second where none were reported, or no load was measured", () => {
    const state = begun();
    for (let second = 0; second <= 2; second++) sample(state, "process", second, { process_cpu_percent: 100 });
    expect(Object.keys(usageOf(state))).toEqual(["figures", "busyCores", "cpuShare", "workers", "parallelEfficiency"]);
    const without = begun();
    without.apply({ type: "run_start", run: "r", algorithm: "GA" }, "c", START);
    const values = NamedNumbers.of({ best: 1, evaluations: 400 });
    without.apply({ type: "iteration", run: "r", iteration: 1, values }, "c", START + 1);
    expect(usageOf(without)).toStrictEqual({ figures: [] });
  });

  it("is told of all GPUs together", () => {
    const state = begun();
    for (let second = 0; second < 4; second++) {
      const [first, other] = [
        columnKey("gpu_utilization_percent", { gpu: "0" }),
        columnKey("gpu_utilization_percent", { gpu: "1" }),
      ];
      sample(state, "gpu", second, { [first]: second < 2 ? 0 : 90, [other]: 90 });
    }
    expect(usageOf(state).gpuIdleShare).toBe(0.25);
  });

  it("holds the growth of memory in bytes a second", () => {
    const state = begun();
    for (let second = 0; second <= 800; second++) {
      sample(state, "process", second, { process_memory_rss_bytes: 1e8 + 1e6 * second + 3e7 * Math.sin(second / 30) });
    }
    const { value, low = NaN, high = NaN } = usageOf(state, 800).memoryGrowth ?? { value: NaN };
    expect(value / 1e6).toBeCloseTo(1, 1);
    // The interval holds the true rate, and the one that was found, but not all rates.
    expect(low).toBeLessThan(Math.min(1e6, value));
    expect(high).toBeGreaterThan(Math.max(1e6, value));
    expect([low > 0.9e6, high < 1.1e6]).toEqual([true, true]);
  });
});
