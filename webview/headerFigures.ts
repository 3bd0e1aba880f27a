import { formatBytes, formatCount, formatPercent, formatRate, formatValue } from "../src/base/format";
import { fromWireNumber } from "../src/protocol/number";
import type { Direction, LiveReadout, SessionDetail, SessionSummary } from "../src/protocol/session";

/** A figure of the header: its value, a remark and, where it changes, its name. */
export type Figure = readonly [value: string, remark: string, name?: string];

const NOTHING = "–";

/** The best objective, and which way is better. */
export function bestFigure(session: SessionSummary, detail: SessionDetail | undefined): Figure {
  const run = detail?.live?.run;
  const value = session.best ?? run?.best;
  const best = value === undefined ? undefined : fromWireNumber(value);
  if (best !== undefined) return [formatValue(best), directionText(session.direction ?? run?.direction)];
  const runs = detail?.runs ?? [];
  const hasFront = runs.some(({ front, direction }) => front !== undefined || typeof direction === "object");
  return [NOTHING, hasFront ? "several objectives" : "no objective yet"];
}

function directionText(direction: Direction | undefined): string {
  if (direction === undefined) return "";
  return direction === "maximize" ? "higher is better" : "lower is better";
}

/** Evaluations and their rate; iterations where no run counts its evaluations. */
export function evaluationFigure(session: SessionSummary, live: LiveReadout | undefined): Figure {
  const count = live?.evaluations ?? session.evaluations;
  if (count === undefined) return [formatCount(session.iterationCount), "", "Iterations"];
  const rate = live === undefined ? averageRate(count, session) : live.evaluationsPerSecond;
  const remark = rate === undefined ? "" : `${formatRate(rate)}${live === undefined ? " on average" : ""}`;
  return [formatCount(count), remark, "Evaluations"];
}

function averageRate(count: number, { startTime, endTime }: SessionSummary): number | undefined {
  return endTime !== undefined && endTime > startTime ? count / (endTime - startTime) : undefined;
}

/** The machine's CPU and how many cores the session keeps busy; the mean once it ended. */
export function cpuFigure(
  session: SessionSummary,
  live: LiveReadout | undefined,
  coreCount: number | undefined,
): Figure {
  if (live === undefined) {
    const mean = session.meanCpuPercent;
    return mean === undefined ? [NOTHING, "not measured"] : [formatPercent(mean), "on average"];
  }
  const { cpuPercent, busyCores } = live;
  // The value above is the whole machine's, so the session's part says whose it is.
  const remark =
    busyCores === undefined || coreCount === undefined ? "" : `session ${busyCores.toFixed(1)} of ${coreCount}`;
  return [cpuPercent === undefined ? NOTHING : formatPercent(cpuPercent), remark];
}

/** The resident memory of the session's processes; its peak once it ended. */
export function memoryFigure(session: SessionSummary, live: LiveReadout | undefined): Figure {
  if (live === undefined) {
    const peak = session.peakRssBytes;
    return peak === undefined ? [NOTHING, "not measured"] : [formatBytes(peak), "peak"];
  }
  const { rssBytes, memoryPercent } = live;
  const remark = memoryPercent === undefined ? "" : `${formatPercent(memoryPercent)} of machine`;
  return [rssBytes === undefined ? NOTHING : formatBytes(rssBytes), remark];
}
