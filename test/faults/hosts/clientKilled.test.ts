import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SessionSummary } from "../../../src/protocol/session";
import { CLI, exported, upTo } from "../../integration/engine/helpers";
import { seeded } from "../../integration/engine/hostileLines";
import { DIST, PYTHON, until, Workbench, type Controller, type Started } from "../../integration/engine/workbench";
import { recordFault, rounds } from "../faultRecord";

let bench: Workbench;
let controller: Controller;
beforeEach(async () => {
  bench = new Workbench();
  controller = await bench.control();
  writeFileSync(join(bench.folder, "victim.py"), PYTHON_VICTIM);
  writeFileSync(join(bench.folder, "victim.mjs"), NODE_VICTIM);
});
afterEach(() => bench.dispose());

/** Both report without end, and print the number of the last iteration that the engine has acknowledged, and their own pid. */
const PYTHON_VICTIM = `
import os, optimizer_monitor as om
print(f"pid {os.getpid()}", flush=True)
run = om.run("GA")
i = 0
while True:
    for _ in range(37):
        run.iteration(i, best=-i)
        i += 1
    if om.flush(20): print(i - 1, flush=True)
`;
const NODE_VICTIM = `
import { createRequire } from "node:module";
const om = createRequire(import.meta.url)(${JSON.stringify(join(DIST, "clients", "node", "optimizer-monitor-client"))});
console.log(\`pid \${process.pid}\`);
const run = om.run("GA");
for (let i = 0; ; ) {
  for (let k = 0; k < 37; k++, i++) run.iteration(i, { best: -i });
  if (await om.flush(20_000)) console.log(i - 1);
}
`;

interface Victim {
  readonly name: string;
  readonly program: Started;
  /** What it has printed so far. */
  readonly printed: () => readonly string[];
}

function begin(name: string, command: string, args: readonly string[]): Victim {
  const program = bench.start(command, args, bench.programEnv());
  let text = "";
  program.child.stdout?.on("data", (bytes: Buffer) => (text += bytes.toString()));
  // A line that the end cuts short is no acknowledgement.
  return { name, program, printed: () => text.split("\n").slice(0, -1) };
}

/** Kills the reporting program itself, at a moment that looks random and is the same every time. */
async function killLater(victim: Victim, random: () => number): Promise<number> {
  const goal = 2 + Math.floor(random() * 30);
  await until(`${victim.name} to get to ${goal}`, () => (victim.printed().length > goal ? true : undefined), 60);
  await new Promise((done) => setTimeout(done, random() * 20));
  process.kill(Number(victim.printed()[0]?.slice("pid ".length)), "SIGKILL");
  await victim.program.done;
  return Number(victim.printed().at(-1));
}

/** What is wrong in the history with what was acknowledged. */
async function faultsOf(session: SessionSummary, acknowledged: number): Promise<{ lost: number; doubled: number }> {
  const [run] = (await exported(bench, session.id)).runs;
  const found = run?.iterations.map(({ iteration }) => iteration) ?? [];
  const distinct = new Set(found);
  return {
    lost: upTo(acknowledged + 1).filter((number) => !distinct.has(number)).length,
    doubled: found.length - distinct.size,
  };
}

function ended(label: string): Promise<SessionSummary> {
  return until(
    `the end of "${label}"`,
    async () => (await controller.sessions()).find((one) => one.label.includes(label) && one.endTime !== undefined),
    60,
  );
}

describe("a client that is killed", () => {
  it("leaves what was acknowledged once in the history, in a session that says how it ended", async () => {
    const random = seeded(20261129);
    const tries = rounds(1);
    const sums = { lost: 0, doubled: 0 };
    for (const round of upTo(tries)) {
      const launched = (name: string, command: string, file: string): Victim =>
        begin(name, process.execPath, [CLI, "run", "--label", name, "--", command, file]);
      const victims = [
        begin(`victim.py alone-${round}`, PYTHON, ["victim.py", `alone-${round}`]),
        begin(`victim.mjs alone-${round}`, process.execPath, ["victim.mjs", `alone-${round}`]),
        launched(`launched py ${round}`, PYTHON, "victim.py"),
        launched(`launched js ${round}`, process.execPath, "victim.mjs"),
      ];
      const acknowledged = await Promise.all(victims.map((victim) => killLater(victim, random)));
      for (const [index, victim] of victims.entries()) {
        const session = await ended(victim.name);
        expect(acknowledged[index], victim.name).toBeGreaterThan(36);
        expect(session.status, victim.name).toBe("failed");
        expect(session.reason, victim.name).toMatch(/SIGKILL|probably killed/);
        const { runs } = await controller.request("getSession", { sessionId: session.id });
        expect(runs, victim.name).toMatchObject([{ status: "failed" }]);
        const { lost, doubled } = await faultsOf(session, acknowledged[index] ?? 0);
        sums.lost += lost;
        sums.doubled += doubled;
      }
    }
    expect(sums).toEqual({ lost: 0, doubled: 0 });
    expect(controller.warnings).toEqual([]);
    recordFault({
      fault: "program killed with SIGKILL at a random moment",
      promise: "every iteration that was acknowledged is in the history once; the session says that it was killed",
      tried: tries * 4,
      ...sums,
    });
  });
});
