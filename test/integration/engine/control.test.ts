import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RpcChannel } from "../../../src/control/rpcChannel";
import { RPC_VERSION, type EngineMethod, type ParamsOf, type ViewUpdate } from "../../../src/protocol/rpc";
import { ended, killEngine, launch, RawClient } from "./helpers";
import { DIST, PYTHON, until, Workbench, type Controller, type Outcome } from "./workbench";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const ENGINE = join(DIST, "engine.js");

function socketTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}

async function bareChannel(): Promise<RpcChannel> {
  const channel = new RpcChannel(await socketTo(bench.addresses.control));
  channel.listen();
  return channel;
}

function startEngine(...args: readonly string[]): Promise<Outcome> {
  return bench.start(process.execPath, [ENGINE, "--workspace", bench.folder, ...args]).done;
}

async function recorded(controller: Controller, label: string, count = 5): Promise<string> {
  const { sessionId } = await controller.request("startLaunch", launch(label, { definite: true, kind: "command" }));
  const raw = new RawClient(await bench.ingest());
  await raw.greet({ id: label, session: label });
  const events = [
    { type: "run_start", run: label, algorithm: `${label} search`, problem: "sphere", direction: "minimize" },
    ...[...Array(count).keys()].map((index) => ({ type: "iteration", run: label, iteration: index, best: -index })),
    { type: "run_end", run: label, status: "completed" },
    { type: "bye" },
  ];
  raw.send({ type: "batch", sequence: 1, events });
  await raw.acknowledged(1);
  raw.socket.end();
  await controller.request("endLaunch", { launchId: label, exitCode: 0 });
  return sessionId ?? "";
}

