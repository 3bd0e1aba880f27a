// The figures of how each run of a session converged, as the panel and the reports show them.
import { describe, expect, it } from "vitest";
import { convergenceFigures } from "../../../src/analysis/convergence/runFigures";
import { seededRandom } from "../../../src/analysis/statistics/resampling";
import { collectFacts } from "../../../src/analysis/verdicts/collectFacts";
import { SessionState } from "../../../src/model/sessionState";
import type { RunConvergence } from "../../../src/protocol/figures";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import type { RunStartEvent } from "../../../src/protocol/wire";
import { count } from "./facts";

type Row = Readonly<Record<string, number>>;

const START = 1_700_000_000;

/** A run that reports a row each second from its start on. */
function recorded(rows: readonly Row[], start: Partial<RunStartEvent> = {}): SessionState {
  const machine = { host: "a", platform: "linux", coreCount: 4, memoryBytes: 8e9 };
  const state = new SessionState({ id: "s", label: "tour", kind: "task", startTime: START }, machine);
  state.apply({ type: "run_start", run: "a", algorithm: "GA", ...start }, "c", START);
  rows.forEach((row, index) => {
    const values = NamedNumbers.of(row);
    state.apply({ type: "iteration", run: "a", iteration: index, values }, "c", START + index);
  });
  return state;
}

function figuresOf(state: SessionState, seconds: number): RunConvergence {
  const { runs } = collectFacts(state, state.detail, new Map(), START + seconds);
  const [figures] = convergenceFigures(state, state.detail, runs);
  if (figures === undefined) throw new Error("The run has no figures.");
  return figures;
}

const figures = (rows: readonly Row[], start: Partial<RunStartEvent> = {}, seconds = rows.length - 1): RunConvergence =>
  figuresOf(recorded(rows, start), seconds);

describe("the places of a run", () => {
  it("are in seconds, iterations and evaluations, as far as these are known", () => {
    const rows = count(11).map((index) => ({ best: 100 - 10 * index, evaluations: 20 * index }));
    const place = (index: number): object => ({ seconds: index, iteration: index, evaluations: 20 * index });
    expect(figures(rows, { target: 35 })).toMatchObject({
      target: place(7),
      lastImprovement: place(10),
      milestones: [
        { fraction: 0.5, ...place(5) },
        { fraction: 0.9, ...place(9) },
        { fraction: 0.99, ...place(10) },
      ],
    });
    expect(figures(rows.map(({ best }) => ({ best }))).lastImprovement).toEqual({ seconds: 10, iteration: 10 });
  });

  it("are those of its current objective where it names no best", () => {
    const rows = [5, 4, 4].map((current, index) => ({ current, evaluations: 7 * index }));
    const found = figures(rows);
    expect(found.lastImprovement).toEqual({ seconds: 1, iteration: 1, evaluations: 7 });
    expect(found.stalledShare).toBe(0.5);
  });

  it("are found where more is better, in a list of one direction, too", () => {
    const rows = [1, 5, 3].map((best, index) => ({ best, evaluations: 7 * index }));
    for (const direction of ["maximize", ["maximize"]] as const) {
      const found = figures(rows, { direction });
      expect(found.lastImprovement).toEqual({ seconds: 1, iteration: 1, evaluations: 7 });
    }
  });

  it("are those of the hypervolume where there are several objectives", () => {
    const rows = [1, 5, 3].map((hypervolume, index) => ({ hypervolume, best: 9 - index, evaluations: 7 * index }));
    const found = figures(rows, { direction: ["minimize", "minimize"] });
    expect(found.lastImprovement).toEqual({ seconds: 1, iteration: 1, evaluations: 7 });
  });

  it("are none of a target that was not reached, and no shares of an improvement that was none", () => {
    const found = figures([{ best: 5 }, { best: 5 }], { target: 4 });
    expect(found).not.toHaveProperty("target");
    expect(found).toMatchObject({ milestones: [], lastImprovement: { seconds: 0, iteration: 0 } });
  });

  it("are those of a target that rounding leaves open", () => {
    expect(figures([{ best: 5 }, { best: 0.1 + 0.2 }], { target: 0.3 }).target).toEqual({ seconds: 1, iteration: 1 });
  });
});

