import type { RunSummary } from "../protocol/session";
import type { Table } from "../model/table";

/** So many points of a run's curve stand in the catalog. */
const CURVE_LENGTH = 32;

/** One point of a decimated convergence curve. */
export interface CurvePoint {
  readonly iteration?: number;
  readonly evaluations?: number;
  readonly time?: number;
  readonly best: number;
}

/**
 * The best so far of a run at few places: every improvement where there are few, else places that stand closer at the
 * beginning, where curves fall steeply; the last row always.
 */
export function convergenceCurve(run: RunSummary, table: Table | undefined): readonly CurvePoint[] {
  const column = table?.columns.get("best") ?? table?.columns.get("current");
  if (table === undefined || column === undefined || typeof run.direction === "object") return [];
  const values = column.values.slice();
  const improvements = improvementsOf(values, run.direction === "maximize");
  if (improvements.length === 0) return [];
  const positions = placesOf(improvements, values.length);
  let improvement = 0;
  return positions.map((position) => {
    while ((improvements[improvement + 1] ?? Infinity) <= position) improvement++;
    const row = column.rowAt(position);
    return {
      best: values[improvements[improvement] ?? 0] ?? NaN,
      ...at(table, "iteration", row),
      ...at(table, "evaluations", row),
      ...at(table, "time", row),
    };
  });
}

function improvementsOf(values: Float64Array, maximize: boolean): number[] {
  const improvements: number[] = [];
  let best = NaN;
  for (let position = 0; position < values.length; position++) {
    const value = values[position] ?? NaN;
    if (Number.isNaN(value) || (maximize ? value <= best : value >= best)) continue;
    best = value;
    improvements.push(position);
  }
  return improvements;
}

function placesOf(improvements: readonly number[], length: number): readonly number[] {
  const last = length - 1;
  if (improvements.length < CURVE_LENGTH) return [...new Set([...improvements, last])];
  const first = improvements[0] ?? 0;
  const places = new Set<number>([first]);
  for (let step = 1; step < CURVE_LENGTH; step++) {
    places.add(first + Math.round((last - first + 1) ** (step / (CURVE_LENGTH - 1))) - 1);
  }
  return [...places];
}

function at(table: Table, key: "iteration" | "evaluations" | "time", row: number): Partial<CurvePoint> {
  const value = table.columns.get(key)?.upToRow(row);
  return value === undefined ? {} : { [key]: value };
}
