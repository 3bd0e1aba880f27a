import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CATALOG_VERSION, migrate, versionOf } from "../../../src/history/catalogSchema";
import type { HistoryStore } from "../../../src/history/historyStore";
import { loadSqlite } from "../../../src/history/sqlite";
import type { RecordedSession } from "../../../src/model/recordedSession";
import { recordSession } from "./sessions";
import { TemporaryHistory } from "./temporaryHistory";

const history = new TemporaryHistory();
beforeEach(() => history.begin());
afterEach(() => history.end());

const catalogFile = (): string => join(history.folder, "history.db");

/** A catalog as a released version wrote it, frozen: made by another SQLite from a dump. */
function makeVersion(version: 1 | 2): void {
  mkdirSync(history.folder, { recursive: true });
  const golden = join(import.meta.dirname, `catalogVersion${version}.sql`);
  const script =
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(open(sys.argv[2]).read()); c.close()";
  execFileSync("python3", ["-c", script, catalogFile(), golden]);
}

describe("the catalog's schema", () => {
  it("of version 1 is read by this version", async () => {
    makeVersion(1);
    const store = await history.open();
    const [session] = store.list({ text: "kept" }).sessions;
    const { detail } = recordSession({
      id: "first",
      label: "A first session",
      tags: ["kept"],
      iterations: 5,
      samples: 3,
    });
    expect(session).toEqual(detail.session);
    // Its own file is not there: what the catalog holds is all there is.
    const outline = await store.load("first");
    expect(outline?.detail.machine).toEqual(detail.machine);
    expect(outline?.detail.components).toEqual(detail.components);
    expect(outline?.detail.runs).toEqual(detail.runs.map(({ front: _front, ...run }) => run));
    await store.rename("first", "renamed");
    expect(history.query("history.db", "SELECT value FROM meta")).toEqual([[String(CATALOG_VERSION)]]);
    expect(history.query("history.db", "SELECT label FROM sessions")).toEqual([["renamed"]]);
  });

  it("of version 1 keeps its alerts, and takes new ones with what version 2 knows of them", async () => {
    makeVersion(1);
    const script =
      "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); " +
      "c.execute(\"INSERT INTO alerts VALUES (1, 1, 5.5, 'hot', 'notice', 'It is hot.', 91)\"); c.commit()";
    execFileSync("python3", ["-c", script, catalogFile()]);
    const store = await history.open();
    expect((await store.load("first"))?.detail.alerts).toEqual([
      { id: "1", rule: "hot", kind: "threshold", severity: "notice", message: "It is hot.", value: 91, time: 5.5 },
    ]);
    const session = recordSession({ id: "second" });
    await store.save(session);
    expect((await store.load("second"))?.detail.alerts).toEqual(session.detail.alerts);
    rmSync(join(history.folder, "sessions", "second.db"));
    expect((await store.load("second"))?.detail.alerts).toEqual(session.detail.alerts);
    expect(
      history.query("history.db", "SELECT alert_id, subject, end_time, is_quiet FROM alerts ORDER BY number"),
    ).toEqual([
      [null, null, null, 0],
      ["nan-objective#1", "r1", 1_700_000_050, 0],
      ["hot#1", null, 1_700_000_050, 1],
    ]);
  });

  it("of version 2 keeps labels that were given, alerts and baselines, and takes what version 3 knows", async () => {
    makeVersion(2);
    const store = await history.open();
    expect(store.summary("first")).toMatchObject({ label: "Renamed", tags: ["kept"], isBaseline: true });
    expect((await store.load("first"))?.detail.alerts).toMatchObject([{ id: "hot#1", endTime: 9.5, quiet: true }]);
    await store.setNote("first", "a remark");
    await store.setPinned("first", true);
    const { detail, tables } = recordSession({ id: "second" });
    const git = { commit: "a".repeat(40), branch: "main", isDirty: true };
    const machine = { ...detail.machine, versions: { python: "3.11.2", deap: "1.4.1" } };
    await store.save({ tables, detail: { ...detail, machine, session: { ...detail.session, git } } });
    rmSync(join(history.folder, "sessions", "second.db"));
    await history.close(store);
    const again = await history.open();
    expect(again.summary("first")).toMatchObject({ note: "a remark", isPinned: true, isBaseline: true });
    expect(again.summary("second")).toEqual({ ...detail.session, git });
    expect((await again.load("second"))?.detail.machine).toEqual(machine);
    expect(
      history.query("history.db", "SELECT note, is_pinned, git_branch, git_is_dirty FROM sessions ORDER BY number"),
    ).toEqual([
      ["a remark", 1, null, null],
      [null, 0, "main", 1],
    ]);
  });

  it.each([1, 2] as const)("is the same whether it was made new or in steps from version %i", async (version) => {
    makeVersion(version);
    const sqlite = await loadSqlite();
    const old = sqlite.open(readFileSync(catalogFile()));
    const fresh = sqlite.open();
    migrate(old);
    migrate(fresh);
    const words = (sql: unknown): string => String(sql).replace(/\s+/g, " ");
    const shape = (database: typeof old): string[] =>
      database.all("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").map(({ sql }) => words(sql));
    expect(shape(old)).toEqual(shape(fresh));
    old.close();
    fresh.close();
  });

  it("takes the steps that are missing, in order, and none where one fails", async () => {
    const sqlite = await loadSqlite();
    const first = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID; CREATE TABLE a (x)";
    const steps = [first, "ALTER TABLE a ADD COLUMN y DEFAULT 5", "UPDATE a SET y = y + x"];
    const database = sqlite.open();
    migrate(database, steps.slice(0, 1));
    database.run("INSERT INTO a (x) VALUES (1)");
    expect(() => migrate(database, [...steps.slice(0, 2), "UPDATE nothing SET x = 1"])).toThrow(/nothing/);
    expect([versionOf(database), database.all("SELECT * FROM a")]).toEqual([1, [{ x: 1 }]]);
    migrate(database, steps);
    expect([versionOf(database), database.all("SELECT * FROM a")]).toEqual([3, [{ x: 1, y: 6 }]]);
    migrate(database, steps);
    expect(database.all("SELECT * FROM a")).toEqual([{ x: 1, y: 6 }]);
    database.close();
  });
});

