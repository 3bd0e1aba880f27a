import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLI, exported, killEngine, launch, upTo } from "./helpers";
import { PYTHON, until, Workbench, type Controller } from "./workbench";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const ITERATIONS = 400;
const PROGRAM = `
import sys, time, optimizer_monitor as om
with om.run("GA", direction="minimize") as run:
    for i in range(${ITERATIONS}):
        with om.component("Step"):
            time.sleep(0.01)
        run.iteration(i, best=1000 - i, evaluations=(i + 1) * 3)
        if i % 50 == 49:
            print(i, flush=True)
        # A program that ends waits two seconds for an engine that is away, and a busy machine starts none in that time.
        if i == 349:
            sys.stdin.readline()
`;

/** Kills the engine each time the program says that it has come further. */
async function killAt(marks: readonly string[], stdout: () => string): Promise<void> {
  for (const mark of marks) {
    await until(`iteration ${mark}`, () => (stdout().split("\n").includes(mark) ? true : undefined));
    await until("an engine", () => bench.enginePid());
    await killEngine(bench);
  }
}

async function expectEverything(): Promise<void> {
  const session = await exported(bench);
  expect(session.runs).toHaveLength(1);
  expect(session.runs[0]?.iterations.map(({ iteration }) => iteration)).toEqual(upTo(ITERATIONS));
  expect(session.runs[0]).toMatchObject({ algorithm: "GA", evaluations: ITERATIONS * 3, best: 1000 - ITERATIONS + 1 });
  expect(session.components).toMatchObject([{ name: "Step", count: ITERATIONS }]);
  expect(session.session).toMatchObject({ status: "completed", exitCode: 0, runCount: 1 });
  expect(session.dropped).toBe(0);
}

describe("an engine that is killed", () => {
  it("comes back for an editor and has every iteration once", async () => {
    let controller: Controller | undefined = await bench.control();
    const { child, done } = bench.python(PROGRAM, { OPTIMIZER_MONITOR_SESSION: "task-1" });
    let stdout = "";
    child.stdout?.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
    const pid = child.pid ?? 0;
    await controller.request("startLaunch", launch("task-1", { pid }));
    for (const mark of ["49", "149", "249"]) {
      await killAt([mark], () => stdout);
      // The editor's part: it starts the engine again and tells of its launches.
      controller = await bench.control();
      await controller.request("startLaunch", launch("task-1", { pid }));
    }
    child.stdin?.end("\n");
    const { code } = await done;
    await controller.request("endLaunch", { launchId: "task-1", exitCode: code ?? -1 });
    await expectEverything();
  });

  it("is started again by the command line that records", async () => {
    const { child, done } = bench.start(process.execPath, [CLI, "run", "--", PYTHON, "-c", PROGRAM]);
    let stdout = "";
    child.stdout?.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
    await killAt(["49", "199"], () => stdout);
    await until("an engine", () => bench.enginePid());
    child.stdin?.end("\n");
    const outcome = await done;
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toMatch(/GA +400 iterations +1,200 evaluations +best 601/);
    await expectEverything();
  });

  it("saves what had ended but was not in the history yet, once", async () => {
    const controller = await bench.control();
    // It waits now and then: what an engine on a busy machine cannot take as fast as it comes would be dropped.
    const { child, done } = bench.python(`
import optimizer_monitor as om
with om.run("GA") as run:
    for i in range(20_000):
        run.iteration(i, best=i)
        if i % 2000 == 1999: om.flush(30)
`);
    await controller.request("startLaunch", launch("quick", { pid: child.pid ?? 0, definite: true }));
    await done;
    // The answer never comes: the engine dies as soon as the journal has the end, before or while the history takes it in.
    controller.request("endLaunch", { launchId: "quick", exitCode: 0 }).catch(() => undefined);
    await until("the end in the journal", () => {
      const [journal] = bench.journals();
      return journal === undefined || readFileSync(journal, "utf8").includes('"k":"end"') ? true : undefined;
    });
    await killEngine(bench);
    const again = await bench.control();
    const detail = await again.onlyEnded();
    expect(detail.session).toMatchObject({ status: "completed", iterationCount: 20_000, exitCode: 0 });
    await until("the journal's end", () => (bench.journals().length === 0 ? true : undefined));
  });

  it("has once what it was merging when it was killed", async () => {
    const controller = await bench.control();
    const { sessionId } = await controller.request("startLaunch", launch("debug", { kind: "debug", definite: true }));
    const { child, firstOutput } = bench.python(
      "import sys, optimizer_monitor as om\nrun = om.run('GA')\nfor i in range(50): run.iteration(i, best=i)\nprint(om.flush(5), flush=True)\nsys.stdin.read()",
    );
    await firstOutput;
    const early = bench.journals().find((path) => !path.includes(sessionId ?? "?"));
    const content = readFileSync(early ?? "");
    await controller.request("startLaunch", launch("debug", { kind: "debug", definite: true, pid: child.pid ?? 0 }));
    await until("the end of the merged journal", () => (bench.journals().length === 1 ? true : undefined));
    await killEngine(bench);
    child.kill("SIGKILL");
    // As if the engine had been killed between the merging and the removal of what was merged.
    writeFileSync(early ?? "", content);
    const detail = await (await bench.control()).onlyEnded();
    expect(detail.session).toMatchObject({ id: sessionId, runCount: 1, iterationCount: 50 });
  });

  it("keeps as interrupted what neither it nor the program could end", async () => {
    const controller = await bench.control();
    const { child, firstOutput } = bench.python(
      "import time, optimizer_monitor as om\nrun = om.run('GA')\nfor i in range(50): run.iteration(i, best=i)\nprint(om.flush(5), flush=True)\ntime.sleep(60)",
    );
    await controller.request("startLaunch", launch("both", { pid: child.pid ?? 0 }));
    expect((await firstOutput).trim()).toMatch(/^True/);
    await killEngine(bench);
    child.kill("SIGKILL");
    const [path] = bench.journals();
    // As after a crash in the middle of a write.
    appendFileSync(path ?? "", '{"k":"batch","client":"x","time":1,"mess');
    const detail = await (await bench.control()).onlyEnded();
    expect(detail.session).toMatchObject({ status: "interrupted", iterationCount: 50, runCount: 1 });
    expect(detail.session.reason).toMatch(/engine ended before the workflow did/);
    expect(detail.runs).toMatchObject([{ status: "interrupted", iterationCount: 50 }]);
  });
});

