import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HistoryStore } from "../../../src/history/historyStore";
import { contentsOf, recordSession } from "./sessions";
import { TemporaryHistory } from "./temporaryHistory";

const history = new TemporaryHistory();
const { query } = history;
beforeEach(() => history.begin());
afterEach(() => history.end());

describe("HistoryStore", () => {
  it("gives back a session exactly as it was recorded, also after it was opened again", async () => {
    const session = recordSession({ id: "s1", tags: ["first", "b"] });
    const store = await history.open();
    await store.save(session);
    expect(contentsOf((await store.load("s1")) ?? session)).toEqual(contentsOf(session));
    await history.close(store);
    const again = await history.open();
    const loaded = await again.load("s1");
    expect(loaded).not.toBe(undefined);
    if (loaded !== undefined) expect(contentsOf(loaded)).toEqual(contentsOf(session));
    expect(again.summary("s1")).toEqual(session.detail.session);
    expect(history.warnings).toEqual([]);
  });

  it("is read by any SQLite tool, and ignored by version control", async () => {
    const store = await history.open();
    await store.save(recordSession({ id: "s1", label: "Für Elise", tags: ["x"] }));
    expect(query("history.db", "PRAGMA integrity_check")).toEqual([["ok"]]);
    expect(
      query(
        "history.db",
        "SELECT session_id, label, status, exit_code, run_count, iteration_count, dropped FROM sessions",
      ),
    ).toEqual([["s1", "Für Elise", "completed", 0, 2, 200, 3]]);
    expect(query("history.db", "SELECT run_id, algorithm, budget, target, seed FROM runs ORDER BY number")).toEqual([
      ["r1", "GA", 5000, "-Infinity", 1],
      ["r2", "PSO", 5000, "-Infinity", 2],
    ]);
    expect(query("history.db", "SELECT name, parent, count, total_seconds FROM components ORDER BY position")).toEqual([
      ["Evaluate", null, 200, 3.5],
      ["Load", "Evaluate", 1, 0.25],
    ]);
    expect(query("history.db", "SELECT tag FROM tags")).toEqual([["x"]]);
    expect(query("sessions/s1.db", "PRAGMA integrity_check")).toEqual([["ok"]]);
    expect(query("sessions/s1.db", "SELECT name, row_count FROM tables WHERE name LIKE 'run:%'")).toEqual([
      ["run:r1", 100],
      ["run:r2", 100],
    ]);
    expect(readFileSync(join(history.folder, ".gitignore"), "utf8")).toBe("*\n");
  });

  it("lists newest first, by pages, filtered by status and by text in any case", async () => {
    const store = await history.open();
    for (let number = 0; number < 5; number++) {
      await store.save(
        recordSession({
          id: `s${number}`,
          label: `Ünit ${number}`,
          startTime: 1e9 + number * 100,
          problem: number === 3 ? "Knapsack 50%" : "tour",
        }),
      );
    }
    const ids = (filter: Parameters<HistoryStore["list"]>[0]): string[] =>
      store.list(filter).sessions.map(({ id }) => id);
    expect(ids({})).toEqual(["s4", "s3", "s2", "s1", "s0"]);
    expect(ids({ limit: 2, offset: 1 })).toEqual(["s3", "s2"]);
    expect(store.list({ limit: 2 }).total).toBe(5);
    expect(ids({ text: "üNIT 2" })).toEqual(["s2"]);
    expect(ids({ text: "sack 50%" })).toEqual(["s3"]);
    expect(store.list({ text: "%" }).total).toBe(1);
    expect(ids({ status: "failed" })).toEqual([]);
    await store.setTags("s1", ["Baseline"]);
    expect(ids({ text: "baseline" })).toEqual(["s1"]);
  });

  it("keeps one session when it is saved twice, with the label and tags that the user gave it", async () => {
    const store = await history.open();
    await store.save(recordSession({ id: "s1" }));
    await store.rename("s1", "best so far");
    await store.setTags("s1", ["a", "b", "a"]);
    await store.save(recordSession({ id: "s1", iterations: 120 }));
    expect(store.list({}).total).toBe(1);
    expect(store.summary("s1")).toMatchObject({ label: "best so far", tags: ["a", "b"], iterationCount: 240 });
    expect((await store.load("s1"))?.detail.session).toMatchObject({ label: "best so far", tags: ["a", "b"] });
    await history.close(store);
    expect((await history.open()).summary("s1")).toMatchObject({ label: "best so far", tags: ["a", "b"] });
    expect(query("history.db", "SELECT count(*) FROM runs")).toEqual([[2]]);
  });

  it("deletes a session with its file and every row", async () => {
    const store = await history.open();
    await store.save(recordSession({ id: "s1" }));
    await store.save(recordSession({ id: "s2" }));
    await store.delete("s1");
    await store.delete("unknown");
    expect(store.summary("s1")).toBeUndefined();
    expect(await store.load("s1")).toBeUndefined();
    expect(readdirSync(join(history.folder, "sessions"))).toEqual(["s2.db"]);
    for (const table of ["sessions", "runs", "components", "notes", "resource_summaries"]) {
      const [[all], [rest]] = [query("history.db", `SELECT count(*) FROM ${table}`)[0] ?? [], [0]];
      expect([table, Number(all) > 0, rest]).toEqual([table, true, 0]);
    }
    expect(
      query("history.db", "SELECT count(*) FROM convergence WHERE run_number NOT IN (SELECT number FROM runs)"),
    ).toEqual([[0]]);
    await expect(store.rename("s1", "x")).rejects.toThrow(/no session s1/);
  });

  it("stores any id as a file of its own inside the folder", async () => {
    const ids = ["../../up", "a/b", "a%2Fb", "..", "x".repeat(400), "x".repeat(399) + "y", "Ü 東京"];
    const store = await history.open();
    for (const id of ids) await store.save(recordSession({ id, iterations: 3 }));
    expect(readdirSync(join(history.folder, "sessions"))).toHaveLength(ids.length);
    expect(readdirSync(join(history.folder, ".."))).toEqual([".optimizer-monitor"]);
    for (const id of ids) expect((await store.load(id))?.detail.session.id).toBe(id);
  });
});
