import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { batch, iteration, launch, RawClient, upTo } from "./helpers";
import { Workbench } from "./workbench";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

describe("a request that takes long", () => {
  it("tells how far an export is, and ends it when it is cancelled", async () => {
    const controller = await bench.control();
    const { sessionId = "" } = await controller.request("startLaunch", launch("long", { definite: true }));
    const client = new RawClient(await bench.ingest());
    await client.greet({ session: "long" });
    for (let sequence = 1; sequence <= 40; sequence++)
      client.send(batch(sequence, ...upTo(500).map((index) => iteration("r", sequence * 500 + index))));
    await client.acknowledged(40);
    const folder = join(bench.folder, "exported");
    const request = { sessionIds: [sessionId], format: "csv", path: folder } as const;
    const abort = new AbortController();
    const progress: unknown[] = [];
    const onProgress = (news: unknown): void => {
      progress.push(news);
      abort.abort();
    };
    const cancelled = controller.channel.requestWatched("exportSession", request, { signal: abort.signal, onProgress });
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    expect(progress).toEqual([{ done: 0, total: 1, what: "long" }]);
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
    // The engine goes on, and the same request is answered when nobody cancels it.
    expect((await controller.channel.requestWatched("exportSession", request, {})).files.length).toBeGreaterThan(1);
  });
});
