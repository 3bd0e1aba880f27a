import { describe, expect, it } from "vitest";
import { collectAncestors, Membership, type ProcessLookup } from "../../../src/sampling/membership";

interface Fake {
  readonly pid: number;
  readonly parentPid: number;
  readonly start: number;
}

function lookup(processes: readonly Fake[]): ProcessLookup<Fake> {
  return {
    find: (pid) => processes.find((each) => each.pid === pid),
    children: (parent) => processes.filter((each) => each.parentPid === parent.pid).map(({ pid }) => pid),
  };
}

const shell: Fake = { pid: 10, parentPid: 1, start: 100 };
const worker: Fake = { pid: 11, parentPid: 10, start: 101 };
const grandchild: Fake = { pid: 12, parentPid: 11, start: 102 };
const stranger: Fake = { pid: 20, parentPid: 1, start: 90 };

function pids(processes: readonly Fake[]): readonly number[] {
  return processes.map(({ pid }) => pid).sort((one, other) => one - other);
}

describe("Membership", () => {
  it("holds the roots and what descends from them, parents first", () => {
    const found = new Membership<Fake>().collect([10], lookup([grandchild, stranger, worker, shell]));
    expect(found.map(({ pid }) => pid)).toEqual([10, 11, 12]);
  });

  it("keeps a member whose parent ended, with its new children, until it ends", () => {
    const membership = new Membership<Fake>();
    membership.collect([10], lookup([shell, worker, grandchild]));
    const orphan: Fake = { ...grandchild, parentPid: 1 };
    const late: Fake = { pid: 13, parentPid: 12, start: 103 };
    expect(pids(membership.collect([10], lookup([orphan, late, stranger])))).toEqual([12, 13]);
    expect(membership.collect([10], lookup([stranger]))).toEqual([]);
  });

  it("does not take up a reused pid, neither of a member nor of a root", () => {
    const membership = new Membership<Fake>();
    membership.collect([10], lookup([shell, worker]));
    const reused = [
      { ...shell, start: 500 },
      { ...worker, parentPid: 1, start: 501 },
    ];
    expect(membership.collect([10], lookup(reused))).toEqual([]);
    const never = new Membership<Fake>();
    never.collect([10], lookup([]));
    expect(never.collect([10], lookup([shell]))).toEqual([]);
  });

  it("takes in a reused pid that is a child of a member now", () => {
    const membership = new Membership<Fake>();
    membership.collect([10], lookup([shell, worker]));
    expect(pids(membership.collect([10], lookup([shell, { ...worker, start: 900 }])))).toEqual([10, 11]);
  });

  it("leaves out a listed child that has become another's", () => {
    const racing: ProcessLookup<Fake> = { find: (pid) => (pid === 10 ? shell : stranger), children: () => [20] };
    expect(pids(new Membership<Fake>().collect([10], racing))).toEqual([10]);
  });

  it("adopts a daemon with all below it", () => {
    const membership = new Membership<Fake>();
    membership.adopt(stranger);
    const below: Fake = { pid: 21, parentPid: 20, start: 91 };
    expect(pids(membership.collect([10], lookup([shell, stranger, below])))).toEqual([10, 20, 21]);
  });
});

describe("collectAncestors", () => {
  it("goes up to the first process, and out of a circle", () => {
    const parents = new Map([
      [12, 11],
      [11, 10],
      [10, 1],
      [1, 0],
    ]);
    expect(collectAncestors(12, (pid) => parents.get(pid))).toEqual([11, 10, 1]);
    expect(collectAncestors(99, (pid) => parents.get(pid))).toEqual([]);
    parents.set(10, 12);
    expect(collectAncestors(12, (pid) => parents.get(pid))).toEqual([11, 10]);
  });
});
