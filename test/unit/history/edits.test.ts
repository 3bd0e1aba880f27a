import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CATALOG_VERSION } from "../../../src/history/catalogSchema";
import { ForeignHistory } from "../../../src/history/foreignHistory";
import { loadSqlite } from "../../../src/history/sqlite";
import { recordSession } from "./sessions";
import { TemporaryHistory } from "./temporaryHistory";

const history = new TemporaryHistory();
beforeEach(() => history.begin());
afterEach(() => history.end());

const inFolder = (...parts: string[]): string => join(history.folder, ...parts);
const SAID = { label: "renamed", tags: ["x"], note: "why: Größe", isPinned: true, isBaseline: true };

async function saveEdited(): Promise<void> {
  const store = await history.open();
  await store.save(recordSession({ id: "s1", iterations: 20, samples: 3 }));
  await store.save(recordSession({ id: "s2", iterations: 20, samples: 3 }));
  await store.rename("s1", SAID.label);
  await store.setTags("s1", SAID.tags);
  await store.setNote("s1", SAID.note);
  await store.setPinned("s1", true);
  await store.setBaseline("s1", 17);
  await history.close(store);
}

describe("what a user said of a session", () => {
  it("stays when the session is saved again, and when the history is opened again", async () => {
    await saveEdited();
    const store = await history.open();
    expect(store.summary("s1")).toMatchObject(SAID);
    await store.save(recordSession({ id: "s1", iterations: 30 }));
    expect(store.summary("s1")).toMatchObject({ ...SAID, iterationCount: 60 });
    expect((await store.load("s1"))?.detail.session).toMatchObject(SAID);
    expect(store.list({ text: "GRÖSSE" }).total + store.list({ text: "größe" }).total).toBe(1);
    await store.setNote("s1", "");
    await store.setPinned("s1", false);
    expect(store.summary("s1")).not.toHaveProperty("note");
    expect(store.summary("s1")).not.toHaveProperty("isPinned");
    expect(store.list({ text: "größe" }).total).toBe(0);
  });

  it.each([
    ["truncated", (path: string): void => writeFileSync(path, Buffer.alloc(100, 1))],
    ["gone", (path: string): void => rmSync(path)],
  ])("outlives a catalog that is %s", async (_, damage) => {
    await saveEdited();
    damage(inFolder("history.db"));
    const store = await history.open();
    expect(store.summary("s1")).toMatchObject(SAID);
    expect(store.summary("s2")).toEqual(recordSession({ id: "s2", iterations: 20, samples: 3 }).detail.session);
    expect(history.query("history.db", "SELECT created_time FROM baselines")).toEqual([[17]]);
  });

  it("costs nothing but itself where its copy is damaged, too", async () => {
    await saveEdited();
    rmSync(inFolder("history.db"));
    writeFileSync(inFolder("edits.json"), '{"edits":[{"id":"s1","label":5},7,{"id":"s2","label":"kept","tags":[]}');
    const store = await history.open();
    expect(store.list({}).total).toBe(2);
    writeFileSync(inFolder("edits.json"), '{"edits":[{"id":"s1","label":5},7,{"id":"s2","label":"kept","tags":[]}]}');
    await history.close(store);
    rmSync(inFolder("history.db"));
    expect((await history.open()).summary("s2")).toMatchObject({ label: "kept" });
  });
});

describe("the history of another workspace", () => {
  async function openCopy(change: (folder: string) => void = () => undefined): Promise<ForeignHistory> {
    const workspace = mkdtempSync(join(tmpdir(), "foreign-"));
    const folder = join(workspace, ".optimizer-monitor");
    cpSync(history.folder, folder, { recursive: true });
    change(folder);
    return ForeignHistory.open(await loadSqlite(), workspace);
  }

  it("is read with labels, tags, notes and pins, and is not changed", async () => {
    await saveEdited();
    let listing: string[] = [];
    let folder = "";
    const foreign = await openCopy((copy) => {
      folder = copy;
      listing = readdirSync(copy).sort();
    });
    expect([...foreign.contents().ids].sort()).toEqual(["s1", "s2"]);
    expect((await foreign.session("s1")).detail.session).toMatchObject(SAID);
    foreign.close();
    expect(readdirSync(folder).sort()).toEqual(listing);
  });

  it("is read by the sessions' files where its catalog is damaged, and by the catalog where a file is", async () => {
    await saveEdited();
    const noCatalog = await openCopy((folder) => writeFileSync(join(folder, "history.db"), "garbage"));
    expect(noCatalog.contents()).toEqual({ ids: [], files: ["s1.db", "s2.db"] });
    expect((await noCatalog.file("s1.db")).detail.session.id).toBe("s1");
    const noFile = await openCopy((folder) => writeFileSync(join(folder, "sessions", "s1.db"), "garbage"));
    expect((await noFile.session("s1")).detail.session).toMatchObject(SAID);
  });

  it("is refused where it is none, newer, or our own", async () => {
    await saveEdited();
    const empty = mkdtempSync(join(tmpdir(), "foreign-"));
    mkdirSync(join(empty, ".optimizer-monitor"));
    const sqlite = await loadSqlite();
    await expect(ForeignHistory.open(sqlite, empty)).rejects.toMatchObject({
      code: "HISTORY_NONE",
      message: expect.stringMatching(/holds no history: choose another/) as string,
    });
    history.query("history.db", "SELECT 1");
    const database = sqlite.open();
    database.execute(
      `CREATE TABLE meta (key, value); INSERT INTO meta VALUES ('schema_version', '${CATALOG_VERSION + 1}')`,
    );
    const newer = database.export();
    database.close();
    await expect(openCopy((folder) => writeFileSync(join(folder, "history.db"), newer))).rejects.toMatchObject({
      code: "HISTORY_NEWER",
      message: expect.stringMatching(/newer Optimizer Monitor .* then merge again/) as string,
    });
    const store = await history.open();
    for (const own of [history.folder, join(history.folder, "..")])
      await expect(store.openForeign(own)).rejects.toMatchObject({ code: "HISTORY_ITSELF" });
  });
});
