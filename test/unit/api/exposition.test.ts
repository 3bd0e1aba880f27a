import { describe, expect, it } from "vitest";
import { Family, renderFamilies } from "../../../src/api/prometheus/exposition";

const lines = (family: Family, format: "prometheus" | "openmetrics"): string[] =>
  renderFamilies([family], format).trimEnd().split("\n");

describe("families", () => {
  it("carry the names that each format wants", () => {
    const counter = new Family("om_iterations", "counter", "Iterations.");
    counter.add({ session: "a" }, 3);
    expect(lines(counter, "prometheus")).toEqual([
      "# HELP om_iterations_total Iterations.",
      "# TYPE om_iterations_total counter",
      'om_iterations_total{session="a"} 3',
    ]);
    expect(lines(counter, "openmetrics").slice(1)).toEqual([
      "# TYPE om_iterations counter",
      'om_iterations_total{session="a"} 3',
      "# EOF",
    ]);
    const info = new Family("om_build", "info", "Version.");
    info.add({ version: "1" }, 1);
    expect(lines(info, "prometheus")[1]).toBe("# TYPE om_build_info gauge");
    expect(lines(info, "openmetrics")[1]).toBe("# TYPE om_build info");
  });

  it("escape what a label may not hold, and cut what is long", () => {
    const gauge = new Family("om", "gauge", "Back\\slash\nand line.");
    gauge.add({ label: 'a "quoted" \\ line\nend' }, NaN);
    gauge.add({ label: "x".repeat(500) }, Infinity);
    const [help, , first, second = ""] = lines(gauge, "prometheus");
    expect(help).toBe("# HELP om Back\\\\slash\\nand line.");
    expect(first).toBe('om{label="a \\"quoted\\" \\\\ line\\nend"} NaN');
    expect(second).toBe(`om{label="${"x".repeat(199)}…"} +Inf`);
  });

  it("sum histograms up and write bounds as scrapers do", () => {
    const histogram = new Family("om_seconds", "histogram", "Durations.", "seconds");
    histogram.addHistogram({}, { count: 6, sum: 4.5, le: [0.00000316228, 0.001, 1, 1000], counts: [1, 2, 0, 1, 2] });
    expect(lines(histogram, "openmetrics").slice(2, -1)).toEqual([
      "# UNIT om_seconds seconds",
      'om_seconds_bucket{le="3.16228e-06"} 1',
      'om_seconds_bucket{le="0.001"} 3',
      'om_seconds_bucket{le="1.0"} 3',
      'om_seconds_bucket{le="1000.0"} 4',
      'om_seconds_bucket{le="+Inf"} 6',
      "om_seconds_count 6",
      "om_seconds_sum 4.5",
    ]);
  });

  it("without samples say nothing", () => {
    expect(renderFamilies([new Family("om", "gauge", "Nothing.")], "prometheus")).toBe("");
  });
});