/** A session that takes several megabytes in the catalog. */
function bulky(id: string): RecordedSession {
  const session = recordSession({ id, runs: 1, iterations: 2, samples: 1 });
  const [run] = session.detail.runs;
  if (run === undefined) throw new Error("the session has no run");
  const runs = Array.from({ length: 1000 }, (_, index) => ({ ...run, id: `b${index}`, message: "m".repeat(5000) }));
  return { tables: session.tables, detail: { ...session.detail, runs } };
}

describe("writing the catalog", () => {
  it("happens once for many changes at a time, and each is on the disk when it is said to be", async () => {
    const store = await history.open();
    await store.save(recordSession({ id: "s1" }));
    const inodes = new Set<number>();
    const changes = Array.from({ length: 30 }, async (_, number) => {
      await store.rename("s1", `name ${number}`);
      inodes.add(statSync(catalogFile()).ino);
    });
    await Promise.all(changes);
    expect(inodes.size).toBeLessThanOrEqual(2);
    expect(history.query("history.db", "SELECT label FROM sessions")).toEqual([["name 29"]]);
  });

  it("is put off while it is large, and loses nothing when the engine is killed before", async () => {
    const store = await history.open();
    await store.save(bulky("s1"));
    const before = statSync(catalogFile());
    await store.save(recordSession({ id: "s2" }));
    expect(statSync(catalogFile()).ino).toBe(before.ino);
    const killed = new TemporaryHistory();
    killed.begin();
    cpSync(history.folder, killed.folder, { recursive: true });
    const afterwards = await killed.open();
    expect(ids(afterwards)).toEqual(["s1", "s2"]);
    await killed.end();
    await history.close(store);
    expect(history.query("history.db", "SELECT session_id FROM sessions ORDER BY number")).toEqual([["s1"], ["s2"]]);
  });

  it("goes on after a failure", async () => {
    const store = await history.open();
    await store.save(recordSession({ id: "s1" }));
    execFileSync("mv", [catalogFile(), `${catalogFile()}.away`]);
    mkdirSync(join(catalogFile(), "in the way"), { recursive: true });
    await expect(store.rename("s1", "first")).rejects.toMatchObject({ code: "HISTORY_NOT_WRITABLE" });
    execFileSync("rm", ["-r", catalogFile()]);
    await store.rename("s1", "second");
    expect(history.query("history.db", "SELECT label FROM sessions")).toEqual([["second"]]);
  });
});

function ids(store: HistoryStore): string[] {
  return store
    .list({})
    .sessions.map(({ id }) => id)
    .sort();
}
