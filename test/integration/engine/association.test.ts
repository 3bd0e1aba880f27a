import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/protocol/settings";
import { batch, client, ended, exported, iteration, launch, upTo } from "./helpers";
import { until, Workbench, type Controller } from "./workbench";

let bench: Workbench;
let controller: Controller;
beforeEach(async () => {
  bench = new Workbench();
  controller = await bench.control();
});
afterEach(() => bench.dispose());

/** A program that reports a run, and ends when its input does. */
const WAITING = `
import sys, optimizer_monitor as om
with om.run("GA") as run:
    for i in range(20): run.iteration(i, best=i)
    om.flush(5)
    print("reported", flush=True)
    sys.stdin.read()
    for i in range(20, 40): run.iteration(i, best=i)
`;

describe("a launch and its clients", () => {
  it("are one session when the launch is announced after its clients reported", async () => {
    const { child, firstOutput, done } = bench.python(WAITING);
    await firstOutput;
    const early = await controller.sessions();
    expect(early).toMatchObject([{ kind: "external", status: "running", iterationCount: 20 }]);
    const verdict = await controller.request(
      "startLaunch",
      launch("late", { pid: child.pid ?? 0, label: "late task" }),
    );
    expect(verdict).toEqual({ recording: "now", sessionId: early[0]?.id });
    child.stdin?.end();
    await done;
    await controller.request("endLaunch", { launchId: "late", exitCode: 0 });
    const session = await exported(bench);
    expect(session.session).toMatchObject({ label: "late task", kind: "task", exitCode: 0, status: "completed" });
    expect(session.runs[0]?.iterations.map(({ iteration: index }) => index)).toEqual(upTo(40));
    expect(await controller.sessions()).toHaveLength(1);
  });

  it("are one session when the launch's process is told after a client of it reported", async () => {
    const first = await controller.request("startLaunch", launch("debug", { kind: "debug", definite: true }));
    const { child, firstOutput, done } = bench.python(WAITING);
    await firstOutput;
    expect(await controller.sessions()).toHaveLength(2);
    await controller.request("startLaunch", launch("debug", { kind: "debug", definite: true, pid: child.pid ?? 0 }));
    child.stdin?.end();
    await done;
    await controller.request("endLaunch", { launchId: "debug", exitCode: 0 });
    const session = await exported(bench);
    expect(session.session["id"]).toBe(first.sessionId);
    expect(session.runs[0]?.iterations.map(({ iteration: index }) => index)).toEqual(upTo(40));
    expect(await controller.sessions()).toHaveLength(1);
  });

  it.each([
    ["by its process", {}],
    ["by its id", { OPTIMIZER_MONITOR_SESSION: "soon-stopped" }],
  ])("are no second session where a program reports only after it was stopped, known %s", async (_way, env) => {
    const program = `import sys; sys.stdin.read(); import optimizer_monitor as om
with om.run("GA") as run: run.iteration(0, best=1)
om.flush(5)`;
    const { child, done } = bench.python(program, env);
    await controller.request("startLaunch", launch("soon-stopped", { pid: child.pid ?? 0, definite: true }));
    await controller.request("endLaunch", { launchId: "soon-stopped", stopped: true });
    const stopped = [expect.objectContaining({ label: "soon-stopped", status: "stopped", iterationCount: 0 })];
    expect(await controller.sessions()).toEqual(stopped);
    child.stdin?.end();
    expect(await done).toMatchObject({ code: 0, stderr: "" });
    expect(await controller.sessions()).toEqual(stopped);
  });

  it("are a session of their own where a stopped launch is started again under its id", async () => {
    const env = { OPTIMIZER_MONITOR_SESSION: "again" };
    const first = bench.start("/bin/sleep", ["60"], {});
    await controller.request("startLaunch", launch("again", { pid: first.child.pid ?? 0, definite: true }));
    await controller.request("endLaunch", { launchId: "again", stopped: true });
    first.child.kill();
    const second = bench.python(WAITING, env);
    await controller.request("startLaunch", launch("again", { pid: second.child.pid ?? 0, definite: true }));
    second.child.stdin?.end();
    await second.done;
    await controller.request("endLaunch", { launchId: "again", exitCode: 0 });
    const sessions = (await controller.sessions()).map(({ status, iterationCount }) => [status, iterationCount]);
    expect(sessions).toEqual([
      ["completed", 40],
      ["stopped", 0],
    ]);
  });

  it("are one session by the id in the environment, whatever the process tree", async () => {
    await controller.request("startLaunch", launch("named", { pid: process.pid + 1_000_000 }));
    const { done } = bench.python("import optimizer_monitor as om\nwith om.run('PSO') as r: r.iteration(0, best=1)", {
      OPTIMIZER_MONITOR_SESSION: "named",
    });
    await done;
    expect(await controller.request("endLaunch", { launchId: "named", exitCode: 0 })).toHaveProperty("sessionId");
    expect(await controller.sessions()).toMatchObject([{ label: "named", runCount: 1, status: "completed" }]);
  });

  it("are one session where a debugger's program reports before its launch is announced, from a terminal that is", async () => {
    const shell = bench.start("/bin/sh", ["-c", "read line"], {});
    const terminal = launch("terminal-1", {
      kind: "terminal",
      pid: shell.child.pid ?? 0,
      label: "/usr/bin/env python3 …",
    });
    expect(await controller.request("startLaunch", terminal)).toMatchObject({ recording: "ifReports" });
    const program = await client(bench, { pid: shell.child.pid, session: "debug-1" });
    program.send(batch(1, iteration("a", 1)));
    await program.acknowledged(1);
    expect(await controller.sessions()).toMatchObject([{ kind: "terminal" }]);
    await controller.request("startLaunch", launch("debug-1", { kind: "debug", label: "Debug it" }));
    program.send(batch(2, iteration("a", 2)));
    await program.acknowledged(2);
    await controller.request("endLaunch", { launchId: "terminal-1", exitCode: 0 });
    expect(await controller.sessions()).toMatchObject([{ kind: "debug", label: "Debug it", status: "running" }]);
    program.socket.end();
    shell.child.stdin?.end();
    await controller.request("endLaunch", { launchId: "debug-1", exitCode: 0 });
    expect(await controller.sessions()).toMatchObject([{ kind: "debug", label: "Debug it", iterationCount: 2 }]);
  });

  it("are one session over shells, forked and spawned workers", async () => {
    const program = `
import multiprocessing, optimizer_monitor as om
def work(name):
    with om.run(name) as run:
        for i in range(10): run.iteration(i, best=i)
if __name__ == "__main__":
    for method in ("fork", "spawn"):
        context = multiprocessing.get_context(method)
        workers = [context.Process(target=work, args=(f"{method}{n}",)) for n in range(2)]
        for worker in workers: worker.start()
        for worker in workers: worker.join()
`;
    const file = join(bench.folder, "workers.py");
    writeFileSync(file, program);
    const { child, done } = bench.start("/bin/sh", ["-c", `sh -c 'python3 "${file}"'; exit $?`], bench.programEnv());
    await controller.request("startLaunch", launch("tree", { pid: child.pid ?? 0 }));
    expect((await done).code).toBe(0);
    await controller.request("endLaunch", { launchId: "tree", exitCode: 0 });
    const session = await exported(bench);
    expect(session.runs.map(({ algorithm }) => algorithm).sort()).toEqual(["fork0", "fork1", "spawn0", "spawn1"]);
    for (const run of session.runs) expect(run.iterations.map((entry) => entry.iteration)).toEqual(upTo(10));
    expect(await controller.sessions()).toHaveLength(1);
  });

  it("are two sessions where two launches run at once, and the second's data is not the first's", async () => {
    const programs = ["A", "B"].map((name) =>
      bench.python(`import optimizer_monitor as om
with om.run("${name}") as run:
    for i in range(500): run.iteration(i, best=i)`),
    );
    for (const [index, { child }] of programs.entries()) {
      await controller.request("startLaunch", launch(`at-once-${index}`, { pid: child.pid ?? 0 }));
    }
    await Promise.all(programs.map(({ done }) => done));
    await Promise.all(
      [0, 1].map((index) => controller.request("endLaunch", { launchId: `at-once-${index}`, exitCode: 0 })),
    );
    const sessions = await ended(controller, 2);
    const seen = sessions.map(
      ({ label, algorithms, iterationCount }) => `${label} ${algorithms.join()} ${iterationCount}`,
    );
    expect(seen.sort()).toEqual(["at-once-0 A 500", "at-once-1 B 500"]);
  });

  it("begin soon after the launch, as a controller hears", async () => {
    const began = performance.now();
    const { child, done } = bench.python(WAITING);
    await controller.request("startLaunch", launch("soon", { pid: child.pid ?? 0, definite: true }));
    await until("the news", () => [...controller.changed.values()].find(({ label }) => label === "soon"));
    expect(performance.now() - began).toBeLessThan(5000);
    child.stdin?.end();
    await done;
  });

  it("begin another session where a process of the launch reports after its end", async () => {
    const { sessionId } = await controller.request("startLaunch", launch("daemons", { definite: true }));
    await controller.request("endLaunch", { launchId: "daemons", exitCode: 0 });
    const late = await client(bench, { id: "late", session: "daemons" });
    late.send(batch(1, iteration("r", 0)));
    await late.acknowledged(1);
    late.socket.end();
    const sessions = await ended(controller, 2);
    expect(sessions.find(({ id }) => id !== sessionId)).toMatchObject({ label: "daemons", iterationCount: 1 });
  });
});

