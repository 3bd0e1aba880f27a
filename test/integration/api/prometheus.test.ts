// What a real Prometheus makes of /metrics, and what the Grafana dashboards ask it.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "../../../scripts/setup/paths.mjs";
import type { RawClient } from "../engine/helpers";
import { until } from "../engine/workbench";
import { ApiBench } from "./apiBench";
import { readDashboard, type Dashboard } from "./dashboards";
import { PrometheusServer } from "./prometheusServer";

const FOLDER = at("docs", "grafana", "dashboards");
const OPEN_METRICS = { Accept: "application/openmetrics-text; version=1.0.0" };

let api: ApiBench;
let prometheus: PrometheusServer;
let program: RawClient;
let session: string;

beforeAll(async () => {
  api = await ApiBench.start();
  const first = await api.program("ended", 3);
  first.send({ type: "bye" });
  first.socket.end();
  await api.controller.onlyEnded();
  program = await api.program("live", 40);
  session = await until(
    "the running session",
    async () => (await api.controller.sessions()).find(({ status }) => status === "running")?.id,
  );
  prometheus = await PrometheusServer.start(api.url, at("docs", "grafana", "prometheus.yml"));
  // Rates need two samples of every series.
  await until("enough scrapes", async () => {
    const cpu = await prometheus.query("count_over_time(optimizer_monitor_session_cpu_utilization_ratio[1m]) >= 3");
    return cpu.length > 0 || undefined;
  });
}, 60_000);

afterAll(async () => {
  await prometheus.dispose();
  await api.dispose();
});

/** The one value of a query. */
async function value(expression: string): Promise<number | undefined> {
  const found = await prometheus.query(expression);
  return found.length === 1 ? found[0]?.value : undefined;
}

describe("the text", () => {
  it("has nothing that promtool complains of", async () => {
    const input = await (await api.ask("/metrics")).text();
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input, encoding: "utf8" });
    expect([status, stdout, stderr]).toEqual([0, "", ""]);
  });

  it("is OpenMetrics for those who ask for it", async () => {
    const response = await api.ask("/api/v1/metrics", OPEN_METRICS);
    expect(response.headers.get("content-type")).toContain("application/openmetrics-text");
    const text = await response.text();
    expect(text).toContain("# TYPE optimizer_monitor_session_evaluations counter\n");
    expect(text).toContain("# UNIT optimizer_monitor_component_duration_seconds seconds\n");
    expect(text.endsWith("# EOF\n")).toBe(true);
  });
});

describe("a scrape", () => {
  it("brings the values that were reported", async () => {
    const run = `{session="${session}",run="live"}`;
    expect(await value('up{job="optimizer-monitor"}')).toBe(1);
    expect(await value(`optimizer_monitor_run_best_objective${run}`)).toBe(2.5);
    expect(await value(`optimizer_monitor_run_evaluations_total${run}`)).toBe(400);
    expect(await value(`optimizer_monitor_session_dropped_events_total{session="${session}"}`)).toBe(3);
    expect(await value('optimizer_monitor_sessions{status="running"}')).toBe(1);
    expect(await value(`optimizer_monitor_session_status{session="${session}",status="running"}`)).toBe(1);
  });

  it("brings histograms that can be summed and asked for quantiles", async () => {
    const name = "optimizer_monitor_component_duration_seconds";
    const labels = `{session="${session}",component="Evaluation"`;
    expect(await value(`${name}_count${labels}}`)).toBe(4);
    expect(await value(`${name}_sum${labels}}`)).toBe(2);
    expect(await value(`${name}_bucket${labels},le="1.0"}`)).toBe(3);
    expect(await value(`histogram_quantile(0.5, ${name}_bucket${labels}})`)).toBeCloseTo(0.55);
  });

  it("shows a session for some minutes after its end", async () => {
    const ended = await prometheus.query('optimizer_monitor_session_status{status!="running"} == 1');
    expect(ended).toHaveLength(1);
    const id = ended[0]?.metric["session"] ?? "";
    expect(await value(`optimizer_monitor_session_iterations_total{session="${id}"}`)).toBe(3);
  });
});

describe.each(readdirSync(FOLDER))("dashboard %s", (file) => {
  const dashboard: Dashboard = readDashboard(readFileSync(join(FOLDER, file), "utf8"));

  it("asks only what Prometheus can answer, and what this session has", async () => {
    // No GPU, no data events and no figures of storage where /proc does not give them.
    const mayBeEmpty = /gpu_|session_data_|session_storage_/;
    const empty: string[] = [];
    for (const expression of dashboard.expressions) {
      const asked = expression
        .replaceAll("$__rate_interval", "1m")
        .replaceAll("$__range", "1h")
        .replaceAll("$session", ".*");
      expect(asked).not.toContain("$");
      const found = await prometheus.query(asked);
      if (found.length === 0 && !mayBeEmpty.test(asked)) empty.push(asked);
    }
    expect(empty).toEqual([]);
  });
});

// The last, as its many runs take the place of the first.
describe("very many runs, components and metrics", () => {
  it("leave the text within its bounds, and are counted", async () => {
    program.send(
      ...Array.from({ length: 80 }, (_, index) => ({ type: "component", name: `c${index}`, count: 1, total: 0.001 })),
      ...Array.from({ length: 70 }, (_, index) => ({ type: "metric", name: `m${index}`, value: index })),
      ...Array.from({ length: 60 }, (_, index) => ({ type: "run_start", run: `r${index}`, algorithm: 'A"\\\n' })),
      { type: "component", name: "odd", count: 1, total: 9, buckets: { le: [3, 1], counts: [1, 0] } },
    );
    const text = await until("what was reported", async () => {
      const now = await (await api.ask("/metrics")).text();
      return now.includes('component="odd"') && now.includes('run="r59"') ? now : undefined;
    });
    const count = (name: string): number => text.split("\n").filter((line) => line.startsWith(name)).length;
    expect(count("optimizer_monitor_run_active{")).toBe(50);
    expect(count("optimizer_monitor_component_duration_seconds_count{")).toBe(50);
    expect(count("optimizer_monitor_custom_metric{")).toBe(50);
    expect(text).toContain('optimizer_monitor_left_out{kind="runs"} 11\n');
    expect(text).toContain('optimizer_monitor_left_out{kind="components"} 33\n');
    expect(text).toContain('optimizer_monitor_left_out{kind="custom_metrics"} 21\n');
    const { status, stderr } = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });
});