describe("the control socket", () => {
  it("answers nobody who has not said hello, and no other version", async () => {
    await bench.control();
    const channel = await bareChannel();
    await expect(channel.request("listSessions", {})).rejects.toMatchObject({ code: "no-hello" });
    const hello = { rpcVersion: RPC_VERSION + 1, version: "9.9.9", kind: "editor" } as const;
    await expect(channel.request("hello", hello)).rejects.toMatchObject({
      code: "version-mismatch",
      message: expect.stringMatching(/9\.9\.9 speaks/) as string,
    });
    await expect(channel.request("doctor", {})).rejects.toMatchObject({ code: "no-hello" });
    channel.dispose();
  });

  it("names parameters that are wrong", async () => {
    const controller = await bench.control();
    const wrong = <M extends EngineMethod>(method: M, params: unknown): Promise<unknown> =>
      controller.request(method, params as ParamsOf<M>).then(
        () => "accepted",
        (error: unknown) => (error as Error).message,
      );
    expect(await wrong("startLaunch", { label: "x", kind: "task" })).toMatch(/launchId.*got nothing/);
    expect(await wrong("startLaunch", launch("x", { kind: "rocket" as "task" }))).toMatch(
      /kind.*one of task.*"rocket"/,
    );
    expect(await wrong("renameSession", { sessionId: "x", label: "" })).toMatch(/label.*not empty/);
    expect(await wrong("setTags", { sessionId: "x", tags: [1] })).toMatch(/tags.*list of texts/);
    expect(await wrong("querySeries", { sessionId: "x", queries: [{ key: "k" }] })).toMatch(/query.*table/);
    expect(await wrong("exportSession", { sessionId: "x", format: "xml", path: "/tmp/x" })).toMatch(
      /format.*json, csv/,
    );
    expect(await wrong("listSessions", { limit: -1 })).toMatch(/limit.*zero or more/);
    expect(await wrong("listSessions", { limit: 1.5 })).toMatch(/limit.*whole number/);
    expect(await wrong("listSessions", [1])).toMatch(/must be an object/);
    expect(await wrong("getSession", { sessionId: "nope" })).toMatch(/no session "nope"/);
    expect(await wrong("stopSession", { sessionId: "nope" })).toMatch(/not running/);
    expect(await wrong("nonsense" as EngineMethod, {})).toMatch(/nonsense/);
  });

  it("survives garbage", async () => {
    const controller = await bench.control();
    for (const garbage of [
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      "\u0000\u0001\u0002\r\n\r\n",
      "Content-Length: 5\r\n\r\n{{{{{",
      "Content-Length: -1\r\n\r\n{}",
      "Content-Length: 2\r\n\r\n[]",
      'Content-Length: 17\r\n\r\n{"jsonrpc":"2.0"}',
      "x".repeat(100_000),
    ]) {
      const socket = await socketTo(bench.addresses.control);
      socket.on("error", () => undefined);
      socket.end(garbage);
      await new Promise((resolve) => socket.once("close", resolve));
    }
    expect(await controller.sessions()).toEqual([]);
    expect(bench.enginePid()).toBe(controller.facts.pid);
  });

  it("lists, filters, pages, renames, tags, exports and deletes, and tells every controller", async () => {
    const controller = await bench.control();
    const other = await bench.control();
    const ids = [];
    for (const label of ["alpha", "beta", "gamma"]) ids.push(await recorded(controller, label));
    await ended(controller, 3);
    const list = (filter: ParamsOf<"listSessions">): Promise<readonly string[]> =>
      controller.request("listSessions", filter).then(({ sessions }) => sessions.map(({ label }) => label).sort());
    expect(await list({ limit: 2 })).toHaveLength(2);
    const pages = await Promise.all([0, 1, 2, 3].map((offset) => list({ limit: 1, offset })));
    expect(pages.flat().sort()).toEqual(["alpha", "beta", "gamma"]);
    expect((await controller.request("listSessions", { limit: 0 })).total).toBe(3);
    expect(await list({ text: "BETA search" })).toEqual(["beta"]);
    expect(await list({ status: "failed" })).toEqual([]);
    const [first = "", second = ""] = ids;
    await controller.request("renameSession", { sessionId: first, label: "renamed" });
    await controller.request("setTags", { sessionId: first, tags: ["good"] });
    const seen = await until("the other's news", () => {
      const summary = other.changed.get(first);
      return summary?.label === "renamed" && summary.tags.length > 0 ? summary : undefined;
    });
    expect(seen.tags).toEqual(["good"]);
    expect(await list({ text: "good" })).toEqual(["renamed"]);
    await controller.request("deleteSession", { sessionId: second });
    await until("the other's news", () => (other.removed.has(second) ? true : undefined));
    await expect(controller.request("getSession", { sessionId: second })).rejects.toMatchObject({
      code: "unknown-session",
    });
    expect(await list({})).toEqual(["gamma", "renamed"]);
  });

  it("gives series, tables as CSV, and exports", async () => {
    const controller = await bench.control();
    const sessionId = await recorded(controller, "numbers", 1000);
    const { x, y } = await controller.column(sessionId, "run:numbers", "iteration", "best");
    expect([x.length, y[999]]).toEqual([1000, -999]);
    const { csv } = await controller.request("tableCsv", {
      sessionId,
      table: "run:numbers",
      columns: ["iteration", "best"],
    });
    expect(csv.trim().split(/\r?\n/)).toHaveLength(1001);
    await expect(controller.request("tableCsv", { sessionId, table: "none" })).rejects.toMatchObject({
      code: "unknown-table",
    });
    const path = join(bench.folder, "out.json");
    const { files } = await controller.request("exportSession", { sessionId, format: "json", path });
    expect(files).toEqual([path]);
    expect(JSON.parse(readFileSync(path, "utf8"))).toHaveProperty("schema", 1);
  });

  it("refuses to delete what runs", async () => {
    const controller = await bench.control();
    const { sessionId = "" } = await controller.request("startLaunch", launch("runs", { definite: true }));
    await expect(controller.request("deleteSession", { sessionId })).rejects.toMatchObject({ code: "session-running" });
    expect(await controller.request("endLaunch", { launchId: "runs", exitCode: 3 })).toEqual({ sessionId });
    expect((await controller.onlyEnded()).session).toMatchObject({ status: "failed", reason: "Exit code 3." });
    await controller.request("deleteSession", { sessionId });
    expect(await controller.sessions()).toEqual([]);
  });

  it("takes a launch's end for what its launcher saw, also where that is told later, but for no time to come", async () => {
    const controller = await bench.control();
    for (const [launchId, later] of [
      ["told-later", 0.001],
      ["ahead", 3600],
    ] as const) {
      await controller.request("startLaunch", launch(launchId, { definite: true }));
      const time = ((await controller.sessions())[0]?.startTime ?? 0) + later;
      await controller.request("endLaunch", { launchId, exitCode: 0, time });
      const { endTime = NaN } = (await controller.sessions())[0] ?? {};
      expect(endTime).toBeLessThanOrEqual(later < 1 ? time : Date.now() / 1000);
    }
  });

  it("pushes to a view what changed, and in the end all that there is to say", async () => {
    const controller = await bench.control();
    const updates: ViewUpdate[] = [];
    controller.channel.onNotification("viewDidChange", (update) => updates.push(update));
    const { sessionId = "" } = await controller.request("startLaunch", launch("view", { definite: true }));
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "view", session: "view" });
    const send = async (sequence: number, run: string): Promise<void> => {
      raw.send({ type: "batch", sequence, events: [{ type: "iteration", run, iteration: sequence, best: sequence }] });
      await raw.acknowledged(sequence);
    };
    await send(1, "a");
    await send(2, "b");
    const query = (run: string) =>
      ({ key: run, table: `run:${run}`, x: "iteration", y: ["best"], mode: "extremes", points: 100 }) as const;
    const opened = await controller.request("openView", { viewId: "v", sessionId, queries: [query("a"), query("b")] });
    expect(opened.results.map(({ key }) => key)).toEqual(["a", "b"]);
    expect(opened.detail?.session).toMatchObject({ status: "running", iterationCount: 2 });
    await send(3, "b");
    await until("the pushed change", () => updates.find(({ results }) => results.length > 0));
    expect(updates.flatMap(({ results }) => results).map(({ key }) => key)).toEqual(["b"]);
    raw.send({ type: "bye" });
    raw.socket.end();
    await controller.request("endLaunch", { launchId: "view", exitCode: 0 });
    const last = await until("the last update", () =>
      updates.find(({ detail }) => detail?.session.endTime !== undefined),
    );
    expect(last.detail?.session).toMatchObject({ status: "completed", iterationCount: 3 });
    expect(updates.at(-1)).toBe(last);
  });

  it("stops a process tree, also one that ignores Ctrl-C", async () => {
    const controller = await bench.control();
    const program = `
import os, signal, sys, time, optimizer_monitor as om
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, lambda *_: (print("asked to end", flush=True), os._exit(9)))
run = om.run("GA"); run.iteration(0, best=1); om.flush(5)
print("up", flush=True)
while True: time.sleep(0.1)
`;
    const { child, firstOutput, done } = bench.start(
      "/bin/sh",
      ["-c", `${PYTHON} -c '${program}'; exit 4`],
      bench.programEnv(),
    );
    const { sessionId = "" } = await controller.request(
      "startLaunch",
      launch("stop", { pid: child.pid ?? 0, definite: true }),
    );
    await firstOutput;
    await controller.request("stopSession", { sessionId });
    const outcome = await done;
    expect(outcome.stdout).toContain("asked to end");
    await controller.request("endLaunch", { launchId: "stop", exitCode: outcome.code ?? 0 });
    expect((await controller.onlyEnded()).session).toMatchObject({ status: "stopped", runCount: 1 });
  });
});

