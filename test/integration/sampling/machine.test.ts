import { createHook } from "node:async_hooks";
import { cpus, hostname, totalmem } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/log";
import { createGpuSampler } from "../../../src/sampling/gpuSampler";
import { readMachineFacts } from "../../../src/sampling/machineFacts";
import { createProcessTable } from "../../../src/sampling/processTable";
import { ProcessTreeSampler } from "../../../src/sampling/processTreeSampler";
import { SamplingLoop, type Sample } from "../../../src/sampling/samplingLoop";
import { SystemInformationProcessTable } from "../../../src/sampling/systemInformationProcessTable";
import { createPortableSystemSource, createSystemSampler } from "../../../src/sampling/systemSampler";
import { eventually, TestProcesses } from "./processes";

let processes: TestProcesses;
beforeEach(() => {
  processes = new TestProcesses();
});
afterEach(async () => {
  await processes.end();
});

describe("the system sampler on this machine", () => {
  const kinds = [
    { name: "of the platform", create: () => createSystemSampler({ log: silentLog }) },
    {
      name: "of any platform",
      create: () => createSystemSampler({ log: silentLog, source: createPortableSystemSource() }),
    },
  ];

  it.each(kinds)("$name gives plausible figures, and a core that works", async ({ create }) => {
    const sampler = create();
    const first = new Map((await sampler.sample()).map(({ metric, value }) => [metric, value]));
    expect(first.has("system_cpu_percent")).toBe(false);
    const used = first.get("system_memory_used_bytes") ?? 0;
    const available = first.get("system_memory_available_bytes") ?? 0;
    expect(used).toBeGreaterThan(10e6);
    expect(available).toBeGreaterThan(10e6);
    expect(used + available).toBeLessThanOrEqual(totalmem());
    expect(first.get("system_memory_percent")).toBeCloseTo((100 * used) / (used + available), 6);
    processes.bash("while :; do :; done");
    await eventually("work on all cores together and on one", async () => {
      const readings = await sampler.sample();
      const all = readings.find(({ metric }) => metric === "system_cpu_percent")?.value ?? 0;
      const cores = readings.filter(({ metric }) => metric === "system_cpu_core_percent");
      for (const { value } of readings) expect(value).toBeGreaterThanOrEqual(0);
      return cores.length === cpus().length && all > 60 / cpus().length && cores.some(({ value }) => value > 60);
    });
  });
});

describe("readMachineFacts", () => {
  it("names this machine", async () => {
    const facts = await readMachineFacts({ log: silentLog });
    expect(facts.host).toBe(hostname());
    expect(facts.coreCount).toBe(cpus().length);
    expect(facts.memoryBytes).toBeGreaterThan(100e6);
    expect(facts.memoryBytes).toBeLessThanOrEqual(totalmem());
    expect(facts.platform).not.toBe("");
  });
});

describe.runIf(process.platform !== "win32")("the process table of other platforms, on this one", () => {
  it("finds ancestors, identity and tree of a real process", async () => {
    const table = new SystemInformationProcessTable(silentLog);
    const root = processes.bash(`bash -c 'echo $$ > ${processes.folder}/child; sleep 60; true' & wait`);
    const child = await processes.pidFrom("child");
    expect((await table.ancestors(child)).slice(0, 2)).toEqual([root.pid, process.pid]);
    const identity = await table.identity(child);
    expect(identity).toMatch(new RegExp(`^${child}:.*\\d\\d:\\d\\d:\\d\\d`));
    expect(await table.identity(child)).toBe(identity);
    const tree = (await table.trees(new Map([["a", { pids: [root.pid] }]]))).get("a") ?? [];
    expect(tree.map(({ pid }) => pid)).toEqual(expect.arrayContaining([root.pid, child]));
    for (const each of tree) expect(each.rssBytes).toBeGreaterThan(0);
    process.kill(child, "SIGKILL");
    await eventually("its end", async () => (await table.identity(child)) === undefined);
  });
});

describe.runIf(process.platform === "linux")("the loop on real samplers", () => {
  it("samples a real tree without starting a program", async () => {
    const root = processes.node("const until = Date.now() + 60000; while (Date.now() < until);");
    const loop = new SamplingLoop(
      {
        system: createSystemSampler({ log: silentLog }),
        processes: new ProcessTreeSampler(createProcessTable({ log: silentLog })),
        gpu: createGpuSampler({ log: silentLog, onWarning: () => undefined, env: { PATH: "" } }),
      },
      { intervalSeconds: 0.1, system: true, processes: true, gpu: true },
      silentLog,
    );
    const samples: Sample[] = [];
    const warnings: string[] = [];
    loop.onDidSample((sample) => samples.push(sample));
    loop.onDidWarn((message) => warnings.push(message));
    let started = 0;
    const hook = createHook({ init: (_id, type) => void (type === "PROCESSWRAP" && started++) }).enable();
    loop.setSessions(new Map([["a", { pids: [root.pid] }]]));
    await eventually("fifteen samples", () => samples.length >= 15);
    loop.dispose();
    expect(started).toBe(0);
    processes.bash("true");
    expect(started).toBe(1);
    hook.disable();
    expect(warnings).toEqual([]);
    const busy = samples
      .flatMap(({ processes: all }) => all.get("a") ?? [])
      .filter(({ metric }) => metric === "process_cpu_percent");
    expect(busy.length).toBeGreaterThanOrEqual(14);
    const mean = busy.reduce((sum, { value }) => sum + value, 0) / busy.length;
    expect(mean).toBeGreaterThan(15);
    expect(mean).toBeLessThan(120);
    for (const [index, { time }] of samples.entries()) expect(time).toBeGreaterThan(samples[index - 1]?.time ?? 0);
  });
});
