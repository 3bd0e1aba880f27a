import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SAMPLE_METRICS } from "../../../src/model/metrics";

const document = readFileSync(join(import.meta.dirname, "../../../docs/metrics.md"), "utf8");

/** The rows of the document's tables whose first cell is a metric. */
function documented(): ReadonlyMap<string, { readonly unit: string; readonly section: string }> {
  const rows = new Map<string, { unit: string; section: string }>();
  let section = "";
  for (const line of document.split("\n")) {
    if (line.startsWith("## ")) section = /`([a-z:]+)`/.exec(line)?.[1] ?? "";
    const row = /^\| `([a-z0-9_]+)`(?: by `[a-z]+`)? +\| ([^|]*?) +\|/.exec(line);
    if (row?.[1] === undefined || row[2] === undefined || section === "") continue;
    expect(rows.has(row[1]), `${row[1]} is described twice`).toBe(false);
    rows.set(row[1], { unit: row[2], section });
  }
  return rows;
}

describe("docs/metrics.md", () => {
  it("describes every metric in its table, with its unit, and no other", () => {
    const expected = Object.entries(SAMPLE_METRICS).flatMap(([section, descriptors]) =>
      descriptors.map(({ metric, unit }) => [metric, { unit: unit === "" ? "–" : unit, section }] as const),
    );
    expect(expected.length).toBeGreaterThan(20);
    expect(Object.fromEntries(documented())).toEqual(Object.fromEntries(expected));
  });

  it("names the label of every metric that has one", () => {
    for (const { metric, label } of Object.values(SAMPLE_METRICS).flat()) {
      if (label !== undefined) expect(document).toContain(`\`${metric}\` by \`${label}\``);
    }
  });
});
