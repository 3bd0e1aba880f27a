import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { batch, exported, iteration, killEngine, launch, RawClient, upTo } from "../../integration/engine/helpers";
import { until, Workbench, type Controller } from "../../integration/engine/workbench";
import { recordFault, rounds } from "../faultRecord";

let bench: Workbench;
let history: string;
beforeEach(() => {
  bench = new Workbench();
  history = join(bench.folder, ".optimizer-monitor");
});
afterEach(() => bench.dispose());

const DELETIONS = rounds(3);

/** A session that reports and whose folder is deleted again and again; every batch is acknowledged. */
async function recordWhileDeleting(): Promise<{ controller: Controller; raw: RawClient; count: number }> {
  const controller = await bench.control();
  await controller.request("startLaunch", launch("swept", { definite: true }));
  const raw = new RawClient(await bench.ingest());
  await raw.greet({ id: "swept", session: "swept" });
  for (const round of upTo(DELETIONS)) {
    raw.send(batch(2 * round + 1, iteration("r", 2 * round)));
    await raw.acknowledged(2 * round + 1);
    rmSync(history, { recursive: true });
    raw.send(batch(2 * round + 2, iteration("r", 2 * round + 1)));
    await raw.acknowledged(2 * round + 2);
  }
  return { controller, raw, count: 2 * DELETIONS };
}

const iterationsOf = async (): Promise<readonly number[]> =>
  (await exported(bench)).runs[0]?.iterations.map((each) => each.iteration) ?? [];

describe("a .optimizer-monitor that is deleted while it is written", () => {
  it("is made again with everything, and the session ends in the history", async () => {
    const { controller, raw, count } = await recordWhileDeleting();
    rmSync(history, { recursive: true });
    raw.send({ type: "bye" });
    raw.socket.end();
    await controller.request("endLaunch", { launchId: "swept", exitCode: 0 });
    expect(await iterationsOf()).toEqual(upTo(count));
    expect(existsSync(join(history, ".gitignore"))).toBe(true);
    expect(readdirSync(join(history, "sessions"))).toHaveLength(1);
    await until("the journal's end", () => (bench.journals().length === 0 ? true : undefined));
  });

  it("holds what was acknowledged also where the engine is killed afterwards", async () => {
    const { raw, count } = await recordWhileDeleting();
    await killEngine(bench);
    raw.socket.destroy();
    const controller = await bench.control();
    await controller.request("endLaunch", { launchId: "swept", exitCode: 0 });
    expect(await iterationsOf()).toEqual(upTo(count));
    recordFault({
      fault: ".optimizer-monitor deleted while a session is recorded",
      promise: "recording goes on, and everything acknowledged before and after is in the history, also after a crash",
      tried: 2 * DELETIONS + 1,
    });
  });

  it("does not bring a deleted workspace back", async () => {
    const { controller, raw } = await recordWhileDeleting();
    rmSync(bench.folder, { recursive: true });
    raw.send(batch(2 * DELETIONS + 1, iteration("r", 2 * DELETIONS)));
    await until("a warning", () =>
      controller.warnings.some((text) => /cannot be written to .*goes on in memory/.test(text)) ? true : undefined,
    );
    expect(existsSync(bench.folder)).toBe(false);
    expect(await controller.sessions()).toMatchObject([{ status: "running", iterationCount: 2 * DELETIONS + 1 }]);
  });
});
