import type { MetricRange, SessionFigure, SessionFilter } from "../protocol/sessionFilter";
import type { Parameter } from "./sqlite";

/** Figures as the columns of `sessions` have them. A best that is no number (`Infinity`, `NaN`) is kept as a text. */
const FIGURES: Readonly<Record<SessionFigure, string>> = {
  start: "start_time",
  duration: "(end_time - start_time)",
  best: "CASE WHEN typeof(best) IN ('real', 'integer') THEN best END",
  evaluations: "evaluations",
  iterations: "iteration_count",
  runs: "run_count",
  cpu: "mean_cpu_percent",
  memory: "peak_rss_bytes",
};

interface Condition {
  readonly sql: string;
  readonly values: readonly Parameter[];
}

/** The conditions of a filter on the rows of `sessions`, and the values for its question marks. */
export function sessionConditions(filter: SessionFilter): { readonly where: string; readonly values: Parameter[] } {
  const used = [
    ...[filter.text ?? "", ...(filter.words ?? [])].flatMap((text) =>
      text === "" ? [] : [{ sql: "instr(search_text, ?) > 0", values: [text.toLowerCase()] }],
    ),
    ...given("status = ?", filter.status),
    ...given("start_time >= ?", filter.from),
    ...given("start_time <= ?", filter.to),
    // A JSON list holds a text as JSON writes it, between quotation marks.
    ...given("instr(lower(algorithms), lower(?)) > 0", filter.algorithm && JSON.stringify(filter.algorithm)),
    ...given("problem = ? COLLATE NOCASE", filter.problem),
    ...given(
      "EXISTS (SELECT 1 FROM tags WHERE session_number = sessions.number AND tag = ? COLLATE NOCASE)",
      filter.tag,
    ),
    ...given("label = ?", filter.label),
    ...given("git_branch = ? COLLATE NOCASE", filter.branch),
    ...given("instr(git_commit, lower(?)) = 1", filter.commit),
    ...given("is_pinned = ?", filter.isPinned),
    ...given("EXISTS (SELECT 1 FROM baselines WHERE session_number = sessions.number) = ?", filter.isBaseline),
    ...(filter.ranges ?? []).flatMap(bounds),
  ];
  return {
    where: used.length === 0 ? "" : `WHERE ${used.map(({ sql }) => sql).join(" AND ")}`,
    values: used.flatMap(({ values }) => values),
  };
}

/** What a filter sorts the rows of `sessions` by; sessions without the figure come last. */
export function sessionOrder({ sort }: SessionFilter): string {
  const newest = "start_time DESC, session_id";
  if (sort === undefined) return newest;
  const figure = FIGURES[sort.by];
  return `${figure} IS NULL, ${figure} ${sort.descending ? "DESC" : "ASC"}, ${newest}`;
}

function given(sql: string, value: Parameter): readonly Condition[] {
  return value === undefined ? [] : [{ sql, values: [value] }];
}

function bounds({ figure, min, max }: MetricRange): readonly Condition[] {
  return [...given(`${FIGURES[figure]} >= ?`, min), ...given(`${FIGURES[figure]} <= ?`, max)];
}
