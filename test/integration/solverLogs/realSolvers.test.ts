// The real cbc and glpsol, which know nothing of us, on real models: what the history holds is what they print themselves.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exported, killEngine, type Exported } from "../engine/helpers";
import { PYTHON, until, Workbench, type Controller } from "../engine/workbench";
import { knapsack, lotSizing } from "./models";

let bench: Workbench;
let controller: Controller;
beforeEach(async () => {
  bench = new Workbench();
  // The engine stays between the commands: starting it is most of what each would cost.
  controller = await bench.control();
  writeFileSync(join(bench.folder, "knapsack.lp"), knapsack(60, 5, 7));
  writeFileSync(join(bench.folder, "hard knapsack.lp"), knapsack(100, 10, 3));
  writeFileSync(join(bench.folder, "lots.lp"), lotSizing(6, 12, 3));
  writeFileSync(join(bench.folder, "few lots.lp"), lotSizing(4, 8, 3));
});
afterEach(() => bench.dispose());

type Row = Readonly<Record<string, number | undefined>>;
type Run = Exported["runs"][number] & Readonly<Record<string, unknown>>;

/** The number behind a label in what a solver printed. */
function printed(text: string, pattern: RegExp): number {
  const value = pattern.exec(text)?.[1];
  if (value === undefined) throw new Error(`not printed: ${String(pattern)}\n${text}`);
  return Number(value);
}

async function onlyRun(): Promise<{ run: Run; rows: readonly Row[]; last: Row }> {
  const { runs, dropped } = await exported(bench);
  expect(dropped).toBe(0);
  expect(runs).toHaveLength(1);
  const run = runs[0] as Run;
  const rows = run.iterations as unknown as readonly Row[];
  return { run, rows, last: rows.at(-1) ?? {} };
}

/** Incumbents only get better, and never pass the bound. */
function assertSound(rows: readonly Row[], direction: "minimize" | "maximize"): void {
  const sign = direction === "minimize" ? 1 : -1;
  let best = Infinity;
  for (const row of rows) {
    if (row["best"] === undefined) continue;
    expect(sign * row["best"]).toBeLessThanOrEqual(best);
    best = sign * row["best"];
    if (row["bound"] !== undefined) expect(sign * row["bound"]).toBeLessThanOrEqual(best + 1e-6);
  }
}

describe("cbc", () => {
  it.each([
    ["knapsack.lp", "maximize"],
    ["lots.lp", "minimize"],
  ] as const)("solves %s (%s): objective, nodes and iterations as it prints them", async (model, direction) => {
    const outcome = await bench.cli("run", "--", "cbc", model, "solve");
    expect(outcome.code).toBe(0);
    const { run, rows, last } = await onlyRun();
    const objective = printed(outcome.stdout, /^Objective value: +(\S+)/m);
    expect(run).toMatchObject({ algorithm: "CBC", direction, status: "completed", converged: true, best: objective });
    expect(last).toMatchObject({
      best: objective,
      bound: objective,
      nodes: printed(outcome.stdout, /^Enumerated nodes: +(\d+)/m),
      lp_iterations: printed(outcome.stdout, /^Total iterations: +(\d+)/m),
    });
    expect(rows.length).toBeGreaterThan(3);
    assertSound(rows, direction);
    expect(outcome.stderr).toMatch(/CBC +\d+ iterations/);
  });

  it("stops at its time limit: not converged, with the gap that it reports", async () => {
    const outcome = await bench.cli("run", "--", "cbc", "hard knapsack.lp", "sec", "2", "solve");
    const { run, rows, last } = await onlyRun();
    expect(run).toMatchObject({ status: "completed", converged: false, termination: "time", direction: "maximize" });
    expect(last).toMatchObject({
      best: printed(outcome.stdout, /^Objective value: +(\S+)/m),
      bound: printed(outcome.stdout, /^Upper bound: +(\S+)/m),
    });
    assertSound(rows, "maximize");
  });
});

