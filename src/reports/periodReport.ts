import { formatBytes, formatCount, formatDuration, formatPercent } from "../base/format";
import { trendInput } from "../charts/trendChart";
import { valueText } from "../charts/valueText";
import type { SessionSummary } from "../protocol/session";
import type { Trend, UsagePatterns } from "../protocol/trends";
import { numberColumns, textCell, unlessEmpty } from "./cells";
import type { LineReportChart, ReportContent, ReportFinding, ReportSection, ReportTable } from "./reportContent";
import { timeText } from "./reportFacts";

/** What a report of a period is made of. Times are Unix seconds. */
export interface PeriodFacts {
  readonly from: number;
  readonly to: number;
  /** Newest first. */
  readonly sessions: readonly SessionSummary[];
  readonly total: number;
  readonly usage: UsagePatterns;
  /** How workflows developed, those with the most sessions first. */
  readonly trends: readonly Trend[];
}

const MOST_FINDINGS = 12;
const MOST_ROWS = 200;
const MOST_COMPONENTS = 20;
const SIZE = { width: 920, height: 320 } as const;
const EMPTY = { charts: [], tables: [], facts: [] } as const;

/** Everything that a report of a period says; `now` in Unix seconds. Pure. */
export function collectPeriodReport(facts: PeriodFacts, now: number): ReportContent {
  const { sessions, total, usage, trends } = facts;
  const seconds = usage.hours.reduce((sum, hour) => sum + hour.seconds, 0);
  const failed = sessions.filter(({ status }) => status === "failed" || status === "interrupted").length;
  const evaluations = sessions.reduce((sum, session) => sum + (session.evaluations ?? 0), 0);
  const sections: readonly ReportSection[] = [
    { ...EMPTY, title: "Trends", charts: trends.flatMap(trendCharts) },
    { ...EMPTY, title: "Sessions", tables: sessionTable(facts) },
    {
      ...EMPTY,
      title: "Use of resources",
      tables: [...algorithmTable(usage), ...componentTable(usage), ...hourTable(usage)],
    },
  ];
  return {
    title: "Sessions of a period",
    subtitle: `${timeText(facts.from)} to ${timeText(facts.to)}`,
    figures: [
      { name: "Sessions", value: formatCount(total) },
      { name: "Time", value: formatDuration(seconds) },
      { name: "Evaluations", value: formatCount(evaluations) },
      { name: "Failed", value: formatCount(failed) },
    ],
    findings: [...changesOf(sessions), ...trends.flatMap(levelsOf)].slice(0, MOST_FINDINGS),
    noFindings: "No session of this period differs from its baseline, and no level changed.",
    sections: sections.filter(({ charts, tables }) => charts.length + tables.length > 0),
    footer: `Optimizer Monitor · report of ${timeText(now)}`,
  };
}

/** What sessions are against their baselines, what is worse before what is better. */
function changesOf(sessions: readonly SessionSummary[]): readonly ReportFinding[] {
  return (["worse", "better"] as const).flatMap((kind) =>
    sessions.flatMap(({ label, startTime, regressions = [] }) => {
      const [first, ...others] = regressions.filter((verdict) => verdict.kind === kind);
      if (first === undefined) return [];
      const more =
        others.length === 0
          ? ""
          : `; ${formatCount(others.length)} more ${others.length === 1 ? "figure is" : "figures are"} ${kind}`;
      const title = `${label} of ${timeText(startTime)} is ${kind} than its baseline`;
      return [
        {
          severity: kind === "worse" ? ("problem" as const) : ("good" as const),
          title,
          evidence: `${first.sentence}${more}`,
        },
      ];
    }),
  );
}

function levelsOf({ label, changes }: Trend): readonly ReportFinding[] {
  return changes.map(({ sentence }) => ({ severity: "notice", title: label ?? "All sessions", evidence: sentence }));
}

