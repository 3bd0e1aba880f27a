import { l10n } from "vscode";
import { formatBytes, formatCount, formatDuration, formatPercent, formatValue } from "../../base/format";
import { fromWireNumber } from "../../protocol/number";
import type { SessionStatus, SessionSummary } from "../../protocol/session";

/** Behind a session's name in lists: `GA, PSO · best 0.0123 · 2 min 27 s`. */
export function describeSession(summary: SessionSummary, now: number): string {
  const best = fromWireNumber(summary.best);
  const seconds = (summary.endTime ?? now) - summary.startTime;
  const parts = [
    shortList(summary.algorithms),
    best === undefined ? "" : l10n.t("best {0}", formatValue(best)),
    summary.status === "running" ? statusText("running") : formatDuration(Math.max(0, seconds)),
    summary.isBaseline === true ? l10n.t("baseline") : "",
    summary.isPinned === true ? l10n.t("pinned") : "",
    summary.regressions?.some(({ kind }) => kind === "worse") === true ? l10n.t("worse than baseline") : "",
    summary.tags.map((tag) => `#${tag}`).join(" "),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** What is known of a session, a line a fact. */
export function sessionFacts(summary: SessionSummary, now: number): readonly (readonly [string, string])[] {
  const best = fromWireNumber(summary.best);
  const facts: (readonly [string, string | undefined])[] = [
    [l10n.t("State"), stateText(summary)],
    [l10n.t("Started"), new Date(summary.startTime * 1000).toLocaleString()],
    [l10n.t("Took"), formatDuration(Math.max(0, (summary.endTime ?? now) - summary.startTime))],
    [l10n.t("Problem"), summary.problem],
    [
      l10n.t("Runs"),
      summary.runCount === 0 ? undefined : `${formatCount(summary.runCount)}: ${shortList(summary.algorithms)}`,
    ],
    [l10n.t("Iterations"), summary.iterationCount === 0 ? undefined : formatCount(summary.iterationCount)],
    [l10n.t("Evaluations"), summary.evaluations === undefined ? undefined : formatCount(summary.evaluations)],
    [l10n.t("Best"), best === undefined ? undefined : formatValue(best, 8)],
    [l10n.t("Peak memory"), summary.peakRssBytes === undefined ? undefined : formatBytes(summary.peakRssBytes)],
    [l10n.t("Mean CPU"), summary.meanCpuPercent === undefined ? undefined : formatPercent(summary.meanCpuPercent)],
    [l10n.t("Dropped events"), summary.dropped === 0 ? undefined : formatCount(summary.dropped)],
    [l10n.t("Tags"), summary.tags.length === 0 ? undefined : summary.tags.join(", ")],
    [l10n.t("Note"), summary.note],
    [l10n.t("Commit"), summary.git === undefined ? undefined : commitText(summary.git)],
    [l10n.t("Against the baseline"), summary.regressions?.map(({ sentence }) => sentence).join("; ")],
    [l10n.t("Command"), summary.command],
  ];
  return facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
}

function commitText({ commit, branch, isDirty }: NonNullable<SessionSummary["git"]>): string {
  const where = branch === undefined ? "" : ` (${branch})`;
  return `${commit.slice(0, 10)}${where}${isDirty ? l10n.t(", with changes") : ""}`;
}

function stateText({ status, exitCode, signal, reason }: SessionSummary): string {
  const code = exitCode === undefined ? undefined : l10n.t("exit code {0}", exitCode);
  const state = [statusText(status), signal ?? code].filter((part) => part !== undefined).join(", ");
  return reason === undefined ? state : `${state}: ${reason}`;
}

/** What became of a session, in one word. */
export function statusText(status: SessionStatus): string {
  switch (status) {
    case "running":
      return l10n.t("running");
    case "completed":
      return l10n.t("completed");
    case "failed":
      return l10n.t("failed");
    case "stopped":
      return l10n.t("stopped");
    case "interrupted":
      return l10n.t("interrupted");
  }
}

function shortList(names: readonly string[]): string {
  return names.length <= 4
    ? names.join(", ")
    : l10n.t("{0} and {1} more", names.slice(0, 3).join(", "), names.length - 3);
}
