// The requests of the control socket: what each takes, word for word, and what its asker reads where something is wrong.
import { describe, expect, it } from "vitest";
import { parseParams } from "../../../src/protocol/parseRpc";
import type { EngineMethod } from "../../../src/protocol/rpc";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings";

const settings = DEFAULT_SETTINGS;
const session = { sessionId: "s" };
const filter = {
  ...{ limit: 5, offset: 2, status: "failed", text: "a", words: ["b", "c"], from: 1.5, to: 2.5, algorithm: "GA" },
  ...{ problem: "p", tag: "t", commit: "abc", branch: "main", label: "l", isPinned: true, isBaseline: false },
  ranges: [{ figure: "best", min: 1, max: 2 }, { figure: "memory" }],
  sort: { by: "duration", descending: true },
};
const comparison = {
  ...{ sessionIds: ["s", "t"], filter, algorithms: ["GA"], groupBy: "parameter:rate", problem: "p" },
  ...{ axis: "time", targets: [1, 0.5], points: 50 },
};
const queries = [{ key: "k", table: "run:r", x: "time", y: ["best"], mode: "mean", points: 5, from: 1, to: 2 }];

describe("a request", () => {
  it.each<readonly [EngineMethod, object]>([
    ["hello", { rpcVersion: 3, version: "1.0", kind: "cli", settings }],
    ["hello", { rpcVersion: 3, version: "1.0", kind: "editor" }],
    ["updateSettings", { settings }],
    [
      "startLaunch",
      { launchId: "l", kind: "debug", label: "run", pid: 7, command: "python a.py", cwd: "/w", definite: true },
    ],
    ["endLaunch", { launchId: "l", pid: 7, exitCode: -1, signal: "SIGTERM", stopped: true, time: 5.5 }],
    ["endLaunch", {}],
    ["launchOutput", { launchId: "l", text: "" }],
    ["stopSession", session],
    ["listSessions", filter],
    ["getSession", session],
    ["renameSession", { ...session, label: "new" }],
    ["setTags", { ...session, tags: ["a", "b"] }],
    ["setNote", { ...session, note: "" }],
    ["setPinned", { ...session, isPinned: false }],
    ["setBaseline", { ...session, isBaseline: true }],
    ["deleteSession", session],
    ["historyFacts", {}],
    ["pruneHistory", { dryRun: true, rules: { days: 1.5, sessions: 10, megabytes: 2.5 } }],
    ["pruneHistory", { dryRun: false }],
    ["importSessions", { path: "/a", work: "w" }],
    ["mergeHistory", { folder: "/b" }],
    ["compareRuns", comparison],
    ["trend", { metric: "best", label: "l", filter, limit: 9 }],
    ["usagePatterns", filter],
    ["regressions", { label: "l", sessionIds: ["s"], baselineIds: ["b"] }],
    ["regressions", {}],
    ["querySeries", { ...session, queries }],
    ["tableCsv", { ...session, table: "run:r", columns: ["best"] }],
    ["tableCsv", { ...session, table: "run:r" }],
    ["exportSession", { ...session, format: "json", path: "/a.json", work: "w" }],
    ["exportSession", { sessionIds: ["s", "t"], format: "sqlite", path: "/a.db" }],
    ["createReport", { ...session, format: "text", path: "/a.txt" }],
    ["createReport", { subject: { kind: "session", ...session }, format: "html", path: "/a" }],
    ["createReport", { subject: { kind: "comparison", request: comparison }, format: "markdown", path: "/a" }],
    ["createReport", { subject: { kind: "period", from: 1, to: 2, filter }, format: "html", path: "/a" }],
    ["reportPage", session],
    ["openView", { viewId: "v", ...session, queries }],
    ["closeView", { viewId: "v" }],
    ["tryLogLines", { text: "a line" }],
    ["snoozeAlert", { rule: "stagnation", seconds: 60 }],
    ["setAlertSecrets", { webhookUrl: "https://a", webhookSecret: "b", smtpPassword: "c" }],
    ["setAlertSecrets", {}],
    ["testAlert", {}],
    ["previewAlerts", { sessions: 10, rules: [{ kind: "stagnation" }] }],
    ["doctor", {}],
    [
      "configureApi",
      { enabled: true, port: 65_535, host: "::1", allowedHosts: ["a"], allowedOrigins: ["https://b"], token: "t" },
    ],
    ["configureApi", { enabled: false, port: 0, host: "::1", allowedHosts: [], allowedOrigins: [] }],
    ["apiStatus", {}],
    ["otlpStatus", {}],
    ["setOtlpHeaders", { headers: "a=b" }],
    ["leave", {}],
  ])("%s takes all that it is made for, and nothing else", (method, params) => {
    expect(parseParams(method, { ...params, unknown: 1 })).toEqual({ ok: true, value: params });
  });

  it.each<readonly [EngineMethod, object, object]>([
    ["compareRuns", {}, { groupBy: "algorithm", axis: "evaluations", points: 200 }],
    ["compareRuns", { points: 0 }, { groupBy: "algorithm", axis: "evaluations", points: 2 }],
    ["previewAlerts", { sessions: 1e6 }, { sessions: 200 }],
    ["previewAlerts", { sessions: 2.7 }, { sessions: 2 }],
    ["setOtlpHeaders", {}, { headers: "" }],
    ["querySeries", session, { ...session, queries: [] }],
    ["listSessions", { sort: { by: "best" } }, { sort: { by: "best", descending: false } }],
  ])("%s has what it does not say filled in, and what is too much cut: %j", (method, params, value) => {
    expect(parseParams(method, params)).toEqual({ ok: true, value });
  });

  it("takes so many tags, words and ranges, and no more", () => {
    const many = Array.from({ length: 60 }, (_, index) => String(index));
    const ranges = many.map(() => ({ figure: "best" }));
    expect(parseParams("setTags", { ...session, tags: many })).toMatchObject({ value: { tags: many.slice(0, 50) } });
    expect(parseParams("listSessions", { words: many, ranges })).toEqual({
      ok: true,
      value: { words: many.slice(0, 50), ranges: ranges.slice(0, 50) },
    });
    const ids = Array.from({ length: 10_001 }, (_, index) => String(index));
    const selected = { value: { sessionIds: ids.slice(0, 10_000) } };
    expect(parseParams("compareRuns", { sessionIds: ids })).toMatchObject(selected);
    expect(parseParams("regressions", { sessionIds: ids })).toMatchObject(selected);
  });
});

