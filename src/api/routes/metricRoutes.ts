import { SAMPLE_TABLES, parseColumnKey } from "../../model/metrics";
import type { RecordedSession } from "../../model/recordedSession";
import type { SeriesQuery } from "../../protocol/series";
import { compact } from "../../protocol/fields";
import { Problem } from "../problem";
import { secondsOf } from "../readQuery";
import { json, route, type Route } from "../route";
import { QUERIES } from "../schema/queries";
import { seriesAnswer, type Wanted } from "../seriesAnswer";
import { filterOf, findSession } from "../sessionLookup";
import { historyEntry, summarizeAlgorithms, summarizeComponent, summarizeSessions } from "../summaries";

/** Sums look at no more than this many sessions or runs; the answer says when there were more. */
const MAX_SUMMED = 10_000;

/** Figures over sessions, and the readings of one. */
export const METRIC_ROUTES: readonly Route[] = [
  route({
    path: "/metrics/realtime",
    id: "getRealtimeMetrics",
    summary: "The newest figures of the running sessions",
    tag: "metrics",
    query: QUERIES.realtime,
    answers: "Realtime",
    handle: ({ source, query }) => {
      const sessions = source.readouts().filter(({ sessionId }) => [sessionId, undefined].includes(query.session));
      return json({ time: source.now(), sessions });
    },
  }),
  route({
    path: "/metrics/summary",
    id: "getSummary",
    summary: "Sums over all sessions that fit",
    tag: "metrics",
    query: QUERIES.filter,
    answers: "Summary",
    handle: ({ source, query }) => {
      const { sessions, total } = source.list(filterOf(query, { limit: MAX_SUMMED }));
      return json(summarizeSessions(sessions, sessions.length >= total));
    },
  }),
  route({
    path: "/metrics/algorithms",
    id: "getAlgorithms",
    summary: "Runs by algorithm and problem",
    tag: "metrics",
    query: QUERIES.filter,
    answers: "Algorithms",
    handle: ({ source, query }) => {
      const runs = source.runs(filterOf(query, { limit: MAX_SUMMED }));
      const wanted = runs.filter(({ run }) => query.algorithm === undefined || run.algorithm === query.algorithm);
      return json({ items: summarizeAlgorithms(wanted), isComplete: runs.length < MAX_SUMMED });
    },
  }),
  route({
    path: "/metrics/resources",
    id: "getResources",
    summary: "CPU, memory, GPU and throughput of one session over time",
    tag: "metrics",
    query: QUERIES.resources,
    answers: "Resources",
    problems: ["unknown-session"],
    handle: async ({ source, query }) => {
      const session = await findSession(source, query.session);
      const { id, label, status } = session.detail.session;
      const range = compact<Pick<Wanted, "from" | "to">>({ from: secondsOf(query.from), to: secondsOf(query.to) });
      const { points, group } = query;
      const mode = query.mode as SeriesQuery["mode"];
      const series = Object.entries(SAMPLE_TABLES).flatMap(([name, table]) => {
        const y = group === undefined || group === name ? columnsOf(session, table, query.metric) : [];
        return y.length === 0 ? [] : [seriesAnswer(session, { table, x: "time", y, mode, points, ...range })];
      });
      return json({ sessionId: id, label, status, series });
    },
  }),
  route({
    path: "/metrics/history",
    id: "getHistory",
    summary: "The figures of one session after the other, newest first",
    tag: "metrics",
    query: QUERIES.page,
    answers: "HistoryPage",
    handle: ({ source, query }) => {
      const { limit, offset } = query;
      const { sessions, total } = source.list(filterOf(query, { limit, offset }));
      return json({ items: sessions.map(historyEntry), total, limit, offset });
    },
  }),
  route({
    path: "/metrics/component/{name}",
    id: "getComponent",
    summary: "What a component took, in all and in each session",
    tag: "metrics",
    params: { name: "The component's name" },
    query: QUERIES.component,
    answers: "ComponentHistory",
    problems: ["unknown-component"],
    handle: ({ source, query, param }) => {
      const name = param("name");
      const found = source.components(name, filterOf(query, { limit: query.limit }));
      if (found.length === 0) throw new Problem("unknown-component", `No session that fits has a component "${name}".`);
      return json(summarizeComponent(name, found));
    },
  }),
  route({
    path: "/metrics/alerts",
    id: "getAlerts",
    summary: "What rules found worth telling, newest first",
    tag: "metrics",
    query: QUERIES.alerts,
    answers: "Alerts",
    handle: ({ source, query }) => {
      const found = source.alerts(filterOf(query, { limit: query.limit }));
      return json({ items: found.map(({ sessionId, alert }) => ({ sessionId, ...alert })) });
    },
  }),
];

/** The columns of a sampler's table but time: all of them, or those of the named metrics. */
function columnsOf({ tables }: RecordedSession, table: string, metrics: readonly string[] | undefined): string[] {
  const keys = [...(tables.get(table)?.columns.keys() ?? [])].filter((key) => key !== "time");
  return metrics === undefined ? keys : keys.filter((key) => metrics.includes(parseColumnKey(key).metric));
}
