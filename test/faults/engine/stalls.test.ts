import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { launch, upTo } from "../../integration/engine/helpers";
import { until, Workbench, type Controller } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

/** How long a process is stopped: as long as a machine that sleeps for a moment where the full rounds are wanted. */
const STALL_SECONDS = process.env["OPTIMIZER_MONITOR_ROUNDS"] === undefined ? 3 : 30;
/** What a call may take on a machine that is busy with other things; a client that waited would take the whole stall. */
const CALL_SECONDS = 1;
/** The program reports so many iterations a second at most. */
const RATE = 100;

/** Reports until it is told to end; says then how many iterations it reported, and how long a call took at most. */
const PROGRAM = `
import select, sys, time, optimizer_monitor as om
count, longest = 0, 0.0
with om.run("GA") as run:
    while not select.select([sys.stdin], [], [], ${1 / RATE})[0]:
        before = time.perf_counter()
        run.iteration(count, best=-count)
        longest = max(longest, time.perf_counter() - before)
        count += 1
        if count == 20:
            print("reports", flush=True)
print("counted", count, longest, flush=True)
`;

interface Reporting {
  readonly controller: Controller;
  readonly pid: number;
  /** Ends the program; gives what it counted. */
  readonly finish: () => Promise<{ readonly count: number; readonly longest: number }>;
}

async function report(): Promise<Reporting> {
  const controller = await bench.control();
  const { child, firstOutput, done } = bench.python(PROGRAM, { OPTIMIZER_MONITOR_SESSION: "stalled" });
  await controller.request("startLaunch", launch("stalled", { pid: child.pid ?? 0, definite: true }));
  await firstOutput;
  await sampled(controller, 0);
  const finish = async (): ReturnType<Reporting["finish"]> => {
    child.stdin?.write("\n");
    const { code, stdout, stderr } = await done;
    expect(code, stderr).toBe(0);
    await controller.request("endLaunch", { launchId: "stalled", exitCode: 0 });
    const [, count, longest] = /counted (\d+) (\S+)/.exec(stdout) ?? [];
    return { count: Number(count), longest: Number(longest) };
  };
  return { controller, pid: child.pid ?? 0, finish };
}

async function stall(pid: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  try {
    await delay(STALL_SECONDS * 1000);
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

/** Every iteration once, none dropped, samples after the stall, and no rate above what the program can do. */
async function expectWhole(controller: Controller, count: number, resumedAt: number): Promise<void> {
  const { session, runs } = await controller.onlyEnded();
  expect(session).toMatchObject({ status: "completed", iterationCount: count, dropped: 0 });
  const iterations = await controller.column(session.id, `run:${runs[0]?.id ?? ""}`, "iteration", "best");
  expect(iterations.x).toEqual(upTo(count));
  const cpu = await controller.column(session.id, "samples:system", "time", "system_cpu_percent");
  expect(cpu.x.some((time) => time > resumedAt)).toBe(true);
  for (const value of cpu.y.map(Number)) expect(value >= 0 && value <= 100.5, `system CPU ${value} %`).toBe(true);
  const rates = await controller.column(session.id, "samples:throughput", "time", "iterations_per_second");
  for (const rate of rates.y.map(Number)) expect(rate, "iterations a second").toBeLessThan(3 * RATE);
}

/** Waits until samples were taken after a stall. */
async function sampled(controller: Controller, since: number): Promise<void> {
  const [session] = await controller.sessions();
  await until("samples after the stall", async () => {
    // The column is not there before the second sample.
    const taken = controller.column(session?.id ?? "", "samples:system", "time", "system_cpu_percent");
    const { x } = await taken.catch(() => ({ x: [] }));
    return x.filter((time) => time > since).length >= 2 ? true : undefined;
  });
}

describe(`a process that is stopped for ${STALL_SECONDS} seconds`, () => {
  it("if it is the engine, holds up no program and loses nothing", async () => {
    const { controller, finish } = await report();
    await stall(bench.enginePid() ?? 0);
    const resumedAt = Date.now() / 1000;
    await sampled(controller, resumedAt);
    const { count, longest } = await finish();
    expect(longest).toBeLessThan(CALL_SECONDS);
    expect(count).toBeGreaterThan(STALL_SECONDS * 5);
    await expectWhole(controller, count, resumedAt);
    recordFault({
      fault: `engine stopped (SIGSTOP) for a while`,
      promise: "no call of the program waits, nothing is lost, sampling goes on, and no rate is absurd",
      tried: 1,
    });
  });

  it("if it is the program, goes on where it was", async () => {
    const { controller, pid, finish } = await report();
    await stall(pid);
    const resumedAt = Date.now() / 1000;
    expect(await controller.sessions()).toMatchObject([{ status: "running" }]);
    await sampled(controller, resumedAt);
    const { count } = await finish();
    await expectWhole(controller, count, resumedAt);
    recordFault({
      fault: "program stopped (SIGSTOP) for a while",
      promise: "its session goes on, nothing is lost, sampling goes on, and no rate is absurd",
      tried: 1,
    });
  });

  it("if it is the engine, keeps no program from ending", async () => {
    const { controller } = await report();
    const engine = bench.enginePid() ?? 0;
    process.kill(engine, "SIGSTOP");
    try {
      const began = performance.now();
      const code = "import optimizer_monitor as om\nwith om.run('GA') as run: run.iteration(1, best=1)";
      expect(await bench.python(code).done).toMatchObject({ code: 0, stderr: "" });
      // Two seconds for the last words, the rest for Python to start on a busy machine.
      expect(performance.now() - began).toBeLessThan(8000);
    } finally {
      process.kill(engine, "SIGCONT");
    }
    await controller.sessions();
  });
});
