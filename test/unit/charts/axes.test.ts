import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { growingDomain, valueDomain } from "../../../src/charts/domains";
import {
  axisScale,
  clampDomain,
  defaultScale,
  panDomain,
  symlogConstant,
  zoomDomain,
} from "../../../src/charts/scales";
import { axisTicks, clockStep, multiples, niceStep } from "../../../src/charts/ticks";
import { formatTicks, formatWithUnit } from "../../../src/charts/units";

const plain = (texts: readonly string[]): string[] => texts.map((text) => text.replaceAll("\u00a0", " "));

describe("axisScale", () => {
  it("places values and finds them again", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("linear" as const, "log" as const, "symlog" as const),
        fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        fc.double({ min: 1.01, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (kind, low, factor, unit) => {
          const scale = axisScale(kind, [low, low * factor], symlogConstant([low, low * factor]));
          expect(scale.toUnit(scale.fromUnit(unit))).toBeCloseTo(unit, 6);
        },
      ),
    );
  });

  it("is symmetric around zero on a symlog scale", () => {
    const scale = axisScale("symlog", [-1000, 1000], 1);
    expect(scale.toUnit(0)).toBeCloseTo(0.5);
    expect(scale.toUnit(10) + scale.toUnit(-10)).toBeCloseTo(1);
  });
});

describe("the default scale", () => {
  it("is logarithmic for positive values over more than two decades only", () => {
    expect(defaultScale(1, 101)).toBe("log");
    expect(defaultScale(1, 100)).toBe("linear");
    expect(defaultScale(0, 1e9)).toBe("linear");
    expect(defaultScale(-5, 1e9)).toBe("linear");
  });
});

describe("zooming", () => {
  it("keeps the place under the pointer", () => {
    const [low, high] = zoomDomain([0, 100], 0.5, 0.25);
    expect(low + 0.25 * (high - low)).toBeCloseTo(25);
    expect(high - low).toBeCloseTo(50);
  });

  it("stops at the ends and is gone when everything shows", () => {
    expect(panDomain([80, 100], 0.5, [0, 100])).toEqual([80, 100]);
    expect(panDomain([40, 60], -0.5, [0, 100])).toEqual([30, 50]);
    expect(clampDomain([-5, 200], [0, 100])).toBeUndefined();
    expect(clampDomain([-5, 50], [0, 100])).toEqual([0, 50]);
  });
});

describe("ticks", () => {
  it("are round and few", () => {
    expect(niceStep(10, 5)).toBe(2);
    expect(multiples([0, 0.3], 0.1)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(clockStep(189, 6)).toBe(60);
    expect(axisTicks("log", [1, 1e6], 8)).toEqual([1, 10, 100, 1000, 1e4, 1e5, 1e6]);
    expect(axisTicks("log", [10_000, 60_000], 8)).toEqual([10_000, 15_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
    expect(axisTicks("symlog", [-1000, 1000], 7, 1)).toEqual([-1000, -10, 0, 10, 1000]);
  });

  it("lie in the domain, rise, and are never more than asked for", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("linear" as const, "log" as const, "symlog" as const),
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        fc.double({ min: 1.001, max: 1e12, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (kind, low, factor, count) => {
          const domain = [low, low * factor] as const;
          const ticks = axisTicks(kind, domain, count, symlogConstant(domain));
          for (const [index, tick] of ticks.entries()) {
            expect(tick).toBeGreaterThanOrEqual(domain[0] * (1 - 1e-9) - domain[1] * 1e-8);
            expect(tick).toBeLessThanOrEqual(domain[1] * (1 + 1e-8));
            if (index > 0) expect(tick).toBeGreaterThan(ticks[index - 1] ?? Infinity);
          }
          expect(ticks.length).toBeLessThanOrEqual(count + 2);
        },
      ),
    );
  });
});

describe("domains", () => {
  it("are round around the values", () => {
    expect(valueDomain("linear", { low: 3, high: 97 })).toEqual([0, 100]);
    expect(valueDomain("log", { low: 10_628, high: 41_000 })).toEqual([10_000, 50_000]);
    expect(valueDomain("linear", { low: 5, high: 5 })).toEqual([4.6, 5.4]);
  });

  it("do not move while the values fit and fill half of them", () => {
    const before = valueDomain("linear", { low: 0, high: 97 });
    expect(valueDomain("linear", { low: 0, high: 61 }, before)).toBe(before);
    expect(valueDomain("linear", { low: 0, high: 120 }, before)).not.toBe(before);
    expect(valueDomain("linear", { low: 0, high: 20 }, before)).not.toBe(before);
  });

  it("grow ahead of a running session in steps, and fit one that ended", () => {
    const options = { growing: true, clock: true };
    const first = growingDomain({ low: 0, high: 100 }, options);
    expect(first).toEqual([0, 110]);
    expect(growingDomain({ low: 0, high: 109 }, options, first)).toBe(first);
    expect(growingDomain({ low: 0, high: 121 }, options, first)[1]).toBeGreaterThan(121);
    expect(growingDomain({ low: 0, high: 121 }, { growing: false, clock: true }, first)).toEqual([0, 121]);
  });

  it("hold their values whatever they are", () => {
    const value = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom("linear" as const, "log" as const), value, value, (kind, a, b) => {
        const extent = { low: Math.min(a, b), high: Math.max(a, b) };
        const [low, high] = valueDomain(kind, extent);
        expect(low).toBeLessThanOrEqual(extent.low * (1 + 1e-9));
        expect(high).toBeGreaterThanOrEqual(extent.high * (1 - 1e-9));
        expect(high).toBeGreaterThan(low);
      }),
    );
  });
});

describe("the texts of an axis", () => {
  it("have the same decimals throughout and the unit of the axis", () => {
    expect(plain(formatTicks([0, 0.5e9, 1e9, 1.5e9], "B"))).toEqual(["0", "0.5 GB", "1.0 GB", "1.5 GB"]);
    expect(plain(formatTicks([0, 10e6, 20e6], "B/s"))).toEqual(["0", "10 MB/s", "20 MB/s"]);
    expect(plain(formatTicks([0, 50, 100], "%"))).toEqual(["0 %", "50 %", "100 %"]);
    expect(formatTicks([0, 60, 3600], "clock")).toEqual(["0:00", "1:00", "1:00:00"]);
    expect(formatTicks([0, 0.05, 0.1], "")).toEqual(["0", "0.05", "0.10"]);
    expect(formatTicks([-2, 0, 2], "")).toEqual(["−2", "0", "2"]);
    expect(formatTicks([0.01, 0.1, 1, 10], "")).toEqual(["0.01", "0.1", "1", "10"]);
    expect(formatTicks([1e-5, 2e-5], "")).toEqual(["10⁻⁵", "2·10⁻⁵"]);
  });

  it("say what is no number", () => {
    expect(formatWithUnit(NaN, "B")).toBe("NaN");
    expect(formatWithUnit(-Infinity, "")).toBe("−∞");
    expect(formatWithUnit(3, "bananas").replace("\u00a0", " ")).toBe("3 bananas");
  });
});
