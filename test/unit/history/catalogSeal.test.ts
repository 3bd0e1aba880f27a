import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isSealBroken, seal } from "../../../src/history/catalogSeal";
import { recordSession } from "./sessions";
import { TemporaryHistory } from "./temporaryHistory";

const history = new TemporaryHistory();
beforeEach(() => history.begin());
afterEach(() => history.end());

describe("the catalog's seal", () => {
  it("is broken by any byte that changes outside of its own fields, and by none that another SQLite writes", async () => {
    const store = await history.open();
    await store.save(recordSession({ id: "s1" }));
    await history.close(store);
    const path = join(history.folder, "history.db");
    const sealed = readFileSync(path);
    expect(isSealBroken(sealed)).toBe(false);
    for (let at = 100; at < sealed.length; at += 997) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(isSealBroken(changed), `byte ${at}`).toBe(true);
    }
    const script =
      "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(\"UPDATE sessions SET label = 'x'\"); c.commit()";
    execFileSync("python3", ["-c", script, path]);
    const written = readFileSync(path);
    expect(isSealBroken(written)).toBe(false);
    seal(written);
    expect(isSealBroken(written)).toBe(false);
  });

  it("is not missed in a file that never had one, or is no database", () => {
    expect(isSealBroken(new Uint8Array(10))).toBe(false);
    expect(isSealBroken(new Uint8Array(4096))).toBe(false);
    const short = new Uint8Array(10);
    seal(short);
    expect(short).toEqual(new Uint8Array(10));
  });
});
