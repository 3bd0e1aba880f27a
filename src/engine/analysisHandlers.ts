import { errorText, type Log } from "../base/log";
import type { Disposable } from "../base/disposable";
import type { RegressionVerdict } from "../protocol/trends";
import { compareSelection, type RunQueries } from "./analysisSource";
import type { Announcer } from "./announcer";
import type { RequestHandlers } from "./controlServer";
import type { Recordings } from "./recordings";
import type { SessionSource } from "./sessionSource";
import { regressionReport, regressionsOf, trendOf, usageOf, type TrendQueries } from "./trendSource";

/** What comparisons, trends and baselines are answered from. */
export interface AnalysisServices {
  readonly source: SessionSource;
  readonly announcer: Announcer;
  readonly now: () => number;
  /** The catalog may be replaced by another one while the engine runs. */
  readonly queries: () => RunQueries & TrendQueries;
}

/** The answers to requests that look at more than one session. */
export function analysisHandlers({
  source,
  announcer,
  now,
  queries,
}: AnalysisServices): Pick<RequestHandlers, "compareRuns" | "trend" | "usagePatterns" | "regressions" | "setBaseline"> {
  return {
    compareRuns: (request) => compareSelection(source, queries(), request),
    trend: (request) => trendOf(queries(), request),
    usagePatterns: (filter) => usageOf(queries(), filter),
    regressions: (request) => regressionReport(queries(), request),
    setBaseline: async ({ sessionId, isBaseline }) => {
      const summary = await source.setBaseline(sessionId, isBaseline ? now() : undefined);
      announcer.touch(sessionId);
      return summary;
    },
  };
}

/** What judges sessions as they end. */
export interface RegressionParts {
  readonly recordings: Recordings;
  readonly history: {
    readonly analysis: TrendQueries;
    setRegressions(sessionId: string, regressions: readonly RegressionVerdict[]): Promise<void>;
  };
  readonly log: Log;
}

/** Compares every session that ends with the baseline of its workflow; the verdicts are there before anyone is told of the end. */
export function judgeEndedSessions({ recordings, history, log }: RegressionParts): Disposable {
  return recordings.onDidEnd(({ state }) => {
    const session = state.summary();
    try {
      const regressions = regressionsOf(history.analysis, session);
      if (regressions === undefined) return;
      history
        .setRegressions(session.id, regressions)
        .catch((error: unknown) => log.warn(`regressions of ${session.id}: ${errorText(error)}`));
    } catch (error) {
      log.error(`regressions of ${session.id}: ${errorText(error)}`);
    }
  });
}
