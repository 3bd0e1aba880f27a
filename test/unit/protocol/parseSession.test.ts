// What a file says of a session: every field of it comes back as it was, and what is wrong is named.
import { describe, expect, it } from "vitest";
import { Fields, isObject, type JsonObject } from "../../../src/protocol/fields";
import { objectsOf, parseDetail } from "../../../src/protocol/parseSession";
import type { SessionDetail } from "../../../src/protocol/session";

const DETAIL: SessionDetail = {
  session: {
    ...{ id: "s", label: "", status: "failed", kind: "task", startTime: 1.5, endTime: 9, exitCode: -1 },
    ...{ signal: "SIGINT", reason: "Ended.", command: "run", cwd: "/w", host: "h", pid: 7, tags: ["a"] },
    ...{ algorithms: ["GA"], problem: "p", runCount: 1, iterationCount: 2, evaluations: 30, best: "NaN" },
    ...{ direction: "maximize", dropped: 4, peakRssBytes: 5, meanCpuPercent: 60 },
    ...{ git: { commit: "abc", branch: "main", isDirty: true }, note: "n", isPinned: true },
  },
  runs: [
    {
      ...{
        id: "r",
        algorithm: "GA",
        parent: "q",
        library: "deap 1",
        problem: "p",
        dimension: 2,
        direction: "minimize",
      },
      ...{ budget: 100, target: "Infinity", seed: "a", populationSize: 5, parameters: { rate: [0.1] } },
      ...{ status: "stopped", converged: false, termination: "limit", message: "m", solution: [1, { x: 2 }] },
      ...{ startTime: 1, endTime: 2, iterationCount: 3, lastIteration: 4, best: -1, evaluations: 5 },
      front: [
        [1, "-Infinity"],
        [2, 3],
      ],
    },
    {
      ...{ id: "t", algorithm: "DE", direction: ["minimize", "maximize"], seed: 7, status: "completed" },
      ...{ startTime: 0, iterationCount: 0 },
    },
  ],
  components: [
    {
      ...{ name: "Evaluate", parent: "Loop", count: 2, totalSeconds: 3, minSeconds: 0, maxSeconds: 2 },
      source: { file: "a.py", line: 3 },
      data: { readBytes: 1, writtenBytes: 2, records: 3 },
      buckets: { le: [0.1, 1], counts: [1, 0, 2] },
    },
    { name: "Read", count: 0, totalSeconds: 0, data: { readBytes: 1, writtenBytes: 0 } },
  ],
  notes: [{ time: 1, level: "error", text: "bad" }],
  alerts: [
    {
      ...{ id: "a", rule: "mine", kind: "threshold", severity: "problem", subject: "cpu", message: "m" },
      ...{ value: "NaN", time: 3, endTime: 4, quiet: true },
    },
  ],
  tables: [
    {
      ...{ name: "run:r", rowCount: 3 },
      columns: [
        { key: "a{b=c}", metric: "a", unit: "s", labels: { b: "c" }, count: 2, last: "NaN" },
        { key: "time", metric: "time", count: 3, last: 9 },
      ],
    },
  ],
  machine: {
    ...{ host: "h", platform: "linux", cpuModel: "c", coreCount: 8, memoryBytes: 9, gpus: ["g"] },
    versions: { python: "3.11" },
  },
};

/** The detail with one place changed: `session.id`, `runs.0.seed`. */
function changed(path: string, value: unknown): JsonObject {
  const copy: unknown = structuredClone(DETAIL);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const holder = keys.reduce<unknown>((inside, key) => (inside as Record<string, unknown>)[key], copy);
  (holder as Record<string, unknown>)[last] = value;
  if (!isObject(copy)) throw new Error("no object");
  return copy;
}

