import type { Recorded } from "./format.js";

type Step = Extract<Recorded, { kind: "iteration" }>;

/** The iterations of one run that stay; one may be several of them. */
interface Extremes {
  newest: Step;
  least?: { readonly step: Step; readonly value: number };
  greatest?: { readonly step: Step; readonly value: number };
}

/** What of a stretch of records must outlive it: what begins or ends a run, and each run's least, greatest and newest iteration. */
export function survivorsOf(records: readonly Recorded[]): ReadonlySet<Recorded> {
  const runs = new Map<string, Extremes>();
  const kept = new Set<Recorded>();
  for (const record of records) {
    if (record.kind === "iteration") measure(runs, record);
    else if (record.kind === "text" && !record.droppable) kept.add(record);
  }
  for (const { newest, least, greatest } of runs.values()) {
    kept.add(newest);
    if (least !== undefined) kept.add(least.step);
    if (greatest !== undefined) kept.add(greatest.step);
  }
  return kept;
}

function measure(runs: Map<string, Extremes>, step: Step): void {
  const known = runs.get(step.run);
  const extremes = known ?? { newest: step };
  if (known === undefined) runs.set(step.run, extremes);
  extremes.newest = step;
  const [least, greatest] = rangeOf(step.fields);
  // Comparisons with NaN are false.
  if (least <= Infinity && !(least >= (extremes.least?.value ?? NaN))) extremes.least = { step, value: least };
  if (greatest >= -Infinity && !(greatest <= (extremes.greatest?.value ?? NaN)))
    extremes.greatest = { step, value: greatest };
}

/** The least and the greatest objective of an iteration, NaN where it has none. */
function rangeOf(fields: object | undefined): readonly [number, number] {
  const { best, current, objectives } = (fields ?? {}) as Readonly<Record<string, unknown>>;
  const value = numberOf(best ?? current);
  if (!Number.isNaN(value) || !(objectives instanceof Float64Array)) return [value, value];
  const numbers = objectives.filter((each) => !Number.isNaN(each));
  return numbers.length === 0
    ? [NaN, NaN]
    : [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))];
}

function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : NaN;
}
