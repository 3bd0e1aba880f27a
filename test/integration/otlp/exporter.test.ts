import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PYTHON, Workbench } from "../engine/workbench";
import { Collector } from "./collector";

const PROGRAM = `
import optimizer_monitor as om
with om.run(algorithm="GA", problem="sphere") as run:
    for iteration in range(1, 6):
        with om.component("evaluate"):
            pass
        run.iteration(iteration, best=10.0 / iteration, evaluations=iteration * 20)
`;

describe("metrics that are exported over OTLP", () => {
  let bench: Workbench;
  let collector: Collector;
  beforeEach(async () => {
    bench = new Workbench();
    collector = await Collector.listen();
  });
  afterEach(async () => {
    await bench.dispose();
    collector.dispose();
  });

  it("bring a session's last figures when it ends, however long the interval is", async () => {
    Object.assign(bench.env, {
      OPTIMIZER_MONITOR_OTLP_ENDPOINT: collector.endpoint,
      OPTIMIZER_MONITOR_OTLP_INTERVAL_SECONDS: "3600",
      OPTIMIZER_MONITOR_OTLP_HEADERS: "Authorization=Bearer%20abc,x-tenant=t1",
      // Meant for the programs, and for another collector.
      OTEL_EXPORTER_OTLP_HEADERS: "x-secret=other",
    });
    const { code, stderr } = await bench.cli("run", "--label", "ga", "--", PYTHON, "-c", PROGRAM);
    expect(code, stderr).toBe(0);
    const [first] = collector.received;
    expect(first?.path).toBe("/v1/metrics");
    expect(first?.headers).toMatchObject({
      authorization: "Bearer abc",
      "x-tenant": "t1",
      "content-type": "application/x-protobuf",
      "content-encoding": "gzip",
    });
    expect(first?.headers["x-secret"]).toBeUndefined();
    expect(first?.metrics[0]?.resource).toMatchObject({ "service.name": "optimizer-monitor" });

    const best = collector.points("optimizer_monitor.run_best_objective").at(-1);
    expect(best).toMatchObject({ kind: "number", value: 2, isSum: false });
    expect(best?.attributes["session"]).toMatch(/^\d/);
    expect(collector.points("optimizer_monitor.run_evaluations").at(-1)).toMatchObject({
      value: 100,
      isSum: true,
      metric: { isMonotonic: true, isCumulative: true },
    });
    const durations = collector.points("optimizer_monitor.component_duration").at(-1);
    expect(durations).toMatchObject({
      kind: "distribution",
      count: 5,
      attributes: { component: "evaluate" },
      metric: { unit: "s" },
    });
    expect(collector.points("process.cpu.time").at(-1)).toMatchObject({ metric: { unit: "s", isMonotonic: true } });
  });

  it("come at each interval while a session runs", async () => {
    const control = await bench.control();
    const settings = { otlpEndpoint: collector.endpoint, otlpIntervalSeconds: 1 };
    await control.request("updateSettings", { settings: settings as never });
    await expect.poll(() => collector.points("optimizer_monitor.sessions_running").length).toBeGreaterThanOrEqual(2);
  });

  it("are told of once where the collector takes nothing, and hinder nobody", async () => {
    collector.status = 400;
    Object.assign(bench.env, {
      OPTIMIZER_MONITOR_OTLP_ENDPOINT: collector.endpoint,
      OPTIMIZER_MONITOR_OTLP_INTERVAL_SECONDS: "1",
    });
    const sleep = `${PROGRAM}\nimport time\ntime.sleep(2.5)`;
    const { code, stderr } = await bench.cli("run", "--", PYTHON, "-c", sleep);
    expect(code).toBe(0);
    expect(stderr.match(/could not be exported/g)).toHaveLength(1);
    expect(stderr).toContain("GA");
    const { stdout } = await bench.cli("history", "list", "--json");
    expect(JSON.parse(stdout)).toHaveLength(1);
  });

  it("say what is wrong with an address, and repeat no header", async () => {
    Object.assign(bench.env, {
      OPTIMIZER_MONITOR_OTLP_ENDPOINT: "collector:4318",
      OPTIMIZER_MONITOR_OTLP_HEADERS: "hunter2",
    });
    const { stderr } = await bench.cli("run", "--", PYTHON, "-c", PROGRAM);
    expect(stderr).toContain("Metrics are not exported: collector:4318 is no http or https address");
    expect(readFileSync(join(bench.folder, ".optimizer-monitor", "engine.log"), "utf8")).not.toContain("hunter2");
  });
});
