// Figures of resources at their borders.
import { describe, expect, it } from "vitest";
import { componentShares } from "../../../src/analysis/resources/bottlenecks";
import {
  cpuEfficiency,
  gpuIdleShare,
  idleCoreCount,
  ioShare,
  memoryEfficiency,
} from "../../../src/analysis/resources/efficiency";
import { integrate, shareWhere, usageSummary } from "../../../src/analysis/resources/usage";

describe("the usage of a resource", () => {
  it("is the mean of the samples where no time lies between them", () => {
    expect(usageSummary({ times: [5], values: [7] })).toEqual({ mean: 7, p95: 7, peak: 7, low: 7 });
    expect(usageSummary({ times: [5, 5, 5], values: [1, 2, 6] })).toMatchObject({ mean: 3 });
  });

  it("leaves out what has no time, or goes back in it", () => {
    expect(integrate({ times: [0, NaN, 2, 4], values: [1, 1, 1, 3] })).toEqual({ integral: 4, seconds: 2 });
    expect(integrate({ times: [0, 10, 5, 6], values: [1, 1, 1, 1] })).toEqual({ integral: 11, seconds: 11 });
  });

  it("is a share of those samples only that are numbers", () => {
    expect(shareWhere([1, NaN, 3, Infinity], (value, index) => value === 3 && index === 2)).toBe(0.5);
    expect(shareWhere([NaN], () => true)).toBeUndefined();
  });
});

describe("the efficiency of cores", () => {
  it("can be told from two samples on, on a machine whose cores are known", () => {
    const load = { times: [0, 10], values: [150, 250] };
    // Two cores busy; the 95th percentile is 245 %, which three workers make.
    expect(cpuEfficiency(load, 4)).toEqual({
      busyCores: 2,
      efficiency: 0.5,
      workers: 3,
      parallelEfficiency: expect.closeTo(2 / 3, 12) as number,
    });
    expect(cpuEfficiency({ times: [0], values: [150] }, 4)).toBeUndefined();
    expect(cpuEfficiency(load, 0)).toBeUndefined();
    expect(cpuEfficiency({ times: [0, 10], values: [NaN, NaN] }, 4)).toBeUndefined();
  });

  it("counts cores as idle under ten per cent", () => {
    expect(idleCoreCount([0, 9.99, 10, 11, 50])).toBe(2);
  });
});

describe("the efficiency of other resources", () => {
  it("counts a GPU as idle under five per cent", () => {
    expect(gpuIdleShare([4.9, 5, 5.1, 100])).toBe(0.25);
  });

  it("counts as waiting where a megabyte a second moves, one way or both, and less than half a core works", () => {
    expect(ioShare([49.9], [1e6], [0])).toBe(1);
    expect(ioShare([49.9], [5e5], [5e5])).toBe(1);
    expect(ioShare([50], [1e6], [0])).toBe(0);
    expect(ioShare([49.9], [999_999], [0])).toBe(0);
    // Where what was written is not known, what was read is all.
    expect(ioShare([10, 10], [1e6], [])).toBe(0.5);
  });

  it("is unknown of memory that is none, or was not sampled", () => {
    expect(memoryEfficiency({ times: [0, 1], values: [0, 0] })).toBeUndefined();
    expect(memoryEfficiency({ times: [], values: [] })).toBeUndefined();
    expect(memoryEfficiency({ times: [0, 1], values: [1, 3] })).toBe(2 / 3);
  });
});

describe("the shares of components", () => {
  it("count one as outermost where its parent was not timed", () => {
    const [found] = componentShares([{ name: "Load", parent: "Setup", count: 1, totalSeconds: 40 }], 10);
    expect(found).toMatchObject({ share: 1, selfSeconds: 40 });
  });

  it("are none where no time passed", () => {
    expect(componentShares([{ name: "Load", count: 1, totalSeconds: 0 }], 0)).toEqual([]);
  });

  it("say all of a component, also of one that took no time", () => {
    const [load, none] = componentShares(
      [
        { name: "Check", parent: "Load", count: 5, totalSeconds: 0 },
        { name: "Load", count: 8, totalSeconds: 4 },
      ],
      16,
    );
    expect(load).toStrictEqual({
      name: "Load",
      selfSeconds: 4,
      share: 0.25,
      callsPerSecond: 2,
      // A quarter of the time: 1 / (1 − 1/4 + 1/8) and 1 / (1 − 1/4).
      twiceAsFast: 8 / 7,
      bestSpeedup: 4 / 3,
    });
    expect(none).toMatchObject({ parent: "Load", share: 0, callsPerSecond: 0, twiceAsFast: 1, bestSpeedup: 1 });
  });
});
