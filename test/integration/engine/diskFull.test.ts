import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canMount } from "../../faults/engine/mounts";
import { exported, killEngine, launch, RawClient, upTo } from "./helpers";
import { until, Workbench } from "./workbench";

let bench: Workbench;
let mounted: string;
const mount = (...args: readonly string[]): Buffer => execFileSync("mount", [...args], { stdio: "pipe" });

// Skipped where no small file system can be made, which takes root's rights.
describe.skipIf(!canMount())("a disk that is full", () => {
  beforeEach(() => {
    bench = new Workbench();
    mounted = join(bench.folder, ".optimizer-monitor");
    mkdirSync(mounted);
    mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", mounted);
  });
  afterEach(async () => {
    const folder = mounted;
    try {
      const pid = bench.enginePid();
      if (pid !== undefined) await killEngine(bench);
    } finally {
      execFileSync("umount", ["-l", folder]);
    }
    await bench.dispose();
  });

  const COUNT = 60;
  const batch = (sequence: number): unknown => {
    const padding = Object.fromEntries(upTo(20).map((index) => [`metric_${index}`, Math.sqrt(sequence + index)]));
    const events = upTo(50).map((index) => {
      const iteration = (sequence - 1) * 50 + index;
      return { type: "iteration", run: "r", iteration, best: iteration, ...padding };
    });
    return { type: "batch", sequence, events };
  };

  async function fill(): Promise<{
    controller: Awaited<ReturnType<Workbench["control"]>>;
    raw: RawClient;
    safe: number;
  }> {
    const controller = await bench.control();
    await controller.request("startLaunch", launch("full", { definite: true }));
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "full", session: "full" });
    for (let sequence = 1; sequence <= COUNT; sequence++) raw.send(batch(sequence));
    await until("the warning", () => (controller.warnings.length > 0 ? true : undefined));
    const safe = Math.max(0, ...raw.answers.map(({ sequence }) => (typeof sequence === "number" ? sequence : 0)));
    expect(safe).toBeLessThan(COUNT);
    return { controller, raw, safe };
  }

  it("is told of once, stops acknowledgements, not the recording, and loses nothing when there is space again", async () => {
    const { controller, raw } = await fill();
    // A client that comes back meanwhile is not told that what only the memory holds is safe.
    const again = new RawClient(await bench.ingest());
    expect(await again.greet({ id: "full" })).toMatchObject({ acknowledged: 0 });
    again.socket.end();
    await until("the state to go on", async () => {
      const [session] = await controller.sessions();
      return session?.iterationCount === COUNT * 50 ? true : undefined;
    });
    expect(controller.warnings).toEqual([expect.stringMatching(/cannot be written.*free some space/)]);
    mount("-o", "remount,size=64m", mounted);
    await raw.acknowledged(COUNT);
    raw.send({ type: "bye" });
    raw.socket.end();
    await controller.request("endLaunch", { launchId: "full", exitCode: 0 });
    const session = await exported(bench);
    expect(session.runs[0]?.iterations.map(({ iteration }) => iteration)).toEqual(upTo(COUNT * 50));
    expect(session.session).toMatchObject({ status: "completed" });
  });

  it("keeps an ended session until it fits, and answers its launcher", async () => {
    const { controller, raw } = await fill();
    raw.socket.end();
    await until("the client's end", () => (raw.isClosed ? true : undefined));
    const { sessionId = "" } = await controller.request("endLaunch", { launchId: "full", exitCode: 0 });
    expect((await controller.sessions()).map(({ id, status }) => [id, status])).toEqual([[sessionId, "completed"]]);
    expect(controller.warnings.some((text) => /could not be written to the history/.test(text))).toBe(true);
    mount("-o", "remount,size=64m", mounted);
    await until("the journal's end", () => (bench.journals().length === 0 ? true : undefined));
    const session = await exported(bench, sessionId);
    expect(session.runs[0]?.iterations.map(({ iteration }) => iteration)).toEqual(upTo(COUNT * 50));
  });

  it("loses nothing that was acknowledged where the engine dies before there is space", async () => {
    const { safe } = await fill();
    await killEngine(bench);
    mount("-o", "remount,size=64m", mounted);
    const controller = await bench.control();
    const again = new RawClient(await bench.ingest());
    const { acknowledged } = await again.greet({ id: "full", session: "full" });
    expect(acknowledged).toBeGreaterThanOrEqual(safe);
    for (let sequence = Number(acknowledged) + 1; sequence <= COUNT; sequence++) again.send(batch(sequence));
    await again.acknowledged(COUNT);
    again.send({ type: "bye" });
    again.socket.end();
    await controller.request("endLaunch", { launchId: "full", exitCode: 0 });
    const session = await exported(bench);
    expect(session.runs[0]?.iterations.map(({ iteration }) => iteration)).toEqual(upTo(COUNT * 50));
  });
});
