import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silentLog } from "../../../src/base/log";
import type { GpuSampler } from "../../../src/sampling/gpuSampler";
import { ProcessTreeSampler } from "../../../src/sampling/processTreeSampler";
import type { ProcessInfo, ProcessTable } from "../../../src/sampling/processTree";
import type { Reading } from "../../../src/sampling/sampler";
import { SamplingLoop, type Sample, type SamplingOptions } from "../../../src/sampling/samplingLoop";

const process41: ProcessInfo = { pid: 41, parentPid: 1, identity: "41:1", name: "p", hasEnded: false, rssBytes: 500 };
const sessions = new Map([["a", { pids: [41] }]]);
const everything: SamplingOptions = { intervalSeconds: 1, system: true, processes: true, gpu: true };

/** A loop over samplers that a test can make slow or failing. */
function fixture(options: SamplingOptions = everything) {
  const state = {
    systemSamples: 0,
    resets: 0,
    systemDelayMs: 0,
    systemError: undefined as Error | undefined,
    processError: undefined as Error | undefined,
    gpuIntervals: [] as number[],
    gpuStops: 0,
  };
  const system = {
    reset: () => state.resets++,
    sample: async (): Promise<readonly Reading[]> => {
      state.systemSamples++;
      if (state.systemDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, state.systemDelayMs));
      if (state.systemError !== undefined) throw state.systemError;
      return [{ metric: "system_memory_percent", value: 7 }];
    },
  };
  const table: ProcessTable = {
    ancestors: async () => [],
    identity: async () => undefined,
    trees: async (wanted) => {
      if (state.processError !== undefined) throw state.processError;
      return new Map([...wanted.keys()].map((id) => [id, [process41]]));
    },
  };
  const gpu: GpuSampler = {
    start: (intervalSeconds) => state.gpuIntervals.push(intervalSeconds),
    stop: () => state.gpuStops++,
    devices: () => ["H200"],
    reason: () => undefined,
    read: () => [{ metric: "gpu_utilization_percent", labels: { gpu: "0" }, value: 50 }],
    processMemory: (pids) =>
      pids.has(41) ? [{ metric: "gpu_process_memory_bytes", labels: { gpu: "0" }, value: 9 }] : [],
    dispose: () => undefined,
  };
  const loop = new SamplingLoop({ system, processes: new ProcessTreeSampler(table, 1000), gpu }, options, silentLog);
  const samples: Sample[] = [];
  const warnings: string[] = [];
  loop.onDidSample((sample) => samples.push(sample));
  loop.onDidWarn((message) => warnings.push(message));
  return { state, loop, samples, warnings };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("SamplingLoop", () => {
  it("rests until there is a session, samples at once and then at its beat, and rests again", async () => {
    const { loop, samples, state } = fixture();
    await vi.advanceTimersByTimeAsync(5000);
    expect(samples).toHaveLength(0);
    loop.setSessions(sessions);
    await vi.advanceTimersByTimeAsync(3500);
    expect(samples).toHaveLength(4);
    expect(state.gpuIntervals).toEqual([1]);
    loop.setSessions(new Map());
    await vi.advanceTimersByTimeAsync(5000);
    expect(samples).toHaveLength(4);
    expect(state.gpuStops).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
    loop.dispose();
  });

  it("gives every session its processes, the GPUs and its own GPU memory", async () => {
    const { loop, samples } = fixture();
    loop.setSessions(sessions);
    await vi.advanceTimersByTimeAsync(1);
    expect(samples[0]?.system).toEqual([{ metric: "system_memory_percent", value: 7 }]);
    expect(samples[0]?.processes.get("a")).toEqual([
      { metric: "process_memory_rss_bytes", value: 500 },
      { metric: "process_memory_percent", value: 50 },
      { metric: "process_count", value: 1 },
    ]);
    expect(samples[0]?.gpu.get("a")?.map(({ metric }) => metric)).toEqual([
      "gpu_utilization_percent",
      "gpu_process_memory_bytes",
    ]);
    loop.dispose();
  });

  it("keeps its beat over a long time and skips beats while a sample takes long", async () => {
    const { loop, samples, state } = fixture({ ...everything, intervalSeconds: 0.1 });
    loop.setSessions(sessions);
    await vi.advanceTimersByTimeAsync(100_050);
    expect(samples).toHaveLength(1001);
    const offsets = samples.map(({ time }) => (time - (samples[0]?.time ?? 0)) * 10);
    expect(Math.max(...offsets.map((offset, index) => Math.abs(offset - index)))).toBeLessThan(0.05);
    state.systemDelayMs = 250;
    const before = state.systemSamples;
    await vi.advanceTimersByTimeAsync(3000);
    // A sample of 250 ms takes three beats of 100 ms.
    expect(state.systemSamples - before).toBe(10);
    loop.dispose();
  });

  it("goes on when a sampler fails, and warns once for each", async () => {
    const { loop, samples, warnings, state } = fixture();
    state.systemError = new Error("no /proc here");
    loop.setSessions(sessions);
    await vi.advanceTimersByTimeAsync(2500);
    expect(samples).toHaveLength(3);
    expect(samples[2]?.system).toEqual([]);
    expect(samples[2]?.processes.get("a")).toHaveLength(3);
    expect(warnings).toEqual(["Sampling of system failed and is missing from the session: no /proc here"]);
    state.processError = new Error("broken");
    await vi.advanceTimersByTimeAsync(2000);
    expect(warnings).toHaveLength(2);
    state.systemError = undefined;
    await vi.advanceTimersByTimeAsync(1000);
    expect(samples.at(-1)?.system).toHaveLength(1);
    loop.dispose();
  });

  it("samples only what is switched on, and takes new settings while it runs", async () => {
    const { loop, samples, state } = fixture({ intervalSeconds: 1, system: false, processes: false, gpu: false });
    loop.setSessions(sessions);
    await vi.advanceTimersByTimeAsync(10);
    expect(samples[0]).toMatchObject({ system: [], processes: new Map(), gpu: new Map() });
    expect(state.gpuIntervals).toEqual([]);
    loop.configure({ ...everything, intervalSeconds: 0.001 });
    await vi.advanceTimersByTimeAsync(1000);
    // The interval is held within its bounds.
    expect(samples).toHaveLength(1 + 11);
    expect(state.gpuIntervals).toEqual([0.1]);
    loop.dispose();
  });

  it("says nothing after its end, not even of a sample under way", async () => {
    const { loop, samples, state } = fixture();
    state.systemDelayMs = 500;
    loop.setSessions(sessions);
    await vi.advanceTimersByTimeAsync(100);
    loop.dispose();
    loop.setSessions(sessions);
    await vi.advanceTimersByTimeAsync(5000);
    expect(samples).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("starts CPU afresh after a rest", async () => {
    const { loop, state } = fixture();
    loop.setSessions(sessions);
    await vi.advanceTimersByTimeAsync(100);
    loop.setSessions(new Map());
    loop.setSessions(sessions);
    expect(state.resets).toBe(2);
    loop.dispose();
  });
});
