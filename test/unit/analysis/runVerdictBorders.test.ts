// Where what is said of a running run begins and ends: just long enough, just stalled, nothing foreseeable.
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/analysis/statistics/resampling";
import type { RunFacts } from "../../../src/analysis/verdicts/facts";
import { runVerdicts } from "../../../src/analysis/verdicts/runVerdicts";
import { count, curveOf, run, said } from "./facts";

const of = (facts: RunFacts): string[] => said(runVerdicts(facts));
const kinds = (facts: RunFacts): string[] => runVerdicts(facts).map(({ kind }) => kind);

/** A run of so many iterations that becomes better by one in each, up to `last`. */
function until(last: number, iterations: number, more: Partial<RunFacts> = {}): RunFacts {
  return run(
    count(iterations).map((iteration) => 1000 - Math.min(last, iteration)),
    more,
  );
}

/** The same staircase against other places and times. */
function along(values: readonly number[], iteration: (step: number) => number, seconds: (step: number) => number) {
  const steps = count(values.length);
  return { byIteration: curveOf(steps.map(iteration), values), byTime: curveOf(steps.map(seconds), values) };
}

describe("the length of a run", () => {
  const reached = { target: 990 };

  it("is enough from twenty iterations on", () => {
    expect(runVerdicts(until(18, 19, reached))).toEqual([]);
    expect(runVerdicts(until(19, 20, reached))).toMatchObject([
      { kind: "targetReached", target: { kind: "convergence", runId: "r1" } },
    ]);
  });

  it("counts from the first iteration that was reported", () => {
    const values = count(19).map((iteration) => 1000 - iteration);
    const later = along(
      values,
      (step) => 1000 + step,
      (step) => step,
    );
    expect(runVerdicts(run(values, { ...reached, ...later }))).toEqual([]);
  });

  it("does not matter to a solver, of which nothing else is said", () => {
    const gap = { times: [0, 1], values: [0.5, 0.2] };
    expect(kinds(until(3, 4, { gap }))).toEqual(["gapOpen"]);
    expect(kinds(until(3, 100, { gap }))).toEqual(["gapOpen"]);
  });
});

describe("a run that stands still", () => {
  it("has stalled from a quarter of itself on", () => {
    expect(of(until(60, 81))).toEqual(["notice: GA has stalled — no improvement for 20 iterations (25 % of the run)"]);
    expect(runVerdicts(until(76, 101))).toEqual([]);
    expect(kinds(until(75, 101))).toEqual(["stalled"]);
  });

  it("has not stalled within twenty iterations, and is still improving where it did of late", () => {
    expect(kinds(until(20, 41))).toEqual(["stalled"]);
    expect(runVerdicts(until(21, 41))).toEqual([]);
    const values = count(41).map((iteration) => 100 - Math.min(25, iteration));
    const times = along(
      values,
      (step) => step,
      (step) => step / 5,
    );
    // Five seconds before the end of eight the best was 85: 10 of that in five seconds.
    expect(of(run(values, { ...times }))).toEqual([
      "good: GA still improves, 2.4 % a second — last improvement 3 s ago, iteration 25",
    ]);
  });

  it("has stalled where its steps are within its noise", () => {
    const best = count(200).map((iteration) => 10 - iteration / 1000);
    // The second differences of 0, 2, 0, 2 are 4 in size: σ is 1.4826 · 4 / √6, and SciPy's normal quantile at 0.625 / 200.25 is −2.73.
    const reportedBest = best.map((value, iteration) => value + 2 * (iteration % 2));
    expect(of(run(best, { reportedBest }))).toEqual([
      "notice: The best of GA becomes worse 50 % of the time — by noise or because each iteration's own best is reported; σ about 2.4, by which the best so far may flatter by 6.6",
      "notice: GA has stalled — no improvement for 199 iterations (100 % of the run)",
    ]);
    expect(kinds(run(best))).toEqual(["improving"]);
  });
});

