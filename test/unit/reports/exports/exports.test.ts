// Exports read back by programs that are not ours: Python with its own SQLite, and decoders written after the formats' documents.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Work, type Progress } from "../../../../src/base/work";
import { exportSessions } from "../../../../src/engine/exports";
import type { RecordedSession } from "../../../../src/model/recordedSession";
import type { ExportFormat } from "../../../../src/protocol/rpc";
import * as reports from "../../../../src/reports/createReport";
import { crc32c } from "../../../../src/reports/exports/crc32c";
import { MACHINE, ReportedSession, START } from "../reports";
import { writeInto } from "./exported";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "export-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (format: ExportFormat, path: string, ids?: readonly string[], work?: Work): Promise<string[]> =>
  writeInto(folder, format, path, ids, work);

function text(...path: string[]): string {
  return readFileSync(join(folder, ...path), "utf8");
}

function python(script: string, ...args: string[]): unknown {
  return JSON.parse(execFileSync("python3", ["-c", script, ...args], { encoding: "utf8" }));
}

describe("IOHprofiler data", () => {
  it("hold each algorithm's runs on each problem, improvements only, and where they ended", async () => {
    expect(await write("iohprofiler", folder)).toEqual([
      "GA-max/IOHprofiler_f1_tour.json",
      "GA-max/data_f1_tour/IOHprofiler_f1_DIM2.dat",
      "GA/IOHprofiler_f1_tour.json",
      "GA/data_f1_tour/IOHprofiler_f1_DIM3.dat",
    ]);
    expect(JSON.parse(text("GA", "IOHprofiler_f1_tour.json"))).toMatchObject({
      function_id: 1,
      function_name: "tour",
      maximization: false,
      algorithm: { name: "GA" },
      scenarios: [
        {
          dimension: 3,
          path: "data_f1_tour/IOHprofiler_f1_DIM3.dat",
          runs: [
            { instance: 1, evals: 40, best: { evals: 40, y: 1 } },
            { instance: 2, evals: 40, best: { evals: 30, y: 2 } },
          ],
        },
      ],
    });
    expect(text("GA", "data_f1_tour", "IOHprofiler_f1_DIM3.dat").trim().split("\n")).toEqual([
      ...["evaluations raw_y", "10 8", "20 4", "40 1"],
      ...["evaluations raw_y", "10 9", "20 3", "30 2", "40 2"],
    ]);
    expect(JSON.parse(text("GA-max", "IOHprofiler_f1_tour.json"))).toMatchObject({ maximization: true });
  });
});

describe("COCO data", () => {
  it("hold distances to the target, at improvements and on the grid of evaluations", async () => {
    await write("coco", folder);
    expect(text("GA", "bbobexp_f1.info").trim().split("\n")).toEqual([
      "funcId = 1, DIM = 3, Precision = 1.000e-8, algId = 'GA'",
      "%",
      "data_f1/bbobexp_f1_DIM3.dat, 1:40|5.0e-1, 2:40|1.5e+0",
    ]);
    const rows = (file: string): number[][] =>
      text("GA", "data_f1", file)
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("%"))
        .map((line) => line.split(" ").map(Number));
    expect(rows("bbobexp_f1_DIM3.dat").map(([at, , gap]) => [at, gap])).toEqual([
      ...[[10, 7.5], [20, 3.5], [40, 0.5]], // prettier-ignore
      ...[[10, 8.5], [20, 2.5], [30, 1.5], [40, 1.5]], // prettier-ignore
    ]);
    expect(rows("bbobexp_f1_DIM3.dat").every((row) => row.length === 8)).toBe(true);
    const grid = rows("bbobexp_f1_DIM3.tdat").map(([at]) => at);
    expect(grid.slice(0, 4)).toEqual([10, 11, 12, 14]);
    expect(grid).toContain(40);
    // Without a target, the best of all runs is what distances are measured from.
    expect(text("GA-max", "bbobexp_f1.info")).toContain("1:30|0.0e+0");
  });
});

describe("the folders of algorithms", () => {
  it.each(["iohprofiler", "coco"] as const)("are one for each, whatever the names (%s)", async (format) => {
    const algorithms = ["GA/1", "GA 1", "ga 1", "GA_1-2", "GA 1-max"];
    const session = new ReportedSession();
    for (const [index, algorithm] of algorithms.entries())
      session.run(`run${index}`, [5 + index, 1], { algorithm, dimension: 2 });
    session.run("up", [1, 2], { algorithm: "GA 1", dimension: 2, direction: "maximize" });
    session.run("more", [9, 1], { algorithm: "GA/1", dimension: 2, problem: "other" });
    const recorded = session.finish();
    const source = { get: () => Promise.resolve(recorded) };
    const sources = { source, reports: () => Promise.resolve(reports), now: () => START };
    const files = await exportSessions({ sessionIds: ["s1"], format, path: folder }, sources);
    expect(new Set(files).size).toBe(files.length);
    expect(readdirSync(folder).sort()).toEqual(
      ["GA_1", "GA_1-2", "ga_1-3", "GA_1-2-2", "GA_1-max", "GA_1-max-2"].sort(),
    );
    const heads = files.filter((file) => /(json|info)$/.test(file)).map((file) => relative(folder, file));
    expect(heads.filter((file) => file.startsWith("GA_1/"))).toHaveLength(2);
    expect(heads).toHaveLength(7);
  });
});