function trendCharts(trend: Trend): readonly LineReportChart[] {
  const input = trendInput(trend, SIZE);
  if (input === undefined) return [];
  const changes = trend.changes.map(({ sentence }) => `${sentence}.`).join(" ");
  return [
    {
      kind: "lines",
      title: `${trend.title} of ${trend.label ?? "all sessions"}`,
      summary: changes === "" ? `No change of level over ${formatCount(trend.points.length)} sessions.` : changes,
      note: `one point a session, oldest first · lines are levels${trend.baseline === undefined ? "" : " · the band is the baseline's quartiles"}`,
      width: "full",
      input,
    },
  ];
}

function sessionTable({ sessions, total }: PeriodFacts): readonly ReportTable[] {
  return unlessEmpty({
    caption: "Sessions, newest first",
    columns: [
      { title: "Session" },
      { title: "Began" },
      { title: "Status" },
      ...["Duration", "Runs", "Evaluations", "Best", "Memory, peak"].map((title) => ({ title, isNumber: true })),
    ],
    rows: sessions
      .slice(0, MOST_ROWS)
      .map((session) => [
        { text: session.label, ...(session.isBaseline === true ? { badge: "baseline" } : {}) },
        textCell(timeText(session.startTime)),
        textCell(session.status),
        textCell(session.endTime === undefined ? "–" : formatDuration(session.endTime - session.startTime)),
        textCell(formatCount(session.runCount)),
        textCell(session.evaluations === undefined ? "–" : formatCount(session.evaluations)),
        textCell(valueText(session.best)),
        textCell(session.peakRssBytes === undefined ? "–" : formatBytes(session.peakRssBytes)),
      ]),
    ...(total > MOST_ROWS ? { note: `The newest ${formatCount(MOST_ROWS)} of ${formatCount(total)}.` } : {}),
  });
}

function algorithmTable({ algorithms }: UsagePatterns): readonly ReportTable[] {
  return unlessEmpty({
    caption: "By algorithm",
    columns: numberColumns("Algorithm", ["Runs", "Time", "Evaluations", "CPU of the machine, mean", "Memory, peak"]),
    rows: algorithms.map(({ name, runs, seconds, evaluations, cpuPercent, peakRssBytes }) => [
      textCell(name),
      textCell(formatCount(runs)),
      textCell(formatDuration(seconds)),
      textCell(evaluations === undefined ? "–" : formatCount(evaluations)),
      textCell(cpuPercent === undefined ? "–" : formatPercent(cpuPercent)),
      textCell(peakRssBytes === undefined ? "–" : formatBytes(peakRssBytes)),
    ]),
    note: "CPU and memory are those of sessions with this algorithm alone.",
  });
}

function componentTable({ components }: UsagePatterns): readonly ReportTable[] {
  return unlessEmpty({
    caption: "By component",
    columns: numberColumns("Component", ["Sessions", "Calls", "Time"]),
    rows: components
      .slice(0, MOST_COMPONENTS)
      .map(({ name, sessions, calls, seconds }) => [
        textCell(name),
        textCell(formatCount(sessions)),
        textCell(formatCount(calls)),
        textCell(formatDuration(seconds)),
      ]),
    ...(components.length > MOST_COMPONENTS
      ? { note: `The costliest ${MOST_COMPONENTS} of ${components.length}.` }
      : {}),
  });
}

function hourTable({ hours }: UsagePatterns): readonly ReportTable[] {
  return unlessEmpty({
    caption: "By hour of the day in which sessions began",
    columns: numberColumns("Hour", ["Sessions", "Time", "CPU of the machine, mean", "Memory, peak"]),
    rows: hours.map(({ hour, sessions, seconds, cpuPercent, peakRssBytes }) => [
      textCell(`${String(hour).padStart(2, "0")}:00`),
      textCell(formatCount(sessions)),
      textCell(formatDuration(seconds)),
      textCell(cpuPercent === undefined ? "–" : formatPercent(cpuPercent)),
      textCell(peakRssBytes === undefined ? "–" : formatBytes(peakRssBytes)),
    ]),
  });
}
