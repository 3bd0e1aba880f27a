import { describe, expect, it } from "vitest";
import { columnKey, parseColumnKey, unitOfMetric } from "../../../src/model/metrics";

describe("a column's key", () => {
  it.each([
    ["a{b=c}", { metric: "a", labels: { b: "c" } }],
    ["a{b=c,d=e=f}", { metric: "a", labels: { b: "c", d: "e=f" } }],
    // What begins with the sign has no name.
    ["a{=c}", { metric: "a", labels: {} }],
    ["a{}", { metric: "a", labels: {} }],
    // Names of users' metrics are names, whatever is in them.
    ["my a{b=c}", { metric: "my a{b=c}" }],
    ["a{b=c} more", { metric: "a{b=c} more" }],
    ["a{b{c=d}}", { metric: "a{b{c=d}}" }],
  ])("%s is a metric and its labels", (key, expected) => {
    expect(parseColumnKey(key)).toEqual(expected);
  });

  it("is its name without labels", () => {
    expect(columnKey("a")).toBe("a");
    expect(columnKey("a", { b: "c", d: "e" })).toBe("a{b=c,d=e}");
  });

  it("has its metric's unit", () => {
    expect(unitOfMetric("system_cpu_core_percent{core=0}")).toBe("%");
    expect(unitOfMetric("process_memory_rss_bytes")).toBe("B");
    expect(unitOfMetric("process_count")).toBeUndefined();
    expect(unitOfMetric("mine")).toBeUndefined();
  });
});
