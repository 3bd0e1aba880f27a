// Links that somebody has put where we write: a workspace can be sent with them. What they lead to stays as it is.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/log";
import { keptToken } from "../../../src/engine/apiToken";
import { Snoozes } from "../../../src/engine/snoozes";
import { UntoldAlerts } from "../../../src/engine/untoldAlerts";
import { Outbox } from "../../../src/alerts/delivery/outbox";
import { launch } from "../../integration/engine/helpers";
import { PYTHON, Workbench } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";

/** Without a line end: what mends a torn journal would cut it. */
const PRECIOUS = "export PATH=/usr/bin # no line end";
const PROGRAM = 'import optimizer_monitor as om\nwith om.run("GA") as run: run.iteration(0, best=1)';

let bench: Workbench;
let elsewhere: string;
let victim: string;
let history: string;
beforeEach(() => {
  bench = new Workbench();
  elsewhere = mkdtempSync(join(tmpdir(), "om-elsewhere-"));
  victim = join(elsewhere, "victim");
  writeFileSync(victim, PRECIOUS);
  writeFileSync(join(elsewhere, "work.tmp"), PRECIOUS);
  history = join(bench.folder, ".optimizer-monitor");
});
afterEach(async () => {
  await bench.dispose();
  rmSync(elsewhere, { recursive: true, force: true });
});

/** Nothing came, nothing went, nothing changed. */
function expectUntouched(): void {
  expect(readdirSync(elsewhere).sort()).toEqual(["victim", "work.tmp"]);
  for (const name of ["victim", "work.tmp"]) expect(readFileSync(join(elsewhere, name), "utf8")).toBe(PRECIOUS);
}

describe.skipIf(process.platform === "win32")("a link out of the workspace", () => {
  it.each([".optimizer-monitor", ".optimizer-monitor/live", ".optimizer-monitor/sessions"])(
    "at %s is refused in clear words, and nothing is written through it",
    async (name) => {
      if (name.includes("/")) mkdirSync(history);
      symlinkSync(elsewhere, join(bench.folder, name));
      const outcome = await bench.cli("run", "--", PYTHON, "-c", PROGRAM);
      expect(outcome.stderr).toMatch(
        /is a link that leads out of the workspace folder.*optimizerMonitor\.history\.folder/,
      );
      // An engine that is started in another way says the same.
      const engine = bench.start(process.execPath, [
        join(import.meta.dirname, "../../../dist/engine.js"),
        "--workspace",
        bench.folder,
      ]);
      expect(await engine.done).toMatchObject({ code: 1, stderr: expect.stringMatching(/is a link/) });
      expectUntouched();
    },
  );

  it("in the place of a file of the history is not followed, and recording goes on", async () => {
    mkdirSync(join(history, "live"), { recursive: true });
    mkdirSync(join(history, "sessions"));
    const planted = [
      "engine.log",
      "history.db",
      "edits.json",
      "live/20200101-000000-aaaaaa.journal",
      "outbox.json.new",
    ];
    for (const name of planted) symlinkSync(victim, join(history, name));
    const outcome = await bench.cli("run", "--", PYTHON, "-c", PROGRAM);
    expect(outcome.code).toBe(0);
    const controller = await bench.control();
    const { session } = await controller.onlyEnded();
    await controller.request("setNote", { sessionId: session.id, note: "n" });
    await controller.request("snoozeAlert", { rule: "stagnation", seconds: 60 });
    await controller.request("startLaunch", launch("again", { definite: true }));
    await controller.request("endLaunch", { launchId: "again", exitCode: 1 });
    expect((await controller.sessions()).length).toBe(2);
    expectUntouched();
    recordFault({
      fault: "links in the place of files of the history",
      promise: "nothing is written through them, and sessions are recorded",
      tried: planted.length,
    });
  });

  it("in the place of what is kept of alerts is not followed", () => {
    mkdirSync(history);
    const path = (name: string): string => join(history, name);
    for (const name of ["snoozes.json", "untold.json", "outbox.json.new"]) symlinkSync(victim, path(name));
    new Snoozes(path("snoozes.json"), silentLog).add("hot", 2, 1);
    const alert = { id: "a", rule: "r", kind: "threshold", severity: "problem", message: "m", time: 1 } as const;
    const news = { session: { id: "s", label: "l" }, alert, isTold: true };
    new UntoldAlerts(path("untold.json"), silentLog).add(news);
    const message = { id: "m", title: "t", text: "t" } as unknown as Parameters<Outbox["add"]>[1];
    new Outbox(path("outbox.json"), silentLog).add("webhook", message, 1);
    expectUntouched();
  });

  it("in the place of an export is replaced and not followed", async () => {
    expect((await bench.cli("run", "--", PYTHON, "-c", PROGRAM)).code).toBe(0);
    const controller = await bench.control();
    const { session } = await controller.onlyEnded();
    const target = join(bench.folder, "out");
    mkdirSync(target);
    const formats = [
      { format: "json", path: join(target, "one.json"), file: join(target, "one.json") },
      { format: "sqlite", path: join(target, "one.db"), file: join(target, "one.db") },
      { format: "csv", path: target, file: join(target, "session.json") },
    ] as const;
    for (const { format, path, file } of formats) {
      symlinkSync(victim, file);
      await controller.request("exportSession", { sessionId: session.id, format, path });
    }
    const report = join(target, "report.html");
    symlinkSync(victim, report);
    await controller.request("createReport", { sessionId: session.id, format: "html", path: report });
    expect(readFileSync(report, "utf8")).toContain("<html");
    expectUntouched();
  });

  it("in the place of the API's token is refused", () => {
    const env = { XDG_STATE_HOME: join(bench.folder, "state") };
    const { tokenFile } = keptToken(bench.folder, env);
    rmSync(tokenFile);
    writeFileSync(victim, "a-token-that-somebody-else-knows");
    symlinkSync(victim, tokenFile);
    expect(() => keptToken(bench.folder, env)).toThrow(/is a link; remove it/);
    rmSync(join(env.XDG_STATE_HOME, "optimizer-monitor"), { recursive: true });
    symlinkSync(elsewhere, join(env.XDG_STATE_HOME, "optimizer-monitor"));
    expect(() => keptToken(bench.folder, env)).toThrow(/is a link; remove it/);
    expect(existsSync(join(elsewhere, "work.tmp"))).toBe(true);
  });
});