describe("settings on launches", () => {
  const configure = (settings: Partial<Settings>): Promise<null> =>
    controller.request("updateSettings", { settings: { ...DEFAULT_SETTINGS, ...settings } });
  const verdict = async (id: string, command = "python ga.py"): Promise<string> =>
    (await controller.request("startLaunch", launch(id, { command }))).recording;

  it("decide which ones count", async () => {
    expect(await verdict("plain")).toBe("ifReports");
    await configure({ launches: "all", exclude: ["build*"] });
    expect(await verdict("everything")).toBe("now");
    expect(await verdict("build it", "make all")).toBe("never");
    await configure({ launches: "matching", include: ["*ga.py"] });
    expect(await verdict("fits")).toBe("now");
    expect(await verdict("fits not", "python pso.py")).toBe("never");
    await configure({ launches: "off", include: ["*"] });
    expect(await verdict("nothing")).toBe("never");
    await configure({ exclude: ["python*"], include: ["python*"] });
    expect(await verdict("both")).toBe("never");
    expect(
      (await controller.request("startLaunch", launch("asked", { command: "python x", definite: true }))).recording,
    ).toBe("now");
  });

  it("drop an excluded launch's data without a word, also what came before it was announced", async () => {
    await configure({ exclude: ["secret*"] });
    await controller.request("startLaunch", launch("secret-1", { label: "secret", pid: 1_999_999 }));
    const raw = await client(bench, { id: "dropped", session: "secret-1" });
    raw.send(batch(1, iteration("r", 0)));
    await raw.acknowledged(1);
    const early = await client(bench, { id: "early", session: "secret-2" });
    early.send(batch(1, iteration("r", 0)));
    await early.acknowledged(1);
    expect(await controller.sessions()).toHaveLength(1);
    await controller.request("startLaunch", launch("secret-2", { label: "secret" }));
    early.send(batch(2, iteration("r", 1)));
    await early.acknowledged(2);
    expect(await controller.sessions()).toEqual([]);
    expect(bench.journals()).toEqual([]);
    expect(raw.answers.filter(({ type }) => type === "error")).toEqual([]);
  });
});