describe("the rate of a run", () => {
  const rows = count(100).map((index) => ({ best: 10 + 90 * Math.exp(-index / 20) }));

  it("is that at which its gap to the target shrinks, with an interval", () => {
    const { rate } = figures(rows, { target: 10 });
    expect(Math.abs((rate?.perSecond ?? NaN) - 0.05)).toBeLessThan(0.002);
    expect(rate?.low).toBeLessThan(rate?.perSecond ?? NaN);
    expect(rate?.high).toBeGreaterThan(rate?.perSecond ?? NaN);
  });

  it("is not told without a target, nor by few steps", () => {
    expect(figures(rows)).not.toHaveProperty("rate");
    expect(figures([{ best: 2 }, { best: 1 }], { target: 0 })).not.toHaveProperty("rate");
  });
});

describe("the anytime performance of a run", () => {
  // The first best after two seconds, 8; 6 after four, 4 after six, and so until the end after twelve.
  const rows = [{}, {}, { best: 8 }, {}, { best: 6 }, {}, { best: 4 }];

  it("is taken over its own length to its target, else to its own best", () => {
    // Gaps of 1, 1/2 and 0 for 2, 2 and 6 of 10 seconds; to the target 1, 2/3 and 1/3.
    expect(figures(rows, {}, 12).anytime).toEqual({ value: expect.closeTo(0.7, 12), reference: "best" });
    const toTarget = { value: expect.closeTo(1 - 16 / 30, 12), reference: "target" };
    expect(figures(rows, { target: 2 }, 12).anytime).toEqual(toTarget);
  });

  it("is not told without a gap or a length", () => {
    expect(figures([{ best: 1 }, { best: 1 }])).not.toHaveProperty("anytime");
    expect(figures([{ best: 1 }, { best: 0 }], { target: 2 })).not.toHaveProperty("anytime");
    expect(figures([{ best: 1 }], { target: 0 }, 0)).not.toHaveProperty("anytime");
  });
});

describe("the forecast of a run", () => {
  const rows = count(240).map((index) => ({ best: 10 + 90 * Math.exp(-index / 80), evaluations: 10 * (index + 1) }));
  const told = (start: Partial<RunStartEvent>, from: readonly Row[] = rows) => {
    const { forecast } = figures(from, start);
    if (forecast?.kind !== "forecast") throw new Error("Nothing is foretold.");
    return forecast;
  };

  it("looks to the end of the budget at the speed so far, at most six times the length, else to twice the length", () => {
    const horizon = (budget?: number): number => told(budget === undefined ? {} : { budget }).atSeconds;
    expect([horizon(), horizon(7200), horizon(14_400)]).toEqual([2 * 239, 3 * 239, 6 * 239]);
    expect([horizon(14_401), horizon(2400), horizon(1200)]).toEqual([2 * 239, 2 * 239, 2 * 239]);
    const uncounted = rows.map(({ best }) => ({ best }));
    expect(told({ budget: 7200 }, uncounted).atSeconds).toBe(2 * 239);
    expect(
      told(
        { budget: 7200 },
        uncounted.map((row) => ({ ...row, evaluations: 0 })),
      ).atSeconds,
    ).toBe(2 * 239);
    // The first best came after ten seconds.
    const late = [...count(10).map((): Row => ({})), ...rows];
    const state = recorded(late, { budget: 7200 });
    expect(figuresOf(state, 249).forecast).toMatchObject({ atSeconds: 10 + 3 * 239 });
  });

  it("has the best there and the time to the target, with intervals", () => {
    const { best, skill, target } = told({ target: 11 });
    // SciPy's least squares foretell 10.265 and 0.9873 of past changes.
    expect(Math.abs(best.value - 10.265)).toBeLessThan(0.05);
    expect(Math.abs(skill - 0.9873)).toBeLessThan(0.001);
    expect([Number(best.low) < best.value, Number(best.high) > best.value]).toEqual([true, true]);
    // 90 · e^(−t / 80) is 1 after 80 ln 90 seconds.
    const truth = 80 * Math.log(90);
    expect(Math.abs((target?.value ?? NaN) - truth)).toBeLessThan(10);
    expect(target?.low).toBeLessThan(truth);
    expect(target?.high).toBeGreaterThan(truth);
  });

  it("has no time to a target that is none, out of reach or reached by the luckiest course alone", () => {
    for (const start of [{}, { target: -200 }, { target: 9.95 }]) {
      expect(told(start)).not.toHaveProperty("target");
    }
  });

  it("has no latest time where the unluckiest course does not come there", () => {
    const random = seededRandom(1);
    const noisy = rows.map((row) => ({ ...row, best: row.best * (0.85 + 0.3 * random()) }));
    expect(told({ target: 9 }, noisy).target).toEqual({ value: expect.any(Number), low: expect.any(Number) });
  });

  it("says why there is none, and is not made of a run that ended", () => {
    expect(figures(rows.slice(0, 4)).forecast).toEqual({ kind: "tooFew", improvements: 3, needed: 8 });
    expect(figures(rows.slice(0, 20), {}, 100).forecast).toEqual({ kind: "flat" });
    const late = count(100).map((index) => ({ best: index < 70 ? 100 : 170 - index }));
    expect(figures(late).forecast).toEqual({ kind: "unsure" });
    const ended = recorded(rows);
    ended.apply({ type: "run_end", run: "a", status: "completed" }, "c", START + 239);
    expect(figuresOf(ended, 239)).not.toHaveProperty("forecast");
  });
});

