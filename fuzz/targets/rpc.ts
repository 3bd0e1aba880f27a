import { isDeepStrictEqual } from "node:util";
import { formatHistoryQuery, parseHistoryQuery } from "../../src/protocol/historyQuery";
import { parsePanelMessage } from "../../src/protocol/panel";
import { parsePanelAddress } from "../../src/protocol/panelAddress";
import { parseParams } from "../../src/protocol/parseRpc";
import type { EngineMethod } from "../../src/protocol/rpc";
import { DEFAULT_SETTINGS, parseSettings } from "../../src/protocol/settings";
import { bytesOf, must, mustBeUnpolluted, textOf, type FuzzTarget } from "../target";
import { mustBeReason } from "./wire";

const session = { sessionId: "s" };
const query = { key: "q", table: "run:a", x: "time", y: ["best"], mode: "extremes", points: 100, from: 1, to: 2 };
const filter = { text: "ga", status: "failed", tag: "night", ranges: [{ figure: "best", max: 0.1 }], limit: 10 };

/** Ordinary requests: one for each method that takes something. */
const REQUESTS: Readonly<Record<EngineMethod, unknown>> = {
  hello: { rpcVersion: 1, version: "0.1.0", kind: "editor", settings: DEFAULT_SETTINGS },
  updateSettings: { settings: { ...DEFAULT_SETTINGS, logMatchers: [{ name: "own", pattern: "(?<best>\\d+)" }] } },
  startLaunch: { launchId: "l", kind: "task", label: "l", pid: 3, command: "c", cwd: "/", definite: true },
  endLaunch: { launchId: "l", pid: 3, exitCode: 1, signal: "SIGINT", stopped: true },
  launchOutput: { launchId: "l", text: "Optimal" },
  stopSession: session,
  listSessions: filter,
  getSession: session,
  renameSession: { ...session, label: "new" },
  setTags: { ...session, tags: ["a", "b"] },
  setNote: { ...session, note: "n" },
  setPinned: { ...session, isPinned: true },
  setBaseline: { ...session, isBaseline: true },
  deleteSession: session,
  historyFacts: {},
  pruneHistory: { dryRun: true, rules: { maxSessions: 3, maxAgeDays: 30, maxBytes: 1e9 } },
  importSessions: { path: "/a" },
  mergeHistory: { folder: "/a" },
  compareRuns: { sessionIds: ["a", "b"], grouping: "algorithm", axis: "evaluations", targets: [1], points: 100 },
  trend: { filter, metric: "best", group: "label" },
  usagePatterns: filter,
  regressions: { filter, label: "l", sessionId: "s" },
  querySeries: { ...session, queries: [query] },
  tableCsv: { ...session, table: "run:a", columns: ["best"] },
  exportSession: { sessionIds: ["a"], format: "csv", path: "/a" },
  createReport: { subject: { kind: "period", from: 1, to: 2, filter }, format: "html", path: "/a" },
  reportPage: session,
  openView: { viewId: "v", ...session, queries: [query] },
  closeView: { viewId: "v" },
  tryLogLines: { text: "Optimal" },
  snoozeAlert: { rule: "hot", seconds: 60 },
  setAlertSecrets: { webhookUrl: "https://a", webhookSecret: "s", smtpPassword: "p" },
  testAlert: {},
  previewAlerts: { sessions: 20, rules: [{ name: "hot", kind: "threshold", metric: "m", above: 3, for: "10s" }] },
  doctor: {},
  configureApi: { enabled: true, port: 7727, host: "127.0.0.1", allowedHosts: [], allowedOrigins: [], token: "t" },
  apiStatus: {},
  otlpStatus: {},
  setOtlpHeaders: { headers: "a=b" },
  leave: {},
};
const METHODS = Object.keys(REQUESTS) as EngineMethod[];

const PANEL = [
  { type: "ready" },
  { type: "select", sessionId: "s" },
  { type: "view", queries: [query] },
  { type: "ask", id: 1, method: "getSession", params: session },
  { type: "onSessions", command: "tagSession", sessionIds: ["s"] },
  { type: "savePicture", name: "n", format: "svg", content: "<svg/>" },
  { type: "saveCsv", name: "n", sessionId: "s", table: "t", columns: ["c"] },
  { type: "openSource", file: "/a", line: 3 },
  { type: "command", command: "runDemo" },
];
const QUERY = 'ga "night run" status:failed after:2026-11-01 best<0.1 duration>5m memory>=2GB is:pinned sort:-duration';

/** What the editor, its page and the command line ask: one JSON list of a method and its parameters, or a text. */
export const rpc: FuzzTarget = {
  name: "rpc",
  promise:
    "Parameters, settings, messages of the page, addresses and queries are accepted or refused with a short reason; " +
    "what was accepted is accepted again as the same.",
  longest: 4096,
  async seeds() {
    const requests = METHODS.map((method) => bytesOf(JSON.stringify([method, REQUESTS[method]])));
    const others = [...PANEL, { tab: "compare", sessionIds: ["s"] }].map((message) =>
      JSON.stringify(["panel", message]),
    );
    return [...requests, ...[...others, JSON.stringify(["query", QUERY])].map(bytesOf)];
  },
  run(input) {
    const [method, params] = requestOf(textOf(input));
    if (typeof params === "string") mustReadQuery(params);
    const panel = parsePanelMessage(params);
    if (!panel.ok) mustBeReason(panel.reason);
    const address = parsePanelAddress(params);
    if (!address.ok) mustBeReason(address.reason);
    const { settings } = parseSettings(params);
    must(isDeepStrictEqual(parseSettings(overSocket(settings)).settings, settings), "settings change on their way");
    for (const one of METHODS.includes(method as EngineMethod) ? [method as EngineMethod] : []) mustAccept(one, params);
    mustBeUnpolluted();
  },
};

function requestOf(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as readonly unknown[]) : ["query", text];
  } catch {
    return ["query", text];
  }
}

function mustAccept(method: EngineMethod, params: unknown): void {
  const parsed = parseParams(method, params);
  if (!parsed.ok) return mustBeReason(parsed.reason);
  const again = parseParams(method, overSocket(parsed.value));
  must(again.ok, `${method}: what was accepted is refused the second time`);
  must(isDeepStrictEqual(overSocket(again.value), overSocket(parsed.value)), `${method}: what was accepted changes`);
}

function mustReadQuery(text: string): void {
  const parsed = parseHistoryQuery(text, 1_790_000_000);
  if (!parsed.ok) return mustBeReason(parsed.reason);
  const written = formatHistoryQuery(parsed.value);
  const again = parseHistoryQuery(written, 1_790_000_000);
  must(again.ok, `the query ${JSON.stringify(written)} that was written from ${JSON.stringify(text)} cannot be read`);
  must(
    isDeepStrictEqual(again.value, parsed.value),
    `the query ${JSON.stringify(text)} changes: ${JSON.stringify(written)}`,
  );
}

function overSocket(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