describe("glpsol", () => {
  it("solves a maximization: objective and nodes as it prints them", async () => {
    const outcome = await bench.cli("run", "--", "glpsol", "--lp", "knapsack.lp", "-o", "solution.txt");
    const { run, rows, last } = await onlyRun();
    const [, best, nodes] = /mip = +(\S+) <= +tree is empty +\S+ \(0; (\d+)\)/.exec(outcome.stdout) ?? [];
    expect(run).toMatchObject({ algorithm: "GLPK", direction: "maximize", status: "completed", best: Number(best) });
    expect(last).toMatchObject({ best: Number(best), bound: Number(best), gap: 0, nodes: Number(nodes) });
    const heuristics = [...outcome.stdout.matchAll(/^Solution found by heuristic: (\S+)/gm)].map(([, value]) => value);
    for (const value of heuristics) expect(rows.map(({ best: found }) => found)).toContain(Number(value));
    assertSound(rows, "maximize");
  });

  it("stops at its time limit in a minimization", async () => {
    const outcome = await bench.cli("run", "--", "glpsol", "--lp", "few lots.lp", "--tmlim", "3");
    expect(outcome.stdout).toMatch(/TIME LIMIT EXCEEDED/);
    const { run, rows } = await onlyRun();
    expect(run).toMatchObject({ direction: "minimize", status: "completed", converged: false, termination: "time" });
    const incumbents = [...outcome.stdout.matchAll(/^\+ *\d+: (?:mip =|>>>>>) +([\d.e+]+) >=/gm)];
    expect(run["best"]).toBe(Number(incumbents.at(-1)?.[1]));
    assertSound(rows, "minimize");
  });
});

describe("the command's output", () => {
  it("passes through byte for byte, whatever it is", async () => {
    const program = `
      const { createHash, randomBytes } = require("node:crypto");
      const bytes = randomBytes(3_000_000);
      process.stderr.write(createHash("sha256").update(bytes).digest("hex") + "\\n");
      process.stdout.write(bytes);`;
    const check = `node ${JSON.stringify(join(bench.folder, "p.cjs"))}`;
    writeFileSync(join(bench.folder, "p.cjs"), program);
    const shell = `"${process.execPath}" "$0" run -- ${check} 2>sum.txt | sha256sum; head -1 sum.txt`;
    const cli = join(import.meta.dirname, "../../../dist/cli.js");
    const { stdout } = await bench.start("sh", ["-c", shell, cli]).done;
    const [received, sent] = stdout.split("\n").map((line) => line.split(" ")[0]);
    expect(received).toBe(sent);
  });

  it("ends the command when nobody reads it any more", async () => {
    const cli = join(import.meta.dirname, "../../../dist/cli.js");
    const shell = `"${process.execPath}" "$0" run -- yes | head -1`;
    expect(await bench.start("sh", ["-c", shell, cli]).done).toMatchObject({ code: 0, stdout: "y\n" });
  });

  it("is a terminal's where ours is one: the command sees it, and is recorded all the same", async () => {
    const cli = join(import.meta.dirname, "../../../dist/cli.js");
    const command = `test -t 0 && test -t 1 && test -t 2 && cbc knapsack.lp solve; exit 5`;
    const inner = `'${process.execPath}' '${cli}' run -- sh -c '${command}'`;
    const outcome = await bench.start("script", ["-q", "-e", "-c", inner, "/dev/null"]).done;
    expect(outcome.code).toBe(5);
    const { run, last } = await onlyRun();
    const objective = printed(outcome.stdout, /^Objective value: +(\S+)/m);
    expect(run).toMatchObject({ algorithm: "CBC", best: objective });
    expect(last["nodes"]).toBe(printed(outcome.stdout, /^Enumerated nodes: +(\d+)/m));
  });

  it("is not read where the setting says so", async () => {
    const outcome = await bench.cli("run", "--read-output", "false", "--", "cbc", "knapsack.lp", "solve");
    expect(outcome.stdout).toMatch(/Objective value/);
    expect((await exported(bench)).runs).toEqual([]);
  });

  it("is read by the user's matchers, given as a setting; one that cannot be used is named", async () => {
    const matchers = [
      { name: "my GA", pattern: "^gen (?<iteration>\\d+): (?<best>\\S+)", direction: "maximize" },
      { name: "broken", pattern: "(" },
    ];
    const command = "for i in 1 2 3; do echo gen $i: ${i}0; done";
    const flags = ["--log-matchers", JSON.stringify(matchers)];
    const outcome = await bench.cli("run", ...flags, "--", "sh", "-c", command);
    expect(outcome.stderr).toMatch(/logMatchers: broken: /);
    const { run, rows } = await onlyRun();
    expect(run).toMatchObject({ algorithm: "my GA", direction: "maximize", best: 30 });
    expect(rows.map(({ iteration, best }) => [iteration, best])).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
  });
});

