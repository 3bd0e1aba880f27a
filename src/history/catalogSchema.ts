import type { SqliteDatabase } from "./sqlite";

/**
 * The catalog's schema, one step a version: step n takes version n to version n + 1. Steps are never changed once
 * released, only added.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE sessions (
    number INTEGER PRIMARY KEY, session_id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, status TEXT NOT NULL,
    kind TEXT NOT NULL, start_time REAL NOT NULL, end_time REAL, exit_code INTEGER, signal TEXT, reason TEXT, command TEXT,
    cwd TEXT, pid INTEGER, algorithms TEXT NOT NULL, problem TEXT, run_count INTEGER NOT NULL,
    iteration_count INTEGER NOT NULL, evaluations REAL, best REAL, direction TEXT, dropped INTEGER NOT NULL,
    peak_rss_bytes REAL, mean_cpu_percent REAL, host TEXT NOT NULL, platform TEXT, cpu_model TEXT, core_count INTEGER,
    memory_bytes REAL, gpus TEXT, is_edited INTEGER NOT NULL DEFAULT 0, search_text TEXT NOT NULL
  );
  CREATE INDEX sessions_by_start ON sessions (start_time DESC, session_id);
  CREATE TABLE tags (
    session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, position INTEGER NOT NULL, tag TEXT NOT NULL,
    PRIMARY KEY (session_number, position)
  ) WITHOUT ROWID;
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY, session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
    run_id TEXT NOT NULL, algorithm TEXT NOT NULL, parent TEXT, library TEXT, problem TEXT, dimension REAL, direction TEXT,
    budget REAL, target REAL, seed, population_size REAL, parameters TEXT, status TEXT NOT NULL, converged INTEGER,
    termination TEXT, message TEXT, solution TEXT, start_time REAL NOT NULL, end_time REAL,
    iteration_count INTEGER NOT NULL, last_iteration REAL, best REAL, evaluations REAL
  );
  CREATE INDEX runs_by_session ON runs (session_number);
  CREATE INDEX runs_by_problem ON runs (problem, algorithm);
  CREATE TABLE convergence (
    run_number INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, position INTEGER NOT NULL, iteration REAL, evaluations REAL,
    time REAL, best REAL, PRIMARY KEY (run_number, position)
  ) WITHOUT ROWID;
  CREATE TABLE components (
    session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, position INTEGER NOT NULL, name TEXT NOT NULL,
    parent TEXT, count INTEGER NOT NULL, total_seconds REAL NOT NULL, min_seconds REAL, max_seconds REAL, source_file TEXT,
    source_line INTEGER, PRIMARY KEY (session_number, position)
  ) WITHOUT ROWID;
  CREATE TABLE resource_summaries (
    session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, metric TEXT NOT NULL, labels TEXT NOT NULL,
    unit TEXT, count INTEGER NOT NULL, min REAL, mean REAL, max REAL, p95 REAL, last REAL,
    PRIMARY KEY (session_number, metric, labels)
  ) WITHOUT ROWID;
  CREATE TABLE notes (
    session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, position INTEGER NOT NULL, time REAL NOT NULL,
    level TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (session_number, position)
  ) WITHOUT ROWID;
  CREATE TABLE alerts (
    number INTEGER PRIMARY KEY, session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, time REAL NOT NULL,
    rule TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, value REAL
  );
  CREATE INDEX alerts_by_session ON alerts (session_number);
  CREATE TABLE baselines (
    number INTEGER PRIMARY KEY, session_number INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, name TEXT NOT NULL,
    created_time REAL NOT NULL
  );
  CREATE INDEX baselines_by_session ON baselines (session_number);
  `,
  // Until here nothing wrote alerts.
  `
  ALTER TABLE alerts ADD COLUMN alert_id TEXT;
  ALTER TABLE alerts ADD COLUMN kind TEXT;
  ALTER TABLE alerts ADD COLUMN subject TEXT;
  ALTER TABLE alerts ADD COLUMN end_time REAL;
  ALTER TABLE alerts ADD COLUMN is_quiet INTEGER NOT NULL DEFAULT 0;
  `,
  // Regressions, what a session is against the baseline of its workflow, and versions, by name, are JSON.
  `
  ALTER TABLE sessions ADD COLUMN regressions TEXT;
  ALTER TABLE sessions ADD COLUMN git_commit TEXT;
  ALTER TABLE sessions ADD COLUMN git_branch TEXT;
  ALTER TABLE sessions ADD COLUMN git_is_dirty INTEGER;
  ALTER TABLE sessions ADD COLUMN versions TEXT;
  ALTER TABLE sessions ADD COLUMN note TEXT;
  ALTER TABLE sessions ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN is_thinned INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX sessions_by_label ON sessions (label, start_time DESC);
  `,
];

/** The version that this code writes. */
export const CATALOG_VERSION = STEPS.length;

/** The version of a catalog; 0 for an empty database. Throws where the database cannot be read. */
export function versionOf(database: SqliteDatabase): number {
  const hasMeta = database.first("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'meta'");
  if (hasMeta === undefined) {
    if (database.first("SELECT 1 FROM sqlite_schema") !== undefined) throw new Error("it is not a history");
    return 0;
  }
  const version = Number(database.first("SELECT value FROM meta WHERE key = 'schema_version'")?.["value"] ?? NaN);
  if (!Number.isInteger(version) || version < 1) throw new Error("it names no schema version");
  return version;
}

const TABLES = [
  "meta",
  "sessions",
  "tags",
  "runs",
  "convergence",
  "components",
  "resource_summaries",
  "notes",
  "alerts",
  "baselines",
];

/** Throws where a table of the catalog is not there: a database can be sound and no catalog any more. */
export function requireTables(database: SqliteDatabase): void {
  const rows = database.all("SELECT name FROM sqlite_schema WHERE type = 'table'");
  const names = new Set(rows.map(({ name }) => name));
  const missing = TABLES.find((name) => !names.has(name));
  if (missing !== undefined) throw new Error("its table " + missing + " is missing");
}

/** Brings a catalog to the newest version, all steps or none. */
export function migrate(database: SqliteDatabase, steps: readonly string[] = STEPS): void {
  const from = versionOf(database);
  if (from >= steps.length) return;
  database.transaction(() => {
    for (const step of steps.slice(from)) database.execute(step);
    database.run("INSERT OR REPLACE INTO meta VALUES ('schema_version', ?)", [String(steps.length)]);
  });
}
