import type { Severity } from "../protocol/findings";
import { visibleText } from "../base/visibleText";
import type { ReportCell, ReportContent, ReportFact, ReportSection, ReportTable } from "./reportContent";

const MARKS: Readonly<Record<Severity, string>> = { good: "✓", notice: "•", problem: "!" };

/** The report as Markdown, as GitHub and GitLab show it; pictures become the sentences that say what they show. */
export function markdownReport(content: ReportContent): string {
  const blocks = [
    `# ${inline(content.title)}`,
    inline(content.subtitle),
    ...(content.reason === undefined ? [] : [`> ${inline(content.reason)}`]),
    content.figures.map(({ name, value, note }) => `- **${inline(name)}:** ${inline(value)}${small(note)}`).join("\n"),
    "## What it means",
    findingsOf(content),
    ...content.sections.flatMap(sectionOf),
    `_${inline(content.footer)}_`,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function small(note: string | undefined): string {
  return note === undefined ? "" : ` (${inline(note)})`;
}

function findingsOf({ findings, noFindings }: ReportContent): string {
  if (findings.length === 0) return inline(noFindings);
  return findings
    .map(({ severity, title, evidence }) => `- ${MARKS[severity]} **${inline(title)}**: ${inline(evidence)}`)
    .join("\n");
}

function sectionOf({ title, text, charts, facts, tables }: ReportSection): string[] {
  return [
    `## ${inline(title)}`,
    ...(text === undefined ? [] : [inline(text)]),
    charts.map(({ title: name, summary }) => `- **${inline(name)}:** ${inline(summary)}`).join("\n"),
    facts.map(factOf).join("\n"),
    ...tables.flatMap(tableOf),
  ];
}

function factOf({ name, value, isCode }: ReportFact): string {
  return `- ${inline(name)}: ${isCode === true ? code(value) : inline(value)}`;
}

function tableOf({ caption, columns, rows, note }: ReportTable): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    `**${inline(caption)}**`,
    [
      line(columns.map(({ title }) => inline(title))),
      line(columns.map(({ isNumber }) => (isNumber === true ? "---:" : "---"))),
      ...rows.map((row) => line(row.map(cellOf))),
    ].join("\n"),
    ...(note === undefined ? [] : [inline(note)]),
  ];
}

function cellOf({ text, depth = 0, badge, detail }: ReportCell): string {
  return [
    "&emsp;".repeat(depth),
    inline(text),
    badge === undefined ? "" : ` **${inline(badge)}**`,
    detail === undefined ? "" : ` (${inline(detail)})`,
  ].join("");
}

/** Text that stays text: on one line, with every sign that Markdown or HTML would read as markup taken literally. */
function inline(text: string): string {
  return visibleText(text)
    .replace(/\s*[\r\n]+\s*/g, " ")
    .replace(/[\\`*_[\]~]/g, String.raw`\$&`)
    .replace(/[<>|@$]|&|:(?=\/\/)/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A code span that no run of backticks inside it ends. */
function code(text: string): string {
  const flat = visibleText(text).replace(/[\r\n]+/g, " ");
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${flat}${fence}` : `${fence} ${flat} ${fence}`;
}
