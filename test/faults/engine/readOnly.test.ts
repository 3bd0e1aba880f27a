import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, exported, launch, upTo } from "../../integration/engine/helpers";
import { until, Workbench } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";
import { canMount } from "./mounts";

let bench: Workbench;
const mount = (...args: readonly string[]): Buffer => execFileSync("mount", [...args], { stdio: "pipe" });

const COUNT = 3000;
const PROGRAM = `
import optimizer_monitor as om
with om.run("GA") as run:
    for i in range(${COUNT}):
        run.iteration(i, best=i)
`;

// Skipped where no file system can be mounted, which takes root's rights.
describe.skipIf(!canMount())("a workspace that may only be read", () => {
  beforeEach(() => {
    bench = new Workbench();
    mount("-t", "tmpfs", "-o", "size=16m,ro", "tmpfs", bench.folder);
  });
  afterEach(async () => {
    execFileSync("umount", ["-l", bench.folder]);
    await bench.dispose();
  });

  it("is recorded in memory, says so, and is written when it may be", async () => {
    const controller = await bench.control();
    const { child, done } = bench.python(PROGRAM);
    await controller.request("startLaunch", launch("reader", { pid: child.pid ?? 0, definite: true }));
    expect(await done).toMatchObject({ code: 0, stderr: "" });
    await controller.request("endLaunch", { launchId: "reader", exitCode: 0 });
    const [session] = await ended(controller, 1);
    expect(session).toMatchObject({ status: "completed", iterationCount: COUNT, dropped: 0 });
    for (const told of [
      /the file system is read-only.*optimizerMonitor\.history\.folder.*recorded in memory/,
      /The recording cannot be written to .*goes on in memory/,
      /could not be written to the history: .*kept in memory/,
    ])
      expect(controller.warnings.filter((text) => told.test(text))).toHaveLength(1);
    mount("-o", "remount,rw", bench.folder);
    await until("the session in the history", async () => {
      const { sessions } = await controller.request("historyFacts", {});
      return sessions === 1 ? true : undefined;
    });
    expect((await exported(bench)).runs[0]?.iterations.map(({ iteration }) => iteration)).toEqual(upTo(COUNT));
    recordFault({
      fault: "workspace that may only be read",
      promise:
        "recording goes on in memory with a clear message, and is written as soon as the folder may be written to",
      tried: 1,
    });
  });

  it("is no reason for the command line not to record", async () => {
    const outcome = await bench.cli("run", "--", "/usr/bin/python3", "-c", PROGRAM);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stderr).toMatch(/GA +3,000 iterations/);
    expect(outcome.stderr).toMatch(/file system is read-only/);
  });
});
