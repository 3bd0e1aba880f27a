import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QUANTILE_COLUMNS, QUANTILE_PROBABILITIES, resampleQuantiles } from "../../../src/protocol/quantiles";

const sorted = (minLength: number, maxLength: number): fc.Arbitrary<number[]> =>
  fc
    .array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { minLength, maxLength })
    .map((values) => values.sort((a, b) => a - b));

describe("resampleQuantiles", () => {
  it("keeps a list of 21 as it is, and any list between its ends and never falling", () => {
    fc.assert(
      fc.property(sorted(21, 21), (values) => {
        expect(resampleQuantiles(values)).toEqual(values);
      }),
    );
    fc.assert(
      fc.property(sorted(3, 101), (values) => {
        const found = resampleQuantiles(values) ?? [];
        expect(found).toHaveLength(21);
        expect([found[0], found[20]]).toEqual([values[0], values.at(-1)]);
        found.slice(1).forEach((value, index) => expect(value).toBeGreaterThanOrEqual(found[index] ?? NaN));
      }),
    );
  });

  it("is linear between two of them, as numpy.quantile is", () => {
    // numpy.quantile([1, 2, 4, 8, 16, 32, 64], k / 20) for k in range(21)
    const reference = [
      1, 1.3, 1.6, 1.9, 2.4, 3, 3.6, 4.4, 5.6, 6.8, 8, 10.4, 12.8, 15.2, 19.2, 24, 28.8, 35.2, 44.8, 54.4, 64,
    ];
    const found = resampleQuantiles([1, 2, 4, 8, 16, 32, 64]) ?? [];
    found.forEach((value, index) => expect(value).toBeCloseTo(reference[index] ?? NaN, 12));
  });

  it("goes through infinities without making NaN of them", () => {
    const found = resampleQuantiles(["-Infinity", 0, "Infinity", "Infinity"]) ?? [];
    expect(found).toEqual([...Array<number>(7).fill(-Infinity), ...Array<number>(14).fill(Infinity)]);
    const beside = [...Array<number>(20).fill(5), "Infinity"];
    expect(resampleQuantiles(beside)).toEqual([...Array<number>(20).fill(5), Infinity]);
  });

  it("takes as many as are allowed, and none that falls anywhere", () => {
    expect(resampleQuantiles(Array(101).fill(1))).toEqual(Array(21).fill(1));
    expect(resampleQuantiles([0, 1, 5, 3])).toBeUndefined();
  });

  it("refuses anything else, whatever it is", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const found = resampleQuantiles(raw);
        if (found !== undefined) expect(found).toHaveLength(QUANTILE_PROBABILITIES.length);
      }),
    );
    for (const raw of [[1, 2], [3, 2, 1], Array(102).fill(1), [1, null, 2], "1,2,3", { length: 3 }]) {
      expect(resampleQuantiles(raw)).toBeUndefined();
    }
  });

  it("names one column for each probability", () => {
    expect(QUANTILE_COLUMNS).toHaveLength(21);
    expect(QUANTILE_COLUMNS.slice(0, 4)).toEqual([
      "quantile{p=0}",
      "quantile{p=0.05}",
      "quantile{p=0.1}",
      "quantile{p=0.15}",
    ]);
  });
});
