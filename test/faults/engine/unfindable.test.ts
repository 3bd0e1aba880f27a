// What an engine is found by is taken away, as the cleaning of temporary folders does: programs find it all the same.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { batch, ended, exported, iteration, launch, RawClient, upTo } from "../../integration/engine/helpers";
import { until, Workbench } from "../../integration/engine/workbench";
import { recordFault, rounds } from "../faultRecord";

const ROUNDS = rounds(1);

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const program = `import optimizer_monitor as om\nwith om.run("GA") as run:\n    for i in range(20): run.iteration(i, best=i)`;

/** The engines that serve the workspace. */
function engines(): readonly string[] {
  const all = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
  return all.filter((line) => line.includes("engine.js") && line.includes(bench.folder));
}

/** Everything there is for others to find it, again. */
const found = (): Promise<boolean> =>
  until("what the engine is found by", () => {
    const { control, ingest, factsFile } = bench.addresses;
    return [control, ingest ?? control, factsFile].every((path) => existsSync(path)) ? true : undefined;
  });

describe.runIf(process.platform !== "win32")("an engine whose runtime folder is cleaned", () => {
  it("is found by the next program, and keeps those that are connected", async () => {
    const controller = await bench.control();
    const { folder, control, ingest, factsFile } = bench.addresses;
    const places = [folder, dirname(folder), control, ingest ?? control, factsFile];
    const pid = bench.enginePid();
    await controller.request("startLaunch", launch("kept", { definite: true }));
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "kept", session: "kept" });
    let sent = 0;
    for (const place of upTo(ROUNDS).flatMap(() => places)) {
      rmSync(place, { recursive: true });
      const { code } = await bench.python(program).done;
      expect(code).toBe(0);
      const session = await until("the program's session", async () => {
        const ended = (await controller.sessions()).filter(({ id, status }) => id !== "kept" && status === "completed");
        return ended.length === sent + 1 ? ended[0] : undefined;
      });
      expect(session.iterationCount).toBe(20);
      raw.send(batch(++sent, iteration("r", sent)));
      await raw.acknowledged(sent);
      await found();
    }
    expect(bench.enginePid()).toBe(pid);
    expect(engines()).toHaveLength(1);
    raw.socket.end();
    await controller.request("endLaunch", { launchId: "kept", exitCode: 0 });
    const kept = await exported(bench, (await controller.sessions()).find(({ kind }) => kind === "task")?.id);
    expect(kept.runs[0]?.iterations.map((each) => each.iteration)).toEqual(upTo(sent).map((index) => index + 1));
    recordFault({
      fault: "sockets of a running engine deleted (the whole folder, one of them, the file that says who listens)",
      promise: "the engine is found again within a second; programs that start then and those connected lose nothing",
      tried: sent,
    });
  });

  it("says so once where it cannot be found again, records on, and is found as soon as it can be", async () => {
    const controller = await bench.control();
    await controller.request("startLaunch", launch("kept", { definite: true }));
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "kept", session: "kept" });
    const { folder } = bench.addresses;
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
    const log = join(bench.folder, ".optimizer-monitor", "engine.log");
    const complaints = (): number => readFileSync(log, "utf8").split("the engine cannot be found any more").length - 1;
    await until("what the log says", () => (complaints() > 0 ? true : undefined));
    expect((await bench.python(program).done).code).toBe(0);
    raw.send(batch(1, iteration("r", 1)));
    await raw.acknowledged(1);
    expect(complaints()).toBe(1);
    rmSync(folder);
    await found();
    expect((await bench.python(program).done).code).toBe(0);
    raw.socket.end();
    await controller.request("endLaunch", { launchId: "kept", exitCode: 0 });
    const sessions = await ended(controller, 2);
    expect(sessions.map(({ iterationCount }) => iterationCount).sort((a, b) => a - b)).toEqual([1, 20]);
    recordFault({
      fault: "something else stands where a running engine's sockets were",
      promise:
        "the engine's log says so once; who is connected loses nothing; it is found as soon as the place is free",
      tried: 1,
    });
  });

  it("ends when it is asked to also where it cannot be found", async () => {
    await bench.control();
    const pid = bench.enginePid() ?? NaN;
    const { folder } = bench.addresses;
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
    process.kill(pid, "SIGTERM");
    await until("the engine's end", () => (engines().length === 0 ? true : undefined));
    rmSync(folder);
  });

  it("leaves where another one has taken its place meanwhile", async () => {
    const controller = await bench.control();
    const first = bench.enginePid() ?? NaN;
    await controller.request("startLaunch", launch("moved", { definite: true }));
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "moved", session: "moved" });
    raw.send(batch(1, iteration("r", 0)));
    await raw.acknowledged(1);
    process.kill(first, "SIGSTOP");
    rmSync(bench.addresses.folder, { recursive: true });
    const next = await bench.control();
    expect(bench.enginePid()).not.toBe(first);
    process.kill(first, "SIGCONT");
    await until("the first engine's end", () => (engines().length === 1 ? true : undefined));
    await found();
    expect((await bench.python(program).done).code).toBe(0);
    await next.request("endLaunch", { launchId: "moved", exitCode: 0 });
    const sessions = await ended(next, 2);
    expect(sessions.map(({ iterationCount }) => iterationCount).sort((a, b) => a - b)).toEqual([1, 20]);
  });
});
