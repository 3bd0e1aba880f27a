import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, exported, launch, upTo } from "../../integration/engine/helpers";
import { until, Workbench } from "../../integration/engine/workbench";
import { recordFault, rounds } from "../faultRecord";
import { seeded, type Draw } from "./seeded";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const START = 1_767_225_600;
const ITERATIONS = 40;
const idOf = (number: number): string => `20260101-000000-${number.toString(16).padStart(6, "0")}`;

/** The lines of a session's journal, from its beginning to its last iteration. */
function linesOf(id: string): string[] {
  const header = { id, label: `session ${id}`, kind: "task", startTime: START };
  const machine = { host: "h", platform: "linux", coreCount: 1, memoryBytes: 1 };
  const batches = upTo(ITERATIONS).map((index) => {
    const event = { type: "iteration", run: "r", iteration: index, best: index, time: START + index };
    const message = { type: "batch", sequence: index + 1, events: [event] };
    return { k: "batch", client: "c", sequence: index + 1, time: START + index, message };
  });
  return [{ k: "session", header, machine }, { k: "client", client: "c" }, ...batches].map((entry) =>
    JSON.stringify(entry),
  );
}

const garbage = (draw: Draw): string =>
  Buffer.from(upTo(1 + draw.below(200)).map(() => draw.below(256)))
    .toString("latin1")
    .replaceAll("\n", "\u0001");

/** Ways in which a journal is damaged; each takes its lines and gives what stands on the disk. */
const DAMAGES: readonly ((lines: readonly string[], draw: Draw) => string)[] = [
  // Cut off in the middle of a line, as by a crash or the loss of power.
  (lines, draw) => {
    const text = `${lines.join("\n")}\n`;
    const first = (lines[0]?.length ?? 0) + 1;
    return text.slice(0, first + draw.below(text.length - first));
  },
  // Cut off and filled with zeros, as some file systems leave it.
  (lines, draw) => `${lines.slice(0, 2 + draw.below(ITERATIONS)).join("\n")}\n${"\0".repeat(draw.below(5000))}`,
  (lines, draw) =>
    [...lines.flatMap((line, index) => (index > 0 && draw.below(4) === 0 ? [line, garbage(draw)] : [line])), ""].join(
      "\n",
    ),
  // A byte that stands nowhere in JSON, inside of some lines.
  (lines, draw) =>
    lines
      .map((line, index) => {
        const at = draw.below(line.length);
        return index > 1 && draw.below(4) === 0 ? `${line.slice(0, at)}\u0001${line.slice(at + 1)}` : line;
      })
      .join("\n")
      .concat("\n"),
  // Without its beginning.
  (lines, draw) => [garbage(draw), ...lines.slice(1), ""].join("\n"),
];

/** The iterations whose lines are whole. */
function wholeIterations(text: string): readonly number[] {
  return text.split("\n").flatMap((line) => {
    try {
      const entry = JSON.parse(line) as { k?: string; sequence: number };
      return entry.k === "batch" ? [entry.sequence - 1] : [];
    } catch {
      return [];
    }
  });
}

describe("journals that are damaged at random", () => {
  it("give every iteration whose line is whole, once, and new sessions are recorded", async () => {
    const tried = Math.max(DAMAGES.length, rounds(10));
    mkdirSync(bench.liveFolder, { recursive: true });
    await seeded(async (draw) => {
      const expected = new Map<string, readonly number[]>();
      for (const number of upTo(tried)) {
        const text = DAMAGES[number % DAMAGES.length]?.(linesOf(idOf(number)), draw) ?? "";
        writeFileSync(join(bench.liveFolder, `${idOf(number)}.journal`), text);
        expected.set(idOf(number), wholeIterations(text));
      }
      const controller = await bench.control();
      await controller.request("startLaunch", launch("new", { definite: true }));
      await controller.request("endLaunch", { launchId: "new", exitCode: 0 });
      const sessions = await ended(controller, tried + 1, 60);
      expect(new Set(sessions.map(({ id }) => id)).size).toBe(tried + 1);
      expect(controller.warnings).toEqual([]);
      for (const [id, iterations] of expected) {
        const { runs } = await controller.request("getSession", { sessionId: id });
        const run = `run:${runs[0]?.id ?? ""}`;
        const found = iterations.length === 0 ? [] : (await controller.column(id, run, "iteration", "best")).x;
        expect(found, id).toEqual(iterations);
      }
      const headless = await controller.request("getSession", { sessionId: idOf(DAMAGES.length - 1) });
      expect(headless.session).toMatchObject({ label: "Recovered session", status: "interrupted", startTime: START });
      expect(headless.notes.map(({ text }) => text).join()).toMatch(/beginning of the journal could not be read/);
      await until("the journals' end", () => (bench.journals().length === 0 ? true : undefined));
    });
    recordFault({
      fault: "journal cut off in the middle of a line, or with garbage in it, or without its beginning",
      promise: "every whole line counts once, a note tells of the others, and new sessions are recorded",
      tried,
    });
  });

  it("are set aside once where they hold nothing, and silently removed where they are empty", async () => {
    mkdirSync(bench.liveFolder, { recursive: true });
    writeFileSync(join(bench.liveFolder, `${idOf(1)}.journal`), "");
    writeFileSync(join(bench.liveFolder, `${idOf(2)}.journal`), "not a journal\nnor this\n");
    const controller = await bench.control();
    await until("the warning", () => (controller.warnings.length > 0 ? true : undefined));
    expect(controller.warnings).toEqual([
      expect.stringMatching(/holds nothing that can be read .*set aside as .*\.unreadable/),
    ]);
    expect(readdirSync(bench.liveFolder)).toEqual([`${idOf(2)}.journal.unreadable`]);
    await controller.request("startLaunch", launch("new", { definite: true }));
    await controller.request("endLaunch", { launchId: "new", exitCode: 0 });
    expect((await exported(bench)).session).toMatchObject({ label: "new" });
    expect(existsSync(join(bench.liveFolder, `${idOf(1)}.journal`))).toBe(false);
  });
});
