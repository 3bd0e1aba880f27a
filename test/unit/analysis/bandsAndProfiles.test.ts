import { describe, expect, it } from "vitest";
import { bandOfRuns } from "../../../src/analysis/comparison/bands";
import { dataProfiles, performanceProfiles } from "../../../src/analysis/comparison/profiles";
import type { Curve } from "../../../src/analysis/convergence/curve";

/** Runs with one value each, from the places on. */
function runs(direction: Curve["direction"], ...values: readonly (readonly [from: number, value: number])[]): Curve[] {
  return values.map(([from, value]) => ({ direction, x: [from], best: [value], start: 0, end: 10 }));
}

describe("a band over seeds", () => {
  it("has no place with fewer values than asked for, though more than half of the runs have one", () => {
    const three = runs("minimize", [1, 4], [1, 6], [5, 9]);
    expect(bandOfRuns(three, [1, 5])).toMatchObject({ median: [NaN, 6], counts: [2, 3] });
    expect(bandOfRuns(three, [1, 5], { least: 2 }).median).toEqual([6, 6]);
  });

  it("lacks the edge that runs without a value reach into, the worse one", () => {
    const falling = runs("minimize", [1, 1], [1, 2], [1, 3], [5, 9]);
    expect(bandOfRuns(falling, [1])).toMatchObject({ low: [1.75], median: [2.5], high: [NaN] });
    const rising = runs("maximize", [1, -1], [1, -2], [1, -3], [5, -9]);
    expect(bandOfRuns(rising, [1])).toMatchObject({ low: [NaN], median: [-2.5], high: [-1.75] });
  });

  it("has the edges that are asked for", () => {
    const five = runs("minimize", [1, 1], [1, 2], [1, 3], [1, 4], [1, 5]);
    expect(bandOfRuns(five, [1], { probabilities: [0, 1] })).toMatchObject({ low: [1], median: [3], high: [5] });
  });

  it("is none of no runs", () => {
    expect(bandOfRuns([], [1])).toEqual({ x: [1], low: [NaN], median: [NaN], high: [NaN], counts: [0] });
  });
});

describe("profiles", () => {
  it("have who needs nothing as the fastest, as often as others are as fast, and nobody else", () => {
    expect(performanceProfiles([[0, 0, 5]])).toEqual([
      { x: [1], share: [1] },
      { x: [1], share: [1] },
      { x: [], share: [] },
    ]);
  });

  it("are none of no problems", () => {
    expect(performanceProfiles([])).toEqual([]);
    expect(dataProfiles([], [])).toEqual([]);
  });
});
