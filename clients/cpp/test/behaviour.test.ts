import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { TestEngine, type TestEngineOptions } from "../../../test/contract/testEngine";
import { parseEvent } from "../../../src/protocol/parseWire";
import { compile, programSource, start, type Outcome } from "./compiler";

const folder = mkdtempSync(join(tmpdir(), "om-cpp-"));
/** The same program three times: watched for errors of memory, for races of threads, and as it is. */
const program = join(folder, "behaviour");
const racing = join(folder, "racing");
const unwatched = join(folder, "unwatched");

beforeAll(async () => {
  const source = programSource("behaviour.cpp");
  await compile(source, program, "-g1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all");
  await compile(source, racing, "-O1", "-g1", "-fsanitize=thread");
  await compile(source, unwatched);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

async function startEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const engine = await TestEngine.start(options);
  engines.push(engine);
  return engine;
}

/** Runs the program to its end and waits for what it said. */
async function reported(
  ending: string,
  more: TestEngineOptions = {},
): Promise<{ engine: TestEngine; outcome: Outcome }> {
  const engine = await startEngine(more);
  const token = 'to"ken\\';
  const environment = { ...engine.environment, OPTIMIZER_MONITOR_TOKEN: token, OPTIMIZER_MONITOR_SESSION: "s7" };
  const outcome = await start(program, environment, ending).ended;
  await engine.until(() => engine.of("bye").length > 0);
  expect(engine.hellos[0]).toMatchObject({ protocol: 1, client: "c++ 0.1.0", token, session: "s7" });
  expect(engine.broken).toEqual([]);
  expect(engine.events.map((event) => parseEvent(event)).filter(({ ok }) => !ok)).toEqual([]);
  return { engine, outcome };
}

const upTo = (count: number): number[] => [...Array(count).keys()];
const iterationsOf = (engine: TestEngine): unknown[] => engine.of("iteration").map((event) => event["iteration"]);

function countOf(engine: TestEngine, name: string): number {
  const events = engine.of("component").filter((event) => event["name"] === name);
  return events.reduce((sum, event) => sum + Number(event["count"]), 0);
}

describe("a program that reports", () => {
  it.each(["unix", "tcp"] as const)("delivers everything over %s before it ends", async (transport) => {
    const { engine, outcome } = await reported("complete", { transport });
    expect(outcome).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(iterationsOf(engine)).toEqual(upTo(50));
    expect(engine.of("run_end")).toMatchObject([{ status: "completed" }]);
    expect(countOf(engine, "Step")).toBe(50);
    const [hello] = engine.hellos;
    expect(hello?.["argv"]).toBe(`${program} complete`);
    expect(hello?.["ppid"]).toBe(process.pid);
  });

  it("says why a run failed that an exception left", async () => {
    const { engine, outcome } = await reported("caught");
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(engine.of("run_end")).toMatchObject([
      { status: "failed", termination: "error", message: "ended by an exception" },
      { status: "failed", termination: "error", message: "no feasible point" },
      { status: "completed" },
    ]);
  });

  it("ends its runs when an exception that nobody catches ends it", async () => {
    const { engine, outcome } = await reported("uncaught");
    expect(outcome.signal).toBe("SIGABRT");
    expect(outcome.stderr).toContain("singular matrix");
    expect(iterationsOf(engine)).toEqual(upTo(5));
    expect(engine.of("run_end")).toMatchObject([
      { status: "failed", termination: "error", message: "singular matrix" },
    ]);
  });

  it("delivers what it recorded before std::exit", async () => {
    const { engine, outcome } = await reported("exits");
    expect(outcome).toMatchObject({ code: 7, stderr: "" });
    expect(iterationsOf(engine)).toEqual(upTo(50));
    expect(engine.of("run_end")).toEqual([]);
  });

  it("may keep a run and a component beyond main", async () => {
    const { engine, outcome } = await reported("late");
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(engine.of("run_end")).toMatchObject([{ status: "completed" }]);
  });

  it("counts a recursion once and collects names without end under one", async () => {
    const { engine, outcome } = await reported("nesting");
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(countOf(engine, "Recurse")).toBe(1);
    expect(engine.of("component").find(({ name }) => name === "Inner")).toMatchObject({ parent: "Outer", count: 1 });
    expect(engine.of("data").map(({ component, bytes }) => [component, bytes])).toEqual([
      ["Inner", 100],
      ["Inner", 7],
      ["Outer", 1],
    ]);
    expect(countOf(engine, "(other components)")).toBeGreaterThan(900);
    expect(new Set(engine.of("component").map(({ name }) => name)).size).toBeLessThan(2010);
  });

  it("sends valid texts whatever it is given, and counts what makes no sense", async () => {
    const { engine, outcome } = await reported("texts");
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(engine.of("note")[0]?.["text"]).toBe("\ufffd bad \ufffd( \ufffd\ufffd\ufffd cut \ufffd\ufffd\ufffd");
    expect(String(engine.of("note")[1]?.["text"])).toHaveLength(40_000);
    expect(engine.of("iteration")).toMatchObject([{ metrics: { 'quote"\\\n': 1, "\ufffd": 2 } }]);
    const [unnamed, strange, large] = engine.of("run_start");
    expect(unnamed).toMatchObject({ algorithm: "unnamed" });
    expect(strange).toMatchObject({ seed: "18446744073709551615" });
    expect(strange).not.toHaveProperty("dimension");
    expect(strange).not.toHaveProperty("parameters");
    expect(large).not.toHaveProperty("parameters");
    expect(engine.of("dropped").reduce((sum, { count }) => sum + Number(count), 0)).toBe(2);
  });
});

describe("a program of many threads", () => {
  it("reports every iteration and every component once, without a race", async () => {
    const engine = await startEngine();
    const outcome = await start(racing, engine.environment, "threads").ended;
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    await engine.until(() => engine.of("bye").length > 0);
    expect(
      iterationsOf(engine)
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual(upTo(4000));
    expect(countOf(engine, "Step")).toBe(4000);
    expect(countOf(engine, "Worker")).toBe(8);
    const step = engine.of("component").find(({ name }) => name === "Step");
    expect(step).toMatchObject({ parent: "Worker", source: { file: programSource("behaviour.cpp") } });
  });
});

describe("a program that forks", () => {
  it("has a client in each process that reports, and each run ends in its own", async () => {
    const engine = await startEngine();
    // The watch over memory may hang here: a child that is forked while another thread allocates never gets the lock of
    // its allocator, which glibc's own releases in the child and that of g++ 12's sanitizer does not.
    const outcome = await start(unwatched, engine.environment, "forks").ended;
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    await engine.until(() => engine.of("bye").length > 1);
    expect(new Set(engine.hellos.map(({ id }) => id)).size).toBe(2);
    expect(new Set(engine.hellos.map(({ pid }) => pid)).size).toBe(2);
    const iterations = (algorithm: string): unknown[] => {
      const start = engine.of("run_start").find((event) => event["algorithm"] === algorithm);
      const own = engine.of("iteration").filter((event) => event["run"] === start?.["run"]);
      return own.map((event) => event["iteration"]);
    };
    expect(iterations("GA")).toEqual(upTo(30));
    expect(iterations("SA")).toEqual(upTo(20));
    expect(engine.of("run_end")).toHaveLength(2);
    expect(countOf(engine, "Whole")).toBe(1);
    expect(countOf(engine, "Step")).toBe(50);
  });
});

describe("without an engine that answers", () => {
  it.each([
    ["no address", {}],
    ["an address of another form", { OPTIMIZER_MONITOR_ENDPOINT: "http://127.0.0.1:1" }],
  ])("every call does nothing: %s", async (_, environment) => {
    expect(await start(program, environment, "silent").ended).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });

  it.each([
    ["a local socket", `unix:${folder}/nobody.sock`],
    ["TCP", "tcp://127.0.0.1:9"],
  ])("a program waits half a second for an engine that never was there: %s", async (_, endpoint) => {
    const outcome = await start(program, { OPTIMIZER_MONITOR_ENDPOINT: endpoint }, "complete").ended;
    expect(outcome).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(outcome.milliseconds).toBeGreaterThan(500);
    expect(outcome.milliseconds).toBeLessThan(5000);
  });

  it("a program waits two seconds at its end for an engine that hangs", async () => {
    const engine = await startEngine({ answers: "nothing" });
    const outcome = await start(program, engine.environment, "complete").ended;
    expect(outcome).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(outcome.milliseconds).toBeGreaterThan(1900);
    expect(outcome.milliseconds).toBeLessThan(10_000);
  });

  it("keeps the beginnings and ends of runs, drops the oldest of the rest, and says how many", async () => {
    const engine = await startEngine({ answers: "greeting" });
    const environment = { ...engine.environment, OPTIMIZER_MONITOR_BUFFER: "5000" };
    const { child, ended, printed } = start(program, environment, "overflow");
    await printed("ready");
    await engine.die();
    await printed("recorded");
    engine.answers = "everything";
    await engine.listen();
    child.stdin?.end("\n");
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
    await engine.until(() => engine.of("bye").length > 0);
    expect(engine.of("run_start")).toHaveLength(61);
    expect(engine.of("run_end")).toHaveLength(61);
    const received = engine.of("iteration").length;
    const dropped = engine.of("dropped").reduce((sum, { count }) => sum + Number(count), 0);
    expect(received).toBeGreaterThan(4000);
    expect(engine.of("iteration").at(-1)).toMatchObject({ iteration: 99_999 });
    // The greatest objective of those that went.
    expect(engine.of("iteration")[0]).toMatchObject({ iteration: 0, best: 1000 });
    const components = engine.of("component").length;
    // A component's increment may be among the dropped as well.
    expect(received + dropped).toBeGreaterThanOrEqual(100_000);
    expect(received + dropped).toBeLessThan(100_100 + components);
  });

  it("sends again what an engine that died had not acknowledged", async () => {
    const engine = await startEngine({ answers: "greeting" });
    const { child, ended } = start(program, engine.environment, "steady");
    child.stdin?.end("\n");
    await engine.until(() => engine.ignored > 3);
    await engine.die();
    engine.answers = "everything";
    await engine.listen();
    await engine.until(() => engine.of("iteration").length > 200);
    await engine.die();
    await engine.listen();
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
    await engine.until(() => engine.of("bye").length > 0);
    expect(new Set(engine.hellos.map(({ id }) => id)).size).toBe(1);
    expect(iterationsOf(engine)).toEqual(upTo(400));
    expect(countOf(engine, "Step")).toBe(400);
  });
});
