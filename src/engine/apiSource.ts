import type { ApiSource } from "../api/apiSource";
import type { Log } from "../base/log";
import { csvExport, CSV_FILES, type CsvFile } from "../reports/exportCsv";
import { jsonExport } from "../reports/exportJson";
import type { Announcer } from "./announcer";
import { readoutOf } from "./readout";
import type { Recordings } from "./recordings";
import type { SessionSource } from "./sessionSource";

/** The parts of the engine that the API reads. */
export interface ApiParts {
  readonly recordings: Recordings;
  readonly source: SessionSource;
  readonly announcer: Announcer;
  readonly workspace: string;
  readonly version: string;
  readonly log: Log;
  readonly now: () => number;
}

/** What the API may read of the engine, and nothing else of it. */
export function createApiSource({ recordings, source, announcer, workspace, version, log, now }: ApiParts): ApiSource {
  const readouts = (): ReturnType<ApiSource["readouts"]> =>
    recordings.list().map(({ state }) => readoutOf(state, now()));
  return {
    version,
    workspace,
    log,
    now,
    readouts,
    startTime: now() - process.uptime(),
    list: (filter) => source.list(filter),
    running: () => recordings.list().map(({ state }) => state),
    get: (sessionId) => source.get(sessionId),
    detail: ({ detail }) => {
      const live = readouts().find(({ sessionId }) => sessionId === detail.session.id);
      return live === undefined ? detail : { ...detail, live };
    },
    runs: (filter) => source.runs(filter),
    components: (name, filter) => source.components(name, filter),
    alerts: (filter) => source.alerts(filter),
    exported: (session, format, file) =>
      format === "json"
        ? jsonExport(session)
        : csvExport(session, CSV_FILES.find((name) => name === file) ?? FIRST_FILE),
    onDidChangeLive: announcer.onDidChangeLive,
    onDidChangeSessions: announcer.onDidChangeSessions,
  };
}

const FIRST_FILE: CsvFile = "sessions";
