// A second user of the machine, really: what they can reach of an engine that records for somebody else.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { engineAddresses } from "../../../src/base/addresses";
import { batch, CLI, iteration, launch, RawClient } from "../../integration/engine/helpers";
import { PYTHON, until, Workbench, type Controller } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";
import {
  attempted,
  CAN_BE_OTHERS,
  everythingIn,
  openToOthers,
  sharedFolder,
  startAsOther,
  type Attempt,
} from "./otherUser";

const PROGRAM = `
import optimizer_monitor as om
with om.run("GA") as run:
    run.iteration(0, best=1)
`;

// Skipped where this is not root: then no program can be run as somebody else.
describe.skipIf(!CAN_BE_OTHERS)("another user of the machine", () => {
  let bench: Workbench;
  let controller: Controller;
  let history: string;
  let state: string;
  let tokenFile: string;
  const earlier = { umask: 0, state: process.env["XDG_STATE_HOME"] };

  beforeAll(async () => {
    // Nothing may depend on a careful umask.
    earlier.umask = process.umask(0);
    bench = new Workbench();
    const base = dirname(dirname(bench.addresses.folder));
    // The folders around are open, as a home folder is: only our own modes protect.
    for (const folder of [bench.folder, base]) chmodSync(folder, 0o777);
    [history, state] = [join(bench.folder, ".optimizer-monitor"), join(base, "state")];
    process.env["XDG_STATE_HOME"] = state;
    controller = await bench.control();
    const address = { host: "127.0.0.1", allowedHosts: [], allowedOrigins: [] };
    await controller.request("configureApi", { enabled: true, port: 0, ...address });
    tokenFile = join(state, "optimizer-monitor", readdirSync(join(state, "optimizer-monitor"))[0] ?? "");
    expect((await bench.cli("run", "--", PYTHON, "-c", PROGRAM)).code).toBe(0);
    await controller.request("setNote", { sessionId: (await controller.onlyEnded()).session.id, note: "mine" });
    await controller.request("startLaunch", launch("live", { definite: true }));
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "live", session: "live" });
    raw.send(batch(1, iteration("r", 1)));
    await raw.acknowledged(1);
  });
  afterAll(async () => {
    await bench.dispose();
    process.umask(earlier.umask);
    if (earlier.state === undefined) delete process.env["XDG_STATE_HOME"];
    else process.env["XDG_STATE_HOME"] = earlier.state;
  });

  it("can neither read nor change nor reach anything of it, which we can", () => {
    const { folder, control, ingest = "", factsFile } = bench.addresses;
    const sessions = join(history, "sessions");
    const files = [
      ...[factsFile, tokenFile, ...bench.journals()],
      ...["history.db", "edits.json", "engine.log"].map((name) => join(history, name)),
      ...readdirSync(sessions).map((name) => join(sessions, name)),
    ];
    expect(files.length).toBeGreaterThanOrEqual(7);
    const folders = [dirname(folder), folder, history, join(history, "live"), sessions, dirname(tokenFile)];
    const harmless: Attempt[] = [
      ...files.map((path): Attempt => ["read", path]),
      ...folders.map((path): Attempt => ["list", path]),
      ...[control, ingest].map((path): Attempt => ["connect", path]),
    ];
    const attempts: Attempt[] = [
      ...harmless,
      ...files.flatMap((path): Attempt[] => [
        ["append", path],
        ["remove", path],
      ]),
      ...folders.flatMap((path): Attempt[] => [
        ["create", path],
        ["link", path],
      ]),
      ...[control, ingest].map((path): Attempt => ["remove", path]),
    ];
    // The same attempts succeed for ourselves: what stops the other one is who they are.
    expect(new Set(Object.values(attempted(harmless, {})))).toEqual(new Set(["done"]));
    const outcomes = attempted(attempts);
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome !== "EACCES")).toEqual([]);
    recordFault({
      fault: "another user of the machine reads, changes or connects to what is ours",
      promise: "every attempt is refused",
      tried: attempts.length,
    });
  });

  it("finds every file and folder that we make closed, whatever the umask", () => {
    const made = [dirname(bench.addresses.folder), history, join(state, "optimizer-monitor")].flatMap(everythingIn);
    expect(made.length).toBeGreaterThan(12);
    expect(openToOthers(made)).toEqual([]);
  });
});

