import { describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/log";
import { createSystemSampler, type SystemSource } from "../../../src/sampling/systemSampler";
import type { SystemCpuTimes } from "../../../src/sampling/systemStat";

function times(busy: number, total: number): SystemCpuTimes {
  return { all: { busy, total }, cores: new Map([["0", { busy, total }]]) };
}

function sourceOf(cpu: readonly (SystemCpuTimes | undefined)[], rest: Partial<SystemSource> = {}): SystemSource {
  let at = 0;
  return {
    cpuTimes: () => cpu[at++],
    memory: async () => ({ totalBytes: 1000, availableBytes: 250 }),
    load: () => 1.5,
    ...rest,
  };
}

describe("createSystemSampler", () => {
  it("gives CPU from the second sample on", async () => {
    const sampler = createSystemSampler({ log: silentLog, source: sourceOf([times(10, 100), times(60, 200)]) });
    const rest = [
      { metric: "system_memory_used_bytes", value: 750 },
      { metric: "system_memory_available_bytes", value: 250 },
      { metric: "system_memory_percent", value: 75 },
      { metric: "system_load_average_1m", value: 1.5 },
    ];
    expect(await sampler.sample()).toEqual(rest);
    expect(await sampler.sample()).toEqual([
      { metric: "system_cpu_percent", value: 50 },
      { metric: "system_cpu_core_percent", value: 50, labels: { core: "0" } },
      ...rest,
    ]);
  });

  it("does not average a pause into the sample after it", async () => {
    const sampler = createSystemSampler({ log: silentLog, source: sourceOf([times(0, 0), times(900, 1000)]) });
    await sampler.sample();
    sampler.reset();
    const metrics = (await sampler.sample()).map(({ metric }) => metric);
    expect(metrics).not.toContain("system_cpu_percent");
  });

  it("leaves out what the platform does not give", async () => {
    const source = sourceOf([undefined, undefined], { memory: async () => undefined, load: () => undefined });
    const sampler = createSystemSampler({ log: silentLog, source });
    await sampler.sample();
    expect(await sampler.sample()).toEqual([]);
  });
});
