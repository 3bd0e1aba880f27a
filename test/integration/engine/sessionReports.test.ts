import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DIST, PYTHON, until, Workbench } from "./workbench";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const program = (exitCode: number): string => `
import sys, optimizer_monitor as om
with om.run("GA") as run:
    for i in range(30):
        run.iteration(i, best=100.0 - i)
sys.exit(${exitCode})
`;

function configure(settings: object): void {
  mkdirSync(join(bench.folder, ".vscode"), { recursive: true });
  writeFileSync(join(bench.folder, ".vscode", "settings.json"), JSON.stringify(settings));
}

const run = (label: string, exitCode: number, env: NodeJS.ProcessEnv = {}): Promise<unknown> =>
  bench.start(
    process.execPath,
    [join(DIST, "cli.js"), "run", "--label", label, "--", PYTHON, "-c", program(exitCode)],
    env,
  ).done;

/** The reports that are complete: a name is taken before anything is in the file. */
const reports = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => readFileSync(join(folder, name), "utf8").length > 0) : [];

describe("reports that make themselves", () => {
  it("are written after sessions that failed, as the settings of the workspace say", async () => {
    configure({ "optimizerMonitor.report.onSessionEnd": "onFailure", "optimizerMonitor.report.format": "markdown" });
    const folder = join(bench.folder, "optimizer-reports");
    await run("went well", 0);
    await run("went wrong", 3);
    const [name = ""] = await until("the report", () => (reports(folder).length > 0 ? reports(folder) : undefined));
    expect(name).toMatch(/^went-wrong-\d{8}-\d{6}\.md$/);
    expect(readFileSync(join(folder, name), "utf8")).toContain("# went wrong");
    expect(reports(folder)).toHaveLength(1);
  });

  it("are written after every session, where the machine's settings say, by an engine that then leaves", async () => {
    const folder = join(bench.folder, "elsewhere");
    const env = {
      OPTIMIZER_MONITOR_REPORT_ON_SESSION_END: "always",
      OPTIMIZER_MONITOR_REPORT_FOLDER: folder,
      OPTIMIZER_MONITOR_REPORT_FORMAT: "html",
    };
    await run("one", 0, env);
    await run("two", 0, env);
    await until("both reports", () => (reports(folder).length === 2 ? true : undefined));
    for (const name of reports(folder)) expect(readFileSync(join(folder, name), "utf8")).toContain("</html>");
  });

  it("do not follow a link out of the workspace, and say so", async () => {
    configure({ "optimizerMonitor.report.onSessionEnd": "always" });
    const outside = join(bench.folder, "..", `outside-${process.pid}`);
    symlinkSync(outside, join(bench.folder, "optimizer-reports"));
    const controller = await bench.control();
    await run("linked", 0);
    const log = join(bench.folder, ".optimizer-monitor", "engine.log");
    await until("the warning", () =>
      readFileSync(log, "utf8").includes('The report of "linked" could not be written: ') ? true : undefined,
    );
    expect(existsSync(outside)).toBe(false);
    expect(controller).toBeDefined();
  });
});
