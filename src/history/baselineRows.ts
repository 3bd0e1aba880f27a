import type { Row, SqliteDatabase } from "./sqlite";

/** What the catalog holds on a session as a baseline; undefined where it is none. */
export function baselineRow(database: SqliteDatabase, id: string): Row | undefined {
  return database.first(
    "SELECT baselines.* FROM baselines JOIN sessions ON session_number = sessions.number WHERE session_id = ?",
    [id],
  );
}

/** Makes a session part of the baseline of its workflow, which is known by the session's label. */
export function markBaseline(database: SqliteDatabase, id: string, since: number): void {
  database.run(
    "INSERT INTO baselines (session_number, name, created_time) SELECT number, label, ? FROM sessions WHERE session_id = ?",
    [since, id],
  );
}
