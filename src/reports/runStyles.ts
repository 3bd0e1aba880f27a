import { seriesStyle, type SeriesStyle } from "../charts/palette";
import type { RunSummary } from "../protocol/session";

/** So many runs can be told apart by colour, dash and a name at the line's end. */
export const MOST_NAMED_RUNS = 8;

/** The look of each run in charts and tables: one of its own, or where there are too many for that, that of its algorithm. */
export function runStyles(runs: readonly RunSummary[]): ReadonlyMap<string, SeriesStyle> {
  if (runs.length <= MOST_NAMED_RUNS) return new Map(runs.map(({ id }, index) => [id, seriesStyle(index)]));
  const algorithms = [...new Set(runs.map(({ algorithm }) => algorithm))];
  return new Map(runs.map(({ id, algorithm }) => [id, seriesStyle(algorithms.indexOf(algorithm))]));
}
