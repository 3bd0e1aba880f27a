import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { killEngine, launch, upTo } from "../../integration/engine/helpers";
import { DIST, until, Workbench, type Controller } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";
import { canPutClock, PuttableClock } from "./puttableClock";

let bench: Workbench;
let clock: PuttableClock;

const HOUR = 3600;
const STRETCH = 40;
const JUMPS = [-2 * HOUR, 3 * HOUR, -5 * HOUR, 0];
const COUNT = STRETCH * (JUMPS.length + 1);
/** Reports a stretch of iterations, then waits to be told to go on: the clock is put meanwhile. */
const PROGRAM = `
import sys, time, optimizer_monitor as om
with om.run("GA", direction="minimize") as run:
    for i in range(${COUNT}):
        with om.component("Step"):
            time.sleep(0.02)
        run.iteration(i, best=${COUNT} - i, evaluations=i + 1)
        if i % ${STRETCH} == ${STRETCH - 1} and i < ${COUNT - 1}:
            om.flush(10)
            print("stretch", i // ${STRETCH}, flush=True)
            sys.stdin.readline()
`;

/** An engine whose time of day is the test's. */
async function startEngine(): Promise<Controller> {
  bench.start(process.execPath, [join(DIST, "engine.js"), "--workspace", bench.folder], clock.env);
  await until("the engine", () => bench.enginePid());
  return bench.control();
}

function expectOrder(times: readonly unknown[], what: string): void {
  const numbers = times.map(Number);
  expect(numbers.every(Number.isFinite), what).toBe(true);
  const back = numbers.filter((time, index) => index > 0 && time < (numbers[index - 1] ?? 0) - 1);
  expect(back, `${what} that go back`).toEqual([]);
}

/** Waits until there are rates to look at: on a fast machine the program ends before the second sample. */
async function samplesOf(controller: Controller): Promise<void> {
  await until("two samples of the throughput", async () => {
    const [session] = await controller.sessions();
    const { tables } = await controller.request("getSession", { sessionId: session?.id ?? "" });
    const columns = tables.flatMap((table) => table.columns);
    return (columns.find(({ key }) => key === "iterations_per_second")?.count ?? 0) > 1 ? true : undefined;
  });
}

async function expectSane(controller: Controller): Promise<void> {
  const { session, runs } = await controller.onlyEnded();
  const { startTime, endTime = NaN } = session;
  expect(endTime).toBeGreaterThanOrEqual(startTime);
  expect(session).toMatchObject({ status: "completed", iterationCount: COUNT, dropped: 0 });
  for (const run of runs) expect(run.endTime ?? NaN).toBeGreaterThanOrEqual(run.startTime);
  const iterations = await controller.column(session.id, `run:${runs[0]?.id ?? ""}`, "iteration", "time");
  expect(iterations.x).toEqual(upTo(COUNT));
  expectOrder(iterations.y, "times of iterations");
  for (const [table, column] of [
    ["samples:system", "system_cpu_percent"],
    ["samples:throughput", "iterations_per_second"],
  ] as const) {
    const samples = await controller.column(session.id, table, "time", column);
    expect(samples.x.length).toBeGreaterThan(1);
    expectOrder(samples.x, table);
    for (const value of samples.y.map(Number)) expect(value >= 0 && value < 1e4, `${column} ${value}`).toBe(true);
  }
}

// Skipped where no C compiler is there to give the programs another clock.
describe.skipIf(!canPutClock())("a clock that jumps by hours", () => {
  beforeEach(() => {
    bench = new Workbench();
    clock = new PuttableClock();
  });
  afterEach(async () => {
    await bench.dispose();
    clock.dispose();
  });

  it("turns nothing round: order, durations and rates stay sane, and the session ends", async () => {
    const controller = await startEngine();
    const { child, done } = bench.python(PROGRAM, { ...clock.env, OPTIMIZER_MONITOR_SESSION: "jumps" });
    let printed = "";
    child.stdout?.on("data", (bytes: Buffer) => (printed += bytes.toString()));
    await controller.request("startLaunch", launch("jumps", { pid: child.pid ?? 0, definite: true }));
    for (const [stretch, seconds] of JUMPS.entries()) {
      await until(`stretch ${stretch}`, () => (printed.includes(`stretch ${stretch}\n`) ? true : undefined), 60);
      if (stretch === JUMPS.length - 1) await samplesOf(controller);
      clock.put(seconds);
      expect(Math.abs(clock.read() - Date.now() / 1000 - seconds)).toBeLessThan(60);
      child.stdin?.write("\n");
    }
    expect(await done).toMatchObject({ code: 0, stderr: "" });
    const told = performance.now();
    await controller.request("endLaunch", { launchId: "jumps", exitCode: 0 });
    expect(performance.now() - told).toBeLessThan(20_000);
    await expectSane(controller);
    recordFault({
      fault: "clock put back and ahead by hours while a session is recorded",
      promise:
        "every iteration is there in order, no duration is negative, no rate absurd, and the session ends when it should",
      tried: JUMPS.length,
    });
  });

  it("does not make a session that is taken up end before it began", async () => {
    const first = await startEngine();
    const { child, firstOutput } = bench.python(PROGRAM, { ...clock.env, OPTIMIZER_MONITOR_SESSION: "back" });
    await first.request("startLaunch", launch("back", { pid: child.pid ?? 0, definite: true }));
    await firstOutput;
    await killEngine(bench);
    child.kill("SIGKILL");
    clock.put(-2 * HOUR);
    const { session, runs } = await (await startEngine()).onlyEnded();
    expect(session).toMatchObject({ status: "interrupted", iterationCount: STRETCH });
    expect(session.endTime ?? NaN).toBeGreaterThanOrEqual(session.startTime);
    expect(runs[0]?.endTime ?? NaN).toBeGreaterThanOrEqual(runs[0]?.startTime ?? NaN);
  });
});
