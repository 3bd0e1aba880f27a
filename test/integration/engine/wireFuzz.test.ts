import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exported, launch, RawClient, upTo } from "./helpers";
import { hostileLine, seeded } from "./hostileLines";
import { until, Workbench, type Controller } from "./workbench";

const LINES = 100_000;
const ATTACKERS = 6;
const HONEST_BATCHES = 150;
const PER_BATCH = 20;

let bench: Workbench;
let controller: Controller;
beforeAll(async () => {
  bench = new Workbench();
  controller = await bench.control();
});
afterAll(() => bench.dispose());

/** Resolves when more can be written, or the connection is gone: the engine ends some of them. */
function settled(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off("drain", done).off("close", done);
      resolve();
    };
    if (socket.closed) resolve();
    else socket.on("drain", done).on("close", done);
  });
}

/** Sends its share of hostile lines, now and then over a new connection, some without a greeting. */
async function attack(seed: number, lines: number): Promise<number> {
  const random = seeded(seed);
  let sent = 0;
  while (sent < lines) {
    const socket = await bench.ingest();
    socket.on("error", () => undefined);
    socket.resume();
    if (random() < 0.7) socket.write(`{"type":"hello","protocol":1,"client":"hostile","id":"hostile-${seed}"}\n`);
    for (let left = 4000; left > 0 && sent < lines && !socket.destroyed; left--, sent++) {
      const line = hostileLine(random);
      socket.write(line);
      if (!socket.write("\n")) await settled(socket);
    }
    // Half a line is the last thing that comes.
    socket.end('{"type":"batch","sequence":99,"eve');
    while (!socket.closed) await settled(socket);
  }
  return sent;
}

describe("hostile lines", () => {
  it("do not crash the engine, block it or touch what another client reports", async () => {
    await controller.request("startLaunch", launch("honest"));
    // With one launch alone, whoever does not say hello would rightly be taken for its program.
    await controller.request("startLaunch", launch("other"));
    const honest = new RawClient(await bench.ingest());
    await honest.greet({ id: "honest", session: "honest" });
    const attacks = Promise.all(upTo(ATTACKERS).map((seed) => attack(seed + 1, Math.ceil(LINES / ATTACKERS))));
    let slowest = 0;
    for (let sequence = 1; sequence <= HONEST_BATCHES; sequence++) {
      const first = (sequence - 1) * PER_BATCH;
      const events = upTo(PER_BATCH).map((index) => ({
        type: "iteration",
        run: "half",
        iteration: first + index,
        best: first + index,
        metrics: { constructor: 1 },
      }));
      const began = performance.now();
      honest.send({
        type: "batch",
        sequence,
        events: [...events, { type: "component", name: "c", count: 1, total: 1 }],
      });
      await honest.acknowledged(sequence, 20);
      slowest = Math.max(slowest, performance.now() - began);
    }
    const sent = await attacks;
    expect(sent.reduce((sum, lines) => sum + lines, 0)).toBeGreaterThanOrEqual(LINES);
    expect(bench.enginePid()).toBe(controller.facts.pid);
    // Generous: the machine may be busy; an engine that hangs on a line takes for ever.
    expect(slowest).toBeLessThan(5000);
    honest.send({ type: "bye" });
    honest.socket.end();
    const { sessionId } = await controller.request("endLaunch", { launchId: "honest", exitCode: 0 });
    const session = await exported(bench, sessionId);
    expect(session.notes).toEqual([]);
    expect(session.runs).toHaveLength(1);
    expect(session.runs[0]?.iterations.map(({ iteration }) => iteration)).toEqual(upTo(HONEST_BATCHES * PER_BATCH));
    expect(session.runs[0]?.iterations.map(({ best }) => best)).toEqual(upTo(HONEST_BATCHES * PER_BATCH));
    expect(session.components).toMatchObject([{ name: "c", count: HONEST_BATCHES }]);
    expect(session.notes).toEqual([]);
    expect(session.dropped).toBe(0);
  });

  it("leave sessions that can be shown, saved and exported like any other", async () => {
    const sessions = await until("the end of all", async () => {
      const all = await controller.sessions();
      return all.every(({ endTime }) => endTime !== undefined) && bench.journals().length === 0 ? all : undefined;
    });
    expect(sessions.length).toBeGreaterThan(1);
    for (const { id, label } of sessions.slice(0, 5)) {
      if (label === "honest") continue;
      const detail = await controller.request("getSession", { sessionId: id });
      expect(detail.notes.length).toBeGreaterThan(0);
      for (const { text } of detail.notes) expect(text).not.toMatch(/^The file with this session's full series/);
      expect((await exported(bench, id)).session["id"]).toBe(id);
    }
    expect(controller.warnings).toEqual([]);
  });
});
