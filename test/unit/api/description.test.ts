// docs/api.md names every path and every metric that there is.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../../../scripts/setup/paths.mjs";
import { FAILURE_RATE, REQUEST_RATE } from "../../../src/api/access/gate";
import { ROUTES } from "../../../src/api/apiServer";
import type { ApiSource } from "../../../src/api/apiSource";
import { MAX_STREAMS } from "../../../src/api/liveStreams";
import { SERIES_LIMITS } from "../../../src/api/prometheus/limits";
import { collect } from "../../../src/api/prometheus/prometheusRoute";
import { silentLog } from "../../../src/base/log";

const text = readFileSync(at("docs", "api.md"), "utf8");
const suffixes = { counter: "_total", info: "_info", gauge: "", histogram: "" } as const;

const nothing: ApiSource = {
  version: "1.0.0",
  workspace: "/work",
  startTime: 0,
  log: silentLog,
  now: () => 0,
  list: () => ({ sessions: [], total: 0 }),
  running: () => [],
  readouts: () => [],
  get: () => Promise.reject(new Error("there is none")),
  detail: ({ detail }) => detail,
  runs: () => [],
  components: () => [],
  alerts: () => [],
  exported: () => [],
  onDidChangeLive: () => ({ dispose: () => undefined }),
  onDidChangeSessions: () => ({ dispose: () => undefined }),
};

describe("docs/api.md", () => {
  it.each(ROUTES.map(({ path }) => path))("names %s", (path) => {
    expect(text).toContain(`\`${path}\``);
  });

  it.each(collect(nothing).map(({ name, type }) => name.replace(/^optimizer_monitor_/, "") + suffixes[type]))(
    "names the metric %s",
    (name) => {
      expect(text).toContain(`\`${name}\``);
    },
  );

  it("states the limits as they are", () => {
    const { sessions, runs, components, buckets, customMetrics, gpus } = SERIES_LIMITS;
    expect(text).toContain(`At most ${sessions} sessions`);
    expect(text).toContain(`${runs} newest runs, ${components} costliest`);
    expect(text).toContain(`(histograms of at most ${buckets} bounds; with more, only sums)`);
    expect(text).toContain(`${customMetrics} custom metrics, ${gpus} GPUs`);
    const rates = [REQUEST_RATE.perSecond, REQUEST_RATE.burst].map((rate) => rate.toLocaleString("en-US"));
    expect(text).toContain(`${rates[0] ?? ""} requests a second and address after a burst of ${rates[1] ?? ""}`);
    expect(text).toContain(`${FAILURE_RATE.burst} wrong tokens`);
    expect(text).toContain(`${MAX_STREAMS} live streams`);
  });
});
