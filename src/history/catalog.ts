import { runTable } from "../model/metrics";
import { describeTables, type RecordedSession } from "../model/recordedSession";
import { Table } from "../model/table";
import { compact } from "../protocol/fields";
import type { HistoryFacts } from "../protocol/historyAdmin";
import type { SessionPage } from "../protocol/rpc";
import type { SessionFilter } from "../protocol/sessionFilter";
import type { FoundAlert, FoundComponent, FoundRun, SessionSummary } from "../protocol/session";
import type { RegressionVerdict } from "../protocol/trends";
import { AnalysisQueries } from "./analysisQueries";
import { markBaseline } from "./baselineRows";
import { insertSession, insertTags, searchText } from "./catalogEntry";
import { sessionConditions, sessionOrder } from "./catalogFilter";
import { alertOf, componentOf, machineOf, noteOf, runOf, sessionOf } from "./catalogRows";
import { migrate } from "./catalogSchema";
import type { PrunableSession } from "./pruning";
import type { Row, SqliteDatabase } from "./sqlite";

const IS_BASELINE = "EXISTS (SELECT 1 FROM baselines WHERE session_number = sessions.number) AS is_baseline";

/** What the history knows of all its sessions: a database in memory that is written to `history.db` as a whole. */
export class Catalog {
  /** What comparisons and trends are made of. */
  readonly analysis: AnalysisQueries;

  constructor(private readonly database: SqliteDatabase) {
    migrate(database);
    this.analysis = new AnalysisQueries(database);
  }

  ids(): readonly string[] {
    return this.database.all("SELECT session_id FROM sessions").map((row) => String(row["session_id"]));
  }

  has(id: string): boolean {
    return this.row(id) !== undefined;
  }

  list(filter: SessionFilter): SessionPage {
    const { where, values } = sessionConditions(filter);
    const total = Number(this.database.first(`SELECT count(*) AS total FROM sessions ${where}`, values)?.["total"]);
    const rows = this.database.all(
      `SELECT *, ${IS_BASELINE} FROM sessions ${where} ORDER BY ${sessionOrder(filter)} LIMIT ? OFFSET ?`,
      [...values, filter.limit ?? -1, filter.offset ?? 0],
    );
    return { sessions: this.summaries(rows), total };
  }

  /** Runs of the sessions that fit, those of the newest sessions first. */
  runs(filter: SessionFilter): readonly FoundRun[] {
    const { where, values } = sessionConditions(filter);
    const rows = this.database.all(
      `SELECT runs.*, session_id FROM (SELECT number AS session, session_id, start_time AS began FROM sessions ${where})
       JOIN runs ON session_number = session ORDER BY began DESC, session_id, runs.number LIMIT ?`,
      [...values, filter.limit ?? -1],
    );
    return rows.map((row) => ({ sessionId: sessionOf(row, []).id, run: runOf(row) }));
  }

  /** Alerts of the sessions that fit, newest first. */
  alerts(filter: SessionFilter): readonly FoundAlert[] {
    const { where, values } = sessionConditions(filter);
    const rows = this.database.all(
      `SELECT alerts.*, found.session_id FROM (SELECT number, session_id FROM sessions ${where}) AS found
       JOIN alerts ON session_number = found.number ORDER BY alerts.time DESC LIMIT ?`,
      [...values, filter.limit ?? -1],
    );
    return rows.map((row) => ({ sessionId: String(row["session_id"]), alert: alertOf(row) }));
  }

  /** What a component took in each of the sessions that fit, newest first. */
  components(name: string, filter: SessionFilter): readonly FoundComponent[] {
    const { where, values } = sessionConditions(filter);
    const rows = this.database.all(
      `SELECT components.*, session_id, label, status, start_time FROM (SELECT * FROM sessions ${where}) AS found
       JOIN components ON session_number = found.number WHERE name = ?
       ORDER BY start_time DESC, session_id, position LIMIT ?`,
      [...values, name, filter.limit ?? -1],
    );
    return rows.map((row) => {
      const { id, label, status, startTime } = sessionOf(row, []);
      return { sessionId: id, label, status, startTime, component: componentOf(row) };
    });
  }

