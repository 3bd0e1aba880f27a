// What is said of a best that becomes worse, and of a solver that proves a bound.
import { describe, expect, it } from "vitest";
import type { RunFacts } from "../../../src/analysis/verdicts/facts";
import { noiseVerdict } from "../../../src/analysis/verdicts/noiseVerdict";
import { solverVerdict } from "../../../src/analysis/verdicts/solverVerdicts";
import { count, curveOf, run, said } from "./facts";

describe("a best that becomes worse", () => {
  const noisy = (reportedBest: readonly number[], more: Partial<RunFacts> = {}): ReturnType<typeof noiseVerdict> =>
    noiseVerdict(run([10, 9], { reportedBest, ...more }));
  const share = (reportedBest: readonly number[]): string | undefined =>
    /(\S+)\s% of the time/.exec(noisy(reportedBest)?.title ?? "")?.[1];
  /** Twenty values that go up and down, of which `worse` are worse than an earlier one: each is better than the last good one. */
  const alternating = (worse: number, length = 20): number[] =>
    count(length).map((step) => (step % 2 === 1 && step < 2 * worse ? 1000 : 100 - step ** 2 / 10));

  it("is worse than the best before it, not than the value before it", () => {
    // 8 and 7 are worse than 5, though 7 is better than 8.
    const values = [10, 5, 8, 7, 4, 9, 3, 8, 2, 9, 1, 7, 0, 9, -1, 8, -2, 7, -3, 9];
    expect(share(values)).toBe("50");
  });

  it("says so with its noise and leads to its run", () => {
    const byIteration = curveOf(
      count(3).map((step) => 5000 + step),
      count(3).map((step) => -step),
    );
    const found = noisy(
      count(40).map((step) => (step % 2 === 0 ? 10 : 12)),
      { byIteration },
    );
    // Second differences of 4: σ = 1.4826 · 4 / √6; SciPy's normal quantile at 0.625 / 3.25 is −0.8694.
    expect(said(found === undefined ? [] : [found])).toEqual([
      "notice: The best of GA becomes worse 50 % of the time — by noise or because each iteration's own best is reported; σ about 2.4, by which the best so far may flatter by 2.1",
    ]);
    expect(found).toMatchObject({ kind: "noisy", target: { kind: "convergence", runId: "r1" } });
  });

  it("counts from a tenth of twenty values on", () => {
    // Two peaks among a best that bends, so that most second differences are not zero.
    expect(share(alternating(2))).toBe("10");
    expect(noisy(alternating(1))).toBeUndefined();
    expect(noisy(alternating(9, 19))).toBeUndefined();
    expect(noiseVerdict(run([10, 9]))).toBeUndefined();
  });

  it("counts only finite values", () => {
    expect(noisy([...alternating(9, 19), NaN])).toBeUndefined();
    expect(share([NaN, ...alternating(2), Infinity])).toBe("10");
  });

  it("is none where it deviates by nothing but jumps", () => {
    // Four fifths of the values are worse than the first one, but none goes up and down.
    expect(noisy(count(20).map((step) => (step < 4 ? 1 : 2)))).toBeUndefined();
  });

  it("goes down where more is better", () => {
    const rising = curveOf([0, 1], [1, 2], { direction: "maximize" });
    const values = alternating(9).map((value) => -value);
    expect(noisy(values, { byIteration: rising })?.title).toBe(noisy(alternating(9))?.title);
    expect(share(alternating(9))).toBe("45");
  });
});

describe("a solver that proves bounds", () => {
  const of = (values: readonly number[], more: Partial<RunFacts> = {}): string[] => {
    const gap = { times: values.map((_, index) => 10 * (index + 1)), values };
    const found = solverVerdict(run([200, 100], { status: "completed", gap, ...more }));
    return said(found === undefined ? [] : [found]);
  };
  // 200 stood for half a second, half of it too much; 1 until 0 s, where the first incumbent was.
  const rest = "primal integral 0.25 s (mean gap to its last incumbent 50 %)";

  it("is done at a gap of a ten-thousandth, when it was there first", () => {
    expect(of([0.5, 0.25, 1e-4, 1e-5])).toEqual([
      `good: GA proved its solution within 0.01 % after 30 s — gap 50 % at first, half of that after 20 s; ${rest}`,
    ]);
    expect(of([0.5, 0.25, 1e-4])).toEqual(of([0.5, 0.25, 1e-4, 1e-5]));
    expect(of([0.5, 0.26, 1.01e-4])).toEqual([
      `notice: GA ended with a gap of under 0.1 % — gap 50 % at first, half of that after 30 s; ${rest}`,
    ]);
  });

  it("was done at once where its first gap was closed", () => {
    expect(of([0])).toEqual([`good: GA proved its solution within 0.01 % after 10 s — gap 0 % at first; ${rest}`]);
  });

  it("has a gap that did not halve yet", () => {
    expect(of([0.5, 0.251], { status: "running" })).toEqual([
      `good: GA is at a gap of 25 % — gap 50 % at first; ${rest}`,
    ]);
  });

  it("has no mean gap before any time went by", () => {
    const byTime = curveOf([0], [100]);
    expect(of([0.5], { byTime })).toEqual([
      "notice: GA ended with a gap of 50 % — gap 50 % at first; primal integral 0 s",
    ]);
  });

  it("leads to its run", () => {
    const kind = (last: number): unknown => solverVerdict(run([2, 1], { gap: { times: [1], values: [last] } }));
    expect(kind(0.5)).toMatchObject({ kind: "gapOpen", target: { kind: "convergence", runId: "r1" } });
    expect(kind(0)).toMatchObject({ kind: "proven", target: { kind: "convergence", runId: "r1" } });
  });
});
