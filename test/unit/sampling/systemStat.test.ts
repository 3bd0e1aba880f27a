import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAuxiliaryVector } from "../../../src/sampling/procFile";
import { busyPercent, parseCpuTimes, parseLoad, parseMemory } from "../../../src/sampling/systemStat";

const STAT = `cpu  36125 388 12018 282166 1628 0 191 114 7 0
cpu0 15590 203 5503 144564 375 0 38 52 7 0
cpu1 20535 185 6515 137601 1253 0 152 61 0 0
intr 864760 0 0
ctxt 1
`;

describe("parseCpuTimes", () => {
  it("counts waiting for storage as idle and guests once", () => {
    const times = parseCpuTimes(STAT);
    expect(times?.all).toEqual({
      busy: 36125 + 388 + 12018 + 191 + 114,
      total: 36125 + 388 + 12018 + 282166 + 1628 + 191 + 114,
    });
    expect([...(times?.cores.keys() ?? [])]).toEqual(["0", "1"]);
    expect(times?.cores.get("1")).toEqual({
      busy: 20535 + 185 + 6515 + 152 + 61,
      total: 20535 + 185 + 6515 + 137601 + 1253 + 152 + 61,
    });
  });

  it("reads the short lines of old kernels and refuses what is none", () => {
    expect(parseCpuTimes("cpu 1 2 3 4\n")?.all).toEqual({ busy: 6, total: 10 });
    expect(parseCpuTimes("")).toBeUndefined();
    expect(parseCpuTimes("cpu a b c d\n")).toBeUndefined();
  });
});

describe("busyPercent", () => {
  it("is a share between 0 and 100 whatever the counters do, and absent without time", () => {
    const times = fc.record({ busy: fc.integer({ min: 0, max: 1000 }), total: fc.integer({ min: 0, max: 1000 }) });
    fc.assert(
      fc.property(times, times, (before, after) => {
        const percent = busyPercent(before, after);
        if (after.total <= before.total) expect(percent).toBeUndefined();
        else expect(percent).toSatisfy((value: number) => value >= 0 && value <= 100);
      }),
    );
    expect(busyPercent(undefined, { busy: 1, total: 2 })).toBeUndefined();
    expect(busyPercent({ busy: 100, total: 400 }, { busy: 125, total: 500 })).toBe(25);
  });
});

describe("parseMemory and parseLoad", () => {
  it("read the kernel's files", () => {
    const text =
      "MemTotal:       24684084 kB\nMemFree:        23349372 kB\nMemAvailable:   24098268 kB\nBuffers: 5044 kB\n";
    expect(parseMemory(text)).toEqual({ totalBytes: 24684084 * 1024, availableBytes: 24098268 * 1024 });
    expect(parseMemory("MemTotal: 1 kB\nMemFree: 1 kB\n")).toBeUndefined();
    expect(parseLoad("1.32 1.03 0.69 1/101 16013\n")).toBe(1.32);
    expect(parseLoad("nothing")).toBeUndefined();
  });
});

describe("parseAuxiliaryVector", () => {
  it("finds clock and page size of a 64-bit process", () => {
    const words = [33n, 139776235593728n, 6n, 16384n, 17n, 250n, 0n, 0n];
    const vector = Buffer.alloc(words.length * 8);
    words.forEach((word, index) => vector.writeBigUInt64LE(word, index * 8));
    expect(parseAuxiliaryVector(vector)).toEqual({ ticksPerSecond: 250, pageBytes: 16384 });
  });

  it("has the usual values where the vector is missing", () => {
    expect(parseAuxiliaryVector(Buffer.alloc(0))).toEqual({ ticksPerSecond: 100, pageBytes: 4096 });
  });
});
