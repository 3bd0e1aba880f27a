import type { ReportFormat } from "../protocol/rpc";
import type { ReportSubject } from "../protocol/reportSubject";
import { UserError } from "../base/userError";
import { compareSelection, type RunQueries } from "./analysisSource";
import type { ReportBundle } from "./reportBundle";
import type { SessionSource } from "./sessionSource";
import { trendOf, usageOf, type TrendQueries } from "./trendSource";

/** Workflows of a period whose durations are drawn. */
const MOST_TRENDS = 4;
const LEAST_SESSIONS = 3;
/** So many sessions of a period are looked at one by one. */
const MOST_SESSIONS = 1000;

/** What reports are made of. */
export interface ReportParts {
  readonly source: SessionSource;
  readonly queries: () => RunQueries & TrendQueries;
  readonly now: () => number;
  readonly reports: () => Promise<ReportBundle>;
}

/** The report of a subject as text. */
export async function reportOf(parts: ReportParts, subject: ReportSubject, format: ReportFormat): Promise<string> {
  const { source, queries, now } = parts;
  const bundle = await parts.reports();
  switch (subject.kind) {
    case "session":
      return bundle.createReport(await source.get(subject.sessionId), format, now());
    case "comparison":
      return bundle.createComparisonReport(await compareSelection(source, queries(), subject.request), format, now());
    case "period":
      return periodReport(parts, bundle, subject, format);
  }
}

function periodReport(
  { source, queries, now }: ReportParts,
  bundle: ReportBundle,
  { from, to = now(), filter }: Extract<ReportSubject, { kind: "period" }>,
  format: ReportFormat,
): Promise<string> {
  if (to < from) throw new UserError("empty-period", "The period ends before it begins.");
  const within = { ...filter, from, to };
  const { sessions, total } = source.list({ ...within, limit: MOST_SESSIONS });
  const labels = trendOf(queries(), { metric: "duration", filter: within }).labels;
  const trends = labels
    .filter((one) => one.sessions >= LEAST_SESSIONS)
    .slice(0, MOST_TRENDS)
    .map(({ label }) => trendOf(queries(), { metric: "duration", label, filter: within }));
  const facts = { from, to, sessions, total, usage: usageOf(queries(), within), trends };
  return bundle.createPeriodReport(facts, format, now());
}
