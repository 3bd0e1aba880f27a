import type { SeriesQuery } from "../../protocol/series";
import { compact } from "../../protocol/fields";
import { json, route, type Route } from "../route";
import { QUERIES } from "../schema/queries";
import { seriesAnswer, type Wanted } from "../seriesAnswer";
import { filterOf, findSession } from "../sessionLookup";

const ID = { id: "The id of a session, or `latest`" };

/** Sessions, their series and their files. */
export const SESSION_ROUTES: readonly Route[] = [
  route({
    path: "/sessions",
    id: "listSessions",
    summary: "Sessions, running ones first, then the newest",
    tag: "sessions",
    query: QUERIES.page,
    answers: "SessionPage",
    handle: ({ source, query }) => {
      const { limit, offset } = query;
      const { sessions, total } = source.list(filterOf(query, { limit, offset }));
      return json({ items: sessions, total, limit, offset });
    },
  }),
  route({
    path: "/sessions/{id}",
    id: "getSession",
    summary: "Everything about one session but the rows of its tables",
    tag: "sessions",
    params: ID,
    query: QUERIES.none,
    answers: "SessionDetail",
    problems: ["unknown-session"],
    handle: async ({ source, param }) => json(source.detail(await findSession(source, param("id")))),
  }),
  route({
    path: "/sessions/{id}/series",
    id: "getSeries",
    summary: "Columns of one table over a range, reduced to a width",
    tag: "sessions",
    params: ID,
    query: QUERIES.series,
    answers: "Series",
    problems: ["unknown-session", "unknown-table"],
    handle: async ({ source, query, param }) => {
      const { mode, ...wanted } = query;
      const session = await findSession(source, param("id"));
      return json(seriesAnswer(session, compact<Wanted>({ ...wanted, mode: mode as SeriesQuery["mode"] })));
    },
  }),
  route({
    path: "/metrics/export",
    id: "exportSession",
    summary: "A session as a file",
    tag: "sessions",
    query: QUERIES.export,
    answers: ["application/json", "text/csv"],
    problems: ["unknown-session"],
    handle: async ({ source, query }) => {
      const session = await findSession(source, query.session);
      const { id } = session.detail.session;
      const format = query.format as "json" | "csv";
      const pieces = source.exported(session, format, query.file);
      return format === "json"
        ? { kind: "file", name: `${id}.json`, contentType: "application/json; charset=utf-8", pieces }
        : { kind: "file", name: `${id}-${query.file}.csv`, contentType: "text/csv; charset=utf-8", pieces };
    },
  }),
  route({
    path: "/stream",
    id: "streamLive",
    summary: "Live figures (`live`) and changes of sessions (`sessions`) as server-sent events",
    tag: "sessions",
    query: QUERIES.realtime,
    answers: ["text/event-stream"],
    problems: ["too-many-streams"],
    handle: ({ source, query }) => ({
      kind: "stream",
      listen: (tell) => {
        const isWanted = (id: string): boolean => query.session === undefined || query.session === id;
        const live = source.onDidChangeLive(({ readouts }) => {
          tell({ event: "live", data: { readouts: readouts.filter(({ sessionId }) => isWanted(sessionId)) } });
        });
        const sessions = source.onDidChangeSessions(({ changed, removed }) => {
          const told = { changed: changed.filter(({ id }) => isWanted(id)), removed: removed.filter(isWanted) };
          if (told.changed.length + told.removed.length > 0) tell({ event: "sessions", data: told });
        });
        // Whoever begins to listen knows at once where things stand.
        tell({ event: "live", data: { readouts: source.readouts().filter(({ sessionId }) => isWanted(sessionId)) } });
        return () => {
          live.dispose();
          sessions.dispose();
        };
      },
    }),
  }),
];