describe("a session's description", () => {
  it("comes back as it was written", () => {
    expect(parseDetail(JSON.parse(JSON.stringify(DETAIL)) as JsonObject)).toEqual(DETAIL);
  });

  it("needs no more than what every session has", () => {
    const least = { id: "s", label: "l", status: "completed", startTime: 1, runCount: 0, iterationCount: 0 };
    const machine = { coreCount: 1, memoryBytes: 2 };
    const none = { runs: [], components: [], tables: [] };
    const notes = [{ time: 1 }];
    const alerts = [{ id: "a", rule: "r", kind: "stagnation", time: 1 }];
    expect(parseDetail({ ...none, session: { ...least, git: { commit: "c" } }, notes, alerts, machine })).toEqual({
      ...none,
      session: {
        ...{ ...least, kind: "external", host: "", tags: [], algorithms: [], dropped: 0 },
        git: { commit: "c", isDirty: false },
      },
      notes: [{ time: 1, level: "info", text: "" }],
      alerts: [{ ...alerts[0], severity: "notice", message: "" }],
      machine: { ...machine, host: "", platform: "" },
    });
    // Files of before there were alerts.
    expect(parseDetail({ ...none, session: least, notes: [], machine })).not.toHaveProperty("alerts");
  });

  it("leaves out versions and labels that are no texts, and amounts that are none", () => {
    const versions = parseDetail(changed("machine.versions", { python: "3.11", deap: 1 })).machine.versions;
    expect(versions).toEqual({ python: "3.11" });
    expect(parseDetail(changed("machine.versions", { deap: 1 })).machine).not.toHaveProperty("versions");
    const [table] = parseDetail(changed("tables.0.columns.0.labels", { b: "c", d: 1 })).tables;
    expect(table?.columns[0]?.labels).toEqual({ b: "c" });
    const odd = { readBytes: -1, writtenBytes: "x", records: Infinity };
    expect(parseDetail(changed("components.0.data", odd)).components[0]?.data).toEqual({
      ...{ readBytes: 0, writtenBytes: 0 },
    });
  });
});

describe("a session's description that is refused", () => {
  it.each<readonly [string, string, unknown]>([
    ['the session: "session" must be an object, got nothing', "session", undefined],
    ['the session: "session" must be an object, got a list', "session", []],
    ['the session: "machine" must be an object, got nothing', "machine", undefined],
    ['the session: "runs" must be a list, got nothing', "runs", undefined],
    ['the session: "runs" must be a list of objects, got a list', "runs", [1]],
    ['the session: "alerts" must be a list, got 7', "alerts", 7],
    ['session: "id" must be a text that is not empty, got ""', "session.id", ""],
    ['session: "label" must be a text, got nothing', "session.label", undefined],
    ['session: "status" must be a status, got nothing', "session.status", undefined],
    [
      'session: "status" must be one of running, completed, failed, stopped, interrupted, got "x"',
      "session.status",
      "x",
    ],
    ['session: "kind" must be one of task, debug, terminal, command, external, imported, got "x"', "session.kind", "x"],
    ['session: "tags" must be a list of texts, got a list', "session.tags", [1]],
    ['session: "best" must be a number, got "x"', "session.best", "x"],
    ['session: "direction" must be one of minimize, maximize, got "up"', "session.direction", "up"],
    ['session: "endTime" must be a finite number, got "Infinity"', "session.endTime", "Infinity"],
    ['session: "git" must be an object, got 1', "session.git", 1],
    ['git: "commit" must be a text that is not empty, got nothing', "session.git", {}],
    ['runs: "status" must be a status, got nothing', "runs.0.status", undefined],
    ['runs: "seed" must be a number, got a list', "runs.0.seed", []],
    ['runs: "direction" must be minimize or maximize, got a list', "runs.0.direction", ["minimize", "up"]],
    ['runs: "front" must be a list of points, got a list', "runs.0.front", [1]],
    ['runs: "front" must be a list of points, got a list', "runs.0.front", [["x"]]],
    ['runs: "front" must be a list, got 1', "runs.0.front", 1],
    ['components: "source" must be a place, got an object', "components.0.source", { file: "a" }],
    ['components: "source" must be a place, got an object', "components.0.source", { line: 1 }],
    ['components: "data" must be an object, got 1', "components.0.data", 1],
    ['components: "buckets" must be an object, got 1', "components.0.buckets", 1],
    ['buckets: "le" must be a list of numbers, got nothing', "components.0.buckets", { counts: [] }],
    ['buckets: "counts" must be a list of numbers, got a list', "components.0.buckets", { le: [], counts: ["x"] }],
    ['notes: "level" must be one of debug, info, warning, error, got "loud"', "notes.0.level", "loud"],
    ['alerts: "kind" must be a kind of alert, got nothing', "alerts.0.kind", undefined],
    ['tables: "name" must be a text, got nothing', "tables.0.name", undefined],
    ['columns: "key" must be a text, got nothing', "tables.0.columns.0.key", undefined],
  ])("says: %s", (reason, path, value) => {
    expect(() => parseDetail(changed(path, value))).toThrow(new Error(reason));
  });

  it("is one of a list that is none", () => {
    expect(() => objectsOf(new Fields("an export", { runs: {} }), "runs")).toThrow(
      'an export: "runs" must be a list, got an object',
    );
  });
});
