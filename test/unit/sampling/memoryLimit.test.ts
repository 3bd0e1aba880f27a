import { describe, expect, it } from "vitest";
import { findMemoryLimit, readLimitedMemory, type CgroupFiles } from "../../../src/sampling/memoryLimit";

const GB = 1024 ** 3;

function files(ownGroup: string, texts: Readonly<Record<string, string>>): CgroupFiles {
  return { root: "/cg", ownGroup, read: (path) => texts[path] };
}

describe("findMemoryLimit", () => {
  it("takes the tightest limit from the own group up to the root", () => {
    const group = files("/user.slice/app.scope", {
      "/cg/user.slice/app.scope/memory.max": "max\n",
      "/cg/user.slice/memory.max": String(4 * GB),
      "/cg/memory.max": String(8 * GB),
    });
    expect(findMemoryLimit(group, 16 * GB)).toEqual({ bytes: 4 * GB, folder: "/cg/user.slice" });
  });

  it("finds a container's limit at its root, also where the own path leads out of it", () => {
    const texts = { "/cg/memory.max": String(2 * GB) };
    expect(findMemoryLimit(files("/", texts), 16 * GB)?.bytes).toBe(2 * GB);
    expect(findMemoryLimit(files("/../../other", texts), 16 * GB)?.bytes).toBe(2 * GB);
  });

  it("sees none where nothing is set, or more than there is", () => {
    expect(findMemoryLimit(files("/a", {}), 16 * GB)).toBeUndefined();
    expect(findMemoryLimit(files("/a", { "/cg/a/memory.max": "max\n" }), 16 * GB)).toBeUndefined();
    expect(findMemoryLimit(files("/", { "/cg/memory.max": String(99 * GB) }), 16 * GB)).toBeUndefined();
  });
});

describe("readLimitedMemory", () => {
  const limit = { bytes: 4 * GB, folder: "/cg" };
  const machine = { totalBytes: 16 * GB, availableBytes: 9 * GB };

  it("counts reclaimable caches as available", () => {
    const texts: Record<string, string> = {
      "/cg/memory.current": String(3 * GB),
      "/cg/memory.stat": `anon 5\nfile 9\ninactive_file ${GB}\nactive_file 3\n`,
    };
    expect(readLimitedMemory(limit, machine, (path) => texts[path])).toEqual({
      totalBytes: 4 * GB,
      availableBytes: 2 * GB,
    });
  });

  it("promises no more than the machine has", () => {
    const texts: Record<string, string> = { "/cg/memory.current": "0" };
    const tight = { totalBytes: 16 * GB, availableBytes: GB };
    expect(readLimitedMemory(limit, tight, (path) => texts[path])).toEqual({ totalBytes: 4 * GB, availableBytes: GB });
  });

  it("falls back to the machine where the group does not say", () => {
    expect(readLimitedMemory(limit, machine, () => undefined)).toBe(machine);
  });
});
