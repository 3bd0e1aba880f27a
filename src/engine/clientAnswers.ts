import { sessionFigures } from "../analysis/figures/sessionFigures";
import { collectFacts } from "../analysis/verdicts/collectFacts";
import { UserError } from "../base/userError";
import { runNames } from "../charts/runNames";
import type { ClientReceiver } from "../ingest/receiver";
import { jsonExport } from "../reports/exportJson";
import type { RequestMessage } from "../protocol/wire";
import type { Recordings } from "./recordings";
import type { ReportBundle } from "./reportBundle";

/** What the answers need of the rest of the engine. */
export interface ClientAnswersOptions {
  readonly recordings: Recordings;
  readonly reports: () => Promise<ReportBundle>;
  readonly now: () => number;
}

/** Rows of an export between two looks at what else there is to do. */
const ROWS_AT_ONCE = 5000;

/** What clients reach: recordings take what they report, and what they ask of their own session is answered here. */
export function createReceiver(options: ClientAnswersOptions): ClientReceiver {
  return {
    admit: (hello) => options.recordings.admit(hello),
    answer: (request, clientId) => answer(options, request, clientId),
  };
}

async function* answer(
  { recordings, reports, now }: ClientAnswersOptions,
  request: RequestMessage,
  clientId: string,
): AsyncGenerator<string> {
  const recording =
    clientId === "" ? undefined : recordings.list().find((candidate) => candidate.clients.knows(clientId));
  if (recording === undefined)
    throw new UserError("NO_SESSION", "no running session knows this client: say hello and report first");
  const session = recording.state;
  if (request.type === "summary") {
    const { detail } = session;
    const facts = collectFacts(session, detail, runNames(detail.runs), now());
    yield JSON.stringify(sessionFigures(detail, facts, now()));
  } else if (request.format === "json") {
    let row = 0;
    for (const piece of jsonExport(session)) {
      yield piece;
      if (++row % ROWS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  } else yield await (await reports()).createReport(session, request.format, now());
}
