import { Slices } from "../base/slices";
import type { SeriesQuery } from "../protocol/series";
import type { Series } from "./series";
import type { Table } from "./table";

/**
 * Does what the first pictures of long series cost once, and gives way to other work meanwhile: reading stored columns, and
 * finding the extremes of all their stretches.
 */
export async function preparePictures(
  tables: ReadonlyMap<string, Table>,
  queries: readonly SeriesQuery[],
): Promise<void> {
  const slices = new Slices();
  for (const { table, x, y } of queries) {
    const columns = tables.get(table)?.columns;
    // Of the x, only the numbers are read: it goes up, mostly, and needs no extremes then.
    if (columns?.get(x)?.values !== undefined) await slices.yield();
    for (const key of y) await prepareSeries(columns?.get(key)?.values, slices);
  }
}

async function prepareSeries(series: Series | undefined, slices: Slices): Promise<void> {
  if (series === undefined) return;
  const steps = series.prepare();
  while (steps.next().done !== true) await slices.yield();
}
