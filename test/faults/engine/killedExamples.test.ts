import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLI, ended, killEngine } from "../../integration/engine/helpers";
import { Workbench, type Outcome } from "../../integration/engine/workbench";
import { recordFault, rounds } from "../faultRecord";
import { EXAMPLE_PROGRAMS, tally, type ExampleProgram } from "./examplePrograms";
import { seeded, type Draw } from "./seeded";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

/** Kills come so far apart on average: the command line has then mostly brought the engine back. */
const MEAN_GAP_MS = 900;

/** Kills the engine again and again while a program runs and its session ends; says how often. */
async function killWhile(done: Promise<Outcome>, draw: Draw, most: number): Promise<number> {
  let isOver = false;
  void done.then(() => (isOver = true));
  let kills = 0;
  while (!isOver && kills < most) {
    await Promise.race([delay(draw.next() * 2 * MEAN_GAP_MS), done]);
    if (isOver || bench.enginePid() === undefined) continue;
    await killEngine(bench);
    kills++;
  }
  return kills;
}

async function recordUnderFire(program: ExampleProgram, draw: Draw, most: number): Promise<number> {
  const { firstOutput, done } = bench.start(process.execPath, [CLI, "run", "--", ...program.command]);
  await Promise.race([firstOutput, done, delay(300 * draw.next())]);
  const kills = await killWhile(done, draw, most);
  const outcome = await done;
  expect(outcome.code, outcome.stderr).toBe(program.exitCode);
  const controller = await bench.control();
  await ended(controller, 1).catch((error: unknown) =>
    Promise.reject(new Error(`${String(error)}\n${outcome.stderr}`)),
  );
  expect(await tally(bench, program, outcome.stdout), program.name).toEqual({ lost: 0, doubled: 0 });
  await controller.request("deleteSession", { sessionId: (await controller.sessions())[0]?.id ?? "" });
  controller.dispose();
  return kills;
}

describe("an engine that is killed at random moments", () => {
  it(
    "has every iteration of every example once",
    async () => {
      const wanted = rounds(5);
      let kills = 0;
      await seeded(async (draw) => {
        const first = draw.below(EXAMPLE_PROGRAMS.length);
        for (let round = 0; kills < wanted; round++) {
          const program = EXAMPLE_PROGRAMS[(first + round) % EXAMPLE_PROGRAMS.length];
          if (program !== undefined) kills += await recordUnderFire(program, draw, wanted - kills);
        }
      });
      recordFault({
        fault: "engine killed with SIGKILL at a random moment of a run of an example",
        promise: "every iteration that the program counted is in the history exactly once",
        tried: kills,
        lost: 0,
        doubled: 0,
      });
    },
    60_000 + rounds(5) * 20_000,
  );
});
