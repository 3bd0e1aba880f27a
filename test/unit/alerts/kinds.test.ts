import { describe, expect, it } from "vitest";
import { onlyRule, Observed, rulesOf } from "./observing";

describe("an objective that is no number", () => {
  const watch = (): Observed => new Observed(onlyRule({ kind: "nan-objective" }));
  it("is told of once, and is over with the next finite value", () => {
    const seen = watch()
      .iteration({ best: 1 })
      .iteration({ best: NaN })
      .iteration({ best: NaN })
      .iteration({ best: 2 });
    expect(seen.story).toEqual(["+nan-objective#1", "-nan-objective#1"]);
    expect(seen.messages).toEqual(["The objective of GA is NaN."]);
    expect(seen.changes[0]).toMatchObject({ severity: "problem", subject: "r1", value: "NaN", time: 1002 });
  });
  it("may be infinitely bad as long as nothing feasible was found, and never infinitely good", () => {
    expect(watch().iteration({ best: Infinity }).iteration({ best: 5 }).story).toEqual([]);
    expect(watch().iteration({ best: -Infinity }).story).toEqual(["+nan-objective#1"]);
    expect(watch().iteration({ best: 5 }).iteration({ current: Infinity }).story).toEqual(["+nan-objective#1"]);
  });
  it("is over with its run, which leaves nothing behind", () => {
    const seen = watch().iteration({ best: NaN }).runEnd();
    expect(seen.story).toEqual(["+nan-objective#1", "-nan-objective#1"]);
    seen.run = { ...seen.run, id: "r2" };
    expect(seen.iteration({ best: NaN }).changes.at(-1)).toMatchObject({ id: "nan-objective#2", quiet: true });
  });
});

describe("stagnation", () => {
  const watch = (): Observed =>
    new Observed(onlyRule({ kind: "stagnation", iterations: 3, seconds: 5, tolerance: 0.01 }));
  it("takes both the iterations and the time, and ends with an improvement worth the name", () => {
    const seen = watch().iteration({ best: 100 });
    for (let i = 0; i < 4; i++) seen.iteration({ best: 99.5 });
    expect(seen.story).toEqual([]);
    seen.iteration({ best: 99.5 });
    expect(seen.messages).toEqual(["GA has not improved on 100 for 5 iterations (5.00 s)."]);
    expect(seen.iteration({ best: 98 }).story).toEqual(["+stagnation#1", "-stagnation#1"]);
  });
  it("follows the direction, and says nothing of several objectives", () => {
    const seen = watch();
    seen.run.direction = "maximize";
    for (let i = 0; i < 9; i++) seen.iteration({ best: 100 * 1.1 ** i });
    expect(seen.story).toEqual([]);
    seen.run.direction = undefined;
    for (let i = 0; i < 9; i++) seen.iteration({ best: 5 });
    expect(seen.story).toEqual([]);
  });
});

describe("a population", () => {
  it("has collapsed when its diversity stays at a small share of its highest, until it is well above", () => {
    const seen = new Observed(onlyRule({ kind: "diversity-collapse", percent: 10, iterations: 2 }));
    seen.iteration({ diversity: 1 }).iteration({ diversity: 0.05 }).iteration({ diversity: 0.5 });
    seen.iteration({ diversity: 0.05 }).iteration({ diversity: 0.04 }).iteration({ diversity: 0.15 });
    expect(seen.story).toEqual(["+diversity-collapse#1"]);
    expect(seen.messages[0]).toBe("The diversity of GA is 0.04, 4 % of its highest value.");
    expect(seen.iteration({ diversity: 0.25 }).story).toHaveLength(2);
  });
});

describe("a run", () => {
  it("has nearly used its budget, and has reached its target", () => {
    const seen = new Observed(rulesOf());
    seen.run = { ...seen.run, budget: 1000, target: 3 };
    seen.iteration({ best: 9, evaluations: 899 }).iteration({ best: 9, evaluations: 905 }).iteration({ best: 3 });
    expect(seen.messages).toEqual([
      "GA has used 90 % of its budget: 905 of 1,000 evaluations.",
      "GA has reached its target 3 with 3.",
    ]);
  });
  it("that failed is told of once a session, however many there are", () => {
    const seen = new Observed(onlyRule({ kind: "run-failed" }));
    seen.runEnd("failed", "ZeroDivisionError\n  at step").runEnd("failed", "again").finish("failed", "Exit code 1.");
    expect(seen.messages).toEqual(["GA failed: ZeroDivisionError."]);
    expect(seen.changes[0]).toMatchObject({ subject: "r1" });
    expect(new Observed(onlyRule({ kind: "run-failed" })).finish("failed", "Exit code 1.").messages).toEqual([
      "tour failed: Exit code 1.",
    ]);
    expect(new Observed(onlyRule({ kind: "run-failed" })).runEnd("completed").finish("stopped").story).toEqual([]);
  });
  it("may be told of when its session has ended", () => {
    const rules = onlyRule({ kind: "session-finished", enabled: true });
    expect(new Observed(rules).finish("completed").messages).toEqual(["tour has ended: completed."]);
    expect(new Observed(rulesOf()).finish("completed").story).toEqual([]);
  });
});

