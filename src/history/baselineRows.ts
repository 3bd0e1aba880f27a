import type { SqliteDatabase } from "./sqlite";

/** Makes a session part of the baseline of its workflow, which is known by the session's label. */
export function markBaseline(database: SqliteDatabase, id: string, since: number): void {
  database.run(
    "INSERT INTO baselines (session_number, name, created_time) SELECT number, label, ? FROM sessions WHERE session_id = ?",
    [since, id],
  );
}
