// Reports of what real programs reported: through the engine, from exported files, and from Python alone.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outsideOf, picturesOf } from "../../unit/reports/reports";
import { exported } from "./helpers";
import { DIST, PYTHON, Workbench } from "./workbench";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const PROGRAM = `
import time, optimizer_monitor as om
for name in ("Hill <climber>", "Random & search"):
    with om.run(name, problem="sphere", direction="minimize", target=0.001, seed=3) as run:
        for i in range(40):
            with om.component("Evaluation"):
                time.sleep(0.02)
            run.iteration(i, best=1 / (3 * i + len(name)), mean=2.0, std=0.5, evaluations=10 * (i + 1))
`;

async function record(): Promise<void> {
  const file = join(bench.folder, "program.py");
  writeFileSync(file, PROGRAM);
  const flags = ["--sampling-interval-seconds", "0.2", "--label", "<tour> & more"];
  const ran = await bench.cli("run", "--workspace", bench.folder, ...flags, "--", PYTHON, file);
  expect(ran).toMatchObject({ code: 0 });
}

function titlesOf(html: string): string[] {
  return picturesOf(html).map((svg) => /<title[^>]*>(.*?)<\/title>/.exec(svg)?.[1] ?? "");
}

describe("the command line", () => {
  it("writes the report of a session in every format, and the same from its export", async () => {
    await record();
    const paths: Record<string, string> = {};
    for (const extension of ["html", "md", "txt"]) {
      const path = join(bench.folder, "out", `report.${extension}`);
      const outcome = await bench.cli("report", "latest", "--output", path);
      expect(outcome).toMatchObject({ code: 0, stdout: `${path}\n`, stderr: "" });
      paths[extension] = readFileSync(path, "utf8");
    }
    expect(readdirSync(join(bench.folder, "out")).sort()).toEqual(["report.html", "report.md", "report.txt"]);
    const html = paths["html"] ?? "";
    const session = await exported(bench);
    for (const { best } of session.runs) expect(html).toContain(`<data value="${String(best)}"`);
    expect(titlesOf(html)).toEqual(
      expect.arrayContaining(["Convergence", "Share of the run", "CPU", "Memory", "Speed"]),
    );
    expect(html).toContain("<h1>&lt;tour&gt; &amp; more</h1>");
    expect(html).not.toContain("<script");
    expect(outsideOf(html)).toEqual([]);
    expect(paths["md"]).toMatch(/^\| Hill &#60;climber&#62; \| 0\.00\d+ \| 0\.001 \| 40 \| 400 \|/m);
    expect(paths["txt"]).toMatch(/^Hill <climber> +\(?/m);

    const file = join(bench.folder, "session.json");
    await bench.cli("export", "latest", "--format", "json", "--output", file);
    const again = await bench.cli("report", "--from", file, "--format", "html");
    const undated = (page: string): string => page.replace(/report of [^<]*/, "");
    expect(undated(again.stdout)).toBe(undated(html));
  }, 90_000);

  it("prints text without more words, and names what is wrong", async () => {
    await record();
    const printed = await bench.cli("report", "latest");
    expect(printed.stdout).toMatch(/^<tour> & more\n=+\ncompleted in /);
    const wrong = async (...args: string[]): Promise<[number | null, string]> => {
      const { code, stderr } = await bench.cli("report", ...args);
      return [code, stderr];
    };
    expect(await wrong("latest", "--format", "pdf")).toEqual([2, expect.stringContaining("html, markdown, text")]);
    expect(await wrong()).toEqual([2, expect.stringContaining("Which session?")]);
    expect(await wrong("--from", "nowhere.json")).toEqual([1, expect.stringContaining("nowhere.json cannot be read")]);
    writeFileSync(join(bench.folder, "broken.json"), `{"schema":1}`);
    expect(await wrong("--from", "broken.json")).toEqual([1, expect.stringContaining('"runs" must be a list')]);
    mkdirSync(join(bench.folder, "taken.html"));
    expect(await wrong("latest", "--output", "taken.html")).toEqual([1, expect.stringContaining("cannot be written")]);
    expect(readdirSync(bench.folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  }, 90_000);
});

describe("the engine", () => {
  it("holds no Vega: that is loaded with the first report", () => {
    expect(readFileSync(join(DIST, "engine.js"), "utf8")).not.toContain("vega.github.io");
    expect(readFileSync(join(DIST, "cli.js"), "utf8")).not.toContain("vega.github.io");
    expect(readFileSync(join(DIST, "report.js"), "utf8")).toContain("vega.github.io");
  });

  it("takes only formats that there are, and reports on a session that it does not know", async () => {
    const controller = await bench.control();
    const ask = (params: object): Promise<string> =>
      controller.request("createReport", params as never).then(
        () => "done",
        (error: Error) => error.message,
      );
    expect(await ask({ sessionId: "x", format: "pdf", path: "/tmp/x" })).toMatch(
      /"format" must be one of html, markdown/,
    );
    expect(await ask({ sessionId: "x", format: "html" })).toMatch(/"path" must be a text/);
    expect(await ask({ sessionId: "x", format: "html", path: "/tmp/x" })).toMatch(/no session "x"/);
  });
});

const REPORTER = `
import math
from optimizer_monitor import PerformanceMonitor, MetricsCollector, PerformanceReporter
monitor, collector = PerformanceMonitor(), MetricsCollector()
with monitor.component_timer("Loading"):
    pass
monitor.record_memory_usage()
collector.collect_algorithm_run("GA <1>", {"best": [5.0, math.inf, 3.25, 0.12345678901], "problem": "tour"})
print(PerformanceReporter(collector, monitor).generate_comprehensive_report("report", title="A & B").html)
`;

describe("the Python reporter", () => {
  async function reportWith(path: string | undefined): Promise<string> {
    const file = join(bench.folder, "program.py");
    writeFileSync(file, REPORTER);
    const env = { PYTHONPATH: join(DIST, "clients", "python"), OPTIMIZER_MONITOR_ENDPOINT: "" };
    const outcome = await bench.start(PYTHON, [file], path === undefined ? env : { ...env, PATH: path }).done;
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    return outcome.stdout.trim();
  }

  it("adds a page where Node is found, made by the command line beside it", async () => {
    const path = join(bench.folder, "report", "report.html");
    expect(await reportWith(undefined)).toBe(path);
    const html = readFileSync(path, "utf8");
    expect(html).toContain("<h1>A &amp; B</h1>");
    expect(html).toContain('<data value="0.12345678901"');
    expect(titlesOf(html)).toEqual(expect.arrayContaining(["Convergence", "Share of the run"]));
    expect(readFileSync(join(bench.folder, "report", "report.txt"), "utf8")).not.toContain("report.html");
  }, 60_000);

  it("writes everything else without Node", async () => {
    mkdirSync(join(bench.folder, "empty"));
    expect(await reportWith(join(bench.folder, "empty"))).toBe("None");
    expect(existsSync(join(bench.folder, "report", "report.html"))).toBe(false);
    expect(readdirSync(join(bench.folder, "report")).sort()).toEqual(["plots", "report.json", "report.txt"]);
  });
});