const READ_EVENTS = `
import json, struct, sys
def fields(data):
    at, found = 0, []
    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]; at += 1
            value |= (byte & 127) << shift; shift += 7
            if byte < 128: return value
    while at < len(data):
        key = varint()
        if key & 7 == 0: found.append((key >> 3, varint()))
        elif key & 7 == 1: found.append((key >> 3, struct.unpack_from("<d", data, at)[0])); at += 8
        elif key & 7 == 5: found.append((key >> 3, struct.unpack_from("<f", data, at)[0])); at += 4
        else:
            size = varint(); found.append((key >> 3, data[at:at + size])); at += size
    return found
out, data, at = [], open(sys.argv[1], "rb").read(), 0
while at < len(data):
    size, check = struct.unpack_from("<QI", data, at)
    event = fields(data[at + 12:at + 12 + size]); at += 16 + size
    time, step, scalars = dict(event)[1], dict(event).get(2), {}
    for field, content in event:
        if field == 3: scalars["version"] = content.decode()
        if field == 5:
            for _, value in fields(content):
                value = dict(fields(value)); scalars[value[1].decode()] = value[2]
    out.append([time, step, scalars])
assert at == len(data)
print(json.dumps(out))
`;

describe("TensorBoard event files", () => {
  it("are a log directory with a folder for each run, as an independent decoder reads it", async () => {
    const files = await write("tensorboard", folder, ["s1"]);
    expect(files.map((file) => file.replace(/events.*/, ""))).toEqual(
      ["GA-a", "GA-b", "GA-front", "samples"].map((name) => `optimize-s1/${name}/`),
    );
    const events = python(READ_EVENTS, join(folder, files[0] ?? "")) as unknown[];
    expect(events).toHaveLength(5);
    expect(events[0]).toEqual([START, null, { version: "brain.Event:2" }]);
    expect(events[4]).toEqual([START + 4, 4, { best: 1, evaluations: 40 }]);
    const samples = python(READ_EVENTS, join(folder, files[3] ?? "")) as unknown[];
    expect(samples).toContainEqual([START + 2, 2, { system_cpu_percent: 52 }]);
  });

  it("carry the checksum of Castagnoli", () => {
    // The check value of CRC-32C and a test vector of RFC 3720, appendix B.4.
    expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  });
});