describe("silence", () => {
  const watch = (factor: number): Observed => new Observed(onlyRule({ kind: "no-report", seconds: 60, factor }));
  it("is told of while a run goes on, and ends with the next report", () => {
    const seen = watch(0).report().tick(59);
    expect(seen.story).toEqual([]);
    seen.tick(2).tick(60).report();
    expect(seen.story).toEqual(["+no-report#1", "-no-report#1"]);
    expect(seen.messages).toEqual(["Nothing has been reported for 1 min 1 s."]);
  });
  it("is measured by the pauses that the program makes anyway", () => {
    const seen = watch(10).report().report(50).tick(400);
    expect(seen.story).toEqual([]);
    expect(seen.tick(200).story).toEqual(["+no-report#1"]);
  });
  it("does not count before the first report, after the last run, or while the engine was away", () => {
    expect(watch(0).tick(1000).story).toEqual([]);
    const ended = watch(0).report();
    ended.activity = { begun: 1, isOpen: false };
    expect(ended.tick(1000).story).toEqual([]);
    const back = watch(0).report();
    back.time += 5000;
    back.watch.resume(back.time);
    expect(back.tick(30).story).toEqual([]);
    expect(back.tick(31).story).toEqual(["+no-report#1"]);
  });
});

describe("memory", () => {
  const leaking = (bytesPerSecond: number, noise = 0): Observed => {
    const seen = new Observed(onlyRule({ kind: "memory-leak", minutes: 10, percentPerHour: 25 }));
    for (let i = 0; i < 900; i++)
      seen.samples("process", { process_memory_rss_bytes: 1e9 + i * bytesPerSecond + (i % 7) * noise });
    return seen;
  };
  it("leaks when it grows steadily and by a share that matters", () => {
    expect(leaking(100_000, 1e6).story).toEqual(["+memory-leak#1"]);
    expect(leaking(100_000, 1e6).messages[0]).toMatch(/grown steadily by 36\d MB an hour, to 1\.1 GB/);
    expect(leaking(10_000).story).toEqual([]);
    expect(leaking(100_000, 1e8).story).toEqual([]);
  });
  it("no longer leaks once it stays", () => {
    const seen = leaking(100_000);
    for (let i = 0; i < 3000; i++) seen.samples("process", { process_memory_rss_bytes: 1.09e9 });
    expect(seen.story).toEqual(["+memory-leak#1", "-memory-leak#1"]);
  });
  it("is projected to run out, for some seconds, and only where it is mostly used already", () => {
    const filling = (from: number): Observed => {
      const seen = new Observed(onlyRule({ kind: "out-of-memory" }));
      for (let i = 0; i < 60; i++) {
        const available = 16e9 * (1 - from / 100) - i * 20e6;
        seen
          .samples("system", {
            system_memory_available_bytes: available,
            system_memory_percent: 100 - available / 160e6,
          })
          .tick(0);
      }
      return seen;
    };
    expect(filling(30).story).toEqual([]);
    const seen = filling(80);
    expect(seen.story).toEqual(["+out-of-memory#1"]);
    expect(seen.changes[0]).toMatchObject({ severity: "problem", time: 1031 });
    expect(seen.messages[0]).toMatch(/Memory is 8\d % used and will be used up in 2 min \d+ s at its present pace\./);
    for (let i = 0; i < 30; i++)
      seen.samples("system", { system_memory_available_bytes: 12e9, system_memory_percent: 25 });
    expect(seen.story).toEqual(["+out-of-memory#1", "-out-of-memory#1"]);
  });
});