const figures = "start, duration, best, evaluations, iterations, runs, cpu, memory";
const file = { ...session, path: "/a" };
const api = { enabled: true, port: 1, host: "a", allowedHosts: [], allowedOrigins: [] };

describe("a request that is refused", () => {
  it.each<readonly [string, EngineMethod, unknown]>([
    ["leave: the parameters must be an object", "leave", []],
    ['getSession: "sessionId" must be a text that is not empty, got nothing', "getSession", {}],
    ['hello: "kind" must be editor or cli, got nothing', "hello", { rpcVersion: 1, version: "1" }],
    ['hello: "kind" must be one of editor, cli, got "x"', "hello", { rpcVersion: 1, version: "1", kind: "x" }],
    ['hello: "rpcVersion" must be zero or more, got nothing', "hello", { version: "1", kind: "cli" }],
    [
      'startLaunch: "kind" must be one of task, debug, terminal, command, external, got nothing',
      "startLaunch",
      { launchId: "l", label: "a" },
    ],
    ['launchOutput: "text" must be a text, got nothing', "launchOutput", { launchId: "l" }],
    ['setTags: "tags" must be a list of texts, got a list', "setTags", { ...session, tags: ["a", 1] }],
    ['setTags: "tags" must be a list of texts, got nothing', "setTags", session],
    ['setNote: "note" must be a text, got nothing', "setNote", session],
    ['setPinned: "isPinned" must be true or false, got nothing', "setPinned", session],
    ['setBaseline: "isBaseline" must be true or false, got 1', "setBaseline", { ...session, isBaseline: 1 }],
    ['pruneHistory: "dryRun" must be true or false, got nothing', "pruneHistory", {}],
    ['"rules" must be an object', "pruneHistory", { dryRun: true, rules: [] }],
    ['rules: "sessions" must be a whole number, got 1.5', "pruneHistory", { dryRun: true, rules: { sessions: 1.5 } }],
    ['importSessions: "work" must be a text that is not empty, got ""', "importSessions", { path: "a", work: "" }],
    [
      'exportSession: "format" must be one of json, csv, sqlite, iohprofiler, coco, tensorboard, charts, got nothing',
      "exportSession",
      file,
    ],
    [
      'exportSession: "sessionIds" must be the ids of at least one session, got a list',
      "exportSession",
      { sessionIds: [], format: "json", path: "/a" },
    ],
    ['createReport: "format" must be one of html, markdown, text, got nothing', "createReport", file],
    ['"subject" must be an object', "createReport", { ...file, format: "html", subject: 7 }],
    [
      'subject: "kind" must be session, comparison or period, got nothing',
      "createReport",
      { ...file, format: "html", subject: {} },
    ],
    [
      'subject: "from" must be a time, got nothing',
      "createReport",
      { ...file, format: "html", subject: { kind: "period" } },
    ],
    [
      'subject: "sessionId" must be a text that is not empty, got nothing',
      "createReport",
      { ...file, format: "html", subject: { kind: "session" } },
    ],
    ['"request" must be an object', "createReport", { ...file, format: "html", subject: { kind: "comparison" } }],
    [
      'compareRuns: "groupBy" must be one of algorithm, problem, tag, commit, session, label, got "x"',
      "compareRuns",
      { groupBy: "x" },
    ],
    ['"filter" must be an object', "compareRuns", { filter: 1 }],
    [`range: "figure" must be one of ${figures}, got nothing`, "listSessions", { ranges: [{}] }],
    ['"range" must be an object', "listSessions", { ranges: [1] }],
    [`sort: "by" must be one of ${figures}, got nothing`, "listSessions", { sort: {} }],
    ['configureApi: "port" must be a whole number up to 65535, got null', "configureApi", { ...api, port: null }],
    ['configureApi: "port" must be a whole number up to 65535, got 65536', "configureApi", { ...api, port: 65_536 }],
    ['configureApi: "enabled" must be true or false, got nothing', "configureApi", { ...api, enabled: undefined }],
  ])("says: %s", (reason, method, params) => {
    expect(parseParams(method, params)).toEqual({ ok: false, reason });
  });
});
