import { json, route, type Route } from "../route";
import { QUERIES } from "../schema/queries";

/** What the engine says of itself. */
export const ENGINE_ROUTES: readonly Route[] = [
  route({
    path: "/health",
    id: "getHealth",
    summary: "Whether the engine answers; with a token also which engine it is",
    tag: "engine",
    query: QUERIES.none,
    answers: "Health",
    isOpen: true,
    handle: ({ source, isTrusted }) => {
      if (!isTrusted) return json({ status: "ok" });
      return json({
        status: "ok",
        version: source.version,
        workspace: source.workspace,
        uptimeSeconds: Math.max(0, source.now() - source.startTime),
        runningSessions: source.running().length,
      });
    },
  }),
];