describe("evaluations per second", () => {
  const rate = (seen: Observed, value: number, seconds: number): Observed => {
    for (let i = 0; i < seconds; i++) seen.samples("throughput", { evaluations_per_second: value }).tick(0);
    return seen;
  };
  const watch = (): Observed => new Observed(onlyRule({ kind: "throughput-drop" }));
  it("drop against their own past, for a minute, until they recover", () => {
    const seen = rate(rate(watch(), 100, 200), 20, 60);
    expect(seen.story).toEqual([]);
    rate(seen, 20, 60);
    expect(seen.messages).toEqual(["Evaluations have dropped to 20.8 / s, from 92.1 / s before."]);
    // However long it lasts, what is slow does not become the measure of itself.
    expect(rate(seen, 20, 2000).story).toHaveLength(1);
    expect(rate(seen, 100, 60).story).toEqual(["+throughput-drop#1", "-throughput-drop#1"]);
  });
  it("are low against the baseline's rate from the beginning, also where they never were higher", () => {
    const against = (): Observed => new Observed(onlyRule({ kind: "throughput-drop", reference: 100 }));
    const seen = rate(against(), 20, 100);
    expect(seen.messages).toEqual(["Evaluations run at 20 / s; the baseline has 100 / s."]);
    expect(rate(seen, 90, 60).story).toEqual(["+throughput-drop#1", "-throughput-drop#1"]);
    expect(rate(against(), 60, 300).story).toEqual([]);
  });
  it("of another run have a past of their own", () => {
    const seen = rate(watch(), 100, 200);
    seen.activity = { begun: 2, isOpen: true };
    expect(rate(seen, 5, 300).story).toEqual([]);
  });
});

describe("a threshold", () => {
  const on = (metric: string, more: object = {}): Observed =>
    new Observed(onlyRule({ kind: "threshold", name: "t", metric, above: 10, ...more }));
  it.each([
    ["a sampled metric", on("system_cpu_percent").samples("system", { system_cpu_percent: 11 })],
    ["a throughput", on("iterations_per_second").samples("throughput", { iterations_per_second: 11 })],
    ["the objective", on("objective").iteration({ current: 11 })],
    ["a field of an iteration", on("run:mean").iteration({ mean: 11 })],
    ["a custom metric of an iteration", on("loss").iteration({ loss: 11 })],
    ["a custom metric", on("metric:queue").metric("queue", 11)],
    ["a component", on("component:Evaluation").component("Evaluation", 2, 22)],
  ])("may be on %s", (_, seen) => {
    expect(seen.story).toEqual(["+t#1"]);
  });
  it("on a metric with labels means each of its columns, or the one that it names", () => {
    const values = { "gpu_power_watts{gpu=0}": 11, "gpu_power_watts{gpu=1}": 5, "gpu_power_watts{gpu=2}": 12 };
    const seen = on("gpu_power_watts").samples("gpu", values);
    expect(seen.changes.map(({ subject }) => subject)).toEqual(["gpu_power_watts{gpu=0}", "gpu_power_watts{gpu=2}"]);
    expect(on("gpu_power_watts{gpu=1}").samples("gpu", values).story).toEqual([]);
  });
  it("waits for its duration, also while nothing more is measured", () => {
    const seen = on("metric:queue", { forSeconds: 30 }).metric("queue", 11).tick(29);
    expect(seen.story).toEqual([]);
    expect(seen.tick(1).messages).toEqual(["metric:queue is 11, above 10 for 30.0 s."]);
    expect(on("metric:queue", { forSeconds: 30 }).metric("queue", 11).metric("queue", 9, 20).tick(60).story).toEqual(
      [],
    );
  });
  it("is over only beyond its clearing value", () => {
    const seen = on("metric:queue", { clear: 5 }).metric("queue", 11).metric("queue", 7).metric("queue", 11);
    expect(seen.story).toEqual(["+t#1"]);
    expect(seen.metric("queue", NaN).metric("queue", 5).story).toEqual(["+t#1", "-t#1"]);
  });
  it("may be a lower bound, in the metric's own unit", () => {
    const rules = onlyRule({
      kind: "threshold",
      name: "t",
      metric: "system_memory_available_bytes",
      below: 1e9,
      clear: 2e9,
    });
    const seen = new Observed(rules).samples("system", { system_memory_available_bytes: 5e8 });
    expect(seen.messages).toEqual(["system_memory_available_bytes is 500 MB, below 1.0 GB."]);
    expect(seen.samples("system", { system_memory_available_bytes: 1.5e9 }).story).toHaveLength(1);
    expect(seen.samples("system", { system_memory_available_bytes: 2e9 }).story).toHaveLength(2);
  });
});
