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
