import { curveOf, MOST_RUNS, type ComparedRun } from "../analysis/comparison/comparedRuns";
import type { SessionFigures, UsageRows } from "../analysis/trends/sessionFigures";
import type { ComparisonAxis, ComparisonRequest } from "../protocol/comparison";
import type { SessionFilter } from "../protocol/sessionFilter";
import type { SessionSummary } from "../protocol/session";
import { sessionConditions } from "./catalogFilter";
import { runOf, sessionOf } from "./catalogRows";
import type { Parameter, Row, SqliteDatabase } from "./sqlite";

/** Which sessions are read: a condition on rows of `sessions`, its values, and how many of the newest. */
interface Sessions {
  readonly sql: string;
  readonly values: readonly Parameter[];
}

const AXIS_COLUMNS: Readonly<Record<ComparisonAxis, string>> = {
  evaluations: "evaluations",
  iteration: "iteration",
  time: "time",
};

/** What comparisons and trends need of a catalog: one query for each kind of thing, however many sessions there are. */
export class AnalysisQueries {
  constructor(private readonly database: SqliteDatabase) {}

  /** The newest runs that a comparison asks for, with their decimated curves, and how many there are in all. */
  runs(request: ComparisonRequest): { readonly runs: readonly ComparedRun[]; readonly total: number } {
    const sessions = chosenSessions(request.filter, request.sessionIds);
    const { algorithms } = request;
    const condition = algorithms === undefined ? "" : "WHERE algorithm IN (SELECT value FROM json_each(?))";
    const values = [...sessions.values, ...(algorithms === undefined ? [] : [JSON.stringify(algorithms)])];
    const from = `FROM (${sessions.sql}) AS chosen JOIN runs ON session_number = chosen.number ${condition}`;
    const total = Number(this.database.first(`SELECT count(*) AS total ${from}`, values)?.["total"]);
    const rows = this.database.all(
      `SELECT runs.*, began ${from} ORDER BY began DESC, runs.number DESC LIMIT ${MOST_RUNS}`,
      values,
    );
    const found = this.sessionsByNumber(sessions);
    const curves = this.curves(rows, request.axis);
    const runs = rows.flatMap((row): ComparedRun[] => {
      const session = found.get(Number(row["session_number"]));
      if (session === undefined) return [];
      const run = runOf(row);
      const points = curves.get(Number(row["number"]));
      const curve = points === undefined ? undefined : curveOf(run, request.axis, points.x, points.best);
      return [{ session, run, isDecimated: true, ...(curve === undefined ? {} : { curve }) }];
    });
    return { runs, total };
  }

  /** All figures of the newest sessions, oldest first. */
  figures(filter: SessionFilter, ids?: readonly string[]): readonly SessionFigures[] {
    const chosen = chosenSessions(filter, ids);
    const numbers = this.sessionsByNumber(chosen);
    const figures = new Map<number, { summary: SessionSummary; values: Map<string, number> }>(
      [...numbers].map(([number, summary]) => [number, { summary, values: new Map() }]),
    );
    const add = (row: Row, metric: string, value: unknown): void => {
      if (typeof value === "number") figures.get(Number(row["session"]))?.values.set(metric, value);
    };
    const inSessions = `FROM (${chosen.sql}) AS chosen JOIN`;
    const components = this.database.all(
      `SELECT chosen.number AS session, name, sum(total_seconds) AS total, sum(count) AS calls
       ${inSessions} components ON session_number = chosen.number GROUP BY chosen.number, name`,
      chosen.values,
    );
    for (const row of components) {
      const [total, calls] = [Number(row["total"]), Number(row["calls"])];
      add(row, `component:${String(row["name"])}`, calls > 0 ? total / calls : undefined);
      add(row, `total:${String(row["name"])}`, total);
    }
    const resources = this.database.all(
      `SELECT chosen.number AS session, metric, avg(mean) AS mean
       ${inSessions} resource_summaries ON session_number = chosen.number GROUP BY chosen.number, metric`,
      chosen.values,
    );
    for (const row of resources) add(row, `resource:${String(row["metric"])}`, row["mean"]);
    return [...figures.values()].sort((a, b) => a.summary.startTime - b.summary.startTime);
  }

