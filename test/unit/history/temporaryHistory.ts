import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../../src/base/log";
import { HistoryStore } from "../../../src/history/historyStore";

/** A history in a folder that goes away with the test. */
export class TemporaryHistory {
  folder = "";
  warnings: string[] = [];
  private opened: HistoryStore[] = [];

  begin(): void {
    this.folder = join(mkdtempSync(join(tmpdir(), "history-")), ".optimizer-monitor");
    this.warnings = [];
  }

  async end(): Promise<void> {
    for (const store of this.opened.splice(0)) await store.close().catch(() => undefined);
    rmSync(join(this.folder, ".."), { recursive: true, force: true });
  }

  async open(): Promise<HistoryStore> {
    const onWarning = (message: string): void => void this.warnings.push(message);
    const store = await HistoryStore.open({ folder: this.folder, log: silentLog, onWarning });
    this.opened.push(store);
    return store;
  }

  async close(store: HistoryStore): Promise<void> {
    this.opened = this.opened.filter((one) => one !== store);
    await store.close();
  }

  /** What another SQLite reader finds. */
  query = (file: string, sql: string): unknown[][] => {
    const script =
      "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))";
    const output = execFileSync("python3", ["-c", script, join(this.folder, file), sql], { encoding: "utf8" });
    return JSON.parse(output) as unknown[][];
  };
}
