import { describe, expect, it } from "vitest";
import { parseColumnKey } from "../../../src/model/metrics";
import { RunState } from "../../../src/model/run";
import { parseEvent } from "../../../src/protocol/parseWire";
import { QUANTILE_COLUMNS } from "../../../src/protocol/quantiles";

function runOf(start: object, iterations: readonly object[]): RunState {
  const run = new RunState("r", 0);
  for (const [index, event] of [{ type: "run_start", algorithm: "GA", ...start }, ...iterations].entries()) {
    const parsed = parseEvent({ type: "iteration", iteration: index, run: "r", ...event });
    if (!parsed.ok) throw new Error(parsed.reason);
    if (parsed.value.type === "run_start") run.begin(parsed.value);
    if (parsed.value.type === "iteration") run.iterate(parsed.value, index);
  }
  return run;
}

const column = (run: RunState, key: string): number[] => [...(run.table.columns.get(key)?.values.slice() ?? [])];

describe("a run's evaluations", () => {
  it("are the most that were told, and never what is no count", () => {
    const told = [10, "NaN", 30, 20, "Infinity", "-Infinity"].map((evaluations) => ({ best: 1, evaluations }));
    expect(runOf({}, told).evaluations).toBe(30);
    expect(runOf({}, told.slice(1, 2)).evaluations).toBeUndefined();
  });
});

describe("a run with the distribution of its objective", () => {
  it("keeps 21 columns of it with their probability as a label, in the rows that have one", () => {
    const run = runOf({}, [{ quantiles: [0, 1, 2] }, { best: 0 }, { quantiles: [1, 2, 3] }]);
    expect(column(run, "quantile{p=0.25}")).toEqual([0.5, 1.5]);
    expect(run.table.columns.get("quantile{p=0.25}")?.inRow(1)).toBeUndefined();
    const labels = QUANTILE_COLUMNS.map((key) => parseColumnKey(key));
    expect(labels[1]).toEqual({ metric: "quantile", labels: { p: "0.05" } });
    expect([...run.table.columns.keys()].filter((key) => key.startsWith("quantile"))).toHaveLength(21);
  });

  it("fills in what the program did not say, and lets stand what it said", () => {
    const run = runOf({}, [
      { quantiles: [4, 5, 9] },
      { quantiles: [6, 7, 8], best: 2, median: 7.5 },
      { quantiles: [3, 5, 9] },
    ]);
    expect(column(run, "best")).toEqual([4, 2, 2]);
    expect(column(run, "median")).toEqual([5, 7.5, 5]);
    expect(column(run, "min")).toEqual([4, 6, 3]);
    expect(column(run, "max")).toEqual([9, 8, 9]);
  });

  it("takes the greatest as the best where it maximizes, and knows none of several objectives", () => {
    expect(
      column(runOf({ direction: "maximize" }, [{ quantiles: [1, 2, 3] }, { quantiles: [0, 1, 2] }]), "best"),
    ).toEqual([3, 3]);
    expect(column(runOf({ direction: ["minimize", "minimize"] }, [{ quantiles: [1, 2, 3] }]), "best")).toEqual([]);
  });
});
