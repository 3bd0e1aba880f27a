// Where a run that ended had too little, enough or more than it needed.
import { describe, expect, it } from "vitest";
import { anytimeScore, endedVerdicts } from "../../../src/analysis/verdicts/endedRun";
import type { RunFacts } from "../../../src/analysis/verdicts/facts";
import { runVerdicts } from "../../../src/analysis/verdicts/runVerdicts";
import { count, curveOf, run, said } from "./facts";

const ended = (values: readonly number[], more: Partial<RunFacts> = {}): RunFacts =>
  run(values, { status: "completed", ...more });
const of = (facts: RunFacts): string[] => said(endedVerdicts(facts));
const kinds = (facts: RunFacts): string[] => endedVerdicts(facts).map(({ kind }) => kind);

describe("the end of a run", () => {
  const improving = count(101).map((iteration) => 1000 - iteration);

  it("is judged where it was meant, by the program or by the user", () => {
    const judged = (["completed", "stopped", "failed", "interrupted", "running"] as const).map(
      (status) => endedVerdicts(run(improving, { status })).length,
    );
    expect(judged).toEqual([1, 1, 0, 0, 0]);
  });

  it("leads to the run", () => {
    expect(endedVerdicts(ended(improving, { target: 1 }))).toMatchObject([
      { kind: "targetMissed", target: { kind: "convergence", runId: "r1" } },
      { kind: "endedImproving", target: { kind: "convergence", runId: "r1" } },
    ]);
  });
});

describe("a target that was missed", () => {
  it("says how far short, and how much of the way was made", () => {
    expect(of(ended([100, 90, 70], { target: 60, hasConverged: true }))).toEqual([
      "notice: GA ended 10 short of its target — best 70, target 60; 75 % of the way from its first best",
    ]);
    const rising = curveOf([0, 1], [2, 3], { direction: "maximize" });
    expect(of(ended([2, 3], { byIteration: rising, target: 6, hasConverged: true }))).toEqual([
      "notice: GA ended 3 short of its target — best 3, target 6; 25 % of the way from its first best",
    ]);
  });

  it("says nothing of the way where none was made", () => {
    expect(of(ended([100, 100], { target: 60, hasConverged: true }))).toEqual([
      "notice: GA ended 40 short of its target — best 100, target 60",
    ]);
  });
});

describe("a run that ended while it improved", () => {
  /** From 2000 down by `drop` at iteration 50, and by `last` at iteration `place` of 100. */
  const stepped = (place: number, last: number, end = 100): RunFacts =>
    ended(count(end + 1).map((iteration) => 2000 - (iteration >= 50 ? 1000 : 0) - (iteration >= place ? last : 0)));

  it("improved in its last twentieth", () => {
    expect(of(stepped(95, 10))).toEqual([
      "notice: GA was still improving when it ended — 1 % better over the last 10 %; last improvement at iteration 95 of 100; anytime performance 0.50",
    ]);
    expect(kinds(stepped(94, 10))).toEqual([]);
  });

  it("improved by at least a thousandth over its last tenth", () => {
    expect(kinds(stepped(99, 1))).toEqual(["endedImproving"]);
    expect(kinds(stepped(99, 0.999))).toEqual([]);
  });

  it("is not told where its best was nothing a tenth before its end: there is no share of that", () => {
    expect(endedVerdicts(ended(count(101).map((step) => (step < 60 ? 1 : step < 99 ? 0 : -1))))).toEqual([]);
  });

  it("takes both from where its iterations began", () => {
    const values = count(101).map((step) => (step < 50 ? 2000 : step < 95 ? 1000 : 990));
    const later = curveOf(
      count(101).map((step) => 5000 + step),
      values,
    );
    expect(kinds(ended(values, { byIteration: later }))).toEqual(["endedImproving"]);
    // Its last tenth alone counts: nothing came between iterations 5089 and 5093.
    const early = values.map((value, step) => (step >= 89 && value === 990 ? 1000 : value));
    const flat = curveOf(
      count(101).map((step) => 5000 + step),
      early,
    );
    expect(kinds(ended(early, { byIteration: flat }))).toEqual(["endedEarlyEnough"]);
  });

  it("is not one whose last steps are within its noise", () => {
    const best = count(200).map((iteration) => 10 - (iteration > 20 ? 5 : 0) - iteration / 1000);
    // σ of values that go up and down by 2 is 2.4, as second differences of 4 tell.
    const reportedBest = best.map((value, iteration) => value + 2 * (iteration % 2));
    expect(kinds(ended(best))).toEqual(["endedImproving"]);
    expect(of(ended(best, { reportedBest }))[0]).toMatch(
      /^notice: GA needed only 11 % of its iterations — no improvement after iteration 21 of 199; anytime performance 0\.\d\d$/,
    );
    expect(runVerdicts(ended(best, { reportedBest })).map(({ kind }) => kind)).toEqual(["noisy", "endedEarlyEnough"]);
  });
});

describe("a run that had more than it needed", () => {
  const until = (last: number): RunFacts => ended(count(101).map((iteration) => 1000 - Math.min(last, iteration)));

  it("did not improve in its second half", () => {
    // The gaps of 1, 0.98 … 0.02 add up to 25.5 of 100: a performance of 0.745.
    expect(of(until(50))).toEqual([
      "notice: GA needed only 50 % of its iterations — no improvement after iteration 50 of 100; anytime performance 0.74",
    ]);
    expect(kinds(until(50))).toEqual(["endedEarlyEnough"]);
    expect(kinds(until(51))).toEqual([]);
  });

  it("is none that never improved: it was there, or it never began", () => {
    expect(endedVerdicts(until(0))).toEqual([]);
  });
});

describe("the anytime score of a run", () => {
  it("is measured over its own length, wherever it began", () => {
    // A gap of 1 for 5, of 0.5 for 5 and of 0 for 10 of 20: a mean of 0.375.
    const curve = { direction: "minimize", x: [100, 105, 110], best: [8, 6, 4], start: 100, end: 120 } as const;
    expect(anytimeScore(curve)).toBeCloseTo(0.625, 12);
  });

  it("is unknown without a length or without an end of what is to be gained", () => {
    expect(anytimeScore({ direction: "minimize", x: [3, 3], best: [8, 6], start: 3, end: 3 })).toBeUndefined();
    expect(anytimeScore({ direction: "minimize", x: [0, 1], best: [8, -Infinity], start: 0, end: 2 })).toBeUndefined();
  });
});