describe("one run a solve", () => {
  it("a program that reports itself is not read", async () => {
    const program = `
import optimizer_monitor as om, subprocess, time
with om.run("Lots", direction="minimize") as run:
    run.iteration(1, best=9)
    time.sleep(0.3)
    print(subprocess.run(["cbc", "knapsack.lp", "solve"], capture_output=True, text=True).stdout, flush=True)
    time.sleep(1.5)
`;
    const outcome = await bench.cli("run", "--", PYTHON, "-c", program);
    expect(outcome.stdout).toMatch(/Objective value/);
    const { run } = await onlyRun();
    expect(run.algorithm).toBe("Lots");
  });

  it("what was read before stays, and an open run ends when the program begins to report", async () => {
    const program = `
import optimizer_monitor as om, time
print("Welcome to the CBC MILP Solver\\nContinuous objective value is 1 - 0.00 seconds", flush=True)
print("Cbc0010I After 0 nodes, 1 on tree, 5 best solution, best possible 1 (0.11 seconds)", flush=True)
time.sleep(2)
with om.run("GA") as run:
    run.iteration(1, best=9)
    time.sleep(0.5)
    print("Cbc0010I After 9 nodes, 1 on tree, 4 best solution, best possible 1 (0.11 seconds)", flush=True)
    time.sleep(0.5)
`;
    await bench.cli("run", "--", PYTHON, "-c", program);
    const { runs } = await exported(bench);
    expect(runs).toMatchObject([
      { algorithm: "CBC", status: "stopped", best: 5, iterations: [{ best: 5, bound: 1 }] },
      { algorithm: "GA", status: "completed" },
    ]);
  });

  it("a command that a recorded terminal runs through us is recorded once", async () => {
    const terminal = { launchId: "terminal", kind: "terminal", label: "a shell", pid: process.pid } as const;
    expect(await controller.request("startLaunch", terminal)).toEqual({ recording: "ifReports" });
    const outcome = await bench.cli("run", "--", "cbc", "hard knapsack.lp", "sec", "1", "solve");
    const wanted = await controller.request("launchOutput", { launchId: "terminal", text: outcome.stdout });
    expect(wanted).toEqual({ wanted: false });
    expect(await controller.request("endLaunch", { launchId: "terminal", exitCode: 0 })).toEqual({});
    expect(await controller.sessions()).toHaveLength(1);
  });
});

describe("launches of the editor", () => {
  const header = "Welcome to the CBC MILP Solver\nContinuous objective value is 1 - 0.00 seconds\n";
  const row = "Cbc0010I After 0 nodes, 1 on tree, 5 best solution, best possible 1 (0.11 seconds)\n";

  it("become sessions by what they print, and only then", async () => {
    for (const launchId of ["silent", "solver"]) {
      await controller.request("startLaunch", { launchId, kind: "terminal", label: launchId });
    }
    await controller.request("launchOutput", { launchId: "silent", text: "hello\n" });
    for (const piece of header + row) await controller.request("launchOutput", { launchId: "solver", text: piece });
    const running = await until("a session", async () => (await controller.sessions())[0]);
    expect(running).toMatchObject({ label: "solver", status: "running", runCount: 1, best: 5 });
    await controller.request("endLaunch", { launchId: "silent", exitCode: 0 });
    await controller.request("endLaunch", { launchId: "solver", exitCode: 0 });
    expect(await controller.onlyEnded()).toMatchObject({ session: { label: "solver", iterationCount: 1 } });
  });

  it("go on with what was read when the engine has to be started again", async () => {
    const launch = { launchId: "solver", kind: "terminal", label: "solver", pid: process.pid } as const;
    await controller.request("startLaunch", launch);
    await controller.request("launchOutput", { launchId: "solver", text: header + row });
    await until("a session", async () => (await controller.sessions())[0]);
    await killEngine(bench);
    const second = await bench.control();
    await expect(second.request("launchOutput", { launchId: "unknown", text: row })).rejects.toThrow(/announced/);
    await second.request("startLaunch", launch);
    await second.request("launchOutput", { launchId: "solver", text: "Result - Optimal solution found\n" });
    await second.request("endLaunch", { launchId: "solver", exitCode: 0 });
    const detail = await second.onlyEnded(30);
    expect(detail.session).toMatchObject({ status: "completed", iterationCount: 1, best: 5 });
  });

  it("try lines against the matchers", async () => {
    const findings = await controller.request("tryLogLines", { text: row });
    expect(findings).toMatchObject([{ name: "CBC", isOwn: false, matches: true }]);
  });
});
