import { describe, expect, it } from "vitest";
import { primalIntegral } from "../../../src/analysis/convergence/gap";
import { successOf } from "../../../src/analysis/convergence/success";
import { collectFacts } from "../../../src/analysis/verdicts/collectFacts";
import { anytimeScore } from "../../../src/analysis/verdicts/endedRun";
import { verdicts } from "../../../src/analysis/verdicts/verdicts";
import { SAMPLE_TABLES } from "../../../src/model/metrics";
import { SessionState } from "../../../src/model/sessionState";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import type { RunEndEvent, RunStartEvent } from "../../../src/protocol/wire";
import reference from "./fixtures/reference.json";

const START = 1_700_000_000;

/** A session of one run, one iteration a second, as it is recorded. */
function recorded(
  start: Partial<RunStartEvent>,
  iterations: readonly Readonly<Record<string, number>>[],
  end?: Partial<RunEndEvent>,
): SessionState {
  const machine = { host: "a", platform: "linux", coreCount: 8, memoryBytes: 32e9 };
  const state = new SessionState({ id: "s", label: "tour", kind: "task", startTime: START }, machine);
  state.apply({ type: "run_start", run: "r", algorithm: "HiGHS", ...start }, "c", START);
  iterations.forEach((values, iteration) => {
    state.apply({ type: "iteration", run: "r", iteration, values: NamedNumbers.of(values) }, "c", START + iteration);
  });
  if (end !== undefined) {
    state.apply({ type: "run_end", run: "r", status: "completed", ...end }, "c", START + iterations.length - 1);
  }
  return state;
}

const factsOf = (state: SessionState): ReturnType<typeof collectFacts> =>
  collectFacts(state, state.detail, new Map(), START + 100);
const said = (state: SessionState): string[] =>
  verdicts(factsOf(state)).map(({ severity, title, evidence }) =>
    `${severity}: ${title} — ${evidence}`.replaceAll("\u00a0", " "),
  );
const steps = <T>(count: number, of: (step: number) => T): T[] => Array.from({ length: count }, (_, step) => of(step));

describe("the figures of a run", () => {
  const { x, best, end, front } = reference.runFigures;

  it("are those of quadrature", () => {
    const curve = { direction: "minimize", x, best, start: 0, end } as const;
    expect(anytimeScore(curve)).toBeCloseTo(reference.runFigures.anytime, 9);
    expect(primalIntegral(x, best, 10, end)).toBeCloseTo(reference.runFigures.primalIntegral, 9);
    expect(anytimeScore({ ...curve, best: [4, 4, 4, 4] })).toBeUndefined();
  });

  it("have the spacing of the front in its ranges", () => {
    const state = recorded({ direction: ["minimize", "minimize"] }, [{ hypervolume: 1 }]);
    state.apply({ type: "front", run: "r", points: front }, "c", START);
    expect(factsOf(state).runs[0]?.front?.size).toBe(front.length);
    expect(factsOf(state).runs[0]?.front?.spacing).toBeCloseTo(reference.runFigures.spacing, 12);
  });
});

describe("success", () => {
  it("is the target within rounding, else what the program said, else unknown", () => {
    expect(successOf({ best: 1 + 1e-10, target: 1 })).toEqual({ isSuccess: true, by: "target" });
    expect(successOf({ best: 1.001, target: 1, converged: true })).toEqual({ isSuccess: false, by: "target" });
    expect(successOf({ best: 3, target: 2, direction: "maximize" })).toEqual({ isSuccess: true, by: "target" });
    expect(successOf({ best: NaN, target: 2 })).toEqual({ isSuccess: false, by: "target" });
    expect(successOf({ best: 3, converged: true })).toEqual({ isSuccess: true, by: "converged" });
    expect(successOf({ best: 3 })).toBeUndefined();
  });

  it("that was missed is said of a run that ended", () => {
    const run = recorded(
      { algorithm: "GA", target: 10 },
      steps(100, (step) => ({ best: 100 - 0.5 * step })),
      { converged: true },
    );
    expect(said(run)).toEqual([
      "notice: GA ended 40.5 short of its target — best 50.5, target 10; 55 % of the way from its first best",
    ]);
  });
});

describe("a solver that proves bounds", () => {
  const search = steps(60, (step) => ({ best: step < 20 ? 120 : 100, bound: Math.min(100, 60 + step) }));

  it("is done when its gap closes, not when its incumbent stands still", () => {
    expect(said(recorded({}, search, {}))).toEqual([
      "good: HiGHS proved its solution within 0.01 % after 40 s — gap 50 % at first, half of that after 20 s; primal integral 3.33 s (mean gap to its last incumbent 5.6 %)",
    ]);
  });

  it("has a gap left, as it says it or as incumbent and bound tell", () => {
    expect(said(recorded({}, search.slice(0, 31), {}))).toEqual([
      "notice: HiGHS ended with a gap of 10 % — gap 50 % at first, half of that after 20 s; primal integral 3.33 s (mean gap to its last incumbent 11 %)",
    ]);
    expect(
      said(
        recorded({}, [
          { best: 5, gap: 0.5 },
          { best: 5, gap: 0.2 },
        ]),
      )[0],
    ).toContain("good: HiGHS is at a gap of 20 %");
  });
});

describe("a run of several objectives", () => {
  const nsga: Partial<RunStartEvent> = { algorithm: "NSGA-II", direction: ["minimize", "maximize"] };

  it("is judged by the growth of its hypervolume", () => {
    const grows = recorded(
      nsga,
      steps(101, (step) => ({ hypervolume: 1 - 0.5 ** (step / 20), front_size: 40 })),
    );
    expect(said(grows)).toEqual([
      "good: The front of NSGA-II still improves, 10 % a minute — last improvement 0 s ago, iteration 100; hypervolume 0.969, 40 points",
    ]);
    const stands = recorded(
      nsga,
      steps(101, (step) => ({ hypervolume: Math.min(step, 30), front_size: 1 })),
      {},
    );
    expect(said(stands)).toEqual([
      "notice: NSGA-II needed only 30 % of its iterations — no improvement after iteration 30 of 100; anytime performance 0.84; hypervolume 30, 1 point",
    ]);
  });
});

describe("a best that becomes worse", () => {
  it("is said, and steps within the noise are no improvements", () => {
    let seed = 1;
    const noise = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
    const noisy = recorded(
      { algorithm: "ES" },
      steps(200, () => ({ best: 10 + noise() })),
    );
    const [first, second] = said(noisy);
    expect(first).toMatch(
      /^notice: The best of ES becomes worse (9\d|100) % of the time — by noise or .*; σ about 0\.[23]\d*, .* by (0\.[6-9]\d*|1)$/,
    );
    expect(second).toContain("ES has stalled");
  });

  it("is not found in a best so far", () => {
    const run = recorded(
      {},
      steps(100, (step) => ({ best: 100 - step })),
    );
    expect(verdicts(factsOf(run)).map(({ kind }) => kind)).not.toContain("noisy");
  });
});

describe("evaluations", () => {
  it("are counted against CPU time", () => {
    const run = recorded(
      {},
      steps(50, (step) => ({ best: 100 - step, evaluations: 20 * (step + 1) })),
    );
    for (let second = 0; second < 50; second++) {
      run.addSamples(SAMPLE_TABLES.process, START + second, { process_cpu_percent: 200 });
    }
    const rate = said(run).find((sentence) => sentence.includes("CPU time"));
    expect(rate).toMatch(
      /^good: 5 evaluations for each second of CPU time — 1.?000 in .*, 10 a second, with 2\.0 cores busy$/,
    );
  });
});
