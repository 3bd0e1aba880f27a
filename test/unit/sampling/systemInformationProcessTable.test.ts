import type { Systeminformation } from "systeminformation";
import { describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/log";
import { SystemInformationProcessTable, type ProcessLister } from "../../../src/sampling/systemInformationProcessTable";

type Listed = Systeminformation.ProcessesProcessData;

function listed(pid: number, parentPid: number, started: string, figures: Partial<Listed> = {}): Listed {
  const nothing = {
    cpuu: 0,
    cpus: 0,
    mem: 0,
    priority: 0,
    nice: 0,
    tty: "",
    user: "",
    command: "",
    params: "",
    path: "",
  };
  return {
    ...nothing,
    pid,
    parentPid,
    started,
    name: "p",
    cpu: 0,
    memVsz: 0,
    memRss: 0,
    state: "sleeping",
    ...figures,
  };
}

/** Gives one list after the other; the last one stays. */
function lister(
  platform: NodeJS.Platform,
  ...lists: readonly (readonly Listed[])[]
): ProcessLister & { count: number } {
  return {
    platform,
    coreCount: 4,
    count: 0,
    async list() {
      return lists[Math.min(this.count++, lists.length - 1)] ?? [];
    },
  };
}

const NOON = "2026-11-23 12:00:00";
const ROOT = listed(10, 1, NOON, { cpu: 12.5, memRss: 2000, memVsz: 9000 });

describe("SystemInformationProcessTable", () => {
  it("gives what a list holds, in bytes", async () => {
    const table = new SystemInformationProcessTable(silentLog, lister("darwin", [ROOT, listed(11, 10, NOON)]));
    const tree = (await table.trees(new Map([["a", { pids: [10] }]]))).get("a");
    expect(tree?.map(({ pid }) => pid)).toEqual([10, 11]);
    expect(tree?.[0]).toMatchObject({
      cpuPercent: 12.5,
      rssBytes: 2000 * 1024,
      vmsBytes: 9000 * 1024,
      hasEnded: false,
    });
    // What the list does not hold is absent.
    expect(tree?.[0]).not.toHaveProperty("threads");
    expect(tree?.[0]).not.toHaveProperty("readBytes");
    expect(tree?.[1]).not.toHaveProperty("rssBytes");
  });

  it("turns a share of all cores into one of one core, from the second list on", async () => {
    const lists = lister("win32", [ROOT], [ROOT, listed(11, 10, NOON)]);
    const table = new SystemInformationProcessTable(silentLog, lists);
    const first = (await table.trees(new Map([["a", { pids: [10] }]]))).get("a");
    expect(first?.[0]).not.toHaveProperty("cpuPercent");
    // A root that no list holds yet makes a new list.
    const second = (await table.trees(new Map([["a", { pids: [10, 11] }]]))).get("a");
    expect(second?.[0]?.cpuPercent).toBe(50);
    expect(lists.count).toBe(2);
  });

  it("answers from its last list in between", async () => {
    const lists = lister("win32", [ROOT]);
    const table = new SystemInformationProcessTable(silentLog, lists);
    for (let sample = 0; sample < 20; sample++) await table.trees(new Map([["a", { pids: [10, 999] }]]));
    expect(lists.count).toBe(1);
  });

  it("takes a start that is computed a second apart for the same process, and a later one for another", async () => {
    const moved = lister(
      "darwin",
      [ROOT],
      [{ ...ROOT, started: "2026-11-23 12:00:01" }, listed(12, 1, NOON)],
      [{ ...ROOT, started: "2026-11-23 15:00:00" }, listed(13, 1, NOON)],
    );
    const table = new SystemInformationProcessTable(silentLog, moved);
    const pidsWith = async (extra: readonly number[]): Promise<readonly number[] | undefined> => {
      const trees = await table.trees(new Map([["a", { pids: [10, ...extra] }]]));
      return trees.get("a")?.map(({ pid }) => pid);
    };
    expect(await pidsWith([])).toEqual([10]);
    expect(await pidsWith([12])).toEqual([10, 12]);
    expect(await pidsWith([13])).toEqual([13]);
  });

  it("does not take an older process for the child of one whose pid its parent had", async () => {
    const older = listed(11, 10, "2026-11-23 09:00:00");
    const table = new SystemInformationProcessTable(silentLog, lister("win32", [ROOT, older]));
    const tree = (await table.trees(new Map([["a", { pids: [10] }]]))).get("a");
    expect(tree?.map(({ pid }) => pid)).toEqual([10]);
  });

  it("names the ancestors, after a second look for a process that is too new", async () => {
    const lists = lister("win32", [ROOT], [ROOT, listed(11, 10, NOON), listed(12, 11, NOON)]);
    const table = new SystemInformationProcessTable(silentLog, lists);
    expect(await table.ancestors(12)).toEqual([11, 10, 1]);
    expect(lists.count).toBe(2);
    expect(await table.identity(12)).toBe(`12:${NOON}`);
    expect(await table.identity(99)).toBeUndefined();
  });
});
