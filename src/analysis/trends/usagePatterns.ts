import type { SessionSummary } from "../../protocol/session";
import type { UsagePatterns } from "../../protocol/trends";
import { mean } from "../statistics/summary";
import { durationOf, type UsageRows } from "./sessionFigures";

const HOURS = 24;

/**
 * How resources are used: sessions by the hour of the day in which they began, runs by algorithm, components by time. `hourOf`: the hour of a
 * Unix time where the user is. Sessions with several algorithms say nothing about the CPU and memory of one, and do not count there.
 */
export function usagePatterns(
  { sessions, runs, components }: UsageRows,
  hourOf: (time: number) => number,
): UsagePatterns {
  const hours = Array.from({ length: HOURS }, (_, hour) => sessions.filter((one) => hourOf(one.startTime) === hour));
  const algorithms = [...new Set(runs.map(({ algorithm }) => algorithm))];
  return {
    hours: hours.flatMap((ofHour, hour) =>
      ofHour.length === 0
        ? []
        : [{ hour, sessions: ofHour.length, seconds: secondsOf(ofHour), ...resourcesOf(ofHour) }],
    ),
    algorithms: algorithms
      .map((name) =>
        algorithmUse(
          name,
          runs.filter(({ algorithm }) => algorithm === name),
        ),
      )
      .sort((a, b) => b.seconds - a.seconds),
    components,
  };
}

function algorithmUse(name: string, runs: UsageRows["runs"]): UsagePatterns["algorithms"][number] {
  const alone = [...new Set(runs.map(({ session }) => session))].filter(({ algorithms }) => algorithms.length === 1);
  const evaluations = runs.flatMap((run) => run.evaluations ?? []);
  return {
    name,
    runs: runs.length,
    seconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
    ...(evaluations.length === 0 ? {} : { evaluations: evaluations.reduce((sum, count) => sum + count, 0) }),
    ...resourcesOf(alone),
  };
}

function secondsOf(sessions: readonly SessionSummary[]): number {
  return sessions.reduce((sum, session) => sum + (durationOf(session) ?? 0), 0);
}

/** The mean CPU and the largest memory of sessions. */
function resourcesOf(sessions: readonly SessionSummary[]): {
  readonly cpuPercent?: number;
  readonly peakRssBytes?: number;
} {
  const cpu = sessions.flatMap(({ meanCpuPercent }) => meanCpuPercent ?? []);
  const memory = sessions.flatMap(({ peakRssBytes }) => peakRssBytes ?? []);
  return {
    ...(cpu.length === 0 ? {} : { cpuPercent: mean(cpu) }),
    ...(memory.length === 0 ? {} : { peakRssBytes: memory.reduce((most, bytes) => Math.max(most, bytes), 0) }),
  };
}