describe("the engine's life", () => {
  it("is the only one of two that start at once", async () => {
    const outcomes: Outcome[] = [];
    for (let index = 0; index < 3; index++)
      void startEngine("--linger", "60").then((outcome) => outcomes.push(outcome));
    await until("two that leave", () => (outcomes.length >= 2 ? true : undefined));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    const controller = await bench.control();
    expect(controller.facts.pid).toBe(bench.enginePid());
  });

  it("ends some time after the last one has left, also where a launch was never heard of again", async () => {
    const done = startEngine("--linger", "3");
    await until("the engine", () => bench.enginePid());
    const controller = await bench.control();
    await controller.request("startLaunch", launch("gone", { pid: 3_999_999 }));
    controller.dispose();
    expect((await done).code).toBe(0);
    expect(existsSync(bench.addresses.control)).toBe(false);
    expect(existsSync(bench.addresses.factsFile)).toBe(false);
  });

  it("keeps its sockets to its owner and takes the place of one that was killed", async () => {
    await bench.control();
    const mode = (path: string): number => statSync(path).mode & 0o777;
    const { folder, control, ingest = "", factsFile } = bench.addresses;
    expect([folder, dirname(folder), control, ingest, factsFile].map(mode)).toEqual([
      0o700, 0o700, 0o600, 0o600, 0o600,
    ]);
    await killEngine(bench);
    expect(existsSync(control)).toBe(true);
    expect((await bench.control()).facts.pid).toBe(bench.enginePid());
  });

  it("does not wait for one that was killed while it started", async () => {
    mkdirSync(bench.addresses.folder, { recursive: true, mode: 0o700 });
    const { child, done } = bench.start("/bin/true", []);
    await done;
    writeFileSync(join(bench.addresses.folder, "starting"), String(child.pid), { mode: 0o600 });
    const began = performance.now();
    await bench.control();
    expect(performance.now() - began).toBeLessThan(8000);
  });

  it("refuses a runtime folder that others can enter, and says so", async () => {
    mkdirSync(bench.addresses.folder, { recursive: true });
    chmodSync(dirname(bench.addresses.folder), 0o777);
    expect((await startEngine()).code).toBe(1);
    const log = readFileSync(join(bench.folder, ".optimizer-monitor", "engine.log"), "utf8");
    expect(log).toMatch(/must be a folder that only you can enter.*OPTIMIZER_MONITOR_RUNTIME_DIR/);
  });
});