/** Makes the runtime folder of somebody else and listens there; says so for each connection. */
const SQUATTER = `
process.umask(0);
const { mkdirSync, writeFileSync } = require("node:fs");
const [folder, workspace] = process.argv.slice(1);
mkdirSync(folder, { recursive: true, mode: Number(process.argv[3]) });
writeFileSync(folder + "/engine.json", JSON.stringify({ rpcVersion: 1, version: "0.1.0", pid: process.pid, workspace,
  endpoint: "unix:" + folder + "/ingest.sock", historyFolder: workspace + "/.optimizer-monitor" }));
let listening = 0;
for (const name of ["control.sock", "ingest.sock"])
  require("node:net").createServer((socket) => {
    writeFileSync(folder + "/visited", name);
    socket.on("data", () => undefined).on("error", () => undefined);
  }).listen(folder + "/" + name, () => (++listening === 2 ? console.log("ready") : undefined));
`;

describe.skipIf(!CAN_BE_OTHERS)("a runtime folder that another user made first", () => {
  let bench: Workbench;
  let shared: string;
  let env: NodeJS.ProcessEnv;
  let runtime: string;
  beforeEach(() => {
    bench = new Workbench();
    shared = sharedFolder();
    chmodSync(shared, 0o1777);
    env = { OPTIMIZER_MONITOR_RUNTIME_DIR: shared };
    runtime = engineAddresses(bench.folder, env).folder;
  });
  afterEach(async () => {
    await bench.dispose();
    rmSync(shared, { recursive: true, force: true });
  });

  const cli = (...args: readonly string[]) => bench.start(process.execPath, [CLI, ...args], env).done;
  const REFUSAL = /must be a folder that only you can enter.*belongs to someone else.*OPTIMIZER_MONITOR_RUNTIME_DIR/s;

  it.each([0o777, 0o755])("is refused with mode %o: nobody connects to what listens there", async (mode) => {
    const squatter = await startAsOther(SQUATTER, runtime, bench.folder, String(mode));
    try {
      // The sockets would take anybody in.
      const control = join(runtime, "control.sock");
      expect(attempted([["connect", control]], {})).toEqual({ [`connect ${control}`]: "done" });
      await until("the visit", () => existsSync(join(runtime, "visited")) || undefined);
      rmSync(join(runtime, "visited"));
      const outcome = await cli("history", "list");
      expect(outcome.code).not.toBe(0);
      expect(outcome.stderr).toMatch(REFUSAL);
      const engine = bench.start(process.execPath, [join(dirname(CLI), "engine.js"), "--workspace", bench.folder], env);
      expect((await engine.done).code).toBe(1);
      const store =
        "from optimizer_monitor._history.claim import find_engine; import sys; print(find_engine(sys.argv[1]))";
      const python = bench.start(PYTHON, ["-c", store, join(bench.folder, ".optimizer-monitor")], {
        ...env,
        PYTHONPATH: join(dirname(CLI), "clients", "python"),
      });
      expect(await python.done).toMatchObject({ code: 0, stdout: "None\n" });
      expect(readdirSync(runtime)).not.toContain("visited");
    } finally {
      squatter.kill();
    }
  });

  it("is refused where it is a link to a folder of our own", async () => {
    const own = join(bench.folder, "own");
    mkdirSync(own, { mode: 0o700 });
    const script =
      "require('node:fs').symlinkSync(process.argv[1], process.argv[2]); console.log(1); setInterval(() => 0, 1000)";
    const other = await startAsOther(script, own, dirname(runtime));
    other.kill();
    const outcome = await cli("history", "list");
    expect(outcome.stderr).toMatch(/is a link, belongs to someone else/);
    expect(readdirSync(own)).toEqual([]);
  });
});

describe("the sockets' folder", () => {
  it("is not taken from a link of our own either", async () => {
    const bench = new Workbench();
    const real = join(bench.folder, "elsewhere");
    mkdirSync(real, { mode: 0o700 });
    symlinkSync(real, dirname(bench.addresses.folder));
    try {
      const outcome = await bench.cli("history", "list");
      expect(outcome.stderr).toMatch(/must be a folder that only you can enter, but it is a link/);
      expect(readdirSync(real)).toEqual([]);
    } finally {
      await bench.dispose();
    }
  });
});
