import { COMPARISON_AXES, GROUPINGS, type ComparisonRequest, type Grouping } from "./comparison";
import { compact, Fields, isObject, Refusal } from "./fields";
import type { RetentionRules } from "./historyAdmin";
import type { ReportSubject } from "./reportSubject";
import { SESSION_FIGURES, type MetricRange, type SessionFilter } from "./sessionFilter";
import type { RegressionRequest, TrendRequest } from "./trends";

const STATUSES = ["running", "completed", "failed", "stopped", "interrupted"] as const;
const MAX_RANGES = 50;
const MAX_WORDS = 50;
const MAX_SELECTED = 10_000;
const MAX_TARGETS = 100;
const MAX_POINTS = 2000;

/** Accepts a filter of sessions; throws a Refusal. */
export function parseFilter(fields: Fields): SessionFilter {
  return compact<SessionFilter>({
    limit: fields.whole("limit"),
    offset: fields.whole("offset"),
    status: fields.oneOf("status", STATUSES),
    text: fields.name("text"),
    words: fields.has("words") ? fields.texts("words").slice(0, MAX_WORDS) : undefined,
    from: fields.finite("from"),
    to: fields.finite("to"),
    algorithm: fields.name("algorithm"),
    problem: fields.name("problem"),
    tag: fields.name("tag"),
    commit: fields.name("commit"),
    branch: fields.name("branch"),
    label: fields.name("label"),
    isPinned: fields.flag("isPinned"),
    isBaseline: fields.flag("isBaseline"),
    ranges: fields
      .list("ranges")
      ?.slice(0, MAX_RANGES)
      .map((entry) => parseRange(nested("range", entry))),
    sort: fields.has("sort") ? parseSort(nested("sort", fields.any("sort"))) : undefined,
  });
}

/** Accepts what runs to compare and how; throws a Refusal. */
export function parseComparison(fields: Fields): ComparisonRequest {
  return compact<ComparisonRequest>({
    sessionIds: fields.has("sessionIds") ? fields.texts("sessionIds").slice(0, MAX_SELECTED) : undefined,
    filter: optionalFilter(fields),
    algorithms: fields.has("algorithms") ? fields.texts("algorithms") : undefined,
    groupBy: parseGrouping(fields),
    problem: fields.text("problem"),
    axis: fields.oneOf("axis", COMPARISON_AXES) ?? "evaluations",
    targets: fields.list("targets")?.slice(0, MAX_TARGETS).filter(isFiniteNumber),
    points: Math.min(MAX_POINTS, Math.max(2, Math.floor(fields.count("points") ?? 200))),
  });
}

/** Accepts what trend to show; throws a Refusal. */
export function parseTrend(fields: Fields): TrendRequest {
  return compact<TrendRequest>({
    metric: fields.requiredText("metric"),
    label: fields.name("label"),
    filter: optionalFilter(fields),
    limit: fields.whole("limit"),
  });
}

/** Accepts which sessions to hold against which others; throws a Refusal. */
export function parseRegressionRequest(fields: Fields): RegressionRequest {
  const ids = (key: string): readonly string[] | undefined =>
    fields.has(key) ? fields.texts(key).slice(0, MAX_SELECTED) : undefined;
  return compact<RegressionRequest>({
    label: fields.name("label"),
    sessionIds: ids("sessionIds"),
    baselineIds: ids("baselineIds"),
  });
}

/** Accepts what a report is of; throws a Refusal. */
export function parseReportSubject(value: unknown): ReportSubject {
  const fields = nested("subject", value);
  const kind = fields.oneOf("kind", ["session", "comparison", "period"]);
  switch (kind) {
    case "session":
      return { kind, sessionId: fields.requiredName("sessionId") };
    case "comparison":
      return { kind, request: parseComparison(nested("request", fields.any("request"))) };
    case "period":
      return compact<ReportSubject>({
        kind,
        from: fields.finite("from") ?? fields.refuse("from", "a time"),
        to: fields.finite("to"),
        filter: optionalFilter(fields),
      });
    case undefined:
      return fields.refuse("kind", "session, comparison or period");
  }
}

/** Accepts what the history is to keep; throws a Refusal. */
export function parseRetention(value: unknown): RetentionRules {
  const fields = nested("rules", value);
  return compact<RetentionRules>({
    days: fields.count("days"),
    sessions: fields.whole("sessions"),
    megabytes: fields.count("megabytes"),
  });
}

function optionalFilter(fields: Fields): SessionFilter | undefined {
  return fields.has("filter") ? parseFilter(nested("filter", fields.any("filter"))) : undefined;
}

function parseGrouping(fields: Fields): Grouping {
  const text = fields.text("groupBy") ?? "algorithm";
  if (text.startsWith("parameter:")) return text as Grouping;
  return GROUPINGS.find((grouping) => grouping === text) ?? fields.refuse("groupBy", `one of ${GROUPINGS.join(", ")}`);
}

function parseRange(fields: Fields): MetricRange {
  return compact<MetricRange>({
    figure: fields.oneOf("figure", SESSION_FIGURES) ?? fields.refuse("figure", `one of ${SESSION_FIGURES.join(", ")}`),
    min: fields.finite("min"),
    max: fields.finite("max"),
  });
}

function parseSort(fields: Fields): NonNullable<SessionFilter["sort"]> {
  return {
    by: fields.oneOf("by", SESSION_FIGURES) ?? fields.refuse("by", `one of ${SESSION_FIGURES.join(", ")}`),
    descending: fields.flag("descending") ?? false,
  };
}

function nested(kind: string, value: unknown): Fields {
  if (!isObject(value)) throw new Refusal(`"${kind}" must be an object`);
  return new Fields(kind, value);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
