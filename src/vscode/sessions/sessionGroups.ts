import { l10n } from "vscode";
import type { SessionSummary } from "../../protocol/session";

/** Sessions under one heading: those that run, or those of one day. */
export interface SessionGroup<T> {
  /** `running`, or the day as `2026-11-23`. */
  readonly id: string;
  readonly label: string;
  readonly sessions: readonly T[];
}

/** Sorts sessions into what runs and the days; the order within is kept. */
export function groupSessions<T extends { readonly summary: SessionSummary }>(
  sessions: readonly T[],
  now: Date,
  language?: string,
): readonly SessionGroup<T>[] {
  const groups = new Map<string, { label: string; sessions: T[] }>();
  for (const session of sessions) {
    const { id, label } = groupOf(session.summary, now, language);
    const group = groups.get(id) ?? { label, sessions: [] };
    group.sessions.push(session);
    groups.set(id, group);
  }
  return [...groups].map(([id, group]) => ({ id, ...group }));
}

function groupOf(summary: SessionSummary, now: Date, language?: string): { id: string; label: string } {
  if (summary.status === "running") return { id: "running", label: l10n.t("Running") };
  const day = new Date(summary.startTime * 1000);
  const id = dayKey(day);
  if (id === dayKey(now)) return { id, label: l10n.t("Today") };
  // A day before by the calendar, which is not always 24 hours.
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (id === dayKey(yesterday)) return { id, label: l10n.t("Yesterday") };
  return {
    id,
    label: day.toLocaleDateString(language, { weekday: "short", year: "numeric", month: "short", day: "numeric" }),
  };
}

function dayKey(day: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