describe("journals", () => {
  const HEADER = { id: "20260101-000000-abcdef", label: "journal", kind: "task", startTime: 1767225600 };
  const MACHINE = { host: "h", platform: "linux", coreCount: 1, memoryBytes: 1 };
  const batch = (sequence: number): string => {
    const event = { type: "iteration", run: "r", iteration: sequence, best: sequence, time: 1767225600 + sequence };
    return JSON.stringify({
      k: "batch",
      client: "c",
      sequence,
      time: 1767225600,
      message: { type: "batch", sequence, events: [event] },
    });
  };
  const write = (name: string, lines: readonly string[]): string => {
    mkdirSync(bench.liveFolder, { recursive: true });
    const path = join(bench.liveFolder, `${name}.journal`);
    writeFileSync(path, lines.join("\n"));
    return path;
  };

  it("with damaged lines give all others, each once, and a note", async () => {
    const end = { k: "end", end: { status: "completed", time: 1767225700, exitCode: 0 } };
    write("20260101-000000-abcdef", [
      "garbage before the beginning",
      JSON.stringify({ k: "session", header: HEADER, machine: MACHINE }),
      batch(1),
      "\u0000\u0000 not json {{{",
      batch(2),
      batch(2),
      '{"k":"batch"}',
      '{"k":"samples","table":"samples:system","time":"soon","values":null}',
      '{"k":"unknown"}',
      '{"k":"change"}',
      "[]",
      batch(3),
      JSON.stringify(end),
      "",
    ]);
    const detail = await (await bench.control()).onlyEnded();
    expect(detail.session).toMatchObject({ status: "completed", iterationCount: 3, label: "journal" });
    expect(detail.notes.map(({ text }) => text)).toEqual([
      expect.stringMatching(/lines of the journal could not be read/),
    ]);
    await until("the journal's end", () => (bench.journals().length === 0 ? true : undefined));
  });

  it("without a beginning and under a name that is no session's are set aside, and said so once", async () => {
    const path = write("headless", [batch(1), batch(2), ""]);
    const controller = await bench.control();
    await until("the warning", () => (controller.warnings.length > 0 ? true : undefined));
    expect(controller.warnings).toEqual([
      expect.stringMatching(/headless\.journal holds nothing that can be read as a session/),
    ]);
    expect(await controller.sessions()).toEqual([]);
    expect(readFileSync(`${path}.unreadable`, "utf8")).toContain('"sequence":2');
  });
});
