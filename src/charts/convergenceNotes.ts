import { formatValue } from "../base/format";
import { fromWireNumber } from "../protocol/number";
import type { RunSummary } from "../protocol/session";
import { isBetter, type Points } from "./bestSoFar";
import { directionOf, gapBetween, isMultiObjective, type ConvergenceColumns } from "./runSeries";

/** With more runs than this bands would only cover each other. */
export const MOST_BANDS = 6;

/** What of a run's line decides on the note of its chart. */
interface NotedLine {
  readonly columns: ConvergenceColumns;
  readonly points: Points;
  readonly bound: Points;
}

/** How to read a convergence chart: what the lines, the bands and the dots are. */
export function convergenceNote(lines: readonly NotedLine[]): string {
  return `${bandNote(lines)}${boundNote(lines)}`;
}

function bandNote(lines: readonly NotedLine[]): string {
  const bands = new Set(lines.flatMap(({ columns }) => (columns.band === undefined ? [] : [columns.band])));
  if (bands.size === 0) return "best so far";
  if (lines.length > MOST_BANDS) return `best so far · bands with up to ${MOST_BANDS} runs`;
  return `best so far · band: ${bands.has("std") ? "mean ± std" : "min to max"}`;
}

/** Names the dotted lines; of a single one, how far it is from the incumbent. */
function boundNote(lines: readonly NotedLine[]): string {
  const bounded = lines.filter(({ bound }) => bound.x.length > 0);
  const [only] = bounded;
  if (only === undefined) return "";
  const gap = bounded.length === 1 ? gapBetween(only.points, only.bound) : undefined;
  return `${gap === undefined ? "" : ` · gap ${formatValue(100 * gap, 3)} %`} · bound dotted`;
}

/** The target that all runs with a target share. */
export function sharedTarget(runs: readonly RunSummary[]): number | undefined {
  const targets = new Set(runs.flatMap(({ target }) => (target === undefined ? [] : [fromWireNumber(target)])));
  return targets.size === 1 ? [...targets][0] : undefined;
}

/** The run with the best value, where all runs solve one problem in one direction and several have a value. */
export function leadingRun(runs: readonly RunSummary[]): string | undefined {
  const candidates = runs.filter((run) => run.best !== undefined && !isMultiObjective(run));
  if (candidates.length < 2 || new Set(candidates.map(directionOf)).size > 1) return undefined;
  if (new Set(candidates.map(({ problem }) => problem)).size > 1) return undefined;
  let lead: { id: string; best: number } | undefined;
  for (const run of candidates) {
    const best = fromWireNumber(run.best);
    if (best === undefined || Number.isNaN(best)) continue;
    if (lead === undefined || isBetter(best, lead.best, directionOf(run))) lead = { id: run.id, best };
  }
  return lead?.id;
}
