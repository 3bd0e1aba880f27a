import { describe, expect, it } from "vitest";
import { CHUNK_LENGTH } from "../../../src/model/chunk";
import { Series } from "../../../src/model/series";
import { heldBytes } from "./heldBytes";

describe("a series made of values", () => {
  const rising = Float64Array.from({ length: 3 * CHUNK_LENGTH + 17 }, (_, index) => index);

  it("holds them, however many chunks they fill, and takes more", () => {
    const series = Series.from(rising);
    expect(series.slice()).toEqual(rising);
    expect(series.isAscending).toBe(true);
    series.append(rising.length);
    expect(series.at(rising.length)).toBe(rising.length);
    expect(series.isAscending).toBe(true);
    series.append(0);
    expect(series.isAscending).toBe(false);
  });

  it.each([1, CHUNK_LENGTH - 1, CHUNK_LENGTH, 2 * CHUNK_LENGTH + 5, 3 * CHUNK_LENGTH, 3 * CHUNK_LENGTH + 16])(
    "knows that it descends at %d",
    (place) => {
      const values = rising.slice();
      values[place] = -1;
      expect(Series.from(values).isAscending).toBe(false);
    },
  );

  it("is packed as soon as a chunk is full", () => {
    const before = heldBytes();
    const series = new Series();
    for (let index = 0; index < 100 * CHUNK_LENGTH; index++) series.append(7);
    expect((heldBytes() - before) / series.length).toBeLessThan(1);
    expect(series.at(series.length - 1)).toBe(7);
  });
});
