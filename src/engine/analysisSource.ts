import { compareRuns } from "../analysis/comparison/compareRuns";
import { curveOf, type ComparedRun } from "../analysis/comparison/comparedRuns";
import { convergenceColumns, pointsOf } from "../charts/runSeries";
import { runTable } from "../model/metrics";
import { queryTable } from "../model/queryTable";
import { describeTables, type RecordedSession } from "../model/recordedSession";
import type { Comparison, ComparisonAxis, ComparisonRequest } from "../protocol/comparison";
import type { RunSummary } from "../protocol/session";
import type { SessionSource } from "./sessionSource";

/** The part of the history that comparisons read. */
export interface RunQueries {
  runs(request: ComparisonRequest): { readonly runs: readonly ComparedRun[]; readonly total: number };
}

/** Up to so many runs are compared by their full series; more by the few points of each that the catalog holds. */
const MOST_IN_FULL = 30;
/** So many places of a full series are looked at. */
const PLACES = 2000;

/** Compares running and ended runs alike. */
export async function compareSelection(
  source: SessionSource,
  queries: RunQueries,
  request: ComparisonRequest,
): Promise<Comparison> {
  const live = source
    .unsaved(request.filter ?? {})
    .filter(({ detail }) => request.sessionIds?.includes(detail.session.id) ?? true)
    .flatMap((session) => runsOf(session, request.axis));
  const found = queries.runs(request);
  const running = new Set(live.map(({ session }) => session.id));
  const past = found.runs.filter(({ session }) => !running.has(session.id));
  const isFew = live.length + past.length <= MOST_IN_FULL;
  const complete = isFew ? await inFull(past, source, request.axis) : past;
  return compareRuns([...live, ...complete], request, live.length + found.total - (found.runs.length - past.length));
}

/** Replaces the few points of the catalog by those of the sessions' own files, where these can be read. */
async function inFull(
  runs: readonly ComparedRun[],
  source: SessionSource,
  axis: ComparisonAxis,
): Promise<readonly ComparedRun[]> {
  const complete: ComparedRun[] = [];
  for (const id of new Set(runs.map(({ session }) => session.id))) {
    const loaded = await source.get(id);
    const ofSession = runs.filter(({ session }) => session.id === id);
    complete.push(...ofSession.map((one) => ({ ...one, ...curvePart(loaded, one.run, axis) })));
  }
  return complete;
}

function runsOf(session: RecordedSession, axis: ComparisonAxis): readonly ComparedRun[] {
  const { session: summary, runs } = session.detail;
  return runs.map((run) => ({ session: summary, run, ...curvePart(session, run, axis) }));
}

function curvePart(
  { tables }: RecordedSession,
  run: RunSummary,
  axis: ComparisonAxis,
): Pick<ComparedRun, "curve" | "isDecimated"> {
  const name = runTable(run.id);
  const table = tables.get(name);
  const objective = table === undefined ? undefined : convergenceColumns(describeTables(new Map([[name, table]]))[0]);
  if (table === undefined || objective === undefined) return {};
  const y = [objective.objective];
  const points = queryTable(tables, { key: run.id, table: name, x: axis, y, mode: "extremes", points: PLACES });
  const line = pointsOf(points, objective.objective);
  const curve = curveOf(run, axis, line.x, line.y);
  // A session whose series were thinned has the catalog's points only.
  return { isDecimated: table.rowCount < run.iterationCount, ...(curve === undefined ? {} : { curve }) };
}
