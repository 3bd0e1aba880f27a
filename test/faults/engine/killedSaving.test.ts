import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, exported, killEngine, launch, RawClient, upTo } from "../../integration/engine/helpers";
import { PYTHON, until, Workbench, type Controller } from "../../integration/engine/workbench";
import { recordFault, rounds } from "../faultRecord";
import { seeded, type Draw } from "./seeded";

let bench: Workbench;
let history: string;
beforeEach(() => {
  bench = new Workbench();
  history = join(bench.folder, ".optimizer-monitor");
});
afterEach(() => bench.dispose());

const COUNT = 4000;
const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Moments of a session's way into the history, each told by what stands on the disk. */
const MOMENTS: Readonly<Record<string, (sessionId: string, formerCatalog: number) => boolean>> = {
  "the journal has the end": () => bench.journals().some((path) => readFileSync(path, "utf8").includes('"k":"end"')),
  "the session's file is being written": () => namesIn(join(history, "sessions")).some((name) => name.endsWith(".tmp")),
  "the session's file is there": (id) => namesIn(join(history, "sessions")).some((name) => name.includes(id)),
  "the catalog is being written": () =>
    namesIn(history).some((name) => name.startsWith("history.db.") && name.endsWith(".tmp")),
  "the catalog is there": (_, formerCatalog) => catalogInode() !== formerCatalog,
};

/** Tells one catalog from the next: each is a new file. */
function catalogInode(): number {
  return statSync(join(history, "history.db"), { throwIfNoEntry: false })?.ino ?? 0;
}

/** Sees a moment that lasts for less than a millisecond, mostly; one that is over has passed. */
async function reach(isReached: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if (isReached() || bench.journals().length === 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("the moment did not come");
}

async function endAndKill(moment: string, extraMs: number): Promise<string> {
  const controller = await bench.control();
  const name = `saved ${moment}`;
  const { sessionId = "" } = await controller.request("startLaunch", launch(name, { definite: true }));
  const raw = new RawClient(await bench.ingest());
  await raw.greet({ id: sessionId, session: name });
  const events = upTo(COUNT).map((index) => ({ type: "iteration", run: "r", iteration: index, best: Math.sin(index) }));
  raw.send({ type: "batch", sequence: 1, events }, { type: "bye" });
  await raw.acknowledged(1);
  raw.socket.end();
  const formerCatalog = catalogInode();
  // No answer comes: the engine dies before.
  controller.request("endLaunch", { launchId: name, exitCode: 0 }).catch(() => undefined);
  await reach(() => MOMENTS[moment]?.(sessionId, formerCatalog) === true);
  if (extraMs > 0) await delay(extraMs);
  await killEngine(bench);
  controller.dispose();
  return sessionId;
}

async function expectOnce(sessionId: string, controller: Controller): Promise<void> {
  const [session] = await ended(controller, 1, 30);
  expect(session).toMatchObject({ id: sessionId, status: "completed", exitCode: 0, iterationCount: COUNT });
  const { runs } = await exported(bench, sessionId);
  expect(runs.map(({ iterations }) => iterations.map(({ iteration }) => iteration))).toEqual([upTo(COUNT)]);
  await until("the journal's end", () => (bench.journals().length === 0 ? true : undefined));
}

describe("an engine that is killed while it saves", () => {
  it(
    "has the session in the history once",
    async () => {
      const tried = Math.min(15, rounds(2));
      const moments = Object.keys(MOMENTS);
      await seeded(async (draw) => {
        const first = draw.below(moments.length);
        for (const round of upTo(tried)) {
          const moment = moments[(first + round) % moments.length] ?? "";
          const sessionId = await endAndKill(moment, draw.below(3) === 0 ? draw.below(30) : 0);
          const controller = await bench.control();
          await expectOnce(sessionId, controller);
          await controller.request("deleteSession", { sessionId });
          // The export has told it that it may leave as soon as nobody is connected: the next round needs a new one.
          await killEngine(bench);
          controller.dispose();
        }
      });
      recordFault({
        fault: "engine killed with SIGKILL while it saves an ended session",
        promise: "the session is in the history exactly once, with every iteration and its exit code",
        tried,
      });
    },
    60_000 + rounds(2) * 15_000,
  );
});

const RELEASED = resolve(import.meta.dirname, "../../unit/history");
const SESSIONS = 3000;

/** A catalog as a released version wrote it, with its session many times over, so that writing it takes a while. */
function makeReleased(version: 1 | 2): void {
  mkdirSync(history, { recursive: true });
  const script = `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.executescript(open(sys.argv[2]).read())
for table, key in (("sessions", "number"), ("runs", "number")):
    names = [row[1] for row in c.execute(f"PRAGMA table_info({table})")]
    for n in range(2, ${SESSIONS} + 1):
        row = dict(zip(names, c.execute(f"SELECT * FROM {table} ORDER BY {key} LIMIT 1").fetchone()))
        row[key] = 100 + n
        if table == "sessions":
            row["session_id"] = f"old-{n}"
        else:
            row["session_number"] = 100 + n
        c.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(names))})", list(row.values()))
c.commit()
`;
  execFileSync(PYTHON, ["-c", script, join(history, "history.db"), join(RELEASED, `catalogVersion${version}.sql`)]);
}

/** Lets an engine bring the catalog to the newest version and write it, and kills it on the way. */
async function migrateAndKill(draw: Draw): Promise<void> {
  const controller = await bench.control();
  controller.request("renameSession", { sessionId: "old-2", label: "changed" }).catch(() => undefined);
  const isBeingWritten = (): boolean => namesIn(history).some((name) => name.startsWith("history.db."));
  const deadline = Date.now() + 5000;
  while (!isBeingWritten() && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
  await delay(draw.below(40));
  await killEngine(bench);
  controller.dispose();
}

describe("an engine that is killed while it migrates the catalog", () => {
  it(
    "loses no session of it",
    async () => {
      const tried = Math.min(10, rounds(1));
      await seeded(async (draw) => {
        for (const round of upTo(tried)) {
          execFileSync("rm", ["-rf", history]);
          makeReleased(round % 2 === 0 ? 1 : 2);
          await migrateAndKill(draw);
          const controller = await bench.control();
          const { sessions, total } = await controller.request("listSessions", { limit: 2 * SESSIONS });
          expect(total).toBe(SESSIONS);
          expect(new Set(sessions.map(({ id }) => id)).size).toBe(SESSIONS);
          expect(controller.warnings).toEqual([]);
          await killEngine(bench);
          controller.dispose();
        }
      });
      recordFault({
        fault: "engine killed with SIGKILL while it brings a catalog of a released version to the newest",
        promise: "the catalog is the old or the new one as a whole: every session is in it once",
        tried,
      });
    },
    60_000 + rounds(2) * 20_000,
  );
});
