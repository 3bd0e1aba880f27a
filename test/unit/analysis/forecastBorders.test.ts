// Where a forecast begins, what it rests on, and where it ends.
import { describe, expect, it } from "vitest";
import { sampled, type Curve } from "../../../src/analysis/convergence/curve";
import { fitDecay } from "../../../src/analysis/convergence/decay";
import { arrival, forecast, type Arrival, type Forecast } from "../../../src/analysis/convergence/forecast";
import { count, curveOf } from "./facts";

type Told = Extract<Forecast, { kind: "forecast" }>;

function told(curve: Curve): Told {
  const found = forecast(curve);
  if (found.kind !== "forecast") throw new Error(`Nothing is told: ${found.kind}.`);
  return found;
}

const decay = (step: number): number => 10 + 90 * Math.exp(-step / 80);
const slow = (step: number): number => 10 + 90 / Math.sqrt(1 + step / 4);

/** 240 steps of a course, from a place on. */
function along(course: (step: number) => number, from = 0): Curve {
  return curveOf(
    count(240).map((step) => from + step),
    count(240).map(course),
  );
}

/** The same where more is better. */
function turned(curve: Curve): Curve {
  return { ...curve, direction: "maximize", best: curve.best.map((value) => -value) };
}

describe("what a forecast needs", () => {
  /** A first value, and improvements at these places of a run of a hundred. */
  const at = (...places: readonly number[]): Forecast =>
    forecast(curveOf([0, ...places], [100, ...places.map((_, index) => 50 * Math.exp(-index))], { end: 100 }));

  it("is eight improvements after its first tenth", () => {
    expect(at(11, 22, 33, 44, 55, 66, 77, 88).kind).not.toBe("tooFew");
    expect(at(10, 22, 33, 44, 55, 66, 77, 88)).toEqual({ kind: "tooFew", improvements: 7, needed: 8 });
  });

  it("is an improvement in its newer half", () => {
    expect(at(11, 15, 20, 25, 30, 35, 40, 45, 50)).toEqual({ kind: "flat" });
    expect(at(11, 15, 20, 25, 30, 35, 40, 45, 51).kind).not.toBe("flat");
    // Of a run that only began, nobody can say that it is flat.
    expect(at()).toEqual({ kind: "tooFew", improvements: 0, needed: 8 });
  });

  it("is a past that could have been foretold", () => {
    // It stays as it is for most of the time: no decay shows there, and none foretold the fall after it.
    const late = count(100).map((step) => (step < 70 ? 100 : 170 - step));
    expect(forecast(curveOf(count(100), late))).toEqual({ kind: "unsure", skill: 0 });
  });
});

describe("what a forecast tells", () => {
  it("is what least squares tell, and how well they told the past", () => {
    // SciPy's least_squares over the exponent, lstsq for the rest, at the same 64 places and four cuts.
    const [fast, other] = [told(along(decay)), told(along(slow))];
    expect([fast.model, other.model]).toEqual(["exponential", "power"]);
    expect(Math.abs(fast.skill - 0.9873)).toBeLessThan(0.001);
    expect(Math.abs(other.skill - 0.97035)).toBeLessThan(0.001);
    expect(Math.abs(fast.predict(478).value - 10.26537)).toBeLessThan(0.05);
    expect(Math.abs(other.predict(478).value - 18.04457)).toBeLessThan(0.05);
  });

  it("does not depend on where a run began", () => {
    const [early, late] = [told(along(decay)), told(along(decay, 5000))];
    expect(late.skill).toBeCloseTo(early.skill, 9);
    for (const [key, value] of Object.entries(early.predict(478))) {
      expect(late.predict(5478)).toHaveProperty(key, expect.closeTo(value, 6));
    }
  });

  it("is turned round where more is better", () => {
    const { value, low, high } = told(along(decay)).predict(478);
    expect(told(turned(along(decay))).predict(478)).toEqual({ value: -value, low: -high, high: -low });
  });

  it("covers the other decay where that did about as well", () => {
    const curve = along((step) => 10 + 90 / (1 + step / 60));
    const { x, best } = sampled(curve, 64, 23.9);
    const u = x.map((place) => place / 239);
    const values = (["exponential", "power"] as const).map(
      (model) => fitDecay(u, best, model)?.predict(2).value ?? NaN,
    );
    const { low, high } = told(curve).predict(478);
    expect(low).toBeLessThan(Math.min(...values));
    expect(high).toBeGreaterThan(Math.max(...values));
  });

  it("stays positive where a positive objective falls over more than two decades", () => {
    const falling = (steps: number): number => 1000 * Math.exp(-steps / 10);
    const curve = curveOf(count(100), count(100).map(falling));
    const { value, low, high } = told(curve).predict(150);
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(falling(150));
    expect(high).toBeGreaterThan(falling(150));
    expect(Math.abs(Math.log(value / falling(150)))).toBeLessThan(0.15);
  });

  it("has numbers where an objective fell to nothing", () => {
    const curve = curveOf(
      count(100),
      count(100).map((step) => Math.max(0, 1000 * Math.exp(-step / 10) - 0.1)),
    );
    const { value, low, high } = told(curve).predict(150);
    expect([value, high]).toEqual([0, 0]);
    expect(low).toBeGreaterThan(-Infinity);
  });
});

describe("the arrival at a target", () => {
  const there = (curve: Curve, target: number): Arrival | undefined => arrival(curve, told(curve), target);

  it("is at once where the run is there", () => {
    for (const curve of [along(decay), turned(along(decay))]) {
      const now = curve.best.at(-1) ?? NaN;
      expect(there(curve, now)).toEqual({ x: 239, earliest: 239, latest: 239 });
    }
  });

  it("is the first place that is as good, to a thousandth of the way", () => {
    for (const from of [0, 5000]) {
      const curve = along(decay, from);
      const { predict } = told(curve);
      const { x, earliest, latest } = there(curve, 10.7) ?? { x: NaN, earliest: NaN, latest: NaN };
      const before = (place: number): number => place - 0.002 * (place - curve.end);
      expect([predict(x).value <= 10.7, predict(before(x)).value > 10.7]).toEqual([true, true]);
      expect([predict(earliest).low <= 10.7, predict(before(earliest)).low > 10.7]).toEqual([true, true]);
      expect([predict(latest).high <= 10.7, predict(before(latest)).high > 10.7]).toEqual([true, true]);
    }
  });

  it("is the same where more is better", () => {
    for (const target of [10.7, 11, 10.01, 9]) {
      expect(there(turned(along(decay)), -target)).toEqual(there(along(decay), target));
    }
    expect(there(turned(along(decay)), -9)).toBeUndefined();
  });

  it("is looked for up to five times the length beyond the end, wherever a run began", () => {
    for (const from of [0, 5000]) {
      const curve = along(slow, from);
      const { predict } = told(curve);
      const end = from + 239;
      expect(there(curve, predict(end + 4.99 * 239).value)?.x).toBeGreaterThan(end + 4.9 * 239);
      expect(there(curve, predict(end + 5.1 * 239).value)?.x).toBe(Infinity);
      expect(there(curve, predict(end + 6 * 239).low)).toBeUndefined();
    }
  });
});
