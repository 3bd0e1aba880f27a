import { curveOf, type ComparedRun } from "../../../src/analysis/comparison/comparedRuns";
import type { ComparisonRequest } from "../../../src/protocol/comparison";
import type { RunSummary, SessionSummary } from "../../../src/protocol/session";

/** A session that ended, with what a test says of it. */
export function session(id: string, more: Partial<SessionSummary> = {}): SessionSummary {
  return {
    id,
    label: "search",
    status: "completed",
    kind: "task",
    startTime: 1000,
    endTime: 1010,
    host: "here",
    tags: [],
    algorithms: [],
    runCount: 1,
    iterationCount: 1,
    dropped: 0,
    ...more,
  };
}

/** A run that reached these values after so many evaluations. */
export function comparedRun(
  id: string,
  points: readonly (readonly [evaluations: number, best: number])[],
  more: Partial<RunSummary> & { readonly session?: SessionSummary } = {},
): ComparedRun {
  const { session: inSession = session(`session of ${id}`), ...rest } = more;
  const last = points.at(-1);
  const run: RunSummary = {
    id,
    algorithm: "GA",
    direction: "minimize",
    problem: "sphere",
    status: "completed",
    startTime: 1000,
    endTime: 1010,
    iterationCount: points.length,
    ...(last === undefined ? {} : { evaluations: last[0], best: last[1] }),
    ...rest,
  };
  const [x, best] = [points.map(([place]) => place), points.map(([, value]) => value)];
  const curve = curveOf(run, "evaluations", x, best);
  return { session: inSession, run, ...(curve === undefined ? {} : { curve }) };
}

/** A request for a comparison by algorithm over evaluations. */
export function request(more: Partial<ComparisonRequest> = {}): ComparisonRequest {
  return { groupBy: "algorithm", axis: "evaluations", points: 50, ...more };
}
