import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exported, type Exported } from "../../integration/engine/helpers";
import { DIST, until, Workbench, type Controller, type Started } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";

let bench: Workbench;
let controller: Controller;
beforeEach(async () => {
  bench = new Workbench();
  controller = await bench.control();
});
afterEach(() => bench.dispose());

const MIB = 1024 * 1024;
/** What a program reports has one best and one worst objective on its way. */
const FLOOD = 1_000_000;
const BEST = -1e6;
const WORST = 1e6;

const python = (count: number): string => `
import resource, optimizer_monitor as om
with om.run("GA", direction="minimize") as run:
    for i in range(${count}):
        run.iteration(i, best=${BEST} if i == ${count / 4} else ${WORST} if i == ${Math.floor(count / 3)} else i % 100)
print("reported", flush=True)
print("delivered", om.flush(100), flush=True)
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, flush=True)
`;
const node = (count: number): string => `
const om = require(${JSON.stringify(join(DIST, "clients", "node", "optimizer-monitor-client"))});
const run = om.run("GA", { direction: "minimize" });
for (let i = 0; i < ${count}; i++)
  run.iteration(i, { best: i === ${count / 4} ? ${BEST} : i === ${Math.floor(count / 3)} ? ${WORST} : i % 100 });
run.end();
console.log("reported");
om.flush(100_000).then((isDelivered) => {
  console.log("delivered", isDelivered ? "True" : "False");
  console.log("peak", process.resourceUsage().maxRSS * 1024);
});
`;

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? NaN) * 1024;
}

/** Everything that was reported is recorded or counted as dropped, once; what matters most is there. */
async function check(count: number, sessionId: string): Promise<{ session: Exported; recorded: number }> {
  const session = await exported(bench, sessionId);
  const [run] = session.runs;
  const numbers = run?.iterations.map(({ iteration }) => iteration) ?? [];
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.length + session.dropped).toBe(count);
  expect(numbers.at(-1)).toBe(count - 1);
  const bests = run?.iterations.map(({ best }) => best) ?? [];
  expect(bests).toContain(BEST);
  expect(bests).toContain(WORST);
  expect(session.runs).toMatchObject([{ status: "completed", best: BEST }]);
  return { session, recorded: numbers.length };
}

/** The session of the flood, once it has ended; the command line says what was dropped. */
async function endOf(program: Started): Promise<string> {
  expect(await program.done).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("delivered True") });
  const { session } = await controller.onlyEnded(60);
  const { stdout } = await bench.cli("history", "show", session.id);
  if (session.dropped > 0) expect(stdout.replaceAll(/[\u00a0\u202f]/g, "")).toMatch(/\d events dropped/);
  return session.id;
}

const peakOf = (stdout: string): number => Number(/peak (\d+)/.exec(stdout)?.[1] ?? NaN);

describe.runIf(process.platform === "linux")("a program that reports as fast as it can", () => {
  it("loses nothing that was acknowledged; what it had to drop is counted and shown", async () => {
    const program = bench.python(python(FLOOD));
    const sessionId = await endOf(program);
    const { recorded } = await check(FLOOD, sessionId);
    expect(recorded).toBeGreaterThan(100_000);
    recordFault({
      fault: "a Python program reports 1,000,000 iterations as fast as it can",
      promise: "recorded and dropped ones add up; the best, the worst and the last iteration are recorded",
      tried: 1,
    });
  });

  it.each([
    ["python", 300_000, 150],
    ["node", 200_000, 250],
  ] as const)(
    "is bounded in memory, as the engine is, while that does not read: %s",
    async (language, count, limit) => {
      const [idle, pid] = [residentBytes(controller.facts.pid), controller.facts.pid];
      process.kill(pid, "SIGSTOP");
      const program =
        language === "python"
          ? bench.python(python(count))
          : bench.start(process.execPath, ["-e", node(count)], bench.programEnv());
      let stdout = "";
      program.child.stdout?.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
      await until("everything to be reported", () => (stdout.includes("reported") ? true : undefined), 60);
      process.kill(pid, "SIGCONT");
      const sessionId = await endOf(program);
      const { session } = await check(count, sessionId);
      expect(session.dropped).toBeGreaterThan(count / 2);
      expect(peakOf(stdout) / MIB).toBeLessThan(limit);
      expect((residentBytes(pid) - idle) / MIB).toBeLessThan(100);
      recordFault({
        fault: `engine stands still while a ${language} program reports ${count} iterations`,
        promise:
          "the memory of both is bounded; what was dropped is counted and shown; the best, the worst and the last survive",
        tried: 1,
      });
    },
  );
});
