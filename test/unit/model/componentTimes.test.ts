import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComponentTimes, MOST_TIMED_COMPONENTS } from "../../../src/model/componentTimes";
import { columnKey, parseColumnKey } from "../../../src/model/metrics";

const spent = (name: string, total: number): Parameters<ComponentTimes["add"]>[0] => ({
  type: "component",
  name,
  count: 1,
  total,
});
const column = (component: string): string => columnKey("component_seconds", { component });

describe("the components' timeline", () => {
  it("holds what was spent since the sample before, and tells a rest once", () => {
    const times = new ComponentTimes();
    expect(times.tick()).toEqual({});
    times.add(spent("Evaluation", 0.5));
    times.add(spent("Evaluation", 0.25));
    times.add(spent("Selection", 0.1));
    expect(times.tick()).toEqual({ [column("Evaluation")]: 0.75, [column("Selection")]: 0.1 });
    times.add(spent("Selection", 0.2));
    expect(times.tick()).toEqual({ [column("Evaluation")]: 0, [column("Selection")]: 0.2 });
    expect(times.tick()).toEqual({ [column("Selection")]: 0 });
    expect(times.tick()).toEqual({});
  });

  it("sums up later ones in one column, whatever they are called", () => {
    const times = new ComponentTimes();
    for (let index = 0; index < MOST_TIMED_COMPONENTS + 5; index++) times.add(spent(`c ${index} {=,}`, 1));
    const row = times.tick();
    expect(Object.keys(row)).toHaveLength(MOST_TIMED_COMPONENTS + 1);
    expect(row[column("(other components)")]).toBe(5);
    expect(parseColumnKey(column("c 3 {=,}")).labels).toEqual({ component: "c 3 {=,}" });
  });

  it("loses no second and tells none twice", () => {
    const event = fc.record({ name: fc.constantFrom("a", "b", "c"), total: fc.integer({ min: 0, max: 1000 }) });
    fc.assert(
      fc.property(fc.array(fc.array(event, { maxLength: 5 })), (intervals) => {
        const times = new ComponentTimes();
        let told = 0;
        for (const events of intervals) {
          for (const { name, total } of events) times.add(spent(name, total));
          for (const seconds of Object.values(times.tick())) told += seconds;
        }
        expect(told).toBe(intervals.flat().reduce((sum, { total }) => sum + total, 0));
      }),
    );
  });
});
