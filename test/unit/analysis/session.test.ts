import { describe, expect, it } from "vitest";
import { hypervolume, referencePoint } from "../../../src/analysis/fronts/hypervolume";
import { spacing } from "../../../src/analysis/fronts/spacing";
import { amdahl, componentShares } from "../../../src/analysis/resources/bottlenecks";
import {
  cpuEfficiency,
  evaluationsPerCpuSecond,
  gpuIdleShare,
  idleCoreCount,
  ioShare,
  memoryEfficiency,
} from "../../../src/analysis/resources/efficiency";
import { memoryTrend } from "../../../src/analysis/resources/memoryTrend";
import { integrate, usageSummary, type SampledSeries } from "../../../src/analysis/resources/usage";
import { seededRandom } from "../../../src/analysis/statistics/resampling";
import reference from "./fixtures/reference.json";

describe("the hypervolume", () => {
  it("is that of inclusion and exclusion, for two to five objectives", () => {
    for (const { points, reference: worst, volume } of reference.fronts.cases) {
      expect(hypervolume(points, worst)).toBeCloseTo(volume, 9);
    }
  });

  it("counts neither twice nor beyond the reference, and maximizes", () => {
    expect(
      hypervolume(
        [
          [1, 2],
          [1, 2],
          [2, 1],
          [9, 0],
        ],
        [3, 3],
      ),
    ).toBe(3);
    expect(
      hypervolume(
        [
          [-1, 2],
          [-2, 1],
          [NaN, 0],
        ],
        [-3, 3],
        ["maximize", "minimize"],
      ),
    ).toBe(3);
    expect(hypervolume([[2]], [5])).toBe(3);
    expect(hypervolume([], [1, 1])).toBe(0);
  });

  it("gets its reference from the fronts", () => {
    const fronts = [
      [[0, 10]],
      [
        [5, 0],
        [NaN, 99],
      ],
    ];
    expect(referencePoint(fronts, ["minimize", "maximize"])).toEqual([5.5, -1]);
    expect(referencePoint([[]], ["minimize"])).toBeUndefined();
  });
});

describe("spacing", () => {
  it("is Schott's", () => {
    const { front, value } = reference.fronts.spacing;
    expect(spacing(front)).toBeCloseTo(value, 12);
    expect(
      spacing([
        [0, 3],
        [1, 2],
        [2, 1],
      ]),
    ).toBe(0);
    expect(spacing([[0, 3]])).toBeUndefined();
  });
});

const every = (seconds: number, count: number, value: (time: number) => number): SampledSeries => {
  const times = Array.from({ length: count }, (_, index) => index * seconds);
  return { times, values: times.map(value) };
};

describe("usage", () => {
  it("weighs the mean by time and leaves out what is no number", () => {
    const series = { times: [0, 1, 2, 12, 13], values: [0, 0, 10, 10, NaN] };
    expect(usageSummary(series)).toEqual({ mean: expect.closeTo(105 / 12, 9), p95: 10, peak: 10, low: 0 });
    expect(integrate(series)).toEqual({ integral: 105, seconds: 12 });
    expect(usageSummary({ times: [0], values: [NaN] })).toBeUndefined();
  });
});

describe("efficiency", () => {
  it("puts busy cores into relation", () => {
    // Six workers on eight cores, busy four fifths of the time.
    const load = every(1, 101, (time) => (time % 5 < 4 ? 600 : 30));
    const found = cpuEfficiency(load, 8);
    expect(found?.workers).toBe(6);
    expect(found?.busyCores).toBeCloseTo(4.86, 1);
    expect(found?.parallelEfficiency).toBeCloseTo(0.81, 2);
    expect(found?.efficiency).toBeCloseTo(0.61, 2);
    expect(evaluationsPerCpuSecond(4860, 486)).toBe(10);
    expect(evaluationsPerCpuSecond(1, 0)).toBeUndefined();
    expect(cpuEfficiency({ times: [0], values: [100] }, 8)).toBeUndefined();
  });

  it("counts idle GPUs, waiting for storage, idle cores and short peaks", () => {
    expect(gpuIdleShare([0, 2, 90, NaN, 95])).toBe(0.5);
    expect(gpuIdleShare([])).toBeUndefined();
    expect(ioShare([10, 10, 400, 10], [2e6, 0, 2e6, 5e5], [0, 0, 0, 6e5])).toBe(0.5);
    expect(idleCoreCount([90, 95, 3, 9.9])).toBe(2);
    expect(memoryEfficiency({ times: [0, 1, 2, 3, 4], values: [1, 1, 5, 1, 1] })).toBe(0.4);
  });
});

