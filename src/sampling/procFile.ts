import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { endianness } from "node:os";

/**
 * Files of /proc are made by the kernel when they are read: a synchronous read takes microseconds and never waits for a
 * disk, while the same read through the thread pool costs ten times the CPU. One buffer serves them all.
 */
const SHORT_READ = 2048;
let buffer = Buffer.allocUnsafe(16 * 1024);

/** The text of a small /proc or /sys file, or undefined where it is gone or not readable. */
export function readProcFile(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return undefined;
  }
  try {
    return readWhole(file);
  } catch {
    // A process that ends between opening and reading gives ESRCH.
    return undefined;
  } finally {
    closeSync(file);
  }
}

function readWhole(file: number): string {
  let length = 0;
  for (;;) {
    const count = readSync(file, buffer, length, buffer.length - length, null);
    length += count;
    // The kernel fills its page before it stops: half a page is the end of the file, and saves asking once more.
    if (count < SHORT_READ) return buffer.toString("latin1", 0, length);
    if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
  }
}

/** What the kernel counts in: clock ticks a second, and bytes a page. */
export interface KernelUnits {
  readonly ticksPerSecond: number;
  readonly pageBytes: number;
}

const AT_PAGESZ = 6;
const AT_CLKTCK = 17;

/** The kernel's units, from the auxiliary vector that it hands to every process. */
export function readKernelUnits(path = "/proc/self/auxv"): KernelUnits {
  try {
    return parseAuxiliaryVector(readFileSync(path));
  } catch {
    return parseAuxiliaryVector(Buffer.alloc(0));
  }
}

/** The units named in an auxiliary vector of a 64-bit or 32-bit process; what is missing has its usual value. */
export function parseAuxiliaryVector(vector: Buffer): KernelUnits {
  const wordBytes = process.arch === "arm" || process.arch === "ia32" ? 4 : 8;
  const word = (at: number): number =>
    endianness() === "LE" ? vector.readUIntLE(at, 4) : vector.readUIntBE(at + wordBytes - 4, 4);
  let ticksPerSecond = 100;
  let pageBytes = 4096;
  for (let at = 0; at + 2 * wordBytes <= vector.length; at += 2 * wordBytes) {
    const value = word(at + wordBytes);
    if (word(at) === AT_PAGESZ && value > 0) pageBytes = value;
    if (word(at) === AT_CLKTCK && value > 0) ticksPerSecond = value;
  }
  return { ticksPerSecond, pageBytes };
}
