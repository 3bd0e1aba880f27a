import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  batch,
  ended,
  exported,
  iteration,
  killEngine,
  launch,
  RawClient,
  upTo,
} from "../../integration/engine/helpers";
import { until, Workbench, type Controller } from "../../integration/engine/workbench";
import { recordFault } from "../faultRecord";
import { canMount } from "./mounts";

const COUNT = 2000;

let bench: Workbench;
let mounted: string;

// Skipped where no small file system can be made, which takes root's rights.
describe.skipIf(!canMount())("a disk that fills up before a session is saved", () => {
  beforeEach(() => {
    bench = new Workbench();
    mounted = join(bench.folder, ".optimizer-monitor");
    mkdirSync(mounted);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", mounted]);
  });
  afterEach(async () => {
    if (bench.enginePid() !== undefined) await killEngine(bench);
    execFileSync("umount", ["-l", mounted]);
    await bench.dispose();
  });

  const filler = (): string => join(mounted, "filler");

  /** Takes all the space that is left. */
  function fill(): void {
    const file = openSync(filler(), "w");
    try {
      for (const bytes = Buffer.alloc(4096, 1); ;) writeSync(file, bytes);
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
    } finally {
      closeSync(file);
    }
  }

  /** A session whose end neither the history nor perhaps its journal can take. */
  async function endOnFullDisk(): Promise<Controller> {
    const controller = await bench.control();
    await controller.request("startLaunch", launch("full", { definite: true }));
    const raw = new RawClient(await bench.ingest());
    await raw.greet({ id: "full", session: "full" });
    raw.send(batch(1, ...upTo(COUNT).map((index) => iteration("r", index))));
    await raw.acknowledged(1);
    raw.send({ type: "bye" });
    raw.socket.end();
    fill();
    await controller.request("endLaunch", { launchId: "full", exitCode: 0 });
    const told = controller.warnings.filter((text) =>
      /could not be written to the history: .*the disk is full/.test(text),
    );
    expect(told).toHaveLength(1);
    // Half a file must not take the space that others need.
    expect(readdirSync(join(mounted, "sessions"))).toEqual([]);
    expect(bench.journals()).toHaveLength(1);
    return controller;
  }

  async function expectWhole(): Promise<void> {
    await until("the journal's end", () => (bench.journals().length === 0 ? true : undefined));
    const { runs } = await exported(bench);
    expect(runs.map(({ iterations }) => iterations.map((each) => each.iteration))).toEqual([upTo(COUNT)]);
  }

  it("has the session when there is space again, and when the engine was killed meanwhile", async () => {
    const controller = await endOnFullDisk();
    rmSync(filler());
    await expectWhole();
    const [first] = await controller.sessions();
    await controller.request("deleteSession", { sessionId: first?.id ?? "" });
    await endOnFullDisk();
    await killEngine(bench);
    rmSync(filler());
    await ended(await bench.control(), 1);
    await expectWhole();
    recordFault({
      fault: "disk full when a session is saved, and space again",
      promise: "the session stays in its journal and is saved as soon as there is space, also by another engine",
      tried: 2,
    });
  });
});
