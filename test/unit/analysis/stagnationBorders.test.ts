// How long a run stands still, how much it still gains, and whether its population collapsed: at the borders of each.
import { describe, expect, it } from "vitest";
import { bestAt, isBetter, sampled, toCurve, type Curve } from "../../../src/analysis/convergence/curve";
import { milestones } from "../../../src/analysis/convergence/milestones";
import { quantileRibbons } from "../../../src/analysis/convergence/population";
import { prematureCollapse, recentProgress, stagnation } from "../../../src/analysis/convergence/stagnation";

/** Better at 10, 12 and 16 of a run from 10 to 20. */
const late: Curve = { direction: "minimize", x: [10, 12, 16], best: [8, 4, 2], start: 10, end: 20 };
const alone: Curve = { direction: "minimize", x: [5], best: [1], start: 5, end: 5 };

describe("curves", () => {
  it("pass over places that are none, and keep the best of one place", () => {
    expect(toCurve([0, NaN, 1, 1, 2], [5, 1, 4, 3, 3])).toEqual({
      ...{ direction: "minimize", x: [0, 1], best: [5, 3] },
      ...{ start: 0, end: 2 },
    });
    expect(toCurve([NaN], [1])).toBeUndefined();
  });

  it("are not better where they are the same", () => {
    expect([isBetter(2, 2, "maximize"), isBetter(2, 2, "minimize"), isBetter(3, 2, "maximize")]).toEqual([
      ...[false, false, true],
    ]);
  });

  it("are read from the first place to the end", () => {
    expect(sampled(late, 3)).toEqual({ x: [10, 15, 20], best: [8, 4, 2] });
    expect([bestAt(late, 9), bestAt(late, 12), bestAt(late, 99)]).toEqual([NaN, 4, 2]);
  });
});

describe("milestones", () => {
  it("are a half, nine tenths and nearly all where nobody asks for others", () => {
    expect(milestones(late).map(({ fraction, x }) => [fraction, x])).toEqual([
      [0.5, 12],
      [0.9, 16],
      [0.99, 16],
    ]);
  });

  it("reach a goal in full without the rounding of a share", () => {
    const curve: Curve = { direction: "minimize", x: [0, 1], best: [0.1, 0.3 - 0.1 * 3], start: 0, end: 1 };
    expect(milestones(curve, [1])).toEqual([{ fraction: 1, value: curve.best[1], x: 1 }]);
  });
});

it("ribbons are five quantiles where nobody asks for others", () => {
  expect(quantileRibbons([[1, 2, 3]]).map(({ probability, values }) => [probability, values[0]])).toEqual([
    [0.05, expect.closeTo(1.1, 12)],
    [0.25, 1.5],
    [0.5, 2],
    [0.75, 2.5],
    [0.95, expect.closeTo(2.9, 12)],
  ]);
});

describe("standing still", () => {
  it("is a share of the run from its start", () => {
    expect(stagnation(late)).toEqual({ lastImprovement: 16, since: 4, share: 0.4 });
    expect(stagnation(alone)).toEqual({ lastImprovement: 5, since: 0, share: 0 });
  });

  it("is told only of a stretch that the run is as long as", () => {
    expect(recentProgress(late, 10)).toEqual({ stretch: 10, relativeGain: 0.75 });
    expect(recentProgress(late, 8)).toEqual({ stretch: 8, relativeGain: 0.5 });
    expect(recentProgress(late, 10.5)).toBeUndefined();
    expect(recentProgress(late, 0)).toBeUndefined();
    expect(recentProgress(alone, NaN)).toBeUndefined();
  });
});

describe("a collapse", () => {
  const spread = [5, 5, 5, 5, 5, 0.01, 0.01, 0.01, 0.01, 0.01];
  const collapse = (values: readonly number[], more: { target?: number; isObjective?: boolean; limit?: number } = {}) =>
    prematureCollapse(late, values, { target: 1, isObjective: false, ...more });

  it("is what remains of the spread, and the gap that is left", () => {
    expect(collapse(spread)).toEqual({ remaining: 0.002, gap: 1 });
    expect(collapse([NaN, -1, ...spread, Infinity])).toEqual({ remaining: 0.002, gap: 1 });
  });

  it("is none with fewer than ten values, without a spread at first, or at the target", () => {
    expect(collapse(spread.slice(1))).toBeUndefined();
    expect(collapse(spread.map((value) => (value === 5 ? 0 : value)))).toBeUndefined();
    expect(collapse(spread.map(() => 0))).toBeUndefined();
    expect(collapse(spread, { target: 2 })).toBeUndefined();
    expect(collapse(spread, { target: 3 })).toBeUndefined();
  });

  it("begins below the limit, of the first spread and, in units of the objective, of the gap", () => {
    expect([collapse(spread, { limit: 0.002 }), collapse(spread, { limit: 0.0021 })?.gap]).toEqual([undefined, 1]);
    const near = { isObjective: true, target: 1.5 };
    expect(collapse(spread, { ...near, limit: 0.02 })).toBeUndefined();
    expect(collapse(spread, { ...near, limit: 0.021 })).toEqual({ remaining: 0.002, gap: 0.5 });
    const lost = spread.map((value) => (value === 5 ? value : 0));
    expect(collapse(lost)).toEqual({ remaining: 0, gap: 1 });
  });
});
