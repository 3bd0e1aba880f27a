// Alerts of real engines on what real clients report.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Alert } from "../../../src/protocol/alerts";
import { CLI, exported, killEngine, launch, RawClient } from "../engine/helpers";
import { PYTHON, until, Workbench } from "../engine/workbench";
import { Editor, Program, settingsWith } from "./watching";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const ids = (alerts: readonly Alert[] | undefined): readonly string[] => (alerts ?? []).map(({ id }) => id);

describe("alerts", () => {
  it("tell of a Python program whose objective is NaN and which then fails; history and export have them", async () => {
    const editor = await Editor.open(bench, settingsWith([]));
    const { done } = bench.python(`
import optimizer_monitor as om
with om.run("GA", direction="minimize") as run:
    for i in range(5):
        run.iteration(i, best=float("nan") if i >= 3 else 10.0 - i)
    raise ValueError("the population is empty")
`);
    expect((await done).code).toBe(1);
    const detail = await editor.controller.onlyEnded();
    expect(ids(detail.alerts)).toEqual(["nan-objective#1", "run-failed#1"]);
    expect(detail.alerts?.[0]).toMatchObject({
      severity: "problem",
      message: "The objective of GA is NaN.",
      value: "NaN",
    });
    expect(detail.alerts?.[1]?.message).toMatch(/^GA failed: .*the population is empty/);
    expect(detail.alerts?.every(({ endTime, time }) => endTime !== undefined && endTime >= time)).toBe(true);
    expect(editor.story.filter((entry) => entry.endsWith("!"))).toEqual(["+nan-objective#1!", "+run-failed#1!"]);
    expect(ids((await exported(bench)).alerts)).toEqual(["nan-objective#1", "run-failed#1"]);
    const query =
      "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT rule, kind, end_time > 0 FROM alerts').fetchall())";
    const rows = execFileSync(PYTHON, ["-c", query, join(bench.folder, ".optimizer-monitor", "history.db")]).toString();
    expect(rows.trim()).toBe("[('nan-objective', 'nan-objective', 1), ('run-failed', 'run-failed', 1)]");
  });

  it("tell of stagnation, silence, a budget, a target, components and metrics, each until it is over", async () => {
    const rules = [
      { kind: "stagnation", iterations: 10, seconds: 0 },
      { kind: "no-report", seconds: 1, factor: 0, severity: "problem" },
      { kind: "threshold", name: "slow", metric: "component:Evaluation", above: 0.5 },
      { kind: "threshold", name: "queue", metric: "metric:queue", above: 5, clear: 2, severity: "problem" },
      { kind: "threshold", name: "busy", metric: "system_memory_percent", above: 0, forSeconds: 0.3 },
    ];
    const editor = await Editor.open(bench, settingsWith(rules));
    const program = await Program.start(bench);
    await program.begin({ budget: 100, target: 1 });
    await program.iterate(0, 11, { best: 5, evaluations: 95 });
    await editor.heard("+stagnation#1");
    await editor.heard("+budget-nearly-used#1");
    // The silence of this program itself.
    const silence = await editor.heard("+no-report#1!");
    expect(silence.message).toMatch(/^Nothing has been reported for [12]\.\d+\u00a0s\.$/);
    await program.iterate(11, 12, { best: 1 });
    await editor.heard("-no-report#1");
    await editor.heard("-stagnation#1");
    await editor.heard("+target-reached#1");
    await program.report(
      { type: "component", name: "Evaluation", count: 2, total: 3 },
      { type: "metric", name: "queue", value: 6 },
    );
    await editor.heard("+slow#1");
    await editor.heard("+queue#1!");
    await program.report(
      { type: "component", name: "Evaluation", count: 2, total: 0.1 },
      { type: "metric", name: "queue", value: 3 },
    );
    await editor.heard("-slow#1");
    expect(editor.story).not.toContain("-queue#1");
    await program.report({ type: "metric", name: "queue", value: 1 }, { type: "metric", name: "queue", value: 9 });
    await editor.heard("-queue#1");
    // Told a moment ago: recorded, but nobody is bothered again.
    expect((await editor.heard("+queue#2")).quiet).toBe(true);
    await editor.heard("+busy#1");
    program.leave();
    const { alerts } = await editor.controller.onlyEnded();
    expect(alerts?.every(({ endTime }) => endTime !== undefined)).toBe(true);
  });

  it("are neither lost nor told twice when the engine is killed, and go on under the rules of then", async () => {
    const rules = [{ kind: "stagnation", name: "still", iterations: 20, seconds: 0, severity: "problem" }];
    const first = await Editor.open(bench, settingsWith(rules));
    const program = await Program.start(bench);
    await program.begin();
    await program.iterate(0, 5, { best: 7 });
    await program.iterate(5, 6, { best: "NaN" });
    await first.heard("+nan-objective#1!");
    await killEngine(bench);
    const second = await Editor.open(bench);
    const again = await program.again(bench);
    const [session] = await second.controller.sessions();
    const detail = await second.controller.request("getSession", { sessionId: session?.id ?? "" });
    expect(detail.alerts).toEqual([first.news[0]?.alert]);
    expect(ids(detail.live?.alerts)).toEqual(["nan-objective#1"]);
    // It lasts, so it is not told of again; the iterations before the engine's end count.
    await again.iterate(6, 8, { best: "NaN" });
    await again.iterate(8, 24, { best: 8 });
    await second.heard("-nan-objective#1");
    await second.heard("+still#1!");
    const { alerts } = await second.controller.request("getSession", { sessionId: session?.id ?? "" });
    expect(ids(alerts)).toEqual(["nan-objective#1", "still#1"]);
    expect(second.story).toEqual(["-nan-objective#1", "+still#1!"]);
  });

  it("without an editor are written by the command line, and told to the next editor once", async () => {
    const code = `
import os, time
import optimizer_monitor as om
with om.run("GA", direction="minimize") as run:
    run.iteration(0, best=float("nan"))
    while not os.path.exists("enough"):
        time.sleep(0.05)
raise SystemExit(3)
`;
    const { child, done } = bench.start(process.execPath, [CLI, "run", "--label", "tour", "--", PYTHON, "-c", code]);
    let stderr = "";
    child.stderr?.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
    await until("the line", () => stderr.includes("problem in tour: The objective of GA is NaN.") || undefined);
    const first = await Editor.open(bench);
    await first.heard("+nan-objective#1!");
    const second = await Editor.open(bench);
    writeFileSync(join(bench.folder, "enough"), "");
    await second.heard("+run-failed#1!");
    expect(second.story.filter((entry) => entry.endsWith("!"))).toEqual(["+run-failed#1!"]);
    expect((await done).code).toBe(3);
    expect(stderr).toContain("optimizer-monitor: problem in tour: tour failed: Exit code 3.");
    // Also of a time in which the engine that saw it has left.
    for (const editor of [first, second]) editor.controller.dispose();
    expect((await bench.cli("run", "--label", "alone", "--", "sh", "-c", "exit 4")).code).toBe(4);
    await until("the engine's end", () => (bench.enginePid() === undefined ? true : undefined));
    const third = await Editor.open(bench);
    await until("the news", () => (third.news.length > 0 ? true : undefined));
    expect(third.news.map(({ session, alert }) => `${session.label}: ${alert.id}`)).toEqual(["alone: run-failed#1"]);
  });

  it("can be snoozed, switched off, tried and looked for in the past", async () => {
    const editor = await Editor.open(bench, settingsWith([]));
    await editor.controller.request("snoozeAlert", { rule: "nan-objective", seconds: 3600 });
    const program = await Program.start(bench);
    await program.begin();
    await program.iterate(0, 1, { best: "NaN" });
    expect((await editor.heard("+nan-objective#1")).quiet).toBe(true);
    const off = settingsWith([{ kind: "nan-objective", enabled: false }]);
    await editor.controller.request("updateSettings", { settings: off });
    await editor.heard("-nan-objective#1");
    await program.iterate(1, 40, { best: 3 });
    program.leave();
    await editor.controller.onlyEnded();
    const settings = settingsWith([{ kind: "stagnation", iterations: 30, seconds: 0, severity: "problem" }]);
    await editor.controller.request("updateSettings", { settings });
    const preview = await editor.controller.request("previewAlerts", { sessions: 20 });
    expect(preview.sessions).toBe(1);
    const found = preview.rules.filter(({ alerts }) => alerts > 0);
    expect(found).toMatchObject([
      { rule: "nan-objective", alerts: 1, sessions: 1, isTold: true, example: "The objective of GA is NaN." },
      { rule: "stagnation", alerts: 1, sessions: 1, isTold: true },
    ]);
    const results = await editor.controller.request("testAlert", {});
    expect(results.map(({ channel, state }) => `${channel} ${state}`)).toEqual([
      "notification ok",
      "webhook absent",
      "email absent",
    ]);
    await editor.heard("+test#1!");
  });

  it("measure the speed of a workflow by its baseline, where it has one", async () => {
    const editor = await Editor.open(bench, settingsWith([]));
    const record = async (id: string): Promise<string> => {
      const { sessionId = "" } = await editor.controller.request(
        "startLaunch",
        launch(id, { label: "nightly", definite: true }),
      );
      const raw = new RawClient(await bench.ingest());
      await raw.greet({ id, session: id });
      const events = [
        { type: "run_start", run: "r", algorithm: "GA" },
        { type: "iteration", run: "r", iteration: 1, best: 1, evaluations: 5000 },
        { type: "run_end", run: "r", status: "completed" },
        { type: "bye" },
      ];
      raw.send({ type: "batch", sequence: 1, events });
      await raw.acknowledged(1);
      raw.socket.end();
      return sessionId;
    };
    const first = await record("first");
    await editor.controller.request("endLaunch", { launchId: "first", exitCode: 0 });
    await editor.controller.request("setBaseline", { sessionId: first, isBaseline: true });
    const references = (journal: string): unknown =>
      [...readFileSync(journal, "utf8").matchAll(/"kind":"throughput-drop"[^}]*"reference":([\d.]+)/g)].map(
        ([, rate]) => Number(rate),
      );
    await record("second");
    const [journal = ""] = bench.journals();
    expect(references(journal)).toHaveLength(1);
    await editor.controller.request("endLaunch", { launchId: "second", exitCode: 0 });
  });
});
