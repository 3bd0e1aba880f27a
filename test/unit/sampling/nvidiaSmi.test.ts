import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLineSplitter } from "../../../src/sampling/lineProcess";
import { parseGpuLine, parseGpuProcessLine } from "../../../src/sampling/nvidiaSmi";

const UUID = "GPU-9f2c8d3e-1b7a-4c55-8e10-0a1b2c3d4e5f";
const MIB = 1024 * 1024;

describe("parseGpuLine", () => {
  it("reads a whole line", () => {
    expect(parseGpuLine(`2, 0, ${UUID}, NVIDIA H200, 35, 1024, 143771, 120.53`)).toEqual({
      count: 2,
      index: 0,
      uuid: UUID,
      name: "NVIDIA H200",
      utilizationPercent: 35,
      memoryUsedBytes: 1024 * MIB,
      memoryTotalBytes: 143771 * MIB,
      powerWatts: 120.53,
    });
  });

  it("leaves out what the card does not give", () => {
    for (const none of [
      "[N/A]",
      "N/A",
      "[Not Supported]",
      "[Unknown Error]",
      "[Insufficient Permissions]",
      "",
      "ERR!",
      "nan",
    ]) {
      expect(parseGpuLine(`1, 0, ${UUID}, NVIDIA GeForce MX150, ${none}, 3, 2002, ${none}`)).toEqual({
        count: 1,
        index: 0,
        uuid: UUID,
        name: "NVIDIA GeForce MX150",
        memoryUsedBytes: 3 * MIB,
        memoryTotalBytes: 2002 * MIB,
      });
    }
  });

  it("takes figures with units, as old drivers print them in spite of nounits", () => {
    expect(parseGpuLine(`1, 3, ${UUID}, Tesla K80, 7 %, 11 MiB, 11441 MiB, 29.50 W`)).toMatchObject({
      utilizationPercent: 7,
      memoryUsedBytes: 11 * MIB,
      memoryTotalBytes: 11441 * MIB,
      powerWatts: 29.5,
    });
  });

  it("reads any name and any figures back", () => {
    const figure = fc.option(
      fc.double({ min: 0, max: 1e6, noNaN: true, noDefaultInfinity: true }).map((value) => value.toFixed(2)),
    );
    const name = fc.stringMatching(/^[A-Za-z0-9()/+-]{1,10}([ ,] ?[A-Za-z0-9()/+-]{1,10}){0,3}$/);
    fc.assert(
      fc.property(fc.nat(99), name, figure, figure, figure, figure, (index, title, use, used, total, power) => {
        const fields = [use, used, total, power].map((value) => value ?? "[N/A]");
        const parsed = parseGpuLine(`8, ${index}, ${UUID}, ${title}, ${fields.join(", ")}`);
        expect(parsed?.index).toBe(index);
        expect(parsed?.name.replaceAll(/[ ,]/g, "")).toBe(title.replaceAll(/[ ,]/g, ""));
        expect(parsed?.utilizationPercent).toBe(use === null ? undefined : Number(use));
        expect(parsed?.memoryUsedBytes).toBe(used === null ? undefined : Number(used) * MIB);
        expect(parsed?.memoryTotalBytes).toBe(total === null ? undefined : Number(total) * MIB);
        expect(parsed?.powerWatts).toBe(power === null ? undefined : Number(power));
      }),
      { numRuns: 300 },
    );
  });

  it("refuses messages and garbage without throwing", () => {
    for (const line of [
      "No devices were found",
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
      "Failed to initialize NVML: Driver/library version mismatch",
      "Unable to determine the device handle for GPU 0000:04:00.0: GPU is lost.  Reboot the system to recover this GPU",
      "count, index, uuid, name, utilization.gpu [%], memory.used [MiB], memory.total [MiB], power.draw [W]",
      `1, x, ${UUID}, NVIDIA H200, 1, 2, 3, 4`,
      `1, 0, ${UUID}, 1, 2, 3, 4`,
      "",
    ]) {
      expect(parseGpuLine(line)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string(), (line) => {
        parseGpuLine(line);
        parseGpuProcessLine(line);
      }),
    );
  });
});

describe("parseGpuProcessLine", () => {
  it("reads a process, with its memory where it is given", () => {
    expect(parseGpuProcessLine(`${UUID}, 4711, 512`)).toEqual({ uuid: UUID, pid: 4711, memoryBytes: 512 * MIB });
    expect(parseGpuProcessLine(`${UUID}, 4711, [N/A]`)).toEqual({ uuid: UUID, pid: 4711 });
    expect(parseGpuProcessLine(`${UUID}, [Not Found], 512`)).toBeUndefined();
    expect(parseGpuProcessLine("No running processes found")).toBeUndefined();
  });
});

describe("createLineSplitter", () => {
  it("gives the same lines however the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z, ]{0,8}[a-z]$/)), fc.array(fc.nat(60)), (lines, cuts) => {
        const text = lines.map((line) => `${line}\r\n`).join("");
        const heard: string[] = [];
        const take = createLineSplitter((line) => heard.push(line));
        let at = 0;
        for (const cut of cuts) {
          take(text.slice(at, at + cut));
          at += cut;
        }
        take(text.slice(at));
        expect(heard).toEqual(lines);
      }),
    );
  });
});
