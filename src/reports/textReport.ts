import type { Severity } from "../protocol/findings";
import { visibleText } from "../base/visibleText";
import type { ReportCell, ReportContent, ReportSection, ReportTable } from "./reportContent";

const MARKS: Readonly<Record<Severity, string>> = { good: "+", notice: "-", problem: "!" };

/** The report as plain text, for a terminal or a mail. */
export function textReport(content: ReportContent): string {
  const { title, subtitle, reason, figures, sections, footer } = content;
  const lines = [
    ...underlined(title, "="),
    plain(subtitle),
    ...(reason === undefined ? [] : [plain(reason)]),
    "",
    ...aligned(figures.map(({ name, value, note }) => [name, value, note ?? ""].map(plain))),
    "",
    ...underlined("What it means", "-"),
    ...findingLines(content),
    ...sections.flatMap(sectionLines),
    "",
    plain(footer),
  ];
  return `${lines.join("\n")}\n`;
}

function findingLines({ findings, noFindings }: ReportContent): string[] {
  if (findings.length === 0) return [noFindings];
  return findings.map(({ severity, title, evidence }) => `${MARKS[severity]} ${plain(title)}: ${plain(evidence)}`);
}

function sectionLines({ title, text, charts, facts, tables }: ReportSection): string[] {
  return [
    "",
    ...underlined(title, "-"),
    ...(text === undefined ? [] : [plain(text)]),
    ...charts.map((chart) => `${plain(chart.title)}: ${plain(chart.summary)}`),
    ...aligned(facts.map(({ name, value }) => [plain(name), plain(value)])),
    ...tables.flatMap((table) => ["", ...tableLines(table)]),
  ];
}

function tableLines({ caption, columns, rows, note }: ReportTable): string[] {
  const right = columns.map(({ isNumber }) => isNumber === true);
  const cells = [columns.map(({ title }) => plain(title)), ...rows.map((row) => row.map(cellText))];
  return [`${plain(caption)}:`, ...aligned(cells, right), ...(note === undefined ? [] : [plain(note)])];
}

function cellText({ text, depth = 0, badge, detail }: ReportCell): string {
  const more = [badge === undefined ? "" : ` (${badge})`, detail === undefined ? "" : ` ${detail}`].join("");
  return `${"  ".repeat(depth)}${plain(text)}${plain(more)}`;
}

/** Columns two spaces apart, numbers to the right. */
function aligned(rows: readonly (readonly string[])[], right: readonly boolean[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return right[index] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}

function underlined(title: string, sign: string): string[] {
  const text = plain(title);
  return [text, sign.repeat(text.length)];
}

/** One line without control characters: names come from programs and go to terminals. */
function plain(text: string): string {
  return visibleText(text).replace(/[\t\r\n\u00a0]+/g, " ");
}
