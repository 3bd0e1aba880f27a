import { totalmem } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProcProcessTable } from "../../../src/sampling/procProcessTable";
import { ProcessTreeSampler } from "../../../src/sampling/processTreeSampler";
import { eventually, readIfThere, TestProcesses } from "./processes";

const MB = 1024 * 1024;

describe.runIf(process.platform === "linux")("ProcessTreeSampler on real processes", () => {
  let processes: TestProcesses;
  let sampler: ProcessTreeSampler;

  beforeEach(() => {
    processes = new TestProcesses();
    sampler = new ProcessTreeSampler(new ProcProcessTable());
  });
  afterEach(async () => {
    await processes.end();
  });

  async function sample(pid: number): Promise<ReadonlyMap<string, number>> {
    const readings = (await sampler.sample(new Map([["a", { pids: [pid] }]]))).get("a") ?? [];
    return new Map(readings.map(({ metric, value }) => [metric, value]));
  }

  /** Samples until a condition holds, and sums the rates times their intervals. */
  async function integrate(pid: number, metric: string, until: () => boolean): Promise<number> {
    let total = 0;
    let before = performance.now();
    await sample(pid);
    await eventually(`the end of what is measured as ${metric}`, async () => {
      // Asked before the sample, so that the sample covers all that was done until then.
      const isOver = until();
      await delay(80);
      const rate = (await sample(pid)).get(metric) ?? 0;
      const now = performance.now();
      total += (rate * (now - before)) / 1000;
      before = now;
      return isOver;
    });
    return total;
  }

  it("has no rates at first, then those of an idle tree", async () => {
    const idle = processes.bash("sleep 60 & wait");
    const first = await sample(idle.pid);
    for (const metric of ["process_cpu_percent", "process_read_bytes_per_second", "process_write_bytes_per_second"]) {
      expect(first.has(metric)).toBe(false);
    }
    await eventually("two processes at rest", async () => {
      const next = await sample(idle.pid);
      return (
        next.get("process_count") === 2 && next.get("process_cpu_percent") === 0 && next.get("process_threads") === 2
      );
    });
    expect(sampler.members("a")).toHaveLength(2);
    expect(sampler.members("unknown")).toEqual([]);
  });

  it("measures the CPU time of a busy loop as the loop itself does", async () => {
    const file = `${processes.folder}/cpu`;
    const busy = processes.node(`
      const used = () => process.cpuUsage().user + process.cpuUsage().system;
      while (used() < 1.5e6) for (let i = 0; i < 1e6; i++);
      const { user, system } = process.cpuUsage();
      require("node:fs").writeFileSync("${file}", String((user + system) / 1e6));
      setInterval(() => {}, 1000);`);
    const total = await integrate(busy.pid, "process_cpu_percent", () => readIfThere(file) !== "");
    const own = Number(readIfThere(file));
    // What ran before the first sample is not measured; the clock ticks every 10 ms.
    expect(total / 100).toBeGreaterThan(own - 0.5);
    expect(total / 100).toBeLessThan(own + 0.15);
  });

  it("counts children that end between two samples, and each once", async () => {
    const file = `${processes.folder}/times`;
    const many = processes.bash(
      'sleep 0.3; for n in $(seq 30); do FROM=0 bash -c "$BURN"; done; ' +
        "bash -c 'for n in 1 2 3; do FROM=-30000 bash -c \"$BURN\"; done; true'; " +
        `times > ${file}.part; mv ${file}.part ${file}; sleep 60`,
      { BURN: "i=$FROM; while [ $((i+=1)) -lt 4000 ]; do :; done" },
    );
    const total = await integrate(many.pid, "process_cpu_percent", () => readIfThere(file) !== "");
    const [own = "", children = ""] = readIfThere(file).trim().split("\n");
    const expected = secondsOf(own) + secondsOf(children);
    expect(expected).toBeGreaterThan(0.2);
    expect(total / 100).toBeGreaterThan(expected * 0.8);
    expect(total / 100).toBeLessThan(expected * 1.15 + 0.05);
  });

  it("sees memory come and go, in the whole tree", async () => {
    const allocate = `
      let held = Buffer.alloc(100 * 1024 * 1024, 1);
      process.once("SIGUSR2", () => { process.exit(); });
      setInterval(() => held.length, 1000);`;
    const root = processes.bash(`"$NODE" -e '${allocate}' & echo $! > ${processes.folder}/node; wait; sleep 60`, {
      NODE: process.execPath,
    });
    const child = await processes.pidFrom("node");
    const rss = await eventually("100 MB", async () => {
      const readings = await sample(root.pid);
      const bytes = readings.get("process_memory_rss_bytes") ?? 0;
      return bytes > 100 * MB ? readings : undefined;
    });
    expect(rss.get("process_memory_rss_bytes")).toBeLessThan(400 * MB);
    expect(rss.get("process_memory_vms_bytes")).toBeGreaterThan(rss.get("process_memory_rss_bytes") ?? 0);
    expect(rss.get("process_memory_percent")).toBeGreaterThan((100 * 100 * MB) / totalmem() - 0.01);
    process.kill(child, "SIGUSR2");
    await eventually(
      "memory given back",
      async () => ((await sample(root.pid)).get("process_memory_rss_bytes") ?? Infinity) < 50 * MB,
    );
  });

  it("counts threads", async () => {
    const script = `
import threading, time
for n in range(5):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
time.sleep(60)`;
    const threaded = processes.start("python3", ["-c", script]);
    await eventually("six threads", async () => (await sample(threaded.pid)).get("process_threads") === 6);
  });

  it("counts what a child writes once, also when the child ends and hands its count to its parent", async () => {
    const file = `${processes.folder}/data`;
    const mark = `${processes.folder}/mark`;
    const write = `dd if=/dev/zero of=${file} bs=64k count=320 conv=fsync status=none`;
    const writer = processes.bash(`sleep 0.3; ${write}; ${write}; touch ${mark}; echo x > ${mark}; sleep 60`);
    const written = await integrate(writer.pid, "process_write_bytes_per_second", () => readIfThere(mark) !== "");
    // 2 × 20 MiB; where the folder is in memory, the kernel counts nothing.
    if (written === 0) return;
    expect(written).toBeGreaterThan(36 * MB);
    expect(written).toBeLessThan(46 * MB);
  });

  it("has no process left after the end, and no rates out of nothing", async () => {
    const short = processes.bash("sleep 0.2");
    await sample(short.pid);
    // Until its parent has taken notice of its end, its last share of CPU time is still news.
    await eventually("the end", async () => [...(await sample(short.pid)).keys()].join() === "process_count");
    expect(sampler.members("a")).toEqual([]);
  });
});

/** Sums `0m0.123s 0m0.045s`, as the shell prints user and system time. */
function secondsOf(line: string): number {
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}