describe("a run that becomes better", () => {
  it("says by how much in the newest fifth of its time, wherever that began", () => {
    const values = count(101).map((iteration) => 1000 - iteration);
    const later = along(
      values,
      (step) => step,
      (step) => 5000 + step,
    );
    // From 920 to 900 in twenty seconds.
    const expected = "good: GA still improves, 6.5 % a minute — last improvement 0 s ago, iteration 100";
    expect(of(run(values, later))).toEqual([expected]);
    const late = curveOf(
      count(101).map((iteration) => 5000 + iteration),
      values,
      { end: 5107.4 },
    );
    expect(of(run(values, { ...later, byTime: late }))[0]).toContain("last improvement 7 s ago");
  });

  it("says nothing in its first five seconds, nor where its best was zero", () => {
    const values = count(50).map((iteration) => 1000 - iteration);
    const fast = (seconds: number) =>
      along(
        values,
        (step) => step,
        (step) => (step * seconds) / 49,
      );
    expect(runVerdicts(run(values, fast(4.9)))).toEqual([]);
    expect(kinds(run(values, fast(5)))).toEqual(["improving"]);
    const fromZero = count(50).map((iteration) => -Math.max(0, iteration - 48));
    expect(runVerdicts(run(fromZero))).toEqual([]);
  });

  it("says nothing where nothing came of late, though it has not stalled", () => {
    // The newest fifth begins after iteration 80.
    expect(runVerdicts(until(78, 101))).toEqual([]);
  });
});

describe("a population without spread", () => {
  const spread = { isObjective: false, values: count(200).map((iteration) => Math.exp(-iteration / 10)) };

  it("has converged too early only where it stands still for a quarter of the run", () => {
    expect(kinds(until(75, 101, { target: 20, spread }))).toEqual(["premature"]);
    expect(kinds(until(76, 101, { target: 20, spread }))).toEqual([]);
    expect(kinds(until(75, 101, { target: 925, spread }))).toEqual(["targetReached"]);
  });

  it("is measured by its objective where nothing else is known", () => {
    // Medians of the first and last five: 100 · e^(−0.2) and 100 · e^(−19.7).
    const values = count(200).map((iteration) => 100 * Math.exp(-iteration / 10));
    const facts = until(100, 200, { target: 800, spread: { isObjective: true, values } });
    expect(of(facts)).toEqual([
      "problem: GA converged too early — spread of the objective is down to under 0.1 % of the start, 100 short of the target",
    ]);
  });
});

describe("the way to a target", () => {
  const decay = (iteration: number): number => 10 + 90 * Math.exp(-iteration / 80);
  const power = (iteration: number): number => 10 + 90 / Math.sqrt(1 + iteration / 4);

  it("is out of reach, and what will be instead is told at twice the time, whenever the run began", () => {
    const values = count(240).map(power);
    const sentence =
      /^notice: GA is not on the way to its target — about (.*) after twice the time, target −100; by a power law that foretold 97 % of its past changes$/;
    const later = along(
      values,
      (step) => step,
      (step) => 5000 + step / 2,
    );
    for (const facts of [run(values, { target: -100 }), run(values, { target: -100, ...later })]) {
      const [only, ...others] = of(facts);
      expect(others).toEqual([]);
      const value = Number(sentence.exec(only ?? "")?.[1]);
      // What is fitted to 64 places does not hit quite.
      expect(Math.abs(value / power(478) - 1)).toBeLessThan(0.02);
    }
  });

  it("has limits that hold what comes", () => {
    const values = count(240).map((iteration) => 10 + 90 / (1 + iteration / 4));
    const facts = run(values, { target: 10.5 });
    // 1 + i / 4 is 180 after 358 s, 238.5 s from now.
    expect(of(facts)[1]).toBe(
      "good: GA reaches its target in about 3 min — 2 min to 4 min (95 % interval), by a power law that foretold 95 % of its past changes",
    );
    expect(kinds(facts)).toEqual(["improving", "arrival"]);
    expect(kinds(run(values, { target: -100 }))).toEqual(["outOfReach"]);
  });

  it("may have no latest end", () => {
    const random = seededRandom(1);
    const values = count(240).map((iteration) => decay(iteration) * (0.85 + 0.3 * random()));
    const found =
      /^good: GA reaches its target in about (\d+) s — (\d+) s or later \(95 % interval\), by a decay that foretold \d\d % of its past changes$/.exec(
        of(run(values, { target: 9 }))[1] ?? "",
      );
    expect(Number(found?.[2])).toBeLessThan(Number(found?.[1]));
  });

  it("is not told where only the luckiest course comes there", () => {
    // The curve comes to rest at 10.
    expect(kinds(run(count(240).map(decay), { target: 9.95 }))).toEqual(["improving"]);
  });

  it("is not told of a run with few improvements", () => {
    const steps = count(100).map((iteration) => 100 - 10 * Math.floor(iteration / 18));
    expect(kinds(run(steps, { target: 1 }))).toEqual(["improving"]);
  });
});
