import { Ajv2020 } from "ajv/dist/2020.js";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SessionState } from "../../../src/model/sessionState";
import { ALERT_KINDS } from "../../../src/protocol/alerts";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import { ITERATION_FIELDS } from "../../../src/protocol/wire";
import { jsonExport, writeJsonExport } from "../../../src/reports/exportJson";
import { recordSession } from "../history/sessions";

const SCHEMA_FILE = join(import.meta.dirname, "../../../docs/export.schema.json");

interface ExportSchema {
  readonly $defs: {
    readonly alert: { readonly properties: { readonly kind: { readonly enum: readonly string[] } } };
    readonly iteration: { readonly properties: Record<string, unknown> };
  };
}

const schema = JSON.parse(readFileSync(SCHEMA_FILE, "utf8")) as ExportSchema;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
let folder: string;

beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "export-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function exported(session: Parameters<typeof jsonExport>[0]): Record<string, unknown> {
  const value = JSON.parse([...jsonExport(session)].join("")) as Record<string, unknown>;
  validate(value);
  expect(validate.errors).toBeNull();
  return value;
}

describe("the JSON export", () => {
  it("holds everything of a session, as its schema says", () => {
    const session = recordSession({ id: "s1", tags: ["a"], iterations: 30 });
    const value = exported(session);
    expect(value).toMatchObject({
      schema: 1,
      session: { id: "s1", status: "completed", exitCode: 0, tags: ["a"], runCount: 2, iterationCount: 60 },
      machine: { host: "workstation", gpus: ["GPU 0"] },
      components: [
        { name: "Evaluate", count: 200, totalSeconds: 3.5, source: { file: "ga.py", line: 7 } },
        { name: "Load", parent: "Evaluate" },
      ],
      alerts: [
        { id: "nan-objective#1", kind: "nan-objective", subject: "r1", value: "NaN" },
        { id: "hot#1", rule: "hot", severity: "notice", quiet: true },
      ],
      notes: [{ level: "warning", text: 'Früh angehalten, "so" – 東京' }],
      dropped: 3,
    });
    const runs = value["runs"] as { iterations: Record<string, unknown>[]; front: unknown; target: unknown }[];
    expect(runs.map(({ iterations }) => iterations.length)).toEqual([30, 30]);
    expect(runs[0]?.front).toEqual([
      [1, 2],
      [3, "Infinity"],
    ]);
    expect(runs[0]?.target).toBe("-Infinity");
    expect(runs[0]?.iterations[2]).toMatchObject({ iteration: 3, evaluations: 150, violation: "NaN" });
    expect(runs[0]?.iterations[2]).not.toHaveProperty("diversity");
    expect(runs[0]?.iterations[9]).toHaveProperty("diversity");
  });

  it("gives every sampled and custom metric with the times of its own values", () => {
    const value = exported(recordSession({ id: "s1", samples: 5 }));
    const series = value["series"] as {
      metric: string;
      labels: unknown;
      unit?: string;
      times: number[];
      values: unknown[];
    }[];
    const named = (metric: string): (typeof series)[number][] => series.filter((one) => one.metric === metric);
    expect(named("system_cpu_core_percent").map(({ labels, unit }) => ({ labels, unit }))).toEqual([
      { labels: { core: "0" }, unit: "%" },
      { labels: { core: "1" }, unit: "%" },
    ]);
    expect(named("archive size")).toEqual([
      { metric: "archive size", unit: "points", labels: {}, times: [1700000002.5, 1700000003.5], values: [12, "NaN"] },
    ]);
    // The first sample of a process has no CPU share yet: its series begins a second later.
    const [rss, cpu] = [named("process_memory_rss_bytes")[0], named("process_cpu_percent")[0]];
    expect(cpu?.times).toEqual(rss?.times.slice(1));
    expect(named("time")).toEqual([]);
  });

  it("puts the program's own metrics of an iteration under metrics, under any name, and tells runs apart by a label", () => {
    const state = new SessionState(
      { id: "x", label: "x", kind: "external", startTime: 1 },
      { host: "h", platform: "p", coreCount: 1, memoryBytes: 1 },
    );
    const values = { best: -0, 'my "loss"': Infinity, __proto__x: 1, current: 1e-300 };
    state.apply({ type: "iteration", run: "a{b},c=d%", iteration: 1, values: NamedNumbers.of(values) }, "c", 5);
    state.apply({ type: "metric", name: "rate", value: 2, run: "a{b},c=d%" }, "c", 6);
    state.apply({ type: "run_start", run: "empty", algorithm: "SA" }, "c", 7);
    const value = exported(state);
    const runs = value["runs"] as { id: string; iterations: unknown[] }[];
    expect(runs.map(({ id, iterations }) => ({ id, iterations }))).toEqual([
      {
        id: "a{b},c=d%",
        iterations: [
          { iteration: 1, best: 0, current: 1e-300, metrics: { 'my "loss"': "Infinity", __proto__x: 1 }, time: 5 },
        ],
      },
      { id: "empty", iterations: [] },
    ]);
    expect(value["series"]).toEqual([{ metric: "rate", labels: { run: "a{b},c=d%" }, times: [6], values: [2] }]);
  });

  it("has a schema with every kind of alert", () => {
    expect(schema.$defs.alert.properties.kind.enum).toEqual(Object.keys(ALERT_KINDS));
  });

  it("has a schema with every standard field, which refuses what is not in it", () => {
    const names = Object.keys(schema.$defs.iteration.properties);
    expect(names).toEqual(["iteration", ...ITERATION_FIELDS, "metrics", "time"]);
    const value = exported(recordSession({ id: "s1", iterations: 1 }));
    expect(validate({ ...value, extra: 1 })).toBe(false);
    expect(validate({ ...value, dropped: null })).toBe(false);
    expect(validate({ ...value, session: { ...(value["session"] as object), endTime: null } })).toBe(false);
  });

  it("writes the whole file or leaves the old one, and says why it could not", async () => {
    const session = recordSession({ id: "s1", iterations: 2000 });
    const path = join(folder, "new", "session.json");
    expect(await writeJsonExport(session, path)).toEqual([path]);
    expect(readFileSync(path, "utf8")).toBe([...jsonExport(session)].join(""));
    expect(readdirSync(join(folder, "new"))).toEqual(["session.json"]);
    writeFileSync(join(folder, "file"), "");
    await expect(writeJsonExport(session, join(folder, "file", "session.json"))).rejects.toThrow(
      /cannot be written to .*session\.json/,
    );
    await expect(writeJsonExport(session, folder)).rejects.toThrow(/cannot be written/);
    expect(readdirSync(folder).sort()).toEqual(["file", "new"]);
  });
});