  summary(id: string): SessionSummary | undefined {
    const row = this.row(id);
    return row === undefined ? undefined : this.summaries([row])[0];
  }

  /** Enters a session, or replaces what is known of it; what was edited here (label, tags, note, pin, baseline) stays. */
  put(session: RecordedSession): void {
    const { id } = session.detail.session;
    this.database.transaction(() => {
      const row = this.row(id);
      const known = row?.["is_edited"] === 1 ? this.summary(id) : undefined;
      const baselines = this.database.all(
        "SELECT name, created_time FROM baselines JOIN sessions ON sessions.number = session_number WHERE session_id = ?",
        [id],
      );
      this.database.run("DELETE FROM sessions WHERE session_id = ?", [id]);
      const edited = known === undefined ? session : relabelled(session, known);
      const number = insertSession(this.database, edited, known !== undefined);
      for (const { name = null, created_time: time = null } of baselines) {
        const values = [number, name, time];
        this.database.run("INSERT INTO baselines (session_number, name, created_time) VALUES (?, ?, ?)", values);
      }
    });
  }

  /** Makes a session part of the baseline of its workflow since a time, or no part of it any more. */
  setBaseline(id: string, since: number | undefined): void {
    this.database.run(
      "DELETE FROM baselines WHERE session_number IN (SELECT number FROM sessions WHERE session_id = ?)",
      [id],
    );
    if (since !== undefined) markBaseline(this.database, id, since);
  }

  /** Writes down what a session is against the baseline of its workflow. */
  setRegressions(id: string, regressions: readonly RegressionVerdict[]): void {
    this.database.run("UPDATE sessions SET regressions = ? WHERE session_id = ?", [JSON.stringify(regressions), id]);
  }

  rename(id: string, label: string): void {
    this.edit(id, (summary) => ({ ...summary, label }));
  }

  setTags(id: string, tags: readonly string[]): void {
    this.edit(id, (summary) => ({ ...summary, tags: [...new Set(tags)] }));
  }

  /** An empty note takes it away. */
  setNote(id: string, note: string): void {
    this.edit(id, ({ note: _old, ...summary }) => (note === "" ? summary : { ...summary, note }));
  }

  setPinned(id: string, isPinned: boolean): void {
    this.edit(id, (summary) => ({ ...summary, isPinned }));
  }

  /** Keeps in mind that a session's full series was given up on purpose. */
  markThinned(id: string): void {
    this.database.run("UPDATE sessions SET is_thinned = 1 WHERE session_id = ?", [id]);
  }

  isThinned(id: string): boolean {
    return this.row(id)?.["is_thinned"] === 1;
  }

  /** Sessions as pruning sees them, oldest first. */
  prunable(): readonly Omit<PrunableSession, "bytes">[] {
    const rows = this.database.all(
      `SELECT session_id, label, start_time, is_pinned, is_thinned, ${IS_BASELINE} FROM sessions ORDER BY start_time, session_id`,
    );
    return rows.map((row) => ({
      id: String(row["session_id"]),
      label: String(row["label"]),
      startTime: Number(row["start_time"]),
      isKept: row["is_pinned"] === 1 || row["is_baseline"] === 1,
      isThinned: row["is_thinned"] === 1,
    }));
  }

  /** What sessions are about, for lists to choose from. */
  facts(): Pick<HistoryFacts, "sessions" | "pinned" | "oldest" | "problems" | "algorithms" | "tags"> {
    const texts = (sql: string): readonly string[] => this.database.all(sql).map(({ name }) => String(name));
    const row = this.database.first(
      "SELECT count(*) AS sessions, sum(is_pinned) AS pinned, min(start_time) AS oldest FROM sessions",
    );
    const oldest = row?.["oldest"];
    return {
      sessions: Number(row?.["sessions"] ?? 0),
      pinned: Number(row?.["pinned"] ?? 0),
      ...(typeof oldest === "number" ? { oldest } : {}),
      problems: texts("SELECT DISTINCT problem AS name FROM sessions WHERE problem IS NOT NULL ORDER BY name"),
      algorithms: texts("SELECT DISTINCT algorithm AS name FROM runs ORDER BY name"),
      tags: texts("SELECT DISTINCT tag AS name FROM tags ORDER BY name"),
    };
  }

