import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exported, launch, upTo } from "../../integration/engine/helpers";
import { PYTHON, until, Workbench, type Controller, type Outcome } from "../../integration/engine/workbench";
import { recordFault, rounds } from "../faultRecord";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const WINDOWS = 6;
const COMMANDS = 2;
const PROGRAM = `import optimizer_monitor as om\nwith om.run("GA") as run:\n    for i in range(20): run.iteration(i, best=i)`;

/** The processes that serve this workspace. */
function engines(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return command.some((word) => word.endsWith("engine.js")) && command.includes(bench.folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Everybody comes at once to a workspace without an engine. */
async function rush(round: number): Promise<{ windows: Controller[]; outcomes: Outcome[] }> {
  const command = (index: number): Promise<Outcome> =>
    bench.cli("run", "--label", `command-${round}-${index}`, "--", PYTHON, "-c", PROGRAM);
  const outcomes = Promise.all(upTo(COMMANDS).map(command));
  const windows = await Promise.all(upTo(WINDOWS).map(() => bench.control()));
  return { windows, outcomes: await outcomes };
}

/** Every window announces a launch, whose program reports once, and its end. */
async function launchFrom(windows: readonly Controller[], round: number): Promise<void> {
  await Promise.all(
    windows.map(async (window, index) => {
      const launchId = `window-${round}-${index}`;
      const program = bench.python(PROGRAM, { OPTIMIZER_MONITOR_SESSION: launchId });
      await window.request("startLaunch", launch(launchId, { pid: program.child.pid ?? 0 }));
      const { code } = await program.done;
      await window.request("endLaunch", { launchId, exitCode: code ?? 1 });
    }),
  );
}

/** How many sockets have the control socket's name: one that listens, and one for each that has connected to it. */
function socketsAtControl(): number {
  const lines = readFileSync("/proc/net/unix", "utf8").split("\n");
  return lines.filter((line) => line.endsWith(bench.addresses.control)).length;
}

describe.runIf(process.platform === "linux")("windows and command lines that come to one workspace at once", () => {
  it("share one engine, record every launch once, and see each other's sessions", async () => {
    const tries = rounds(2);
    let expected = 0;
    let lost = 0;
    let doubled = 0;
    for (const round of upTo(tries)) {
      const { windows, outcomes } = await rush(round);
      expect(outcomes.map(({ code, stderr }) => ({ code, stderr: /GA +20 iterations/.test(stderr) }))).toEqual(
        upTo(COMMANDS).map(() => ({ code: 0, stderr: true })),
      );
      expect(new Set(windows.map(({ facts }) => facts.pid)).size).toBe(1);
      await until("one engine alone", () => (engines().length === 1 ? true : undefined));
      await launchFrom(windows, round);
      expected += WINDOWS + COMMANDS;
      for (const window of windows) {
        const sessions = await window.sessions();
        const labels = sessions.map(({ label }) => label);
        doubled += labels.length - new Set(labels).size;
        lost += Math.max(0, expected - labels.length);
        // What the others began was told to this window without its asking, but for what ended before it came.
        await until("news of every window's session", () => {
          const told = new Set([...window.changed.values()].map(({ label }) => label));
          return upTo(WINDOWS).every((index) => told.has(`window-${round}-${index}`)) ? true : undefined;
        });
      }
      const sessions = (await windows[0]?.sessions()) ?? [];
      for (const { id, iterationCount, status } of sessions) {
        expect({ id, iterationCount, status }).toEqual({ id, iterationCount: 20, status: "completed" });
      }
      process.kill(bench.enginePid() ?? 0, "SIGKILL");
      await until("the engine's end", () => (engines().length === 0 ? true : undefined));
      for (const window of windows) window.dispose();
    }
    expect((await exported(bench)).runs[0]?.iterations).toHaveLength(20);
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
    recordFault({
      fault: "six windows and two command lines start at once on one workspace",
      promise: "one engine serves them all; every launch is one session, and every window sees it",
      tried: tries,
      lost,
      doubled,
    });
  });

  it("find the next engine where one leaves just when they have come", async () => {
    const tries = rounds(1);
    for (let round = 0; round < tries; round++) {
      const first = await bench.control();
      const pid = first.facts.pid;
      // As an engine that is on its way out: whoever connects to it gets no answer any more.
      process.kill(pid, "SIGSTOP");
      const before = socketsAtControl();
      const outcome = bench.cli("run", "--label", `late-${round}`, "--", PYTHON, "-c", PROGRAM);
      const window = bench.control();
      await until("both to be connected", () => (socketsAtControl() >= before + 2 ? true : undefined));
      process.kill(pid, "SIGKILL");
      expect((await window).facts.pid).not.toBe(pid);
      expect(await outcome).toMatchObject({ code: 0, stderr: expect.stringMatching(/GA +20 iterations/) });
      (await window).dispose();
      first.dispose();
    }
    recordFault({
      fault: "engine ends just when a window and a command line have connected to it",
      promise: "both find the next engine, and what is launched is recorded",
      tried: tries,
    });
  });
});