  /** The newest sessions, oldest first, with one figure beside those of their summaries: `component:<name>` or `resource:<metric>`. */
  figure(metric: string | undefined, filter: SessionFilter, ids?: readonly string[]): readonly SessionFigures[] {
    const chosen = chosenSessions(filter, ids);
    const values = new Map(
      (metric === undefined ? [] : this.figureRows(metric, chosen)).map((row) => [
        Number(row["session"]),
        row["value"],
      ]),
    );
    return [...this.sessionsByNumber(chosen)]
      .map(([number, summary]): SessionFigures => {
        const value = values.get(number);
        return { summary, values: new Map(metric !== undefined && typeof value === "number" ? [[metric, value]] : []) };
      })
      .sort((a, b) => a.summary.startTime - b.summary.startTime);
  }

  /** The sessions that are the baseline of a workflow, the newest first. */
  baseline(label: string, most: number): readonly string[] {
    return this.database
      .all(
        `SELECT session_id FROM sessions WHERE label = ? AND number IN (SELECT session_number FROM baselines)
         ORDER BY start_time DESC LIMIT ?`,
        [label, most],
      )
      .map((row) => String(row["session_id"]));
  }

  /** The runs of these sessions, without their curves. */
  results(sessionIds: readonly string[]): readonly ComparedRun[] {
    const sessions = chosenSessions(undefined, sessionIds);
    const found = this.sessionsByNumber(sessions);
    const rows = this.database.all(
      `SELECT runs.* FROM (${sessions.sql}) AS chosen JOIN runs ON session_number = chosen.number`,
      sessions.values,
    );
    return rows.flatMap((row) => {
      const session = found.get(Number(row["session_number"]));
      return session === undefined ? [] : [{ session, run: runOf(row) }];
    });
  }

  /** Workflows by how many sessions they have. */
  labels(filter: SessionFilter, most: number): readonly { readonly label: string; readonly sessions: number }[] {
    const { where, values } = sessionConditions(filter);
    return this.database
      .all(
        `SELECT label, count(*) AS sessions FROM sessions ${where} GROUP BY label ORDER BY sessions DESC, max(start_time) DESC LIMIT ?`,
        [...values, most],
      )
      .map((row) => ({ label: String(row["label"]), sessions: Number(row["sessions"]) }));
  }

  /** Components and sampled metrics that the newest sessions have, the costliest components first. */
  metricNames(
    filter: SessionFilter,
    most: number,
  ): { readonly components: readonly string[]; readonly resources: readonly string[] } {
    const chosen = chosenSessions({ ...filter, limit: most });
    const names = (table: string, column: string, order: string): readonly string[] =>
      this.database
        .all(
          `SELECT ${column} AS name FROM (${chosen.sql}) AS chosen JOIN ${table} ON session_number = chosen.number
           GROUP BY ${column} ORDER BY ${order}`,
          chosen.values,
        )
        .map((row) => String(row["name"]));
    return {
      components: names("components", "name", "sum(total_seconds) DESC"),
      resources: names("resource_summaries", "metric", "metric"),
    };
  }

  /** What usage patterns are made of. */
  usage(filter: SessionFilter): UsageRows {
    const chosen = chosenSessions(filter);
    const runs = this.database.all(
      `SELECT chosen.number AS session, algorithm, runs.start_time AS began, runs.end_time AS ended, evaluations
       FROM (${chosen.sql}) AS chosen JOIN runs ON session_number = chosen.number`,
      chosen.values,
    );
    const components = this.database.all(
      `SELECT name, count(DISTINCT chosen.number) AS sessions, sum(count) AS calls, sum(total_seconds) AS seconds
       FROM (${chosen.sql}) AS chosen JOIN components ON session_number = chosen.number
       GROUP BY name ORDER BY seconds DESC`,
      chosen.values,
    );
    const sessions = this.sessionsByNumber(chosen);
    return {
      sessions: [...sessions.values()],
      runs: runs.flatMap((row) => {
        const session = sessions.get(Number(row["session"]));
        if (session === undefined) return [];
        const [began, ended, evaluations] = [row["began"], row["ended"], row["evaluations"]];
        const seconds = typeof began === "number" && typeof ended === "number" ? Math.max(0, ended - began) : 0;
        const known = typeof evaluations === "number" ? { evaluations } : {};
        return [{ session, algorithm: String(row["algorithm"]), seconds, ...known }];
      }),
      components: components.map((row) => ({
        name: String(row["name"]),
        sessions: Number(row["sessions"]),
        calls: Number(row["calls"]),
        seconds: Number(row["seconds"]),
      })),
    };
  }

