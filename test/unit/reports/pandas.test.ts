// Exports as most of their readers will open them: with pandas, by the lines of docs/export.md.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportSessions } from "../../../src/engine/exports";
import type { ExportFormat } from "../../../src/protocol/rpc";
import * as reports from "../../../src/reports/createReport";
import { recordSession } from "../history/sessions";

const session = recordSession({ id: "s1", iterations: 400, samples: 20 });
const best = [...(session.tables.get("run:r2")?.columns.get("best")?.values.slice() ?? [])];
let folder: string;

beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "pandas-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function write(format: ExportFormat, name: string): Promise<string> {
  const path = join(folder, name);
  const source = { get: () => Promise.resolve(session) };
  const request = { sessionId: "s1", format, path };
  await exportSessions(request, { source, reports: () => Promise.resolve(reports), now: () => 0 });
  return path;
}

/** What a program prints as JSON; its floats come with all their digits. */
function python(script: string, ...args: string[]): unknown {
  // Debian's own Python, whose packages these are.
  return JSON.parse(
    execFileSync("/usr/bin/python3", ["-c", `import json, sys, pandas\n${script}`, ...args], { encoding: "utf8" }),
  );
}

describe("pandas", () => {
  it("reads the CSV files: every value bit for bit, gaps as gaps, texts as texts", async () => {
    const path = await write("csv", "csv");
    const seen = python(
      `
folder = sys.argv[1]
iterations = pandas.read_csv(folder + "/iterations.csv", float_precision="round_trip")
samples = pandas.read_csv(folder + "/samples.csv", float_precision="round_trip")
components = pandas.read_csv(folder + "/components.csv")
mine = iterations[iterations["run"] == "r2"]
print(json.dumps({
    "best": mine["best"].tolist(), "type": str(iterations["best"].dtype), "rows": len(iterations),
    "gaps": int(iterations["violation"].isna().sum()), "metrics": sorted(samples["metric"].unique())[:2],
    "numbers": str(samples["value"].dtype), "calls": components.set_index("name")["count"].to_dict(),
}))`,
      path,
    );
    expect(seen).toMatchObject({ best, type: "float64", rows: 800, numbers: "float64" });
    expect(seen).toMatchObject({ calls: { Evaluate: 200, Load: 1 } });
    expect((seen as { gaps: number }).gaps).toBeGreaterThan(0);
    expect((seen as { metrics: string[] }).metrics).toHaveLength(2);
  });

  it("reads the database", async () => {
    const path = await write("sqlite", "all.db");
    const seen = python(
      `
import sqlite3
database = sqlite3.connect(sys.argv[1])
runs = pandas.read_sql("SELECT * FROM runs", database)
iterations = pandas.read_sql("SELECT * FROM iterations WHERE run_id = 'r2' ORDER BY iteration", database)
print(json.dumps({"algorithms": runs["algorithm"].tolist(), "best": iterations["best"].tolist()}))`,
      path,
    );
    expect(seen).toEqual({ algorithms: ["GA", "PSO"], best });
  });

  it("reads the iterations of the JSON file", async () => {
    const path = await write("json", "session.json");
    const seen = python(
      `
frame = pandas.DataFrame(json.load(open(sys.argv[1]))["runs"][1]["iterations"])
print(json.dumps(frame["best"].tolist()))`,
      path,
    );
    expect(seen).toEqual(best);
  });
});
