import { describe, expect, it } from "vitest";
import { ComponentTotals } from "../../../src/model/components";

const timed = (name: string, parent?: string): Parameters<ComponentTotals["add"]>[0] => ({
  type: "component",
  name,
  ...(parent === undefined ? {} : { parent }),
  count: 2,
  total: 4,
});

describe("what goes through components", () => {
  it("is summed by direction, with the records where the program counts them", () => {
    const totals = new ComponentTotals();
    totals.add(timed("Load"));
    totals.addData({ type: "data", direction: "read", bytes: 100, component: "Load" });
    totals.addData({ type: "data", direction: "read", bytes: 50, records: 3, component: "Load" });
    totals.addData({ type: "data", direction: "write", bytes: 7, component: "Load" });
    totals.addData({ type: "data", direction: "read", bytes: 1e9 });
    expect(totals.list()).toEqual([
      { name: "Load", count: 2, totalSeconds: 4, data: { readBytes: 150, writtenBytes: 7, records: 3 } },
    ]);
  });

  it("stands alone where no component, or several, have the name", () => {
    const totals = new ComponentTotals();
    totals.add(timed("Read", "Train"));
    totals.add(timed("Read", "Test"));
    totals.addData({ type: "data", direction: "read", bytes: 5, component: "Read" });
    totals.addData({ type: "data", direction: "write", bytes: 6, component: "Log" });
    const data = totals.list().filter((component) => component.data !== undefined);
    expect(data).toEqual([
      { name: "Read", count: 0, totalSeconds: 0, data: { readBytes: 5, writtenBytes: 0 } },
      { name: "Log", count: 0, totalSeconds: 0, data: { readBytes: 0, writtenBytes: 6 } },
    ]);
    // Looking does not change what there is.
    expect(totals.list().filter(({ name }) => name === "Read")).toHaveLength(3);
  });
});

describe("what components take", () => {
  const buckets = (counts: number[], le = [0.1, 1]): object => ({ buckets: { le, counts } });
  const add = (totals: ComponentTotals, name: string, more: object): void => totals.add({ ...timed(name), ...more });

  it("is summed, with the shortest and the longest of all calls", () => {
    const totals = new ComponentTotals();
    for (const [min, max] of [
      [0.5, 1.5],
      [0.2, 3],
      [0.9, 2],
    ]) {
      add(totals, "Evaluate", { min, max });
    }
    expect(totals.list()).toEqual([{ name: "Evaluate", count: 6, totalSeconds: 12, minSeconds: 0.2, maxSeconds: 3 }]);
  });

  it("is where it was first said to be", () => {
    const totals = new ComponentTotals();
    add(totals, "Evaluate", {});
    add(totals, "Evaluate", { source: { file: "a.py", line: 3 } });
    add(totals, "Evaluate", { source: { file: "b.py", line: 9 } });
    expect(totals.list()[0]?.source).toEqual({ file: "a.py", line: 3 });
  });

  it("adds buckets of the same bounds, and leaves out others", () => {
    const totals = new ComponentTotals();
    add(totals, "Evaluate", buckets([1, 2, 3]));
    add(totals, "Evaluate", buckets([10, 20, 30]));
    for (const le of [[0.1], [0.1, 2], [0.2, 1], [0.1, 1, 5]]) add(totals, "Evaluate", buckets([5, 5, 5], le));
    expect(totals.list()[0]?.buckets).toEqual({ le: [0.1, 1], counts: [11, 22, 33] });
  });

  it("is told with the costliest first", () => {
    const totals = new ComponentTotals();
    for (const [name, total] of [
      ["b", 2],
      ["c", 9],
      ["a", 5],
    ] as const) {
      add(totals, name, { total });
    }
    expect(totals.list().map(({ name }) => name)).toEqual(["c", "a", "b"]);
  });

  it("is summed up in one component where there are very many, and still known of those that were there", () => {
    const totals = new ComponentTotals();
    for (let index = 0; index < 2005; index++) totals.add(timed(`c${index}`, index > 1999 ? "late" : undefined));
    totals.add(timed("c0"));
    const list = totals.list();
    expect(list).toHaveLength(2001);
    expect(list.find(({ name }) => name === "(other components)")).toEqual({
      ...{ name: "(other components)", count: 10, totalSeconds: 20 },
    });
    expect(list.find(({ name }) => name === "c0")).toMatchObject({ count: 4, totalSeconds: 8 });
  });

  it("holds data of so many names, and what goes through more of them in one", () => {
    const totals = new ComponentTotals();
    const sent = (component: string): void => totals.addData({ type: "data", direction: "read", bytes: 1, component });
    for (let index = 0; index < 2003; index++) sent(`c${index}`);
    sent("c0");
    const data = new Map(totals.list().map(({ name, data: found }) => [name, found?.readBytes]));
    expect(data.size).toBe(2001);
    expect([data.get("c0"), data.get("c1999"), data.get("(other components)")]).toEqual([2, 1, 3]);
  });

  it("of one name below several parents leaves data with the one that has none", () => {
    const totals = new ComponentTotals();
    totals.add(timed("Read", "Train"));
    totals.add(timed("Read"));
    totals.addData({ type: "data", direction: "read", bytes: 5, component: "Read" });
    const held = totals.list().filter((component) => component.data !== undefined);
    expect(held).toEqual([{ name: "Read", count: 2, totalSeconds: 4, data: { readBytes: 5, writtenBytes: 0 } }]);
  });
});
