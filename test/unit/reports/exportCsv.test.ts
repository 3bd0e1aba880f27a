import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Table } from "../../../src/model/table";
import { csvLine } from "../../../src/reports/csv";
import { csvFiles, tableCsv } from "../../../src/reports/exportCsv";
import { writeExportFolder } from "../../../src/reports/exports/exportFolder";
import { recordSession } from "../history/sessions";

let folder: string;

beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "export-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What another CSV reader makes of files: for each its lines, for each its cells. */
function readCsv(...files: string[]): string[][][] {
  const script =
    "import csv, json, sys; print(json.dumps([list(csv.reader(open(f, newline='', encoding='utf-8'), strict=True)) for f in sys.argv[1:]]))";
  return JSON.parse(
    execFileSync("python3", ["-c", script, ...files], { encoding: "utf8", maxBuffer: 1 << 28 }),
  ) as string[][][];
}

function asRecords([header = [], ...lines]: string[][]): Record<string, string>[] {
  return lines.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ""])));
}

describe("the CSV export", () => {
  it("is a folder of files that another reader understands", async () => {
    const session = recordSession({ id: "s1", label: '=HYPERLINK("x")', iterations: 30, samples: 4, tags: ["a", "b"] });
    const files = await writeExportFolder(join(folder, "csv"), csvFiles(session));
    expect(files.map((file) => basename(file))).toEqual([
      "sessions.csv",
      "runs.csv",
      "iterations.csv",
      "components.csv",
      "samples.csv",
      "notes.csv",
    ]);
    expect(readdirSync(join(folder, "csv"))).toHaveLength(files.length);
    const [sessions, runs, iterations, components, samples, notes] = readCsv(...files).map(asRecords);
    expect(sessions).toHaveLength(1);
    expect(sessions?.[0]).toMatchObject({
      id: "s1",
      label: '\'=HYPERLINK("x")',
      exit_code: "0",
      tags: "a;b",
      algorithms: "GA;PSO",
      core_count: "4",
      signal: "",
    });
    expect(runs?.map(({ id, target, seed, converged }) => [id, target, seed, converged])).toEqual([
      ["r1", "-Infinity", "1", "true"],
      ["r2", "-Infinity", "2", "true"],
    ]);
    expect(JSON.parse(runs?.[0]?.["parameters"] ?? "")).toEqual({ mutation: 0.1, crossover: "two-point" });
    expect(components?.map(({ name, parent, count }) => [name, parent, count])).toEqual([
      ["Evaluate", "", "200"],
      ["Load", "Evaluate", "1"],
    ]);
    expect(notes?.[0]?.["text"]).toBe('Früh angehalten, "so" – 東京');
    expect(iterations).toHaveLength(60);
    const bests = session.tables.get("run:r2")?.columns.get("best")?.values.slice() ?? new Float64Array();
    expect(iterations?.filter(({ run }) => run === "r2").map(({ best }) => Number(best))).toEqual([...bests]);
    expect(iterations?.[2]?.["violation"]).toBe("NaN");
    expect(iterations?.[3]?.["violation"]).toBe("");
    const cores =
      samples?.filter(({ metric, labels }) => metric === "system_cpu_core_percent" && labels === "core=1") ?? [];
    const values = session.tables.get("samples:system")?.columns.get("system_cpu_core_percent{core=1}")?.values.slice();
    expect(cores.map(({ value, unit }) => [Number(value), unit])).toEqual(
      [...(values ?? [])].map((value) => [value, "%"]),
    );
    expect(cores.every(({ time }) => Number(time) >= 1.7e9)).toBe(true);
  });

  it("keeps any texts and numbers apart, and no text begins like a formula", () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("=1", "+1", "-1", "@x", "\tx", "\r", "a\r\nb", '"', ",", ""),
      fc.double(),
    );
    const lines = fc.sample(fc.tuple(cell, cell, cell), 2000);
    const file = join(folder, "cells.csv");
    writeFileSync(file, lines.map((cells) => csvLine(cells)).join(""));
    const expected = lines.map((cells) =>
      cells.map((one) => (typeof one === "string" && /^[=+\-@\t\r]/.test(one) ? `'${one}` : String(one))),
    );
    const read = readCsv(file)[0] ?? [];
    expect(read).toHaveLength(expected.length);
    read.forEach((cells, index) => expect(cells).toEqual(expected[index]));
  });
});

describe("tableCsv", () => {
  it("gives the asked columns of every row, with nothing where a row has no value", () => {
    const table = new Table("run:r");
    table.append({ iteration: 1, best: 0.1 });
    table.append({ iteration: 2, "own,metric": NaN });
    table.append({ iteration: 3, best: -Infinity });
    expect(tableCsv(table)).toBe('iteration,best,"own,metric"\r\n1,0.1,\r\n2,,NaN\r\n3,-Infinity,\r\n');
    expect(tableCsv(table, ["best", "nothing", "iteration"])).toBe("best,iteration\r\n0.1,1\r\n,2\r\n-Infinity,3\r\n");
    expect(tableCsv(new Table("empty"))).toBe("\r\n");
  });

  it("agrees with the table, row by row, for any gaps", () => {
    const row = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.double());
    fc.assert(
      fc.property(fc.array(row, { maxLength: 50 }), (rows) => {
        const table = new Table("t");
        for (const values of rows) table.append(values);
        const expected = rows.map((values) =>
          ["c", "a", "b"].filter((key) => table.columns.has(key)).map((key) => values[key]),
        );
        const lines = tableCsv(table, ["c", "a", "b"]).split("\r\n").slice(1, -1);
        expect(lines).toEqual(
          expected.map((cells) => cells.map((cell) => (cell === undefined ? "" : String(cell))).join(",")),
        );
      }),
    );
  });
});
