import { describe, expect, it } from "vitest";
import { budgetRows, chosenTargets, targetRows } from "../../../src/analysis/comparison/comparisonTables";
import { compareRuns } from "../../../src/analysis/comparison/compareRuns";
import type { Curve } from "../../../src/analysis/convergence/curve";
import { comparedRun, request } from "./comparedRuns";

/** A run that went from its first value at 10 to its last at 20. */
const curve = (best: readonly number[], end: number, direction: Curve["direction"] = "minimize"): Curve => ({
  direction,
  x: best.map((_, index) => 10 * (index + 1)),
  best,
  start: 0,
  end,
});

describe("the table of targets", () => {
  it("has a row for each target and a cell for each group, also for one without curves", () => {
    const groups = [[curve([9, 1], 50), curve([8, 2], 70)], []];
    // Wilson's interval of one of two, as SciPy gives it.
    const interval = [expect.closeTo(0.09453120573423074, 12), expect.closeTo(0.9054687942657693, 12)];
    const missing = { runs: 0, successes: 0, successRate: 0, successInterval: [0, 1], ert: "Infinity" };
    expect(targetRows(groups, [8, 1])).toEqual([
      {
        target: 8,
        cells: [
          { runs: 2, successes: 2, successRate: 1, successInterval: [expect.closeTo(0.3424, 4), 1], ert: 15 },
          missing,
        ],
      },
      { target: 1, cells: [{ runs: 2, successes: 1, successRate: 0.5, successInterval: interval, ert: 90 }, missing] },
    ]);
  });

  it("has targets of its own where none are asked for", () => {
    const runs = [
      comparedRun("a", [
        [10, 100],
        [20, 0],
      ]),
    ];
    const targets = (more: Parameters<typeof request>[0]) =>
      compareRuns(runs, request(more)).targets.map(({ target }) => target);
    expect(targets({})).toEqual([10, 1, 0.1, 0.01, 0.001]);
    expect(targets({ targets: [7] })).toEqual([7]);
  });
});

describe("targets chosen from curves", () => {
  it("are the best value, off by a tenth of the largest gap and so on, as short as a twentieth of that allows", () => {
    // 1234.2234554, …1334554, …1244554, …1235554 and …1234654.
    const goal = 1234.1234554;
    const expected = [1234.22, 1234.133, 1234.1245, 1234.12356, 1234.123465];
    expect(chosenTargets([curve([goal + 0.2, goal], 20), curve([goal + 1, goal + 0.5], 20)])).toEqual(expected);
    const upward = chosenTargets([curve([-goal - 1, -goal], 20, "maximize")]);
    expect(upward).toEqual(expected.map((target) => -target));
  });

  it("are told once where numbers are too large to tell them apart", () => {
    expect(chosenTargets([curve([1e16 + 10, 1e16], 20)])).toEqual([1e16]);
  });

  it("are none where nothing became better", () => {
    expect(chosenTargets([])).toEqual([]);
    expect(chosenTargets([curve([5], 20)])).toEqual([]);
  });
});

describe("the table of budgets", () => {
  const budgets = (axis: "time" | "evaluations", ...curves: readonly Curve[]): readonly number[] =>
    budgetRows([curves], axis).map(({ budget }) => budget);

  it("has shares of the longest run, as whole numbers or two digits of seconds", () => {
    const [short, long] = [curve([5], 20), { ...curve([5], 1149), start: 100 }];
    expect(budgets("evaluations", short, long)).toEqual([105, 262, 525, 1049]);
    expect(budgets("time", short, long)).toEqual([100, 260, 520, 1000]);
    expect(budgets("time", curve([5], 3))).toEqual([0.3, 0.75, 1.5, 3]);
  });

  it("has each budget once, none under one evaluation, and none where no run has a length", () => {
    expect(budgets("evaluations", curve([5], 3))).toEqual([1, 2, 3]);
    expect(budgets("evaluations", curve([5], 0))).toEqual([]);
    expect(budgets("evaluations")).toEqual([]);
  });

  it("has a cell for each group, of the runs that have a value by then", () => {
    const rows = budgetRows([[curve([9, 3], 40), curve([7, 5], 30)], [curve([], 40)]], "evaluations");
    const missing = { runs: 0, best: "NaN", median: "NaN" };
    expect(rows).toEqual([
      { budget: 4, cells: [missing, missing] },
      { budget: 10, cells: [{ runs: 2, best: 7, median: 8 }, missing] },
      { budget: 20, cells: [{ runs: 2, best: 3, median: 4 }, missing] },
      { budget: 40, cells: [{ runs: 2, best: 3, median: 4 }, missing] },
    ]);
  });
});
