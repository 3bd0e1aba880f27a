import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { batch, client, ended, exported, iteration, launch, RawClient, upTo } from "./helpers";
import { DIST, until, Workbench, type Controller } from "./workbench";

let bench: Workbench;
let controller: Controller;
beforeEach(async () => {
  bench = new Workbench();
  controller = await bench.control();
});
afterEach(() => bench.dispose());

describe("programs that nobody announced", () => {
  it("are external sessions, one for a program and its workers whoever reports first", async () => {
    const { done } = bench.python(`
import os, sys, optimizer_monitor as om
child_done, tell_parent = os.pipe()
parent_done, tell_child = os.pipe()
pid = os.fork()
if pid == 0:
    with om.run("child") as run: run.iteration(0, best=1)
    om.flush(5)
    os.write(tell_parent, b"x")
    os.read(parent_done, 1)
    sys.exit(0)
os.read(child_done, 1)
with om.run("parent") as run: run.iteration(0, best=2)
om.flush(5)
os.write(tell_child, b"x")
os.waitpid(pid, 0)
`);
    expect((await done).code).toBe(0);
    const detail = await controller.onlyEnded();
    expect(detail.session).toMatchObject({ kind: "external", status: "completed", runCount: 2 });
  });

  it("without a hello belong to the one launch there is, else to one session together", async () => {
    await controller.request("startLaunch", launch("bash"));
    const send = async (index: number): Promise<void> => {
      const socket = await bench.ingest();
      socket.end(`${JSON.stringify(iteration("bash", index))}\n`);
      await new Promise((resolve) => socket.once("close", resolve));
    };
    for (const index of upTo(5)) await send(index);
    await controller.request("endLaunch", { launchId: "bash", exitCode: 0 });
    for (const index of upTo(3)) await send(index);
    const sessions = await ended(controller, 2);
    expect(sessions.map(({ kind, iterationCount }) => `${kind} ${iterationCount}`).sort()).toEqual([
      "external 3",
      "task 5",
    ]);
  });

  it("that give no id do not take each other's sequences", async () => {
    const clients = await Promise.all([client(bench), client(bench), client(bench, { id: "" })]);
    for (const [index, raw] of clients.entries()) {
      raw.send(batch(1, iteration(`run${index}`, 0)), batch(2, iteration(`run${index}`, 1)));
      await raw.acknowledged(2);
    }
    const sessions = await controller.sessions();
    expect(sessions.reduce((sum, { iterationCount }) => sum + iterationCount, 0)).toBe(6);
  });

  it("may connect twice under one id; every sequence counts once", async () => {
    const first = await client(bench, { id: "twice" });
    first.send(batch(1, iteration("r", 0)), batch(2, iteration("r", 1)));
    await first.acknowledged(2);
    const second = new RawClient(await bench.ingest());
    expect(await second.greet({ id: "twice" })).toMatchObject({ acknowledged: 2 });
    second.send(batch(2, iteration("r", 1)), batch(3, iteration("r", 2)));
    first.send(batch(3, iteration("r", 2)), batch(4, iteration("r", 3)));
    await Promise.all([second.acknowledged(3), first.acknowledged(4)]);
    second.send({ type: "bye" });
    second.socket.end();
    await until("the second's end", () => (second.isClosed ? true : undefined));
    first.send(batch(5, iteration("r", 4)), { type: "bye" });
    await first.acknowledged(5);
    first.socket.end();
    await controller.onlyEnded();
    const session = await exported(bench);
    expect(session.runs[0]?.iterations.map((entry) => entry.iteration)).toEqual(upTo(5));
  });

  it("of Node hand in what they have left as they end, and more than one runs at a time", async () => {
    const program = `const om = require("optimizer-monitor-client");
const run = om.run("GA"); for (let i = 0; i < 3000; i++) run.iteration(i, { best: i }); run.end({ status: "completed" });`;
    const environment = { ...bench.programEnv(), NODE_PATH: join(DIST, "clients", "node") };
    const programs = [0, 1].map((index) =>
      bench.start(process.execPath, ["-e", program], { ...environment, OPTIMIZER_MONITOR_SESSION: `node-${index}` }),
    );
    for (const index of [0, 1]) await controller.request("startLaunch", launch(`node-${index}`));
    for (const { done } of programs) expect(await done).toMatchObject({ code: 0, stderr: "" });
    for (const index of [0, 1]) await controller.request("endLaunch", { launchId: `node-${index}`, exitCode: 0 });
    const sessions = await ended(controller, 2);
    expect(sessions.map(({ iterationCount }) => iterationCount)).toEqual([3000, 3000]);
  });
});

describe("times that cannot be true", () => {
  it("are replaced by when they were received, and pictures stay whole", async () => {
    const raw = await client(bench, { id: "times" });
    const now = Date.now() / 1000;
    const times = [now, 5, -1, 1e300, now * 1000, now + 1];
    raw.send(batch(1, ...times.map((time, index) => ({ ...(iteration("r", index) as object), time }))));
    raw.socket.write('{"type":"iteration","run":"r","iteration":1e999,"best":1}\n');
    await raw.acknowledged(1);
    const [session] = await controller.sessions();
    const { x, y } = await controller.column(session?.id ?? "", "run:r", "time", "best");
    expect(y).toEqual(upTo(times.length));
    for (const time of x) expect(Math.abs(time - now)).toBeLessThan(30);
    expect(await raw.answer("error")).toMatchObject({ reason: expect.stringContaining("iteration") as string });
  });
});
