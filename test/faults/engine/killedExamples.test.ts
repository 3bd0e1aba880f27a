import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLI, ended } from "../../integration/engine/helpers";
import { until, Workbench } from "../../integration/engine/workbench";
import { recordFault, rounds } from "../faultRecord";
import { EXAMPLE_PROGRAMS, tally, type ExampleProgram, type Tally } from "./examplePrograms";
import { Outages } from "./outages";
import { seeded, type Draw } from "./seeded";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const SECONDS_A_KILL = 15;

async function recordUnderFire(
  program: ExampleProgram,
  draw: Draw,
  most: number,
): Promise<Tally & { readonly kills: number }> {
  const { firstOutput, done } = bench.start(process.execPath, [CLI, "run", "--", ...program.command]);
  await Promise.race([firstOutput, done, delay(300 * draw.next())]);
  const outages = new Outages(bench);
  await outages.strike(done, draw, most);
  const { code, stdout, stderr } = await done;
  expect(code, stderr).toBe(program.exitCode);
  // The command line was the last to need the engine.
  await until("the engine's end", () => (bench.enginePid() === undefined ? true : undefined), 60);
  const controller = await bench.control();
  const sessions = await ended(controller, 1).catch((error: unknown) =>
    Promise.reject(new Error(`${program.name}: ${String(error)}\n${stderr}`)),
  );
  const { kills, journaled, wasLong } = outages;
  const found = await tally(bench, { program, stdout, journaled, wasLongAway: wasLong });
  for (const { id } of sessions) await controller.request("deleteSession", { sessionId: id });
  await controller.request("leave", {});
  controller.dispose();
  return { ...found, kills };
}

describe("an engine that is killed at random moments", () => {
  it(
    "has every iteration of every example once",
    async () => {
      const wanted = rounds(3);
      const sum = { kills: 0, lost: 0, doubled: 0, unacknowledged: 0 };
      await seeded(async (draw) => {
        const first = draw.below(EXAMPLE_PROGRAMS.length);
        for (let round = 0; sum.kills < wanted; round++) {
          const program = EXAMPLE_PROGRAMS[(first + round) % EXAMPLE_PROGRAMS.length];
          if (program === undefined) continue;
          const found = await recordUnderFire(program, draw, Math.min(3, wanted - sum.kills));
          expect(found, program.name).toMatchObject({ lost: 0, doubled: 0 });
          for (const key of ["kills", "lost", "doubled", "unacknowledged"] as const) sum[key] += found[key];
        }
      });
      recordFault({
        fault: "engine killed with SIGKILL at a random moment of a run of an example",
        promise:
          "what was acknowledged is in the history exactly once; what a program could not hand over for want of an engine until two seconds after its end is missing " +
          `(${sum.unacknowledged} iterations in this run)`,
        tried: sum.kills,
        lost: sum.lost,
        doubled: sum.doubled,
      });
    },
    60_000 + rounds(3) * SECONDS_A_KILL * 1000,
  );
});