describe("the figures of a solver", () => {
  const rows = [{ bound: 40 }, {}, { best: 100, bound: 50 }, {}, { best: 80, bound: 60 }];

  it("count the time from the run's start on, to the target or else to the last incumbent", () => {
    // Two seconds without an incumbent, two at a gap of 20 of 100, six at none.
    const found = figures(rows, {}, 10);
    expect(found.gap).toBe(0.25);
    expect(found.primalIntegralSeconds).toBeCloseTo(2.4, 12);
    // To 50: two seconds at 1, two at a half, six at 30 of 80.
    expect(figures(rows, { target: 50 }, 10).primalIntegralSeconds).toBeCloseTo(5.25, 12);
  });

  it("are none without a bound, and have no gap to an infinite one", () => {
    const without = figures([{ best: 100 }]);
    expect(without).not.toHaveProperty("gap");
    expect(without).not.toHaveProperty("primalIntegralSeconds");
    const infinite = figures([{ best: 100, bound: -Infinity }, { best: 90 }]);
    expect(infinite).not.toHaveProperty("gap");
    expect(infinite.primalIntegralSeconds).toBeCloseTo(0.1, 12);
  });
});

describe("the spacing of a front", () => {
  const spacing = (points: readonly (readonly number[])[]): number | undefined => {
    const state = recorded([{ hypervolume: 1 }], { direction: ["minimize", "minimize"] });
    state.apply({ type: "front", run: "a", points }, "c", START);
    return figuresOf(state, 1).spacing;
  };

  it("is in the units of the objectives, of finite points", () => {
    // The nearest neighbours are 6, 3 and 3 away.
    const points = [
      [1, 10],
      [3, 6],
      [5, 5],
    ];
    expect(spacing(points)).toBeCloseTo(Math.sqrt(3), 12);
    expect(spacing([...points, [NaN, 5], [5, Infinity]])).toBeCloseTo(Math.sqrt(3), 12);
  });

  it("is not taken of a front of more than a thousand points, nor of none", () => {
    const line = (length: number): number[][] => count(length).map((index) => [index, -index]);
    expect([spacing(line(1000)), spacing(line(1001))]).toEqual([0, undefined]);
    expect(figures([{ best: 1 }])).not.toHaveProperty("spacing");
  });
});

describe("runs", () => {
  it("have figures where they and their iterations are known", () => {
    const state = recorded([{ best: 1 }]);
    const { runs } = collectFacts(state, state.detail, new Map(), START);
    expect(convergenceFigures(state, state.detail, runs).map(({ runId }) => runId)).toEqual(["a"]);
    expect(convergenceFigures(state, { ...state.detail, runs: [] }, runs)).toEqual([]);
    expect(convergenceFigures({ detail: state.detail, tables: new Map() }, state.detail, runs)).toEqual([]);
  });
});
