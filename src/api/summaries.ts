import { compact } from "../protocol/fields";
import { fromWireNumber, toWireNumber, type WireNumber } from "../protocol/number";
import type { Direction, FoundComponent, FoundRun, RunSummary, SessionSummary } from "../protocol/session";
import { SESSION_STATUSES } from "./schema/values";

/** Sums over sessions. */
export function summarizeSessions(sessions: readonly SessionSummary[], isComplete: boolean): object {
  const durations = sessions.flatMap(durationOf);
  const starts = sessions.map(({ startTime }) => startTime);
  return compact<object>({
    sessions: sessions.length,
    byStatus: countByStatus(sessions),
    runs: sum(sessions.map(({ runCount }) => runCount)),
    iterations: sum(sessions.map(({ iterationCount }) => iterationCount)),
    evaluations: sum(sessions.flatMap(({ evaluations }) => evaluations ?? [])),
    dropped: sum(sessions.map(({ dropped }) => dropped)),
    totalSeconds: sum(durations),
    medianSeconds: median(durations),
    peakRssBytes: extreme(
      sessions.flatMap(({ peakRssBytes }) => peakRssBytes ?? []),
      "maximize",
    ),
    firstStartTime: extreme(starts, "minimize"),
    lastStartTime: extreme(starts, "maximize"),
    isComplete,
  });
}

/** The figures of one session as a history of values shows them. */
export function historyEntry(session: SessionSummary): object {
  const { id, label, status, startTime, algorithms, problem, evaluations, best, direction } = session;
  const [durationSeconds] = durationOf(session);
  const isRate = evaluations !== undefined && durationSeconds !== undefined && durationSeconds > 0;
  return compact<object>({
    sessionId: id,
    label,
    status,
    startTime,
    algorithms,
    problem,
    durationSeconds,
    iterations: session.iterationCount,
    evaluations,
    evaluationsPerSecond: isRate ? evaluations / durationSeconds : undefined,
    best,
    direction,
    peakRssBytes: session.peakRssBytes,
    meanCpuPercent: session.meanCpuPercent,
  });
}

/** Runs side by side: one entry for each algorithm, problem and direction, as other values cannot be compared. */
export function summarizeAlgorithms(found: readonly FoundRun[]): readonly object[] {
  const groups = new Map<string, FoundRun[]>();
  for (const entry of found) {
    const key = JSON.stringify([entry.run.algorithm, entry.run.problem, entry.run.direction]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [summarizeRuns(first.run, group)];
  });
}

/** What a component took, in all and in each session. */
export function summarizeComponent(name: string, found: readonly FoundComponent[]): object {
  const count = sum(found.map(({ component }) => component.count));
  const totalSeconds = sum(found.map(({ component }) => component.totalSeconds));
  return compact<object>({
    name,
    count,
    totalSeconds,
    meanSeconds: count > 0 ? totalSeconds / count : undefined,
    items: found.map((entry) => {
      const { component } = entry;
      return compact<object>({
        ...entry,
        meanSeconds: component.count > 0 ? component.totalSeconds / component.count : undefined,
      });
    }),
  });
}

function summarizeRuns({ algorithm, problem, direction }: RunSummary, group: readonly FoundRun[]): object {
  const runs = group.map(({ run }) => run);
  const single = directionOf(direction);
  const bests = runs.flatMap(({ best }) => fromWireNumber(best) ?? []).filter((best) => !Number.isNaN(best));
  return compact<object>({
    algorithm,
    problem,
    direction: single,
    sessions: new Set(group.map(({ sessionId }) => sessionId)).size,
    runs: runs.length,
    byStatus: countByStatus(runs),
    converged: runs.filter(({ converged }) => converged === true).length,
    best: single === undefined ? undefined : wire(extreme(bests, single)),
    medianBest: single === undefined ? undefined : wire(median(bests)),
    medianEvaluations: median(runs.flatMap(({ evaluations }) => evaluations ?? [])),
    medianSeconds: median(runs.flatMap(durationOf)),
  });
}

/** The direction of a single objective: with several there is no best. */
function directionOf(direction: RunSummary["direction"]): Direction | undefined {
  if (typeof direction === "object") return direction.length === 1 ? direction[0] : undefined;
  return direction ?? "minimize";
}

function durationOf({ startTime, endTime }: { readonly startTime: number; readonly endTime?: number }): number[] {
  return endTime === undefined ? [] : [Math.max(0, endTime - startTime)];
}

function countByStatus(entries: readonly { readonly status: string }[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    SESSION_STATUSES.map((status) => [status, entries.filter((entry) => entry.status === status).length]),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 || low === undefined || high === undefined ? high : low + (high - low) / 2;
}

function extreme(values: readonly number[], direction: Direction): number | undefined {
  const isBetter = (a: number, b: number): boolean => (direction === "maximize" ? a > b : a < b);
  return values.reduce<number | undefined>(
    (best, value) => (best === undefined || isBetter(value, best) ? value : best),
    undefined,
  );
}

function wire(value: number | undefined): WireNumber | undefined {
  return value === undefined ? undefined : toWireNumber(value);
}
