import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exported, killEngine, launch, upTo } from "../../../test/integration/engine/helpers";
import { until, Workbench } from "../../../test/integration/engine/workbench";
import { compile, programSource } from "./compiler";

const folder = mkdtempSync(join(tmpdir(), "om-cpp-"));
const program = join(folder, "behaviour");
beforeAll(() => compile(programSource("behaviour.cpp"), program, "-O2"), 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

describe("the history of a C++ program", () => {
  it("has every iteration once, though the engine was killed while it ran", async () => {
    let controller = await bench.control();
    const { child, done } = bench.start(program, ["steady"], bench.programEnv());
    let stdout = "";
    child.stdout?.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
    const announcement = launch("task-1", { pid: child.pid ?? 0 });
    await controller.request("startLaunch", announcement);
    for (const mark of ["49", "149", "249"]) {
      await until(`iteration ${mark}`, () => (stdout.split("\n").includes(mark) ? true : undefined));
      await killEngine(bench);
      controller = await bench.control();
      await controller.request("startLaunch", announcement);
    }
    child.stdin?.end("\n");
    const { code, stderr } = await done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await controller.request("endLaunch", { launchId: "task-1", exitCode: 0 });
    const session = await exported(bench);
    expect(session.session).toMatchObject({ status: "completed", exitCode: 0, runCount: 1 });
    expect(session.runs[0]?.iterations.map(({ iteration }) => iteration)).toEqual(upTo(400));
    expect(session.runs[0]).toMatchObject({ algorithm: "GA", status: "completed", evaluations: 1200, best: 601 });
    expect(session.components).toMatchObject([{ name: "Step", count: 400 }]);
    expect(session.notes).toEqual([]);
    expect(session.dropped).toBe(0);
  });

  it("has what many threads reported, started by the command line", async () => {
    const outcome = await bench.cli("run", "--", program, "threads");
    expect(outcome.code).toBe(0);
    const session = await exported(bench);
    const iterations = session.runs[0]?.iterations.map(({ iteration }) => iteration) ?? [];
    expect([...iterations].sort((a, b) => a - b)).toEqual(upTo(4000));
    const counts = session.components.map(({ name, count }) => [name, count]);
    expect(Object.fromEntries(counts)).toEqual({ Whole: 1, Worker: 8, Step: 4000 });
  });

  it("has a run that an exception ended as failed, with its text", async () => {
    const outcome = await bench.cli("run", "--", program, "uncaught");
    expect(outcome.code).not.toBe(0);
    const session = await exported(bench);
    expect(session.session).toMatchObject({ status: "failed" });
    expect(session.runs).toMatchObject([{ status: "failed", termination: "error", message: "singular matrix" }]);
  });
});
