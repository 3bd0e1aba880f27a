import { collectFacts } from "../analysis/verdicts/collectFacts";
import { verdicts } from "../analysis/verdicts/verdicts";
import { formatPercent } from "../base/format";
import { componentRows, type ComponentRow } from "../charts/componentTree";
import { runNames } from "../charts/runNames";
import type { RecordedSession } from "../model/recordedSession";
import type { SessionDetail } from "../protocol/session";
import { convergenceCharts, frontChart } from "./convergenceCharts";
import type { BarReportChart, ReportContent, ReportSection, ReportTable } from "./reportContent";
import { elapsedOf, environmentFacts, figuresOf, sessionFacts, subtitleOf, timeText } from "./reportFacts";
import { alertsTable, componentsTable, notesTable, runsTable, settingsTable } from "./reportTables";
import { metricCharts, resourceCharts } from "./resourceCharts";
import { runStyles } from "./runStyles";
import { usageTable } from "./usageTable";

/** Bars show what matters: so many components, of at least this share in percent. The table has the others. */
const MOST_BARS = 16;
const LEAST_BAR = 1;

/** Everything that a report of one session says; `now` in Unix seconds. Pure. */
export function collectReport(session: RecordedSession, now: number): ReportContent {
  const { detail } = session;
  const names = runNames(detail.runs);
  const { label, reason, status } = detail.session;
  return {
    title: label,
    status,
    subtitle: subtitleOf(detail.session, now),
    ...(reason === undefined ? {} : { reason }),
    figures: figuresOf(detail, names, now),
    findings: verdicts(collectFacts(session, detail, names, now)),
    noFindings: "Nothing stands out, or too little was recorded to say more.",
    sections: sectionsOf(session, { detail, names, now }),
    footer: `Optimizer Monitor · report of ${timeText(now)}`,
  };
}

interface Frame {
  readonly detail: SessionDetail;
  readonly names: ReadonlyMap<string, string>;
  readonly now: number;
}

/** Sections without anything to say are left out, but that there are no runs is said. */
function sectionsOf(session: RecordedSession, frame: Frame): ReportSection[] {
  const { detail, now } = frame;
  const elapsed = elapsedOf(detail.session, now);
  const metrics = { ...EMPTY, title: "Metrics of the program", charts: metricCharts(session, detail, elapsed) };
  const { startTime } = detail.session;
  const alerts = { ...EMPTY, title: "Alerts", tables: listed(alertsTable(detail.alerts ?? [], startTime)) };
  const notes = { ...EMPTY, title: "Notes", tables: listed(notesTable(detail.notes, startTime)) };
  const sections: ReportSection[] = [
    runsSection(session, frame),
    componentsSection(componentRows(detail.components, elapsed)),
    resourcesSection(session, detail, elapsed),
    metrics,
    alerts,
    notes,
    { ...EMPTY, title: "Session", facts: sessionFacts(detail, now) },
    { ...EMPTY, title: "Environment", facts: environmentFacts(detail) },
  ];
  return sections.filter(
    ({ text, charts, tables, facts }) => text !== undefined || charts.length + tables.length + facts.length > 0,
  );
}

const EMPTY = { charts: [], tables: [], facts: [] } as const;

function listed(table: ReportTable | undefined): readonly ReportTable[] {
  return table === undefined ? [] : [table];
}

function runsSection(session: RecordedSession, { detail, names, now }: Frame): ReportSection {
  const { runs } = detail;
  const looks = { names, styles: runStyles(runs) };
  const front = frontChart(runs, looks);
  return {
    ...EMPTY,
    title: "Runs",
    charts: [...convergenceCharts(session, detail, looks), ...(front === undefined ? [] : [front])],
    tables: [...listed(runsTable(runs, looks, now)), ...listed(settingsTable(runs, names))],
    ...(runs.length === 0 ? { text: "No run was reported in this session." } : {}),
  };
}

function componentsSection(rows: readonly ComponentRow[]): ReportSection {
  const table = componentsTable(rows);
  return { ...EMPTY, title: "Components", charts: barsOf(rows), tables: listed(table) };
}

function barsOf(rows: readonly ComponentRow[]): readonly BarReportChart[] {
  const [first] = rows;
  if (first === undefined) return [];
  const share = `${first.component.name} takes ${formatPercent(first.sharePercent)} of the time`;
  const large = rows.filter(({ sharePercent }) => sharePercent >= LEAST_BAR).slice(0, MOST_BARS);
  const shown = large.length > 0 ? large : rows.slice(0, MOST_BARS);
  return [
    {
      kind: "bars",
      title: "Share of the run",
      width: "full",
      summary: first.sharePercent > 100 ? `${share}: it runs in several processes at once.` : `${share}.`,
      note: rows.length > shown.length ? `${shown.length} of ${rows.length} components; the table has all of them` : "",
      rows: shown,
    },
  ];
}

function resourcesSection(session: RecordedSession, detail: SessionDetail, elapsed: number): ReportSection {
  const charts = resourceCharts(session, detail, elapsed);
  const tables = listed(usageTable(session.tables));
  const isEmpty = charts.length === 0 && tables.length === 0;
  return {
    ...EMPTY,
    title: "Resources",
    charts,
    tables,
    ...(isEmpty ? { text: "No resources were measured in this session." } : {}),
  };
}
