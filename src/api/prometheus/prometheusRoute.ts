import type { SessionState } from "../../model/sessionState";
import type { ApiSource } from "../apiSource";
import { route, type Route } from "../route";
import { QUERIES } from "../schema/queries";
import { SESSION_STATUSES } from "../schema/values";
import { CONTENT_TYPES, Family, renderFamilies, type TextFormat } from "./exposition";
import { KEPT_SECONDS, SERIES_LIMITS } from "./limits";
import { resourceFamilies } from "./resourceFamilies";
import { SessionFamilies } from "./sessionFamilies";

const P = "optimizer_monitor";

/** `/metrics`: what a Prometheus server scrapes. Everything is read when it asks; nothing is kept for it. */
export const PROMETHEUS_ROUTES: readonly Route[] = [
  route({
    path: "/metrics",
    id: "scrape",
    summary: "All current figures in the Prometheus text format, or OpenMetrics where that is asked for",
    tag: "metrics",
    query: QUERIES.none,
    answers: ["text/plain", "application/openmetrics-text"],
    handle: ({ source, accept }) => {
      const format: TextFormat = accept.includes("application/openmetrics-text") ? "openmetrics" : "prometheus";
      return { kind: "text", contentType: CONTENT_TYPES[format], text: renderFamilies(collect(source), format) };
    },
  }),
];

/** All families as they are now. */
export function collect(source: ApiSource): readonly Family[] {
  const sessions = new SessionFamilies();
  const listed = source.list({ limit: SERIES_LIMITS.sessions }).sessions;
  const since = source.now() - KEPT_SECONDS;
  for (const summary of listed) {
    if (summary.endTime === undefined || summary.endTime >= since) sessions.addSummary(summary);
  }
  const running = source.running();
  const shown = running.filter(({ id }) => listed.some((summary) => summary.id === id));
  for (const state of shown) sessions.addRunning(state);
  sessions.leftOut.sessions += running.length - shown.length;
  return [...engineFamilies(source, running, sessions.leftOut), ...sessions.all, ...resourceFamilies(shown)];
}

function engineFamilies(
  source: ApiSource,
  running: readonly SessionState[],
  leftOut: SessionFamilies["leftOut"],
): readonly Family[] {
  const build = new Family(`${P}_build`, "info", "The engine's version.");
  build.add({ version: source.version }, 1);
  const active = new Family(`${P}_sessions_running`, "gauge", "Sessions that run now.");
  active.add({}, running.length);
  const history = new Family(`${P}_sessions`, "gauge", "Sessions of the workspace by status, running and ended.");
  for (const status of SESSION_STATUSES) history.add({ status }, source.list({ status, limit: 1 }).total);
  const hidden = new Family(`${P}_left_out`, "gauge", "What the limits on the number of series keep out.");
  for (const [kind, value] of Object.entries(leftOut)) hidden.add({ kind }, value);
  return [build, active, history, hidden, ...processFamilies(source)];
}

/** The engine's own process, under the names that every Prometheus client uses. */
function processFamilies({ startTime }: ApiSource): readonly Family[] {
  const { user, system } = process.cpuUsage();
  const cpu = new Family("process_cpu_seconds", "counter", "CPU time of the engine.", "seconds");
  cpu.add({}, (user + system) / 1e6);
  const memory = new Family("process_resident_memory_bytes", "gauge", "Resident memory of the engine.", "bytes");
  memory.add({}, process.memoryUsage.rss());
  const started = new Family("process_start_time_seconds", "gauge", "When the engine began.", "seconds");
  started.add({}, startTime);
  return [cpu, memory, started];
}
