import { formatDuration } from "../base/format";
import type { SampleChart } from "./sampleChart";
import { findTable, parseColumnKey, SAMPLE_TABLES } from "./tables";

/** More lines than this cannot be told apart. */
const MOST_LINES = 8;

/**
 * What each component took in each interval of sampling: those that took most over the session. A component that holds others is
 * left out: it may be one call of an hour, and its time is that of its parts.
 */
export function componentTimelineChart(): SampleChart {
  return {
    id: "component-timeline",
    title: "Timeline",
    unit: "s",
    yLow: 0,
    steps: true,
    lines: (detail) => {
      const totals = new Map<string, number>();
      for (const { name, totalSeconds } of detail.components) {
        totals.set(name, (totals.get(name) ?? 0) + totalSeconds);
      }
      const wholes = new Set(detail.components.flatMap(({ parent }) => parent ?? []));
      const columns = (findTable(detail, SAMPLE_TABLES.components)?.columns ?? []).flatMap(({ key, count }) => {
        const name = parseColumnKey(key).labels?.["component"];
        return name === undefined || count === 0 || wholes.has(name)
          ? []
          : [{ column: key, name, total: totals.get(name) ?? 0 }];
      });
      return columns
        .sort((a, b) => b.total - a.total)
        .slice(0, MOST_LINES)
        .map(({ column, name }) => ({ table: SAMPLE_TABLES.components, column, name }));
    },
    summary: (series) => {
      const peaks = series.flatMap(({ name, y }) => (y.length === 0 ? [] : [{ name, peak: Math.max(...y) }]));
      const [most] = peaks.sort((a, b) => b.peak - a.peak);
      return most === undefined
        ? ""
        : `Seconds in each interval of sampling; most at once: ${most.name}, ${formatDuration(most.peak)}`;
    },
    note: () => "innermost components · a call counts when it ends",
    empty: (detail) =>
      detail.components.length === 0
        ? "Nothing is timed yet."
        : detail.session.status === "running"
          ? "Waiting for the first sample …"
          : "This session was recorded without a timeline of its components.",
  };
}
