import type { SessionFigures } from "../../../src/analysis/trends/sessionFigures";
import type { SessionSummary } from "../../../src/protocol/session";
import { session } from "./comparedRuns";

/** A text with plain spaces for those that do not break. */
export function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}

/** A session that took so many seconds, with its stored figures by metric. */
export function figures(
  id: string,
  duration: number,
  more: Partial<SessionSummary> = {},
  values: Readonly<Record<string, number>> = {},
): SessionFigures {
  const startTime = more.startTime ?? 0;
  return {
    summary: session(id, { startTime, endTime: startTime + duration, ...more }),
    values: new Map(Object.entries(values)),
  };
}

/** A session that still runs. */
export function unended(values: Readonly<Record<string, number>> = {}, evaluations = 100): SessionFigures {
  const { endTime: _, ...summary } = session("running", { status: "running", evaluations });
  return { summary, values: new Map(Object.entries(values)) };
}
