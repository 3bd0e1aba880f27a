import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseClientLine } from "../../../src/protocol/parseWire";
import { ensureBuilt, runProgram, start } from "./program.js";
import { TestEngine, type TestEngineOptions } from "../../../test/contract/testEngine";

beforeAll(ensureBuilt);

const engines: TestEngine[] = [];
async function startEngine(options?: TestEngineOptions): Promise<TestEngine> {
  const engine = await TestEngine.start(options);
  engines.push(engine);
  return engine;
}
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

const iterations = (engine: TestEngine): number[] => engine.of("iteration").map((event) => Number(event["iteration"]));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe.each(["unix", "tcp"] as const)("the end of a process, over %s", (transport) => {
  it.each([
    ["naturally", 0],
    ["exit", 3],
    ["exitLater", 3],
  ] as const)("%s: everything arrives once, then bye", async (ending, code) => {
    const engine = await startEngine({ transport });
    const outcome = await runProgram("endings.mjs", engine.environment, ending, "5000");
    expect(outcome).toMatchObject({ code, stdout: "", stderr: "" });
    await engine.until(() => engine.of("bye").length > 0);
    expect(iterations(engine)).toEqual(upTo(5000));
    expect(engine.of("run_end")).toMatchObject([{ status: "completed" }]);
    expect(engine.events.at(-1)).toMatchObject({ type: "bye" });
    expect(engine.broken).toEqual([]);
  });

  it.each([
    ["throws", "RangeError: population is empty"],
    ["rejects", "TypeError: no such objective"],
  ])("%s: the open run has failed, the program ends as it would", async (ending, message) => {
    const engine = await startEngine({ transport });
    const outcome = await runProgram("endings.mjs", engine.environment, ending);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(message);
    await engine.until(() => engine.of("bye").length > 0);
    expect(engine.of("run_end")).toMatchObject([{ status: "failed", termination: "error", message }]);
    expect(iterations(engine)).toEqual(upTo(200));
  });
});

describe("the end of a process", () => {
  it("leaves an exception alone that the program handles", async () => {
    const engine = await startEngine();
    const outcome = await runProgram("endings.mjs", engine.environment, "handled");
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(engine.of("run_end")).toMatchObject([{ status: "completed", best: 7 }]);
  });

  it("does not change what a signal does", async () => {
    const engine = await startEngine();
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const program = start("endings.mjs", engine.environment, "waits");
      const before = engine.of("iteration").length;
      await engine.until(() => engine.of("iteration").length === before + 200);
      program.child.kill(signal);
      expect(await program.ended).toMatchObject({ code: null, signal });
    }
  });

  it("delivers the rest when the program handles the signal and exits", async () => {
    const engine = await startEngine();
    const program = start("endings.mjs", engine.environment, "handlesSignal");
    program.child.stdout?.once("data", () => program.child.kill("SIGTERM"));
    expect(await program.ended).toMatchObject({ code: 5, signal: null });
    await engine.until(() => engine.of("bye").length > 0);
    expect(iterations(engine)).toEqual(upTo(200));
  });

  it("waits at most two seconds for an engine that hangs", async () => {
    for (const transport of ["unix", "tcp"] as const) {
      for (const ending of ["exit", "naturally"]) {
        const engine = await startEngine({ transport, answers: "nothing" });
        const outcome = await runProgram("endings.mjs", engine.environment, ending);
        expect(outcome.milliseconds).toBeGreaterThan(1500);
        expect(outcome.milliseconds).toBeLessThan(10_000);
        expect(outcome.stderr).toBe("");
      }
    }
  });

  it("waits half a second for an engine that never was there and may just be starting", async () => {
    for (const endpoint of ["unix:/tmp/no-such-folder/ingest.sock", "tcp://127.0.0.1:9"]) {
      for (const ending of ["exit", "exitLater", "naturally"]) {
        const outcome = await runProgram("endings.mjs", { OPTIMIZER_MONITOR_ENDPOINT: endpoint }, ending);
        expect(outcome).toMatchObject({ stdout: "", stderr: "", code: ending === "naturally" ? 0 : 3 });
        // A port is known only where the engine is there already: it is waited for where the event loop goes on anyhow.
        const waits = endpoint.startsWith("unix:") || ending === "naturally";
        expect(outcome.milliseconds).toBeLessThan(waits ? 1700 : 1200);
        if (waits) expect(outcome.milliseconds).toBeGreaterThan(500);
      }
    }
  });
});

