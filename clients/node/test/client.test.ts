import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createClient, VERSION, type Client } from "../src/index.js";
import { TestEngine } from "../../../test/contract/testEngine";

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

async function connect(options: { readonly capacity?: number } = {}): Promise<{ engine: TestEngine; client: Client }> {
  const engine = await TestEngine.start();
  engines.push(engine);
  return { engine, client: createClient({ endpoint: engine.endpoint, token: "t0", session: "s7", ...options }) };
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the greeting", () => {
  it("says who reports", async () => {
    const { engine, client } = await connect();
    client.note("hi");
    await client.flush();
    expect(engine.hellos).toMatchObject([
      {
        type: "hello",
        protocol: 1,
        client: `node ${VERSION}`,
        pid: process.pid,
        ppid: process.ppid,
        session: "s7",
        token: "t0",
      },
    ]);
    expect(engine.hellos[0]?.["id"]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("carries the version of the package", () => {
    const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
    expect(VERSION).toBe(manifest.version);
  });
});

describe("runs", () => {
  it("end with their body, and fail with it", async () => {
    const { engine, client } = await connect();
    expect(client.run("sync", {}, () => 1)).toBe(1);
    expect(await client.run("async", {}, async (run) => run.id.length > 0)).toBe(true);
    expect(() =>
      client.run("throws", {}, () => {
        throw new RangeError("no");
      }),
    ).toThrow("no");
    await expect(client.run("rejects", {}, () => Promise.reject(new Error("late")))).rejects.toThrow("late");
    const abort = AbortSignal.abort();
    expect(() => client.run("aborts", {}, () => abort.throwIfAborted())).toThrow();
    await client.flush();
    expect(engine.of("run_end")).toMatchObject([
      { status: "completed" },
      { status: "completed" },
      { status: "failed", termination: "error", message: "RangeError: no" },
      { status: "failed", message: "Error: late" },
      { status: "stopped", termination: "callback" },
    ]);
  });

  it("end once", async () => {
    const { engine, client } = await connect();
    client.run("GA", {}, (run) => run.end({ status: "stopped" }));
    await client.flush();
    expect(engine.of("run_end")).toMatchObject([{ status: "stopped" }]);
  });

  it("take a copy of what they are given", async () => {
    const { engine, client } = await connect();
    const run = client.run("GA");
    const fields = { best: 1, metrics: { a: 1 } };
    const point = new Float64Array([1, 2]);
    run.iteration(1, fields);
    run.front([point]);
    fields.best = 2;
    fields.metrics.a = 2;
    point[0] = 9;
    run.iteration(2, fields);
    await client.flush();
    expect(engine.of("iteration")).toMatchObject([
      { best: 1, metrics: { a: 1 } },
      { best: 2, metrics: { a: 2 } },
    ]);
    expect(engine.of("front")).toMatchObject([{ points: [[1, 2]] }]);
  });

  it("name their parent", async () => {
    const { engine, client } = await connect();
    const outer = client.run("outer");
    client.run("inner", { parent: outer });
    client.run("inner", { parent: outer.id });
    await client.flush();
    expect(engine.of("run_start").map((event) => event["parent"])).toEqual([undefined, outer.id, outer.id]);
  });
});

describe("components", () => {
  const pairs = (engine: TestEngine): unknown[] =>
    engine
      .of("component")
      .map((event) => [event["name"], event["parent"], event["count"]])
      .sort();

  it("nest over awaits, side by side", async () => {
    const { engine, client } = await connect();
    const load = async (name: string): Promise<void> => {
      await pause();
      await client.component(name, pause);
      client.component("sync", () => client.component("deep", () => undefined));
    };
    await Promise.all([client.component("A", () => load("x")), client.component("B", () => load("y"))]);
    client.component("top", () => undefined);
    await client.flush();
    expect(pairs(engine)).toEqual([
      ["A", undefined, 1],
      ["B", undefined, 1],
      ["deep", "sync", 2],
      ["sync", "A", 1],
      ["sync", "B", 1],
      ["top", undefined, 1],
      ["x", "A", 1],
      ["y", "B", 1],
    ]);
  });

  it("count what fails", async () => {
    const { engine, client } = await connect();
    expect(() =>
      client.component("throws", () => {
        throw new Error("a");
      }),
    ).toThrow("a");
    await expect(client.component("rejects", () => Promise.reject(new Error("b")))).rejects.toThrow("b");
    await client.flush();
    expect(pairs(engine)).toEqual([
      ["rejects", undefined, 1],
      ["throws", undefined, 1],
    ]);
  });

  it("directly inside themselves count once", async () => {
    const { engine, client } = await connect();
    const factorial = (n: number): number => client.component("factorial", () => (n < 2 ? 1 : n * factorial(n - 1)));
    expect(factorial(5)).toBe(120);
    await client.flush();
    expect(pairs(engine)).toEqual([["factorial", undefined, 1]]);
  });

  it("can be stopped by hand, once", async () => {
    const { engine, client } = await connect();
    const stop = client.startComponent("by hand", { parent: "somewhere" });
    stop();
    stop();
    const dispose = (Symbol as { dispose?: symbol }).dispose;
    if (dispose !== undefined) (client.startComponent("using") as unknown as Record<symbol, () => void>)[dispose]?.();
    await client.flush();
    expect(pairs(engine)).toEqual([
      ["by hand", "somewhere", 1],
      ...(dispose === undefined ? [] : [["using", undefined, 1]]),
    ]);
  });

  it("measure time, with extremes, buckets and where they are", async () => {
    const { engine, client } = await connect();
    const busy = (ms: number): void => {
      const end = performance.now() + ms;
      while (performance.now() < end);
    };
    for (const ms of [2, 20]) client.component("busy", () => busy(ms));
    await client.flush();
    const [event = {}] = engine.of("component");
    const { total, min, max } = event as { total: number; min: number; max: number };
    expect(min).toBeGreaterThanOrEqual(0.002);
    expect(max).toBeGreaterThanOrEqual(0.02);
    expect(total).toBeCloseTo(min + max, 9);
    expect(event["source"]).toMatchObject({ file: import.meta.filename });
    const { le, counts } = event["buckets"] as { le: number[]; counts: number[] };
    const bucketOf = (seconds: number): number => le.findIndex((bound) => seconds <= bound);
    // On a busy machine the short one may take as long as the other.
    const inBucket = (bucket: number): number => [min, max].filter((seconds) => bucketOf(seconds) === bucket).length;
    expect(counts).toEqual([...le.map((_, bucket) => inBucket(bucket)), 0]);
  });

  it("with names made up without end stay bounded", async () => {
    const { engine, client } = await connect();
    for (let i = 0; i < 5000; i++) client.component(`item ${i}`, () => undefined);
    await client.flush();
    // On a slow machine what was timed is sent in several increments: the names are what is bounded.
    const events = engine.of("component");
    expect(new Set(events.map((event) => event["name"])).size).toBe(2001);
    expect(events.reduce((sum, event) => sum + Number(event["count"]), 0)).toBe(5000);
  });
});

describe("bounds", () => {
  it("drop the oldest and say how many, but never where a run begins or ends", async () => {
    const { engine, client } = await connect({ capacity: 1000 });
    const run = client.run("GA");
    for (let i = 1; i <= 5000; i++) run.iteration(i);
    run.end();
    await client.flush();
    const kept = engine.of("iteration").map((event) => Number(event["iteration"]));
    const dropped = engine.of("dropped").reduce((sum, event) => sum + Number(event["count"]), 0);
    expect(kept.length + dropped).toBe(5000);
    expect(kept.length).toBeGreaterThan(500);
    expect(kept.at(-1)).toBe(5000);
    expect(
      engine.events
        .filter((event) => event["type"] !== "iteration")
        .map((event) => event["type"])
        .sort(),
    ).toEqual(["dropped", "run_end", "run_start"]);
  });

  it("keep every line below what the engine takes", async () => {
    const { engine, client } = await connect();
    const run = client.run("漢".repeat(500), { parameters: { text: "漢".repeat(300_000) } });
    for (let i = 0; i < 60; i++) client.note("漢".repeat(9_000));
    run.end({ solution: Array.from({ length: 9_000 }, () => "漢".repeat(19)) });
    run.front(Array.from({ length: 50_000 }, (_, i) => [i / 3, i / 7]));
    run.front([Float64Array.from({ length: 50_000 }, (_, i) => i / 7)]);
    client.note("after");
    expect(await client.flush(8000)).toBe(true);
    expect(engine.broken).toEqual([]);
    expect(engine.of("run_start")[0]).not.toHaveProperty("parameters");
    expect(engine.of("run_end")[0]).toHaveProperty("solution");
    expect(engine.of("note")).toHaveLength(61);
    expect(engine.of("front")[0]?.["points"]).toHaveLength(10_000);
    expect(engine.of("dropped")).toMatchObject([{ count: 1 }]);
  });

  it("hold for runs without end as well", async () => {
    const engine = await TestEngine.start();
    engines.push(engine);
    await engine.die();
    const client = createClient({ endpoint: engine.endpoint, capacity: 100 });
    for (let i = 0; i < 2000; i++) client.run("GA").end();
    await engine.listen();
    expect(await client.flush(5000)).toBe(true);
    const boundaries = engine.of("run_start").length + engine.of("run_end").length;
    expect(boundaries).toBeLessThan(600);
    expect(boundaries + Number(engine.of("dropped")[0]?.["count"])).toBe(4000);
  });

  it("do not block the event loop while much is sent", async () => {
    const { engine, client } = await connect();
    const run = client.run("GA");
    for (let i = 1; i <= 40_000; i++) run.iteration(i, { best: 1 / i, mean: 2 / i });
    const delays: number[] = [];
    const done = client.flush(8000);
    let isDone = false;
    void done.then(() => (isDone = true));
    let last = performance.now();
    while (!isDone) {
      await pause();
      delays.push(performance.now() - last);
      last = performance.now();
    }
    expect(await done).toBe(true);
    expect(engine.of("iteration")).toHaveLength(40_000);
    // The test engine parses on the same loop, so most of each turn is its own: the median tells ours.
    expect(delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)]).toBeLessThan(20);
  });
});

describe("flush", () => {
  it("is false when the engine does not answer in time", async () => {
    const { engine, client } = await connect();
    engine.answers = "nothing";
    client.note("hi");
    const start = performance.now();
    expect(await client.flush(150)).toBe(false);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe("questions", () => {
  it("to an engine that does not answer end in time with what the process itself knows", async () => {
    const { engine, client } = await connect();
    engine.answers = "nothing";
    client.run("GA", { problem: "sphere" }).iteration(7, { best: 2 });
    const began = performance.now();
    const figures = await client.summary(400);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(figures).toMatchObject({
      source: "client",
      reason: "the engine did not answer within 0.4 s",
      runs: [{ algorithm: "GA", problem: "sphere", status: "running", best: 2, lastIteration: 7 }],
    });
  });
});
