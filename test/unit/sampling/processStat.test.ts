import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { environmentValue, hasEnded, parseProcessIo, parseProcessStat } from "../../../src/sampling/processStat";

/** A line recorded from a shell, with its name and some fields open. */
function statLine(name: string, state = "S", start = "8812034"): string {
  return (
    `4711 (${name}) ${state} 4700 4711 4700 34816 4711 4194304 1532 90211 0 17 31 12 205 44 20 0 3 0 ${start} ` +
    "9420800 1287 18446744073709551615 94887712464896 94887712484777 140735065628224 0 0 0 65536 4 65538 1 0 0 17 1 0 0 " +
    "0 0 0 94887712500784 94887712502400 94888449921024 140735065631457 140735065631477 140735065631477 140735065632747 0\n"
  );
}

describe("parseProcessStat", () => {
  it("reads the fields of a recorded line", () => {
    expect(parseProcessStat(statLine("bash"))).toEqual({
      pid: 4711,
      name: "bash",
      state: "S",
      parentPid: 4700,
      isKernelThread: false,
      cpuTicks: 43,
      endedChildrenCpuTicks: 249,
      threads: 3,
      startTicks: 8812034,
      vmsBytes: 9420800,
      rssPages: 1287,
      environmentStart: "140735065631477",
    });
  });

  it("takes any name: spaces, parentheses, line ends, what looks like fields", () => {
    const piece = fc.constantFrom(" ", "(", ")", "\n", ") R 1 2 3", "a", "S", "0", "(sd-pam)", "ünï");
    const names = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(names, (name) => {
        const stat = parseProcessStat(statLine(name));
        expect(stat).toMatchObject({ pid: 4711, name, state: "S", parentPid: 4700, startTicks: 8812034, threads: 3 });
      }),
      { numRuns: 300 },
    );
  });

  it("never throws and never gives a figure that is none", () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(400), fc.nat(400)).map(([from, to]) => statLine("x").slice(from, from + to)),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const stat = parseProcessStat(text);
        if (stat === undefined) return;
        expect(
          Number.isFinite(stat.cpuTicks) && Number.isFinite(stat.startTicks) && Number.isFinite(stat.rssPages),
        ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("tells the ended and the kernel's own", () => {
    const zombie = parseProcessStat(statLine("python3", "Z"));
    expect(zombie !== undefined && hasEnded(zombie)).toBe(true);
    const running = parseProcessStat(statLine("python3", "R"));
    expect(running !== undefined && hasEnded(running)).toBe(false);
    const kernel =
      "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 1 0 0 20 0 1 0 3 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
    expect(parseProcessStat(kernel)).toMatchObject({ pid: 2, isKernelThread: true });
  });
});

describe("parseProcessIo", () => {
  it("reads storage bytes, not what came from caches", () => {
    const text =
      "rchar: 323934931\nwchar: 323929600\nsyscr: 632687\nsyscw: 632675\nread_bytes: 4096\nwrite_bytes: 323932160\ncancelled_write_bytes: 7\n";
    expect(parseProcessIo(text)).toEqual({ readBytes: 4096, writeBytes: 323932160 });
  });

  it("gives nothing for half a file", () => {
    expect(parseProcessIo("rchar: 3\nread_bytes: 4096\n")).toBeUndefined();
    expect(parseProcessIo("")).toBeUndefined();
  });
});

describe("environmentValue", () => {
  it("finds a variable first, last and between, and no other that ends alike", () => {
    expect(environmentValue("S=1\0A=2\0", "S")).toBe("1");
    expect(environmentValue("A=2\0S=1\0", "S")).toBe("1");
    expect(environmentValue("A=2\0S=a=b", "S")).toBe("a=b");
    expect(environmentValue("A=2\0S=\0B=", "S")).toBe("");
    expect(environmentValue("XS=1\0A=S=2\0", "S")).toBeUndefined();
    expect(environmentValue("", "S")).toBeUndefined();
  });

  it("agrees with splitting, for any environment", () => {
    const word = fc.stringMatching(/^[AS=x]{0,4}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (entries) => {
        const expected = entries.find((entry) => entry.startsWith("S="))?.slice(2);
        expect(environmentValue(entries.map((entry) => `${entry}\0`).join(""), "S")).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