describe("an engine that dies and comes back", () => {
  it("has every iteration exactly once", async () => {
    const engine = await startEngine();
    const program = start("endings.mjs", engine.environment, "keepsRecording", "10");
    for (const goal of [50, 150, 250]) {
      await engine.until(() => engine.of("iteration").length >= goal);
      await engine.die();
      await engine.listen();
    }
    await engine.until(() => engine.of("iteration").length >= 350);
    program.child.stdin?.write("end\n");
    expect(await program.ended).toMatchObject({ code: 0, stderr: "" });
    await engine.until(() => engine.of("bye").length > 0);
    const last = Number(engine.of("run_end")[0]?.["evaluations"]);
    expect(iterations(engine)).toEqual(upTo(last));
    expect(new Set(engine.hellos.map((hello) => hello["id"])).size).toBe(1);
    expect(engine.hellos.length).toBeGreaterThan(3);
  });

  it("gets what it had taken and not acknowledged, when it comes back before the program ends", async () => {
    const engine = await startEngine();
    const program = start("endings.mjs", engine.environment, "keepsRecording", "10");
    await engine.until(() => engine.of("iteration").length >= 20);
    await engine.die();
    program.child.stdin?.write("end\n");
    await engine.listen();
    expect(await program.ended).toMatchObject({ code: 0 });
    await engine.until(() => engine.of("bye").length > 0);
    expect(iterations(engine)).toEqual(upTo(Number(engine.of("run_end")[0]?.["evaluations"])));
  });
});

describe("a program that never yields to the event loop", () => {
  it("reports while it computes", async () => {
    const engine = await startEngine();
    const program = start("blocked.mjs", engine.environment, "1500");
    await engine.until(() => engine.of("iteration").length > 100 && engine.of("component").length > 0, 1400);
    expect(engine.of("run_end")).toEqual([]);
    const outcome = await program.ended;
    const count = Number(outcome.stdout);
    await engine.until(() => engine.of("bye").length > 0);
    expect(iterations(engine)).toEqual(upTo(count));
    const timed = engine.of("component").map((event) => Number(event["count"]));
    expect(timed.length).toBeGreaterThan(2);
    expect(timed.reduce((sum, increment) => sum + increment, 0)).toBe(count);
  });

  it("reaches an engine that comes up meanwhile", async () => {
    const engine = await startEngine();
    await engine.die();
    const program = start("blocked.mjs", engine.environment, "2000");
    await engine.listen();
    await engine.until(() => engine.of("iteration").length > 100, 1900);
    expect(engine.of("run_end")).toEqual([]);
    await program.ended;
    await engine.until(() => engine.of("bye").length > 0);
    expect(engine.of("run_start")).toHaveLength(1);
  });
});

describe("ways to use the package", () => {
  it("works by require, and is one client with what is imported", async () => {
    const engine = await startEngine();
    expect(await runProgram("common.cjs", engine.environment)).toMatchObject({ code: 0, stderr: "" });
    expect(engine.of("note").map((event) => event["text"])).toEqual(["true", "imported"]);
    expect(engine.of("run_end")).toMatchObject([{ status: "completed" }]);
    expect(engine.hellos).toHaveLength(1);
  });

  it("makes every worker thread a client of its own", async () => {
    const engine = await startEngine();
    expect(await runProgram("threads.mjs", engine.environment)).toMatchObject({ code: 0, stderr: "" });
    await engine.until(() => engine.of("bye").length === 4);
    expect(new Set(engine.hellos.map((hello) => hello["id"])).size).toBe(4);
    expect(engine.hellos.filter((hello) => typeof hello["thread"] === "number")).toHaveLength(3);
    expect(engine.of("iteration")).toHaveLength(200);
    expect(new Set(engine.of("run_start").map((event) => event["run"])).size).toBe(4);
  });

  it("makes every child process a client of its own, found by the same environment", async () => {
    const engine = await startEngine();
    expect(await runProgram("forks.cjs", engine.environment)).toMatchObject({ code: 0, stderr: "" });
    await engine.until(() => engine.of("bye").length === 2);
    const [parent, child] = engine.hellos;
    expect(child?.["ppid"]).toBe(parent?.["pid"]);
    expect(child?.["id"]).not.toBe(parent?.["id"]);
    expect(engine.of("run_start").map((event) => event["algorithm"])).toEqual(["parent", "child"]);
  });

  it("does nothing and costs nothing without an engine's address", async () => {
    const expected = JSON.stringify([false, 1, 2, 3, 4, true]);
    for (const environment of [{}, { OPTIMIZER_MONITOR_ENDPOINT: "carrier pigeon" }]) {
      expect(await runProgram("silent.mjs", environment)).toMatchObject({ code: 0, stdout: expected, stderr: "" });
    }
  });

  it("gives back the same with an engine", async () => {
    const engine = await startEngine();
    const outcome = await runProgram("silent.mjs", engine.environment);
    expect(outcome).toMatchObject({ code: 0, stdout: JSON.stringify([true, 1, 2, 3, 4, true]), stderr: "" });
  });

  it("survives whatever it is called with, and sends only what the engine accepts", async () => {
    const engine = await startEngine();
    expect(await runProgram("hostile.mjs", engine.environment)).toMatchObject({ code: 0, stderr: "" });
    expect(engine.of("note").at(-1)).toMatchObject({ text: "survived" });
    expect(engine.of("run_end").length).toBe(engine.of("run_start").length);
    const refused = engine.events.map((event) => parseClientLine(JSON.stringify(event))).filter(({ ok }) => !ok);
    expect(refused).toEqual([]);
  });
});
