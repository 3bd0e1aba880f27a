import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, launch } from "../../integration/engine/helpers";
import { PYTHON, until, Workbench, type Controller } from "../../integration/engine/workbench";
import { contentsOf, recordSession } from "../../unit/history/sessions";
import { TemporaryHistory } from "../../unit/history/temporaryHistory";
import { recordFault, rounds } from "../faultRecord";
import { seeded, type Draw } from "./seeded";

const IDS = ["s1", "s2", "s3"];
/** The history is opened three times in a round. */
const CATALOG_ROUNDS = 2 * rounds(6);

/** Cuts a file off or writes over bytes of it. */
function damage(path: string, sound: Buffer, draw: Draw): void {
  const contents = Buffer.from(sound);
  const kind = draw.below(3);
  if (kind === 0) return writeFileSync(path, contents.subarray(0, draw.below(contents.length)));
  const length = kind === 1 ? 1 : 1 + draw.below(64);
  const from = draw.below(contents.length);
  for (let at = from; at < Math.min(from + length, contents.length); at++) contents.writeUInt8(draw.below(256), at);
  writeFileSync(path, contents);
}

describe("a history that is damaged at random", () => {
  const history = new TemporaryHistory();
  beforeEach(() => history.begin());
  afterEach(() => history.end());

  async function fill(): Promise<void> {
    const store = await history.open();
    for (const id of IDS) await store.save(recordSession({ id, iterations: 30, samples: 5, tags: ["kept"] }));
    await store.rename("s2", "Renamed");
    await history.close(store);
  }

  it(
    "has every session with its own figures all the same, and takes new ones",
    { timeout: 60_000 + CATALOG_ROUNDS * 3000 },
    async () => {
      await fill();
      const path = join(history.folder, "history.db");
      const sound = readFileSync(path);
      const intact = await history.open();
      const expected = intact.list({}).sessions;
      await history.close(intact);
      const tried = CATALOG_ROUNDS;
      await seeded(async (draw) => {
        for (let round = 0; round < tried; round++) {
          damage(path, sound, draw);
          const store = await history.open();
          expect(store.list({}).sessions).toEqual(expected);
          await store.save(recordSession({ id: "new" }));
          await history.close(store);
          const again = await history.open();
          expect(again.list({}).total).toBe(IDS.length + 1);
          await again.delete("new");
          await history.close(again);
        }
      });
      recordFault({
        fault: "catalog of the history cut off or overwritten at random bytes",
        promise:
          "it is set aside with a message and made again with every session, label and figure; new sessions are recorded",
        tried,
      });
    },
  );

  it("shows no wrong figure of a session whose own file is damaged", async () => {
    await fill();
    const path = join(history.folder, "sessions", "s1.db");
    const sound = readFileSync(path);
    const store = await history.open();
    const whole = contentsOf((await store.load("s1")) ?? recordSession({ id: "s1" }));
    const tried = 5 * rounds(10);
    await seeded(async (draw) => {
      for (let round = 0; round < tried; round++) {
        damage(path, sound, draw);
        const session = await store.load("s1");
        expect(session?.detail.session).toEqual(store.summary("s1"));
        if (session?.detail.notes.at(-1)?.text.includes("cannot be read") === true) continue;
        expect(session === undefined ? undefined : contentsOf(session)).toEqual(whole);
      }
    });
    recordFault({
      fault: "file of a session cut off or overwritten at random bytes",
      promise: "the damage is noticed; the catalog's figures and curves are shown with a note, and no wrong value",
      tried,
    });
  });
});

describe("a history that another program", () => {
  let bench: Workbench;
  let catalog: string;
  beforeEach(() => {
    bench = new Workbench();
    catalog = join(bench.folder, ".optimizer-monitor", "history.db");
  });
  afterEach(() => bench.dispose());

  const sqlite = (script: string): string =>
    execFileSync(PYTHON, ["-c", `import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\n${script}`, catalog], {
      encoding: "utf8",
    }).trim();

  async function record(controller: Controller, name: string, sessions: number): Promise<void> {
    const code =
      "import optimizer_monitor as om\nwith om.run('GA') as run:\n  for i in range(50): run.iteration(i, best=i)";
    const { child, done } = bench.python(code, { OPTIMIZER_MONITOR_SESSION: name });
    await controller.request("startLaunch", launch(name, { pid: child.pid ?? 0, definite: true }));
    await done;
    await controller.request("endLaunch", { launchId: name, exitCode: 0 });
    const found = await ended(controller, sessions);
    expect(found.map(({ iterationCount }) => iterationCount)).toEqual(Array<number>(sessions).fill(50));
  }

  it("has locked and was killed in, takes sessions and is sound", async () => {
    const controller = await bench.control();
    await record(controller, "first", 1);
    // More than fits into its cache, so that it has begun to write into the file.
    const script = `
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 5")
c.execute("BEGIN EXCLUSIVE")
c.execute("UPDATE sessions SET label = 'theirs'")
c.executemany("INSERT INTO meta VALUES (?, ?)", [(f"k{i}", "x" * 900) for i in range(400)])
print("locked", flush=True)
time.sleep(600)
`;
    const other = bench.start(PYTHON, ["-c", script, catalog]);
    await other.firstOutput;
    await record(controller, "second", 2);
    other.child.kill("SIGKILL");
    await other.done;
    expect(
      sqlite(
        "print(c.execute('PRAGMA integrity_check').fetchall(), c.execute('SELECT label FROM sessions ORDER BY number').fetchall())",
      ),
    ).toBe("[('ok',)] [('first',), ('second',)]");
    await record(controller, "third", 3);
    expect(controller.warnings).toEqual([]);
    recordFault({
      fault: "history locked by another SQLite process that is killed while it writes",
      promise: "sessions are recorded meanwhile, and nothing of the other's unfinished writing gets into the history",
      tried: 1,
    });
  });

  it("of a newer version has written is left as it is, and gets the sessions later", async () => {
    const controller = await bench.control();
    await record(controller, "first", 1);
    await leave(controller);
    const version = sqlite("print(c.execute(\"SELECT value FROM meta WHERE key = 'schema_version'\").fetchone()[0])");
    const setVersion = (value: string): string =>
      sqlite(`c.execute("UPDATE meta SET value = '${value}' WHERE key = 'schema_version'"); c.commit()`);
    setVersion("99");
    const newer = readFileSync(catalog);
    const second = await bench.control();
    await until("the warning", () => (second.warnings.length > 0 ? true : undefined));
    expect(second.warnings).toEqual([expect.stringMatching(/newer Optimizer Monitor .*left as it is/)]);
    await record(second, "second", 2);
    expect(readFileSync(catalog)).toEqual(newer);
    await leave(second);
    setVersion(version);
    expect((await ended(await bench.control(), 2)).map(({ label }) => label).sort()).toEqual(["first", "second"]);
    recordFault({
      fault: "history written by a newer version",
      promise:
        "it is left as it is with a message; new sessions are recorded and are in it once the newer version opens it",
      tried: 1,
    });
  });

  async function leave(controller: Controller): Promise<void> {
    await controller.request("leave", {});
    controller.dispose();
    await until("the engine's end", () => (bench.enginePid() === undefined ? true : undefined));
  }
});