  remove(id: string): void {
    this.database.run("DELETE FROM sessions WHERE session_id = ?", [id]);
  }

  /** What the catalog alone knows of a session: everything but the full series, with decimated convergence curves instead. */
  outline(id: string): RecordedSession | undefined {
    const row = this.row(id);
    if (row === undefined) return undefined;
    const number = row["number"] ?? null;
    const runRows = this.database.all("SELECT * FROM runs WHERE session_number = ? ORDER BY number", [number]);
    const tables = new Map(runRows.map((run) => this.curveTable(run)).map((table) => [table.name, table]));
    const of = (table: string): Row[] =>
      this.database.all(`SELECT * FROM ${table} WHERE session_number = ? ORDER BY position`, [number]);
    const alerts = this.database.all("SELECT * FROM alerts WHERE session_number = ? ORDER BY number", [number]);
    const detail = {
      session: this.summaries([row])[0] ?? sessionOf(row, []),
      runs: runRows.map(runOf),
      components: of("components").map(componentOf),
      notes: of("notes").map(noteOf),
      ...(alerts.length === 0 ? {} : { alerts: alerts.map(alertOf) }),
      tables: describeTables(tables),
      machine: machineOf(row),
    };
    return { detail, tables };
  }

  export(): Uint8Array {
    return this.database.export();
  }

  close(): void {
    this.database.close();
  }

  private row(id: string): Row | undefined {
    return this.database.first(`SELECT *, ${IS_BASELINE} FROM sessions WHERE session_id = ?`, [id]);
  }

  private edit(id: string, change: (summary: SessionSummary) => SessionSummary): void {
    const row = this.row(id);
    const summary = this.summary(id);
    if (row === undefined || summary === undefined) return;
    const changed = change(summary);
    const number = Number(row["number"]);
    this.database.transaction(() => {
      this.database.run(
        "UPDATE sessions SET label = ?, note = ?, is_pinned = ?, search_text = ?, is_edited = 1 WHERE number = ?",
        [changed.label, changed.note, changed.isPinned === true, searchText(changed), number],
      );
      this.database.run("DELETE FROM tags WHERE session_number = ?", [number]);
      insertTags(this.database, number, changed.tags);
    });
  }

  private summaries(rows: readonly Row[]): readonly SessionSummary[] {
    const baselines = new Set(
      this.database.all("SELECT session_number FROM baselines").map((row) => row["session_number"]),
    );
    return rows.map((row) => {
      const tags = this.database.all("SELECT tag FROM tags WHERE session_number = ? ORDER BY position", [
        row["number"] ?? null,
      ]);
      const summary = sessionOf(
        row,
        tags.map(({ tag }) => String(tag)),
      );
      return baselines.has(row["number"]) ? { ...summary, isBaseline: true } : summary;
    });
  }

  private curveTable(run: Row): Table {
    const table = new Table(runTable(String(run["run_id"])));
    const points = this.database.all(
      "SELECT iteration, time, evaluations, best FROM convergence WHERE run_number = ? ORDER BY position",
      [run["number"] ?? null],
    );
    for (const point of points) {
      const numbers = Object.entries(point).filter((entry): entry is [string, number] => typeof entry[1] === "number");
      table.append(Object.fromEntries(numbers));
    }
    return table;
  }
}

/** A session with what the history says of it beside what was recorded: label, tags, note, pin, verdicts. */
export function relabelled(session: RecordedSession, known: SessionSummary): RecordedSession {
  const { detail, tables } = session;
  const { note: _note, isPinned: _pin, isBaseline: _baseline, regressions: _verdicts, ...recorded } = detail.session;
  const { label, tags, note, isPinned, isBaseline, regressions } = known;
  const summary = compact<SessionSummary>({ ...recorded, label, tags, note, isPinned, isBaseline, regressions });
  return { tables, detail: { ...detail, session: summary } };
}
