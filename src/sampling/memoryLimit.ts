import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import { readProcFile } from "./procFile";
import type { MemoryState } from "./systemStat";

/** The control group whose memory limit holds for this process, and so for what the editor launches in the container. */
export interface MemoryLimit {
  readonly bytes: number;
  readonly folder: string;
}

/** Files of a cgroup v2 folder; a root and a text stand in for them in tests. */
export interface CgroupFiles {
  readonly root: string;
  readonly ownGroup: string;
  read(path: string): string | undefined;
}

/** This process's own place among the control groups. */
export function ownCgroupFiles(): CgroupFiles {
  const line = /^0::(\/.*)$/m.exec(readProcFile("/proc/self/cgroup") ?? "")?.[1];
  return { root: "/sys/fs/cgroup", ownGroup: line ?? "/", read: readProcFile };
}

/** The tightest memory limit from a group up to the root, or undefined where none is below the machine's memory. */
export function findMemoryLimit(files: CgroupFiles, machineBytes = totalmem()): MemoryLimit | undefined {
  let tightest: MemoryLimit | undefined;
  // Inside a container the path may lead above its own root: `/../..` is then the root itself.
  let group = files.ownGroup.includes("..") ? "/" : files.ownGroup;
  for (;;) {
    const folder = join(files.root, group);
    const bytes = Number(files.read(join(folder, "memory.max")) ?? Number.NaN);
    if (bytes > 0 && bytes < (tightest?.bytes ?? machineBytes)) tightest = { bytes, folder };
    if (group === "/") return tightest;
    group = dirname(group);
  }
}

/** Memory as the limited group has it: caches that can be dropped count as available, as they do for the machine. */
export function readLimitedMemory(
  limit: MemoryLimit,
  machine: MemoryState,
  read: (path: string) => string | undefined = readProcFile,
): MemoryState {
  const current = Number(read(join(limit.folder, "memory.current")) ?? Number.NaN);
  if (!Number.isFinite(current)) return machine;
  const inactive = /^inactive_file (\d+)$/m.exec(read(join(limit.folder, "memory.stat")) ?? "")?.[1];
  const used = Math.max(0, current - Number(inactive ?? 0));
  const free = Math.max(0, limit.bytes - used);
  return { totalBytes: limit.bytes, availableBytes: Math.min(free, machine.availableBytes) };
}

/** The memory that programs here can have: the machine's, or the container's limit below it. */
export function usableMemoryBytes(): number {
  if (process.platform !== "linux") return totalmem();
  return findMemoryLimit(ownCgroupFiles())?.bytes ?? totalmem();
}
