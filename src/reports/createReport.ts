import { accept } from "../base/result";
import type { RecordedSession } from "../model/recordedSession";
import type { ExportReporter } from "../protocol/exportReporter";
import type { Comparison } from "../protocol/comparison";
import type { ReportFormat, ReportPage } from "../protocol/reportFormats";
import { collectReport } from "./collectReport";
import { collectComparisonReport } from "./comparisonReport";
import { drawChart, standaloneSpec } from "./drawChart";
import { editorPage } from "./editorPage";
import { fileName, type ExportedFile } from "./exports/exportedFile";
import { visibleText } from "../base/visibleText";
import { htmlReport } from "./htmlReport";
import { importSession } from "./importSession";
import { markdownReport } from "./markdownReport";
import { collectPeriodReport, type PeriodFacts } from "./periodReport";
import type { ReportChart, ReportContent } from "./reportContent";
import { textReport } from "./textReport";

// What dist/report.js offers. It is a bundle of its own because of Vega, which nobody should load before the first report.

/** The report of a session as text of a format; `now` in Unix seconds. */
export async function createReport(session: RecordedSession, format: ReportFormat, now: number): Promise<string> {
  return writeReport(collectReport(session, now), format);
}

/** The report of a comparison as text of a format; `now` in Unix seconds. */
export async function createComparisonReport(
  comparison: Comparison,
  format: ReportFormat,
  now: number,
): Promise<string> {
  return writeReport(collectComparisonReport(comparison, now), format);
}

/** The report of all sessions of a period as text of a format; `now` in Unix seconds. */
export async function createPeriodReport(facts: PeriodFacts, format: ReportFormat, now: number): Promise<string> {
  return writeReport(collectPeriodReport(facts, now), format);
}

async function writeReport(content: ReportContent, format: ReportFormat): Promise<string> {
  switch (format) {
    case "html":
      return htmlReport(content, await picturesOf(content));
    case "markdown":
      return markdownReport(content);
    case "text":
      return textReport(content);
  }
}

/** The report of a session as the parts of a page of the editor; `now` in Unix seconds. */
export async function createReportPage(session: RecordedSession, now: number): Promise<ReportPage> {
  const content = collectReport(session, now);
  return editorPage(content, await picturesOf(content));
}

/** The report of a session that was exported, as its JSON file. */
export const createReportFromExport: ExportReporter["createReportFromExport"] = async (json, format, now) => {
  const session = importSession(json);
  return session.ok ? accept(await createReport(session.value, format, now)) : session;
};

/** Each chart of a session's report as an SVG file and as a Vega-Lite specification that holds its data; `now` in Unix seconds. */
export async function createChartFiles(session: RecordedSession, now: number): Promise<readonly ExportedFile[]> {
  const content = collectReport(session, now);
  const pictures = await picturesOf(content);
  return [...pictures].flatMap(([chart, svg], index) => {
    const name = `${String(index + 1).padStart(2, "0")}-${fileName(chart.title)}`;
    const spec = { description: `${chart.title}: ${chart.summary}`, ...standaloneSpec(chart) };
    return [
      { path: `${name}.svg`, pieces: [visibleText(svg)] },
      { path: `${name}.vl.json`, pieces: [`${JSON.stringify(spec, null, 2)}\n`] },
    ];
  });
}

async function picturesOf({ sections }: ReportContent): Promise<ReadonlyMap<ReportChart, string>> {
  const pictures = new Map<ReportChart, string>();
  for (const { charts } of sections) {
    for (const chart of charts) {
      pictures.set(chart, await drawChart(chart));
      // Whoever records in the same process goes on between two pictures.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  return pictures;
}