  private figureRows(metric: string, chosen: Sessions): readonly Row[] {
    const [, kind, name = ""] = /^(component|resource):(.*)$/s.exec(metric) ?? [];
    if (kind === undefined) return [];
    const [table, value, column] =
      kind === "component"
        ? ["components", "sum(total_seconds) / nullif(sum(count), 0)", "name"]
        : ["resource_summaries", "avg(mean)", "metric"];
    return this.database.all(
      `SELECT chosen.number AS session, ${value} AS value FROM (${chosen.sql}) AS chosen
       JOIN ${table} ON session_number = chosen.number WHERE ${table}.${column} = ? GROUP BY chosen.number`,
      [...chosen.values, name],
    );
  }

  private curves(
    rows: readonly Row[],
    axis: ComparisonAxis,
  ): ReadonlyMap<number, { readonly x: number[]; readonly best: number[] }> {
    const curves = new Map<number, { readonly x: number[]; readonly best: number[] }>();
    const points = this.database.all(
      `SELECT run_number, ${AXIS_COLUMNS[axis]} AS x, best FROM convergence
       WHERE run_number IN (SELECT value FROM json_each(?)) ORDER BY run_number, position`,
      [JSON.stringify(rows.map((row) => row["number"]))],
    );
    for (const { run_number: number, x, best } of points) {
      if (typeof x !== "number" || typeof best !== "number") continue;
      const curve = curves.get(Number(number)) ?? { x: [], best: [] };
      curve.x.push(x);
      curve.best.push(best);
      curves.set(Number(number), curve);
    }
    return curves;
  }

  private sessionsByNumber({ sql, values }: Sessions): ReadonlyMap<number, SessionSummary> {
    const tags = new Map<number, string[]>();
    const tagRows = this.database.all(
      `SELECT session_number, tag FROM (${sql}) AS chosen JOIN tags ON session_number = chosen.number ORDER BY session_number, position`,
      values,
    );
    for (const { session_number: number, tag } of tagRows) {
      const list = tags.get(Number(number)) ?? [];
      list.push(String(tag));
      tags.set(Number(number), list);
    }
    const rows = this.database.all(
      `SELECT sessions.*, EXISTS (SELECT 1 FROM baselines WHERE session_number = sessions.number) AS is_baseline
       FROM (${sql}) AS chosen JOIN sessions ON sessions.number = chosen.number`,
      values,
    );
    return new Map(
      rows.map((row) => {
        const number = Number(row["number"]);
        const summary = sessionOf(row, tags.get(number) ?? []);
        return [number, row["is_baseline"] === 1 ? { ...summary, isBaseline: true } : summary];
      }),
    );
  }
}

function chosenSessions(filter: SessionFilter = {}, ids?: readonly string[]): Sessions {
  const { where, values } = sessionConditions(filter);
  const byId = ids === undefined ? "" : "session_id IN (SELECT value FROM json_each(?))";
  const conditions = [where.replace(/^WHERE /, ""), byId].filter((condition) => condition !== "").join(" AND ");
  return {
    sql: `SELECT number, start_time AS began FROM sessions ${conditions === "" ? "" : `WHERE ${conditions}`}
          ORDER BY start_time DESC, session_id LIMIT ? OFFSET ?`,
    values: [...values, ...(ids === undefined ? [] : [JSON.stringify(ids)]), filter.limit ?? -1, filter.offset ?? 0],
  };
}
