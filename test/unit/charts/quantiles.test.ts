import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { histogramOfQuantiles, quantileColumns } from "../../../src/charts/quantiles";
import { columnKey } from "../../../src/charts/tables";

const P = Array.from({ length: 21 }, (_, index) => index / 20);

describe("a histogram of quantiles", () => {
  it("is flat for an even distribution", () => {
    const bins = histogramOfQuantiles(
      P,
      P.map((p) => 10 * p),
      10,
    );
    expect(bins).toHaveLength(10);
    for (const { share } of bins) expect(share).toBeCloseTo(0.1, 9);
    expect([bins[0]?.low, bins.at(-1)?.high]).toEqual([0, 10]);
  });

  it("is one bar where all are equal, and nothing without two numbers", () => {
    expect(histogramOfQuantiles([0, 0.5, 1], [3, 3, 3])).toEqual([{ low: 3, high: 3, share: 1 }]);
    expect(histogramOfQuantiles([0, 1], [3, NaN])).toEqual([]);
  });

  it("loses nobody, whatever the quantiles are", () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 21, maxLength: 21 });
    fc.assert(
      fc.property(values, (given) => {
        const bins = histogramOfQuantiles(
          P,
          [...given].sort((a, b) => a - b),
        );
        expect(bins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
        for (const { share } of bins) expect(share).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("finds its columns in the order of their share", () => {
    const column = (p: string): { key: string; metric: string; count: number } => ({
      key: columnKey("quantile", { p }),
      metric: "quantile",
      count: 3,
    });
    const columns = [
      column("1"),
      column("0.05"),
      { ...column("0.5"), count: 0 },
      { key: "best", metric: "best", count: 9 },
    ];
    expect(quantileColumns({ name: "run:a", rowCount: 3, columns }).map(({ p }) => p)).toEqual([0.05, 1]);
  });
});
