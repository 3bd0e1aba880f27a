import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exported, launch, upTo } from "../../integration/engine/helpers";
import { Workbench, type Controller } from "../../integration/engine/workbench";
import { recordFault, rounds } from "../faultRecord";

const WORKERS = 64;
const EACH = 50;

let bench: Workbench;
let controller: Controller;
beforeEach(async () => {
  bench = new Workbench();
  controller = await bench.control();
});
afterEach(() => bench.dispose());

/** The client is made, and has reported, before the program forks; all workers then report at once to the same run. */
const HEAD = `
import os, sys, optimizer_monitor as om
run = om.run("GA")
run.iteration(-1, best=0.0)
def work(number):
    for i in range(${EACH}):
        with om.component("Evaluate"):
            run.iteration(number * ${EACH} + i, best=i)
`;
const FORKING = `${HEAD}
children = []
for number in range(${WORKERS}):
    pid = os.fork()
    if pid == 0:
        work(number)
        sys.exit(0)
    children.append(pid)
failed = [pid for pid in children if os.waitpid(pid, 0)[1] != 0]
run.end()
print(len(failed))
`;
const MULTIPROCESSING = `${HEAD}
import multiprocessing
context = multiprocessing.get_context("fork")
workers = [context.Process(target=work, args=(number,)) for number in range(${WORKERS})]
for worker in workers: worker.start()
for worker in workers: worker.join()
run.end()
print(sum(worker.exitcode != 0 for worker in workers))
`;

function engineMegabytes(): number {
  const status = readFileSync(`/proc/${controller.facts.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
}

describe.runIf(process.platform === "linux")("64 forked processes that report at once", () => {
  it.each([
    ["os.fork", FORKING],
    ["multiprocessing", MULTIPROCESSING],
  ])("have every iteration counted once, and all come to their end: %s", async (way, code) => {
    const before = engineMegabytes();
    const tries = rounds(1);
    for (const round of upTo(tries)) {
      const launchId = `${way}-${round}`;
      const program = bench.python(code, { OPTIMIZER_MONITOR_SESSION: launchId });
      await controller.request("startLaunch", launch(launchId, { pid: program.child.pid ?? 0 }));
      expect(await program.done).toMatchObject({ code: 0, stdout: "0\n", stderr: "" });
      const { sessionId } = await controller.request("endLaunch", { launchId, exitCode: 0 });
      const session = await exported(bench, sessionId);
      expect(session.runs).toHaveLength(1);
      const numbers = session.runs[0]?.iterations.map(({ iteration }) => iteration) ?? [];
      expect(numbers.sort((a, b) => a - b)).toEqual([-1, ...upTo(WORKERS * EACH)]);
      expect(session.components).toMatchObject([{ name: "Evaluate", count: WORKERS * EACH }]);
      expect(session).toMatchObject({ dropped: 0, notes: [] });
    }
    expect(engineMegabytes() - before).toBeLessThan(100);
    recordFault({
      fault: `64 processes forked with ${way} report at once`,
      promise: "every iteration is recorded once; every process ends; the engine's memory is bounded",
      tried: tries,
    });
  });
});
