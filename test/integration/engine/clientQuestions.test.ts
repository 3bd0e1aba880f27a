import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SessionFigures } from "../../../src/protocol/sessionFigures";
import { importSession } from "../../../src/reports/importSession";
import { DIST, PYTHON, Workbench } from "./workbench";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const PYTHON_PROGRAM = `
import json, optimizer_monitor as om
with om.component("Data Loading"):
    pass
with om.run("GA", problem="sphere", target=1.0, budget=300) as run:
    for i in range(300):
        run.iteration(i, objectives=[300.0 - i, 400.0, float("nan")], evaluations=3 * (i + 1))
figures = om.summary()
written = [om.write_report(f"results/report.{ending}") for ending in ("html", "md", "txt", "json", "pdf")]
print(json.dumps([figures, written]))
`;

const NODE_PROGRAM = `
import { createRequire } from "node:module";
const om = createRequire(import.meta.url)(${JSON.stringify(join(DIST, "clients/node/optimizer-monitor-client"))});
om.component("Data Loading", () => undefined);
om.run("GA", { problem: "sphere", target: 1, budget: 300 }, (run) => {
  for (let i = 0; i < 300; i++) run.iteration(i, { objectives: [300 - i, 400, NaN], evaluations: 3 * (i + 1) });
});
const figures = await om.summary();
const written = [];
for (const ending of ["html", "md", "txt", "json", "pdf"]) written.push(await om.writeReport("results/report." + ending));
console.log(JSON.stringify([figures, written]));
`;

const read = (ending: string): string => readFileSync(join(bench.folder, "results", `report.${ending}`), "utf8");

function expectReports(): void {
  expect(read("html")).toMatch(/^<!DOCTYPE html>[\s\S]*GA reached its target[\s\S]*<svg[\s\S]*<\/html>\s*$/i);
  expect(read("md")).toContain("GA reached its target");
  expect(read("txt")).toContain("GA reached its target");
  const session = importSession(read("json"));
  expect(session.ok && session.value.detail.runs[0]).toMatchObject({ algorithm: "GA", best: 1, iterationCount: 300 });
  expect(existsSync(join(bench.folder, "results", "report.pdf"))).toBe(false);
}

describe("a program that asks for its own session", () => {
  it("in Python gets the figures as plain data and writes the report", async () => {
    const file = join(bench.folder, "program.py");
    writeFileSync(file, PYTHON_PROGRAM);
    const outcome = await bench.cli("run", "--label", "asks", "--", PYTHON, file);
    const [figures, written] = JSON.parse(outcome.stdout) as [Record<string, unknown>, boolean[]];
    expect(figures).toMatchObject({
      source: "engine",
      session: { label: "asks", status: "running", evaluations: 900, iterations: 300, dropped: 0 },
      runs: [
        {
          algorithm: "GA",
          status: "completed",
          best: 1,
          target: 1,
          evaluations: 900,
          success: { is_success: true, by: "target" },
          last_improvement: { iteration: 299 },
          findings: [{ kind: "targetReached" }],
        },
      ],
      components: [{ name: "Data Loading", calls: 1 }],
      findings: [{ title: "GA reached its target" }],
    });
    expect(written).toEqual([true, true, true, true, false]);
    expectReports();
  });

  it("in Node gets the same", async () => {
    const file = join(bench.folder, "program.mjs");
    writeFileSync(file, NODE_PROGRAM);
    const outcome = await bench.cli("run", "--label", "asks", "--", process.execPath, file);
    const [figures, written] = JSON.parse(outcome.stdout) as [Record<string, unknown>, boolean[]];
    expect(figures).toMatchObject({
      source: "engine",
      session: { label: "asks", evaluations: 900, iterations: 300 },
      runs: [
        { algorithm: "GA", best: 1, success: { isSuccess: true, by: "target" }, lastImprovement: { iteration: 299 } },
      ],
      components: [{ name: "Data Loading", calls: 1 }],
      findings: [{ title: "GA reached its target" }],
    });
    expect(written).toEqual([true, true, true, true, false]);
    expectReports();
  });

  it("without an engine gets what it knows itself, and a short report that says so", async () => {
    const programs = [
      [PYTHON, "program.py", PYTHON_PROGRAM],
      [process.execPath, "program.mjs", NODE_PROGRAM],
    ] as const;
    for (const [command, name, code] of programs) {
      const file = join(bench.folder, name);
      writeFileSync(file, code);
      const env = { PYTHONPATH: join(DIST, "clients", "python"), OPTIMIZER_MONITOR_ENDPOINT: "" };
      const outcome = await bench.start(command, [file], env).done;
      expect(outcome).toMatchObject({ code: 0, stderr: "" });
      const [figures, written] = JSON.parse(outcome.stdout) as [Record<string, unknown>, boolean[]];
      expect(figures).toMatchObject({
        source: "client",
        reason: "no engine listens: OPTIMIZER_MONITOR_ENDPOINT is not set",
        runs: [{ algorithm: "GA", problem: "sphere", status: "completed", evaluations: 900, target: 1 }],
      });
      expect(written).toEqual([true, true, true, true, false]);
      for (const ending of ["html", "md", "txt"]) expect(read(ending)).toContain("Only what the program itself knows");
      expect(JSON.parse(read("json"))).toEqual(figures);
    }
  });
});

describe("the portfolio example", () => {
  const examples = join(import.meta.dirname, "../../../examples/portfolio");

  it.each([
    ["Python", PYTHON, [join(examples, "portfolio.py")]],
    ["TypeScript", process.execPath, ["--import", import.meta.resolve("tsx"), join(examples, "portfolio.ts")]],
  ])("in %s has the figures and the report among its results", async (_, command, args) => {
    const folder = join(bench.folder, "results");
    const outcome = await bench.cli("run", "--", command, ...args, "--fast", "--output", folder);
    expect(outcome.code, outcome.stderr).toBe(0);
    const figures = JSON.parse(readFileSync(join(folder, "monitoring.json"), "utf8")) as SessionFigures;
    expect(figures.source).toBe("engine");
    expect(figures.runs).toHaveLength(4);
    expect(figures.runs.every(({ status }) => status === "completed")).toBe(true);
    expect(figures.components.map(({ name }) => name)).toContain("Writing Results");
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("</html>");
  });
});