describe("the SQLite database", () => {
  it("is what another SQLite reads, with all sessions in plain tables", async () => {
    await write("sqlite", join(folder, "out.db"));
    const script = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
one = lambda sql: db.execute(sql).fetchall()
print(json.dumps([one("PRAGMA integrity_check"), one("PRAGMA foreign_key_check"), one("SELECT id, label FROM sessions"),
  one("SELECT session_id, id, algorithm, dimension, seed, best FROM runs WHERE id IN ('a', 'c')"),
  one("SELECT iteration, best, evaluations FROM iterations WHERE run_id = 'a'"),
  one("SELECT name, total_seconds FROM components"),
  one("SELECT time, value FROM samples WHERE metric = 'system_cpu_percent'")]))`;
    expect(python(script, join(folder, "out.db"))).toEqual([
      [["ok"]],
      [],
      [["s1", "optimize"], ["s2", "second"]], // prettier-ignore
      [["s1", "a", "GA", 3, "7", 1], ["s2", "c", "GA", 2, null, 6]], // prettier-ignore
      [[1, 8, 10], [2, 4, 20], [3, 4, 30], [4, 1, 40]], // prettier-ignore
      [["Evaluate", 2.5]],
      [[START, 50], [START + 1, 51], [START + 2, 52]], // prettier-ignore
    ]);
  });
});

describe("charts", () => {
  it("come as SVG, and as a specification that draws the same picture alone", async () => {
    const files = await write("charts", folder, ["s1"]);
    const specs = files.filter((file) => file.endsWith(".vl.json"));
    expect(specs).toContain("s1/01-Convergence.vl.json");
    expect(files.filter((file) => file.endsWith(".svg"))).toEqual(specs.map((f) => f.replace(".vl.json", ".svg")));
    const spec = JSON.parse(text(specs[0] ?? "")) as TopLevelSpec;
    const view = new View(parse(compile(spec).spec), { renderer: "none", logLevel: 0 });
    const lines = (svg: string): string[] => [...svg.matchAll(/<path [^>]*d="(M[^"]{20,})"/g)].map(([, d]) => d ?? "");
    const own = lines(text((specs[0] ?? "").replace(".vl.json", ".svg")));
    expect(own.length).toBeGreaterThan(1);
    expect(lines(await view.toSVG())).toEqual(own);
  });
});

describe("an export that is cancelled", () => {
  const formats = ["json", "csv", "sqlite", "iohprofiler", "coco", "tensorboard", "charts"] as const;

  it.each(formats)("leaves what was there before and says so: %s", async (format) => {
    writeFileSync(join(folder, "mine"), "");
    const abort = new AbortController();
    const seen: Progress[] = [];
    const work = new Work(abort.signal, (progress) => {
      seen.push(progress);
      if (progress.done === 1) abort.abort();
    });
    const path = format === "sqlite" ? join(folder, "all.db") : folder;
    await expect(write(format, path, ["s1", "s2"], work)).rejects.toMatchObject({ code: "cancelled" });
    expect(seen).toEqual([
      { done: 0, total: 2, what: "optimize" },
      { done: 1, total: 2, what: "second" },
    ]);
    expect(readdirSync(folder)).toEqual(["mine"]);
  });
});

describe("a folder of exports", () => {
  it("has a file for each run and session whose names look alike", async () => {
    const alike = (id: string): RecordedSession =>
      new ReportedSession("optimize", MACHINE, id).run("a/1", [2, 1]).run("a 1", [3, 1]).finish();
    const known: Record<string, RecordedSession> = { "s/1": alike("s/1"), "s 1": alike("s 1") };
    const source = { get: (id: string) => Promise.resolve(known[id] ?? alike(id)) };
    const sources = { source, reports: () => Promise.resolve(reports), now: () => START };
    const sessionIds = ["s/1", "s 1"];
    const files = await exportSessions({ sessionIds, format: "json", path: folder }, sources);
    expect(files.map((file) => relative(folder, file))).toEqual(["s_1.json", "s_1-2.json"]);
    const logs = await exportSessions({ sessionIds: ["s/1"], format: "tensorboard", path: folder }, sources);
    expect(new Set(logs).size).toBe(2);
  });

  it("holds a file or folder for each session where a format does not put them together", async () => {
    const known = await write("json", folder);
    expect(known).toEqual(["s1.json", "s2.json"]);
    expect((await write("csv", folder, ["s1"]))[0]).toBe("s1/components.csv");
  });

  it("is left as it was when an export fails", async () => {
    writeFileSync(join(folder, "mine"), "");
    await expect(write("json", folder, ["s1", "missing"])).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(["mine"]);
  });

  it("is left as it was when a file cannot be moved to its place", async () => {
    writeFileSync(join(folder, "s1.json"), "old");
    mkdirSync(join(folder, "s2.json"));
    await expect(write("json", folder)).rejects.toThrow(/^The export cannot be written to /);
    expect(readdirSync(folder)).toEqual(["s1.json", "s2.json"]);
    expect(text("s1.json")).toBe("old");
    mkdirSync(join(folder, "out", "GA", "IOHprofiler_f1_tour.json"), { recursive: true });
    await expect(write("iohprofiler", join(folder, "out"))).rejects.toThrow(/cannot be written/);
    expect(readdirSync(join(folder, "out"), { recursive: true }).sort()).toEqual([
      "GA",
      join("GA", "IOHprofiler_f1_tour.json"),
    ]);
    await expect(write("json", join(folder, "new", "below"), ["s1", "missing"])).rejects.toThrow();
    expect(readdirSync(folder)).not.toContain("new");
  });

  it("replaces the files of an earlier export", async () => {
    writeFileSync(join(folder, "s1.json"), "old");
    expect(await write("json", folder)).toEqual(["s1.json", "s2.json"]);
    expect(readdirSync(folder)).toEqual(["s1.json", "s2.json"]);
    expect(text("s1.json")).toMatch(/^\{/);
  });

  it.skipIf(process.getuid?.() === 0)("says that one may not write there", async () => {
    chmodSync(folder, 0o500);
    await expect(write("csv", join(folder, "below"))).rejects.toThrow(/you may not write there/);
    chmodSync(folder, 0o700);
  });

  it("says that the place is no folder", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(write("csv", join(folder, "file"))).rejects.toThrow(/^The export cannot be written to .*file: /);
  });
});
