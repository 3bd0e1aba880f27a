import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exported, type Exported } from "./helpers";
import { DIST, PYTHON, until, Workbench } from "./workbench";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

/** A program in terms of the monitoring API, as it stands; only the data are made up. */
const PROGRAM = `
import math
from optimizer_monitor import PerformanceMonitor, MetricsCollector, PerformanceReporter, HistoricalStorage
output_dir, run_id, metadata = "report", "experiment é/1", {"dataset": "cities", "tags": ["nightly"], "label": "nightly run"}
run_data = {
    "best_fitness": [5.0, math.inf, 3.25, 3.25], "avg": [9.0, None, 7.5, 7.0], "nevals": [10, 10, 10, 10],
    "problem": "tour", "direction": "minimize", "seed": 7, "execution_time": 8, "mutation_rate": 0.2,
}
monitor = PerformanceMonitor(); collector = MetricsCollector()
monitor.start_component_timer('Data Loading')
sum(range(1000))
monitor.stop_component_timer('Data Loading')
monitor.record_memory_usage(); monitor.record_cpu_usage()
collector.collect_algorithm_run('GA', run_data)
collector.collect_algorithm_run('long', {"best": [1.0 / (i + 1) for i in range(40_000)], "mine": [i if i % 3 else None for i in range(40_000)]})
reporter = PerformanceReporter(collector, monitor); reporter.generate_comprehensive_report(output_dir)
storage = HistoricalStorage(); print(storage.store_run_data(run_id, monitor, collector, metadata).written_by)
`;

const READ = `
import json, sys
from optimizer_monitor import HistoricalStorage
print(json.dumps(HistoricalStorage().load_run(sys.argv[1])))
`;

interface Iteration {
  readonly iteration: number;
  readonly best?: unknown;
  readonly mean?: number;
  readonly evaluations?: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Runs a program outside of everything: only the package is on its path. */
async function alone(code: string, ...args: string[]): Promise<string> {
  const file = join(bench.folder, "program.py");
  writeFileSync(file, code);
  const env = { PYTHONPATH: join(DIST, "clients", "python"), OPTIMIZER_MONITOR_ENDPOINT: "" };
  const outcome = await bench.start(PYTHON, [file, ...args], env).done;
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  return outcome.stdout;
}

function expectRuns(session: Exported): void {
  expect(session.runs).toHaveLength(2);
  const iterations = session.runs[0]?.iterations as readonly Iteration[];
  expect(iterations.map(({ best }) => best)).toEqual([5, "Infinity", 3.25, 3.25]);
  expect(iterations.map(({ mean }) => mean)).toEqual([9, undefined, 7.5, 7]);
  expect(iterations.map(({ evaluations }) => evaluations)).toEqual([10, 20, 30, 40]);
  const long = session.runs[1]?.iterations as readonly Iteration[];
  expect(long.map(({ best }) => best)).toEqual(Array.from({ length: 40_000 }, (_, index) => 1 / (index + 1)));
  expect(long.map(({ metrics }) => metrics?.["mine"])).toEqual(
    Array.from({ length: 40_000 }, (_, index) => (index % 3 === 0 ? undefined : index)),
  );
  expect(session.dropped).toBe(0);
  expect(session.components).toMatchObject([{ name: "Data Loading", count: 1, source: { line: 10 } }]);
}

describe("the monitoring API without an engine", () => {
  it("writes a session that the engine lists and exports exactly", async () => {
    expect(await alone(PROGRAM)).toBe("program\n");

    const listed = JSON.parse((await bench.cli("history", "list", "--json")).stdout) as unknown[];
    expect(listed).toMatchObject([
      {
        id: "experiment é/1",
        label: "nightly run",
        status: "completed",
        kind: "external",
        tags: ["nightly"],
        algorithms: ["GA", "long"],
        problem: "tour",
        runCount: 2,
        iterationCount: 40_004,
        evaluations: 40,
        dropped: 0,
        runs: [
          { algorithm: "GA", seed: 7, best: 3.25, direction: "minimize", parameters: { mutation_rate: 0.2 } },
          { algorithm: "long", best: 1 / 40_000, iterationCount: 40_000 },
        ],
      },
    ]);
    const session = await exported(bench);
    expectRuns(session);
    expect(session.series.map(({ metric }) => metric)).toContain("process_memory_rss_bytes");
    expect(session.notes[0]?.text).toContain('"dataset": "cities"');
  });

  it("replaces what is stored again, and removes what is cleaned up", async () => {
    await alone(PROGRAM);
    await alone(PROGRAM);
    await alone(PROGRAM.replace("experiment é/1", "other"));
    await alone(
      "from optimizer_monitor import HistoricalStorage\nassert HistoricalStorage().cleanup(keep=1) == ['experiment é/1']",
    );
    const listed = JSON.parse((await bench.cli("history", "list", "--json")).stdout) as { id: string }[];
    expect(listed.map(({ id }) => id)).toEqual(["other"]);
  });
});

describe("the monitoring API with an engine", () => {
  it("reports through the client, and the history has it once", async () => {
    writeFileSync(join(bench.folder, "program.py"), PROGRAM);
    const outcome = await bench.cli("run", "--", PYTHON, "program.py");
    expect(outcome).toMatchObject({ code: 0, stdout: "engine\n" });
    const listed = JSON.parse((await bench.cli("history", "list", "--json")).stdout) as unknown[];
    expect(listed).toMatchObject([{ kind: "command", iterationCount: 40_004, evaluations: 40, dropped: 0 }]);
    const session = await exported(bench);
    expectRuns(session);
    expect(session.series.map(({ metric }) => metric)).toContain("recorded_memory_rss_bytes");

    // What the engine wrote is read here number for number, and found under the id that the program gave it.
    const { metadata, ...read } = JSON.parse(await alone(READ, "experiment é/1")) as Record<string, unknown>;
    expect(read).toEqual(session);
    expect(metadata).toMatchObject({ dataset: "cities" });
  });

  it("hands its data to the engine of the workspace where the program was started outside of it", async () => {
    const controller = await bench.control();
    expect(await alone(PROGRAM)).toBe("engine\n");
    const detail = await controller.onlyEnded();
    expect(detail.session).toMatchObject({ kind: "external", iterationCount: 40_004, dropped: 0 });
    expectRuns(await exported(bench));
    const metadata = await until("the session in the history", async () => {
      const { code, stdout } = await bench.python(READ.replace("sys.argv[1]", '"experiment é/1"')).done;
      return code === 0 ? (JSON.parse(stdout) as { metadata: unknown }).metadata : undefined;
    });
    expect(metadata).toMatchObject({ dataset: "cities" });
  });
});
