import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSqlite } from "../../../src/history/sqlite";
import { contentsOf, randomOf, recordSession } from "./sessions";
import { TemporaryHistory } from "./temporaryHistory";

const history = new TemporaryHistory();
beforeEach(() => history.begin());
afterEach(() => history.end());

const inFolder = (...parts: string[]): string => join(history.folder, ...parts);
const catalogFile = (): string => inFolder("history.db");

async function saveTwo(): Promise<void> {
  const store = await history.open();
  await store.save(recordSession({ id: "s1", iterations: 20, samples: 3, tags: ["kept"] }));
  await store.save(recordSession({ id: "s2", iterations: 20, samples: 3 }));
  await history.close(store);
}

async function listedIds(): Promise<string[]> {
  const store = await history.open();
  const ids = store.list({}).sessions.map(({ id }) => id);
  for (const id of ["s1", "s2"]) expect((await store.load(id))?.detail.session.id).toBe(id);
  await history.close(store);
  return ids.sort();
}

describe("a damaged catalog", () => {
  it.each([
    ["garbage", (): Buffer => Buffer.from("no database at all, but longer than a header".repeat(50))],
    ["half of itself", (): Buffer => readFileSync(catalogFile()).subarray(0, 20_000)],
    ["its first page", (): Buffer => readFileSync(catalogFile()).subarray(0, 4096)],
  ])("that holds %s is set aside and made again from the sessions' files", async (_, contents) => {
    await saveTwo();
    const damaged = contents();
    writeFileSync(catalogFile(), damaged);
    expect(await listedIds()).toEqual(["s1", "s2"]);
    const aside = readdirSync(history.folder).filter((name) => /^history\.corrupt-.*\.db$/.test(name));
    expect(aside).toHaveLength(1);
    expect(readFileSync(inFolder(aside[0] ?? ""))).toEqual(damaged);
    expect(history.warnings.join()).toMatch(/is damaged .* set aside/);
    history.warnings = [];
    expect(await listedIds()).toEqual(["s1", "s2"]);
    expect(history.warnings).toEqual([]);
    expect(history.query("history.db", "SELECT tag FROM tags")).toEqual([["kept"]]);
  });

  it("that is empty or gone is made again without a word", async () => {
    await saveTwo();
    writeFileSync(catalogFile(), "");
    expect(await listedIds()).toEqual(["s1", "s2"]);
    rmSync(catalogFile());
    expect(await listedIds()).toEqual(["s1", "s2"]);
    expect(history.warnings).toEqual([]);
  });

  it("that cannot be read is left alone, and has what was recorded meanwhile once it can", async () => {
    await saveTwo();
    rmSync(catalogFile());
    mkdirSync(join(catalogFile(), "mine"), { recursive: true });
    const store = await history.open();
    expect(history.warnings).toEqual([expect.stringMatching(/a folder stands in its place\. Move it away/)]);
    expect(store.list({}).sessions.map(({ id }) => id)).toEqual(expect.arrayContaining(["s1", "s2"]));
    await store.save(recordSession({ id: "s3" }));
    await expect(store.rename("s1", "Renamed")).rejects.toThrow("Move it away");
    await expect(store.delete("s1")).rejects.toThrow("Move it away");
    await history.close(store);
    expect(readdirSync(catalogFile())).toEqual(["mine"]);
    rmSync(catalogFile(), { recursive: true });
    expect(await listedIds()).toEqual(["s1", "s2", "s3"]);
  });

  it("that is another program's database is set aside, not written over", async () => {
    await saveTwo();
    rmSync(catalogFile());
    history.query("history.db", "CREATE TABLE recipes (name TEXT)");
    expect(await listedIds()).toEqual(["s1", "s2"]);
    const [aside = ""] = readdirSync(history.folder).filter((name) => name.startsWith("history.corrupt-"));
    expect(history.query(aside, "SELECT name FROM sqlite_schema")).toEqual([["recipes"]]);
  });

  it("never costs a session, wherever it was cut off and whatever bits were flipped", async () => {
    await saveTwo();
    const sound = readFileSync(catalogFile());
    const random = randomOf(11);
    for (let round = 0; round < 40; round++) {
      const contents = Buffer.from(sound);
      for (let flip = 0; flip < 1 + round; flip++) {
        const at = Math.floor(random() * contents.length);
        contents.writeUInt8(contents.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
      }
      const end = round % 2 === 0 ? contents.length : Math.floor(random() * contents.length);
      writeFileSync(catalogFile(), contents.subarray(0, end));
      expect(await listedIds()).toEqual(expect.arrayContaining(["s1", "s2"]));
    }
  });
});

describe("a damaged session file", () => {
  it.each([
    ["gone", (path: string): void => rmSync(path)],
    ["cut off", (path: string): void => writeFileSync(path, readFileSync(path).subarray(0, 9000))],
    ["changed in one bit", (path: string): void => flipLastBlob(path)],
    ["garbage", (path: string): void => writeFileSync(path, "garbage")],
  ])("that is %s leaves the catalog's curves, and a note says so", async (what, damage) => {
    await saveTwo();
    damage(inFolder("sessions", "s1.db"));
    const store = await history.open();
    const session = await store.load("s1");
    expect(session?.detail.session).toEqual(
      recordSession({ id: "s1", iterations: 20, tags: ["kept"], samples: 3 }).detail.session,
    );
    expect(session?.detail.runs.map(({ id }) => id)).toEqual(["r1", "r2"]);
    expect(session?.detail.components).toHaveLength(2);
    const note = session?.detail.notes.at(-1);
    expect(note?.level).toBe("warning");
    expect(note?.text).toMatch(what === "gone" ? /is gone/ : /cannot be read/);
    const curve = session?.tables.get("run:r1")?.columns.get("best")?.values.slice() ?? new Float64Array();
    const full = recordSession({ id: "s1", iterations: 20 }).tables.get("run:r1")?.columns.get("best")?.values.slice();
    expect([curve[0], curve.at(-1)]).toEqual([full?.[0], full?.at(-1)]);
    expect(session?.detail.tables.map(({ name }) => name)).toEqual(["run:r1", "run:r2"]);
    expect((await store.load("s2"))?.detail.notes).toHaveLength(1);
  });

  it("is named and left alone when the catalog has to be made again", async () => {
    await saveTwo();
    writeFileSync(inFolder("sessions", "s1.db"), "garbage");
    rmSync(catalogFile());
    const store = await history.open();
    expect(store.list({}).sessions.map(({ id }) => id)).toEqual(["s2"]);
    expect(history.warnings).toEqual([expect.stringMatching(/The file of one session .* cannot be read .*s1\.db/)]);
    expect(readFileSync(inFolder("sessions", "s1.db"), "utf8")).toBe("garbage");
  });

  it("is noticed whatever bit of it was flipped", async () => {
    await saveTwo();
    const path = inFolder("sessions", "s1.db");
    const sound = readFileSync(path);
    const store = await history.open();
    const intact = await store.load("s1");
    expect(intact).toBeDefined();
    const expected = contentsOf(intact ?? recordSession({ id: "s1" }));
    const random = randomOf(12);
    for (let round = 0; round < 150; round++) {
      const contents = Buffer.from(sound);
      const at = Math.floor(random() * contents.length);
      contents.writeUInt8(contents.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
      writeFileSync(path, contents);
      const session = await store.load("s1");
      if (session?.detail.notes.at(-1)?.text.includes("cannot be read") === true) continue;
      // Nobody reads this bit (free space, or what only other tools look at): the session must be whole.
      expect(session === undefined ? undefined : contentsOf(session)).toEqual(expected);
    }
  });
});

function flipLastBlob(path: string): void {
  const contents = readFileSync(path);
  const at = contents.length - 50;
  contents.writeUInt8(contents.readUInt8(at) ^ 16, at);
  writeFileSync(path, contents);
}

describe("a history of a newer version", () => {
  it("is left alone and named, while sessions go on being recorded for it", async () => {
    await saveTwo();
    history.query("history.db", "SELECT 1");
    const sqlite = await loadSqlite();
    const database = sqlite.open(readFileSync(catalogFile()));
    database.execute("UPDATE meta SET value = '77' WHERE key = 'schema_version'");
    const newer = database.export();
    database.close();
    writeFileSync(catalogFile(), newer);
    const store = await history.open();
    expect(history.warnings).toEqual([
      expect.stringMatching(/newer Optimizer Monitor \(schema version 77, this one knows \d+\)/),
    ]);
    expect(store.list({}).total).toBe(2);
    await store.save(recordSession({ id: "s3" }));
    expect(
      store
        .list({})
        .sessions.map(({ id }) => id)
        .sort(),
    ).toEqual(["s1", "s2", "s3"]);
    await expect(store.rename("s1", "x")).rejects.toMatchObject({ code: "HISTORY_NEWER" });
    await expect(store.setTags("s1", [])).rejects.toMatchObject({ code: "HISTORY_NEWER" });
    await expect(store.delete("s1")).rejects.toMatchObject({ code: "HISTORY_NEWER" });
    await history.close(store);
    expect(readFileSync(catalogFile())).toEqual(Buffer.from(newer));
    expect(readdirSync(inFolder("sessions")).sort()).toEqual(["s1.db", "s2.db", "s3.db"]);
    expect(readdirSync(history.folder).sort()).toEqual([".gitignore", "history.db", "sessions"]);
  });
});

describe("a folder that cannot be written to", () => {
  it("is named with the reason, and nothing is lost that was there", async () => {
    mkdirSync(join(history.folder, ".."), { recursive: true });
    writeFileSync(history.folder, "a file of the user");
    await expect(history.open()).rejects.toMatchObject({
      code: "HISTORY_NOT_WRITABLE",
      message: expect.stringMatching(/cannot be written to .*a file stands where the folder should be/) as string,
    });
    expect(readFileSync(history.folder, "utf8")).toBe("a file of the user");
  });

  it("fails a save without touching what was saved before", async () => {
    const store = await history.open();
    await store.save(recordSession({ id: "s1" }));
    const before = readFileSync(catalogFile());
    // A folder in the place of the file makes the rename fail for any user, also one who may write everywhere.
    mkdirSync(inFolder("sessions", "s2.db", "in the way"), { recursive: true });
    await expect(store.save(recordSession({ id: "s2" }))).rejects.toMatchObject({ code: "HISTORY_NOT_WRITABLE" });
    expect(readFileSync(catalogFile())).toEqual(before);
    expect(store.list({}).total).toBe(1);
    expect(readdirSync(inFolder("sessions")).sort()).toEqual(["s1.db", "s2.db"]);
    rmSync(inFolder("sessions", "s2.db"), { recursive: true });
    await store.save(recordSession({ id: "s2" }));
    expect(store.list({}).total).toBe(2);
  });

  it("reads a history whose folder is read-only", async () => {
    await saveTwo();
    chmodSync(inFolder("sessions"), 0o500);
    chmodSync(history.folder, 0o500);
    const store = await history.open();
    expect(store.list({}).total).toBe(2);
    chmodSync(history.folder, 0o700);
    chmodSync(inFolder("sessions"), 0o700);
  });
});

describe("an engine that is killed", () => {
  it("in the middle of a write leaves only a temporary file, which goes when the history is opened next", async () => {
    await saveTwo();
    const copy = inFolder("history.db.4711.0.tmp");
    copyFileSync(catalogFile(), copy);
    writeFileSync(inFolder("sessions", "s3.db.4711.1.tmp"), "half");
    expect(await listedIds()).toEqual(["s1", "s2"]);
    expect([existsSync(copy), readdirSync(inFolder("sessions")).sort()]).toEqual([false, ["s1.db", "s2.db"]]);
  });

  it("before the catalog was written loses no session: its file is enough", async () => {
    await saveTwo();
    const before = readFileSync(catalogFile());
    const store = await history.open();
    await store.save(recordSession({ id: "s3" }));
    await history.close(store);
    writeFileSync(catalogFile(), before);
    const again = await history.open();
    expect(again.list({}).total).toBe(3);
    expect(again.summary("s3")).toEqual(recordSession({ id: "s3" }).detail.session);
    expect(history.warnings).toEqual([]);
  });

  it("while other readers look never shows them half a catalog", async () => {
    const store = await history.open();
    await store.save(recordSession({ id: "first", iterations: 5, samples: 2 }));
    const script = `
import sqlite3, sys
for _ in range(400):
    c = sqlite3.connect(sys.argv[1]); n, = c.execute("SELECT count(*) FROM sessions").fetchone()
    assert c.execute("PRAGMA quick_check").fetchone() == ("ok",) and n >= 1; c.close()
`;
    const reader = spawn("python3", ["-c", script, catalogFile()], { stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    reader.stderr.on("data", (data: Buffer) => (errors += data.toString()));
    let ended = false;
    const exit = once(reader, "exit").then(([code]) => {
      ended = true;
      return code as number | null;
    });
    for (let number = 0; !ended && number < 200; number++) await store.rename("first", `name ${number}`);
    expect([await exit, errors]).toEqual([0, ""]);
  }, 60_000);
});