describe("the trend of memory", () => {
  const megabyte = 1e6;

  it("finds a leak below a sawtooth, with its rate", () => {
    const random = seededRandom(1);
    const leak = memoryTrend(
      every(1, 600, (time) => (400 + (5 * time) / 60 + 30 * ((time % 9) / 9) + random()) * megabyte),
    );
    expect(leak?.verdict).toBe("leak");
    expect((leak?.bytesPerMinute ?? 0) / megabyte).toBeCloseTo(5, 0);
    expect(leak?.low).toBeLessThan(5 * megabyte);
    expect(leak?.high).toBeGreaterThan(5 * megabyte);
    expect(leak?.confidence).toBeGreaterThan(0.999);
    expect(leak?.seconds).toBeCloseTo(449.25, 1);
  });

  it("does not take start-up, noise or a cache that fills for one", () => {
    const random = seededRandom(4);
    const startUp = memoryTrend(every(1, 300, (time) => (time < 60 ? 100 + 5 * time : 400 + 4 * random()) * megabyte));
    expect(startUp?.verdict).toBe("steady");
    const filling = memoryTrend(every(1, 600, (time) => (1000 - 800 * Math.exp(-time / 120)) * megabyte));
    expect(filling?.verdict).toBe("grows");
    const freed = memoryTrend(every(1, 300, (time) => (1000 - time) * megabyte));
    expect(freed?.verdict).toBe("shrinks");
  });

  it("raises a false alarm hardly ever, neither for noise nor for memory that wanders", () => {
    const random = seededRandom(9);
    const alarms = (make: () => SampledSeries): number =>
      Array.from({ length: 200 }, () => memoryTrend(make())?.verdict).filter((verdict) => verdict === "leak").length;
    expect(alarms(() => every(1, 200, () => (500 + 20 * random()) * megabyte))).toBe(0);
    // A random walk is as good as a trend for Mann and Kendall. At the nominal 2.5 % five of 200 pass, and 13 is the
    // 99.9 % point of that binomial distribution.
    const walk = (): SampledSeries => {
      let level = 500;
      return every(1, 300, () => (level += 2 * (random() - 0.5)) * megabyte);
    };
    expect(alarms(walk)).toBeLessThanOrEqual(13);
  });

  it("says nothing within a minute or from few samples", () => {
    expect(memoryTrend(every(0.5, 140, (time) => 1e8 + 1e6 * time))).toBeUndefined();
    expect(memoryTrend(every(20, 30, (time) => 1e8 + 1e6 * time))).toBeUndefined();
    expect(memoryTrend({ times: [], values: [] })).toBeUndefined();
  });
});

describe("bottlenecks", () => {
  it("follow Amdahl", () => {
    expect(amdahl(0.78, 2)).toBeCloseTo(1 / 0.61, 12);
    expect(amdahl(0.95, Infinity)).toBeCloseTo(20, 9);
    expect(amdahl(0, 2)).toBe(1);
  });

  it("take the time of inner components off the outer ones", () => {
    const shares = componentShares(
      [
        { name: "Generation", count: 10, totalSeconds: 90 },
        { name: "Evaluation", parent: "Generation", count: 1000, totalSeconds: 70 },
        { name: "Selection", parent: "Generation", count: 10, totalSeconds: 5 },
        { name: "Loading", count: 1, totalSeconds: 10 },
      ],
      100,
    );
    expect(shares.map(({ name, selfSeconds, share }) => [name, selfSeconds, share])).toEqual([
      ["Evaluation", 70, 0.7],
      ["Generation", 15, 0.15],
      ["Loading", 10, 0.1],
      ["Selection", 5, 0.05],
    ]);
    expect(shares[0]?.callsPerSecond).toBeCloseTo(1000 / 70, 9);
    expect(shares[0]?.bestSpeedup).toBeCloseTo(1 / 0.3, 9);
  });

  it("split children over parents of the same name, and count work side by side", () => {
    const shares = componentShares(
      [
        { name: "Step", parent: "A", count: 1, totalSeconds: 30 },
        { name: "Step", parent: "B", count: 1, totalSeconds: 10 },
        { name: "Inner", parent: "Step", count: 1, totalSeconds: 20 },
        { name: "A", count: 1, totalSeconds: 30 },
        { name: "B", count: 1, totalSeconds: 10 },
        { name: "Workers", count: 8, totalSeconds: 160 },
      ],
      25,
    );
    expect(shares.map(({ name, parent, selfSeconds }) => [name, parent, selfSeconds])).toEqual([
      ["Workers", undefined, 160],
      ["Inner", "Step", 20],
      ["Step", "A", 15],
      ["Step", "B", 5],
      ["A", undefined, 0],
      ["B", undefined, 0],
    ]);
    expect(shares[0]?.share).toBe(0.8);
    expect(componentShares([], 10)).toEqual([]);
  });
});
