import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Exported } from "./helpers";
import { DIST, PYTHON, until, Workbench } from "./workbench";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const TWO_RUNS = `
import optimizer_monitor as om
print("out", flush=True)
with om.component("Data Loading"):
    om.data(1_000_000, records=10)
for name, best in (("GA", 2.5), ("PSO", 1.25)):
    with om.run(name, problem="sphere", direction="minimize", budget=300, seed=7) as run:
        for i in range(30):
            run.iteration(i, best=best + 29 - i, mean=100.0, evaluations=(i + 1) * 10, diversity=0.5)
`;

describe("optimizer-monitor run", () => {
  it("passes output and exit code through and records exactly what was reported", async () => {
    const outcome = await bench.cli("run", "--label", "two runs", "--", PYTHON, "-c", TWO_RUNS);
    expect(outcome).toMatchObject({ code: 0, stdout: "out\n" });
    expect(outcome.stderr).toMatch(/two runs completed in/);
    expect(outcome.stderr).toMatch(/GA +30 iterations +300 evaluations +best 2\.5/);
    expect(outcome.stderr).toMatch(/PSO +30 iterations +300 evaluations +best 1\.25/);

    const [session] = JSON.parse((await bench.cli("history", "list", "--json")).stdout);
    expect(session).toMatchObject({
      label: "two runs",
      status: "completed",
      exitCode: 0,
      runCount: 2,
      iterationCount: 60,
      evaluations: 600,
      best: 1.25,
      problem: "sphere",
      algorithms: ["GA", "PSO"],
      dropped: 0,
      kind: "command",
    });
    expect(session.runs).toMatchObject([
      {
        algorithm: "GA",
        iterationCount: 30,
        lastIteration: 29,
        best: 2.5,
        evaluations: 300,
        status: "completed",
        budget: 300,
        seed: 7,
      },
      { algorithm: "PSO", iterationCount: 30, best: 1.25, status: "completed" },
    ]);
  });

  it("exports JSON with every iteration, and CSV", async () => {
    await bench.cli("run", "--", PYTHON, "-c", TWO_RUNS);
    const session = JSON.parse((await bench.cli("export", "latest", "--format", "json")).stdout) as Exported;
    expect(session).toHaveProperty("schema", 1);
    expect(session.runs[0]?.iterations.map(({ iteration }) => iteration)).toEqual([...Array(30).keys()]);
    expect(session.runs[0]?.iterations[3]).toMatchObject({ best: 28.5, mean: 100, evaluations: 40, diversity: 0.5 });
    expect(session.components).toMatchObject([{ name: "Data Loading", count: 1 }]);
    const folder = join(bench.folder, "csv out");
    expect((await bench.cli("export", "latest", "--format", "csv", "--output", folder)).code).toBe(0);
    expect(readFileSync(join(folder, "iterations.csv"), "utf8").trim().split(/\r?\n/)).toHaveLength(61);
  });

  it("exports several sessions at once, in every format", async () => {
    for (let index = 0; index < 2; index++) await bench.cli("run", "--", PYTHON, "-c", TWO_RUNS);
    const sessions = JSON.parse((await bench.cli("history", "list", "--json")).stdout) as { readonly id: string }[];
    const ids = sessions.map(({ id }) => id);
    for (const format of ["json", "csv", "sqlite", "iohprofiler", "tensorboard", "charts"]) {
      const path = join(bench.folder, `out-${format}`);
      const outcome = await bench.cli("export", ...ids, "--format", format, "--output", path);
      expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
      const files = outcome.stdout.trim().split("\n");
      for (const file of files) expect(readFileSync(file).length, file).toBeGreaterThan(0);
      if (format !== "sqlite" && format !== "iohprofiler")
        for (const id of ids) expect(files.some((file) => file.includes(id))).toBe(true);
    }
    const found = await bench.cli(
      "export",
      "--query",
      "algorithm:PSO",
      "--format",
      "csv",
      "--output",
      join(bench.folder, "found"),
    );
    expect(found.stdout.trim().split("\n"), found.stderr).toHaveLength(ids.length * 6);
    const none = await bench.cli("export", "--query", "algorithm:none", "--format", "csv");
    expect(none.stderr).toContain('No session matches "algorithm:none".');
    const refused = await bench.cli("export", "latest", "--format", "xml");
    expect(refused.stderr).toContain(
      '--format takes one of json, csv, sqlite, iohprofiler, coco, tensorboard, charts, not "xml"',
    );
  });

  it("gives the command's exit code and says why the session failed", async () => {
    const outcome = await bench.cli("run", "--", PYTHON, "-c", "import sys; sys.exit(3)");
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/failed after .*: Exit code 3\./);
    const shown = JSON.parse((await bench.cli("history", "show", "latest", "--json")).stdout);
    expect(shown).toMatchObject({ status: "failed", exitCode: 3, reason: "Exit code 3." });
  });

  it("says when the command does not exist, as a shell does", async () => {
    const outcome = await bench.cli("run", "--", "no-such-command");
    expect(outcome.code).toBe(127);
    expect(outcome.stderr).toMatch(/no-such-command could not be started/);
  });

  it("passes an interrupt on to the command", async () => {
    const program =
      "import time\ntry:\n  print('up', flush=True)\n  time.sleep(60)\nexcept KeyboardInterrupt:\n  print('caught', flush=True); raise SystemExit(5)";
    const { child, done } = bench.start(process.execPath, [join(DIST, "cli.js"), "run", "--", PYTHON, "-c", program]);
    // The line's end may come on its own, and an interrupt before it would cost it.
    let printed = "";
    child.stdout?.on("data", (bytes: Buffer) => (printed += bytes.toString()));
    await until("the first line", () => (printed.endsWith("\n") ? true : undefined));
    child.kill("SIGINT");
    expect(await done).toMatchObject({ code: 5, stdout: "up\ncaught\n" });
  });

  it("runs the command unrecorded when no engine can start", async () => {
    writeFileSync(join(bench.folder, ".optimizer-monitor"), "in the way");
    const outcome = await bench.cli("run", "--", PYTHON, "-c", "print('ran')");
    expect(outcome).toMatchObject({ code: 0, stdout: "ran\n" });
    expect(outcome.stderr).toMatch(/running without a recording/);
  });

  it("names wrong settings and what is used instead; flags win over variables and the file", async () => {
    mkdirSync(join(bench.folder, ".vscode"));
    const settings =
      '{ // comment\n "optimizerMonitor.sampling.intervalSeconds": 99, "optimizerMonitor.history.folder": "elsewhere", }';
    writeFileSync(join(bench.folder, ".vscode", "settings.json"), settings);
    const first = await bench.cli("history", "list");
    expect(first.stderr).toMatch(/sampling\.intervalSeconds: 99 is not a number from 0\.1 to 10; using 1 instead/);
    const second = await bench.cli("run", "--history-folder", "third", "--", PYTHON, "-c", "pass");
    expect(second.code).toBe(0);
    expect(readFileSync(join(bench.folder, "third", ".gitignore"), "utf8")).toContain("*");
  });

  it("explains itself and refuses what it does not know", async () => {
    expect((await bench.cli("--help")).stdout).toMatch(/Usage:/);
    expect((await bench.cli("frobnicate")).code).toBe(2);
    expect((await bench.cli("run", "--nonsense", "--", "true")).code).toBe(2);
    expect((await bench.cli("history", "show", "nope")).stderr).toMatch(/no session "nope"/);
    const [, program = ""] = process.argv;
    for (const workspace of ["/no/such/folder", join(program, "of-a-file")]) {
      const outcome = await bench.cli("history", "list", "--workspace", workspace);
      expect(outcome).toMatchObject({ code: 2, stderr: expect.stringMatching(/^.*no folder.*\n$/i) });
    }
  });

  it("examines the machine", async () => {
    const facts = JSON.parse((await bench.cli("doctor", "--json")).stdout) as readonly {
      name: string;
      state: string;
    }[];
    const states = Object.fromEntries(facts.map(({ name, state }) => [name, state]));
    expect(states).toMatchObject({ engine: "ok", history: "ok", "ingest socket": "ok", "python client": "ok" });
  });

  it("serves an engine until it is interrupted", async () => {
    const { child, done } = bench.start(process.execPath, [join(DIST, "cli.js"), "serve"]);
    await new Promise<void>((resolve) => {
      let text = "";
      child.stdout?.on("data", (bytes: Buffer) => {
        text += bytes.toString();
        if (text.includes("Ctrl-C ends it.")) resolve();
      });
    });
    const reported = await bench.python(
      "import optimizer_monitor as om\nwith om.run('GA') as r: r.iteration(0, best=1)",
    ).done;
    expect(reported.code).toBe(0);
    const controller = await bench.control();
    const detail = await controller.onlyEnded();
    expect(detail.session).toMatchObject({ kind: "external", status: "completed", runCount: 1 });
    controller.dispose();
    child.kill("SIGINT");
    expect((await done).code).toBe(0);
    await until("the engine leaves", () => (bench.enginePid() === undefined ? true : undefined));
  });
});
