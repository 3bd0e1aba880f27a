import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Workbench } from "../engine/workbench";

const PROGRAMS = resolve(import.meta.dirname, "programs");

interface Exported {
  readonly session: { readonly status: string; readonly label: string };
  readonly runs: readonly {
    readonly id: string;
    readonly algorithm: string;
    readonly status: string;
    readonly best?: number;
    readonly evaluations?: number;
    readonly iterations: readonly {
      readonly iteration: number;
      readonly best: number;
      readonly evaluations?: number;
    }[];
  }[];
  readonly components: readonly {
    readonly name: string;
    readonly parent?: string;
    readonly count: number;
    readonly totalSeconds: number;
    readonly maxSeconds?: number;
  }[];
  readonly series: readonly { readonly metric: string; readonly unit?: string; readonly values: readonly number[] }[];
  readonly notes: readonly { readonly text: string }[];
}

describe("programs that are instrumented with OpenTelemetry", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => bench.dispose());

  async function record(program: string, args: readonly string[] = []): Promise<Exported> {
    const command = [process.execPath, join(PROGRAMS, program), ...args];
    const outcome = await bench.cli("run", "--otlp-receive", "true", "--", ...command);
    expect(outcome.code, outcome.stderr).toBe(0);
    const { stdout } = await bench.cli("export", "latest", "--format", "json");
    return JSON.parse(stdout) as Exported;
  }

  it("have their durations as components and their other instruments as metrics, in our units", async () => {
    const { session, components, series } = await record("metrics.mjs");
    expect(session.status).toBe("completed");
    const [step] = components.filter(({ name }) => name === "solver.step.duration");
    expect(step?.count).toBe(3);
    expect(step?.totalSeconds).toBeCloseTo(0.555, 9);
    expect(step?.maxSeconds).toBeCloseTo(0.5, 9);
    const newest = (metric: string): number | undefined => series.find((one) => one.metric === metric)?.values.at(-1);
    expect(newest("solver.allocated{pool=a}")).toBe(3072);
    expect(series.find(({ metric }) => metric === "solver.allocated{pool=a}")?.unit).toBe("bytes");
    expect(newest("solver.rejected")).toBe(7);
    expect(newest("solver.front.size.mean")).toBe(3);
    expect(newest("solver.front.size.count")).toBe(2);
  });

  it.each(["http", "proto"])("tell of runs by the convention, over %s", async (encoding) => {
    const { runs } = await record("runs.mjs", [encoding]);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ id: "r1", algorithm: "CMA-ES", problem: "sphere", best: 25, evaluations: 40 });
    expect(runs[0]?.iterations.map(({ iteration, best, evaluations }) => [iteration, best, evaluations])).toEqual([
      [1, 100, 10],
      [2, 50, 20],
      [3, 100 / 3, 30],
      [4, 25, 40],
    ]);
  });

  it("have their spans as components under their parents, and runs and iterations by attributes", async () => {
    const { runs, components } = await record("traces.mjs");
    const found = components.map(({ name, parent, count, totalSeconds }) => [name, parent, count, totalSeconds]);
    expect(found).toContainEqual(["optimizer.run", undefined, 1, 50]);
    expect(found).toContainEqual(["generation", "optimizer.run", 3, 9]);
    expect(found).toContainEqual(["evaluate", "generation", 3, 6]);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ id: "island", algorithm: "GA", status: "failed", best: 7 });
    expect(runs[0]?.iterations.map(({ iteration }) => iteration)).toEqual([1, 2, 3]);
  });

  it("report elsewhere where their environment says so", async () => {
    const elsewhere = { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://127.0.0.1:9/v1/metrics" };
    const script = "console.log(JSON.stringify(Object.keys(process.env).filter((name) => name.startsWith('OTEL_'))))";
    Object.assign(bench.env, elsewhere);
    const { stdout } = await bench.cli("run", "--otlp-receive", "true", "--", process.execPath, "-e", script);
    expect(JSON.parse(stdout)).toEqual(["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"]);
  });

  it("are given no variables unless somebody asked for it", async () => {
    const script = "console.log(JSON.stringify(Object.keys(process.env).filter((name) => name.startsWith('OTEL_'))))";
    const { stdout } = await bench.cli("run", "--", process.execPath, "-e", script);
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
