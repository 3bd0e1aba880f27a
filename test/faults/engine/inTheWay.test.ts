// Something of somebody else's stands where the history has a folder or a file: it is left alone, and a message says what to do.
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, exported, killEngine, launch, upTo } from "../../integration/engine/helpers";
import { PYTHON, Workbench } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";

let bench: Workbench;
let history: string;
beforeEach(() => {
  bench = new Workbench();
  history = join(bench.folder, ".optimizer-monitor");
  mkdirSync(history);
});
afterEach(() => bench.dispose());

const COUNT = 20;
const PROGRAM = `import optimizer_monitor as om\nwith om.run("GA") as run:\n    for i in range(${COUNT}): run.iteration(i, best=i)`;

describe("what stands in the way of a history", () => {
  it("is left alone where the journals should be: the session is recorded in memory, and saved", async () => {
    const inTheWay = join(history, "live");
    writeFileSync(inTheWay, "mine");
    const controller = await bench.control();
    const { child, done } = bench.python(PROGRAM);
    await controller.request("startLaunch", launch("memory", { pid: child.pid ?? 0, definite: true }));
    expect(await done).toMatchObject({ code: 0, stderr: "" });
    await controller.request("endLaunch", { launchId: "memory", exitCode: 0 });
    const [session] = await ended(controller, 1);
    expect(session).toMatchObject({ status: "completed", iterationCount: COUNT, dropped: 0 });
    expect((await exported(bench)).runs[0]?.iterations.map(({ iteration }) => iteration)).toEqual(upTo(COUNT));
    const told = /cannot be written to .*live.*: a file stands where the folder should be\. It goes on in memory/;
    expect(controller.warnings.filter((text) => told.test(text))).toHaveLength(1);
    expect(controller.warnings.filter((text) => /removed/.test(text))).toEqual([]);
    expect(readFileSync(inTheWay, "utf8")).toBe("mine");
    recordFault({
      fault: "a file stands where the journals should be",
      promise: "it is left alone; recording goes on in memory with a clear message, and is in the history at its end",
      tried: 1,
    });
  });

  it("is left alone where the catalog should be: the session is recorded, and in the history once it is moved away", async () => {
    const catalog = join(history, "history.db");
    mkdirSync(join(catalog, "mine"), { recursive: true });
    const outcome = await bench.cli("run", "--", PYTHON, "-c", PROGRAM);
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(/history\.db cannot be read: a folder stands in its place\. Move it away/);
    const recorded = async (): Promise<readonly unknown[]> =>
      (await exported(bench)).runs.flatMap(({ iterations }) => iterations.map(({ iteration }) => iteration));
    expect(await recorded()).toEqual(upTo(COUNT));
    expect(readdirSync(catalog)).toEqual(["mine"]);
    await killEngine(bench);
    renameSync(catalog, join(history, "moved"));
    expect(await recorded()).toEqual(upTo(COUNT));
    expect(statSync(catalog).isFile()).toBe(true);
    recordFault({
      fault: "a folder stands where the catalog of the history should be",
      promise: "it is left alone; a message says what to do; what is recorded is in the history once it is moved away",
      tried: 1,
    });
  });
});
