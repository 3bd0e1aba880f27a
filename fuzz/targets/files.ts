import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordSession } from "../../test/unit/history/sessions";
import type { Sqlite } from "../../src/history/sqlite";
import type { RecordedSession } from "../../src/model/recordedSession";
import { bytesOf, textOf } from "../target";

/** A folder of a target, made when it is first needed. */
export class TargetFolder {
  private made: string | undefined;

  get path(): string {
    return (this.made ??= mkdtempSync(join(tmpdir(), "om-fuzz-")));
  }

  end(): void {
    if (this.made !== undefined) rmSync(this.made, { recursive: true, force: true });
    this.made = undefined;
  }
}

/** A small session with something of everything. */
export function smallSession(): RecordedSession {
  return recordSession({ id: "s1", runs: 2, iterations: 6, samples: 3 });
}

/** An input as what it stands for: a JSON list whose first entry says what the others are. */
export function partsOf(input: Uint8Array): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(textOf(input));
    return Array.isArray(value) ? (value as readonly unknown[]) : [];
  } catch {
    return [];
  }
}

export function inputOf(...parts: readonly unknown[]): Uint8Array {
  return bytesOf(JSON.stringify(parts));
}

/** A file with bytes changed: `[offset, byte, byte, …]` each, or `[length]` to cut it off. */
export function patched(contents: Uint8Array, patches: unknown): Uint8Array {
  let result = Uint8Array.from(contents);
  for (const patch of listOf(patches)) {
    const [offset = 0, ...bytes] = listOf(patch).map((value) => Math.abs(Math.trunc(Number(value))) || 0);
    if (bytes.length === 0) result = result.slice(0, offset % (result.length + 1));
    else bytes.forEach((byte, index) => (result[(offset + index) % Math.max(1, result.length)] = byte));
  }
  return result;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** What can stand in a column of SQLite; everything else as its JSON. */
export function cellOf(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);
}

/** The names of the plain tables of a database. */
export function tablesOf(sqlite: Sqlite, contents: Uint8Array): readonly string[] {
  const database = sqlite.open(contents);
  const rows = database.all("SELECT name FROM sqlite_schema WHERE type = 'table'");
  database.close();
  return rows.map(({ name }) => String(name));
}
