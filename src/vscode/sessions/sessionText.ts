import { formatBytes, formatCount, formatDuration, formatPercent, formatValue } from "../../base/format";
import { fromWireNumber } from "../../protocol/number";
import type { SessionStatus, SessionSummary } from "../../protocol/session";

const STATES: Readonly<Record<SessionStatus, string>> = {
  running: "running",
  completed: "completed",
  failed: "failed",
  stopped: "stopped",
  interrupted: "interrupted",
};

/** Behind a session's name in lists: `GA, PSO · best 0.0123 · 2 min 27 s`. */
export function describeSession(summary: SessionSummary, now: number): string {
  const best = fromWireNumber(summary.best);
  const seconds = (summary.endTime ?? now) - summary.startTime;
  const parts = [
    shortList(summary.algorithms),
    best === undefined ? "" : `best ${formatValue(best)}`,
    summary.status === "running" ? "running" : formatDuration(Math.max(0, seconds)),
    summary.tags.map((tag) => `#${tag}`).join(" "),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** What is known of a session, a line a fact. */
export function sessionFacts(summary: SessionSummary, now: number): readonly (readonly [string, string])[] {
  const best = fromWireNumber(summary.best);
  const facts: (readonly [string, string | undefined])[] = [
    ["State", stateText(summary)],
    ["Started", new Date(summary.startTime * 1000).toLocaleString()],
    ["Took", formatDuration(Math.max(0, (summary.endTime ?? now) - summary.startTime))],
    ["Problem", summary.problem],
    ["Runs", summary.runCount === 0 ? undefined : `${formatCount(summary.runCount)}: ${shortList(summary.algorithms)}`],
    ["Iterations", summary.iterationCount === 0 ? undefined : formatCount(summary.iterationCount)],
    ["Evaluations", summary.evaluations === undefined ? undefined : formatCount(summary.evaluations)],
    ["Best", best === undefined ? undefined : formatValue(best, 8)],
    ["Peak memory", summary.peakRssBytes === undefined ? undefined : formatBytes(summary.peakRssBytes)],
    ["Mean CPU", summary.meanCpuPercent === undefined ? undefined : formatPercent(summary.meanCpuPercent)],
    ["Dropped events", summary.dropped === 0 ? undefined : formatCount(summary.dropped)],
    ["Tags", summary.tags.length === 0 ? undefined : summary.tags.join(", ")],
    ["Command", summary.command],
  ];
  return facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
}

function stateText({ status, exitCode, signal, reason }: SessionSummary): string {
  const how = signal === undefined ? (exitCode === undefined ? "" : `, exit code ${exitCode}`) : `, ${signal}`;
  return `${STATES[status]}${how}${reason === undefined ? "" : `: ${reason}`}`;
}

function shortList(names: readonly string[]): string {
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}
