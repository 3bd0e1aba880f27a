import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { benchmarkRuns } from "../../../../src/reports/exports/benchmarkRuns";
import { writeExportFolder } from "../../../../src/reports/exports/exportFolder";
import { iohprofilerFiles } from "../../../../src/reports/exports/iohprofiler";
import { iohprofilerImporter } from "../../../../src/reports/importers/iohprofiler";
import { ReportedSession } from "../reports";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "import-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Data of two runs in five dimensions, with what a test changes. */
function data(dat: string, path = "data_f1_Sphere/IOHprofiler_f1_DIM5.dat"): string {
  mkdirSync(join(folder, "data_f1_Sphere"));
  writeFileSync(join(folder, "data_f1_Sphere", "IOHprofiler_f1_DIM5.dat"), dat);
  const file = join(folder, "IOHprofiler_f1_Sphere.json");
  const scenarios = [{ dimension: 5, path, runs: [] }];
  const head = { version: "0.3.18", function_id: 1, function_name: "Sphere", maximization: false, scenarios };
  writeFileSync(file, JSON.stringify({ ...head, algorithm: { name: "ES", info: "" } }));
  return file;
}

const GOOD = "evaluations raw_y\n1 10\n4 12\n7 3.5\nevaluations raw_y\n1 9\n";

describe("the import of IOHprofiler data", () => {
  it("makes a session of the runs of an algorithm on a problem, the same each time", async () => {
    const file = data(GOOD);
    expect(iohprofilerImporter.recognizes(file, Buffer.from('{"version"'))).toBe(true);
    expect(iohprofilerImporter.recognizes("session.json", Buffer.from("{"))).toBe(false);
    const [session] = (await iohprofilerImporter.read(file)).sessions;
    expect(session?.detail.session).toMatchObject({ kind: "imported", tags: ["imported"], label: "ES on Sphere" });
    expect(session?.detail.runs).toMatchObject([
      { algorithm: "ES", problem: "Sphere", dimension: 5, best: 3.5, evaluations: 7, status: "completed" },
      { best: 9, evaluations: 1 },
    ]);
    const [again] = (await iohprofilerImporter.read(file)).sessions;
    expect(again?.detail.session.id).toBe(session?.detail.session.id);
  });

  it("reads what was exported", async () => {
    const session = new ReportedSession().run("a", [1, 5, 6], { direction: "maximize", dimension: 2 }).finish();
    const exported = benchmarkRuns(session);
    const files = await writeExportFolder(folder, iohprofilerFiles(exported));
    const path = files.find((file) => file.endsWith(".json")) ?? "";
    const [imported] = (await iohprofilerImporter.read(path)).sessions;
    const runs = imported === undefined ? [] : benchmarkRuns(imported);
    expect(runs).toEqual(exported.map(({ seed: _, ...run }) => run));
  });

  it.each([
    ["evaluations raw_y\n1 10\n2 -\n", undefined, /^IOHprofiler_f1_DIM5\.dat cannot be imported: line 3 /],
    ["1 10\n", undefined, /line 1 /],
    [GOOD, "../other.dat", /"\.\.\/other\.dat" lies outside its folder/],
    [GOOD, "/etc/passwd", /lies outside its folder/],
    [GOOD, "data_f1_Sphere/none.dat", /is missing/],
  ])("names the file and what is wrong in it", async (dat, path, reason) => {
    const read = await iohprofilerImporter.read(data(dat, path));
    expect(read).toEqual({ sessions: [], problems: [expect.stringMatching(reason)] });
  });

  it("refuses what is no JSON", async () => {
    const file = data(GOOD);
    writeFileSync(file, '{"version": ');
    const { problems } = await iohprofilerImporter.read(file);
    expect(problems).toEqual([expect.stringMatching(/^IOHprofiler_f1_Sphere\.json cannot be imported: /)]);
  });
});
