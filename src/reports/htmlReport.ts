import { colorOf, type SeriesStyle } from "../charts/palette";
import type { Severity } from "../protocol/findings";
import { escapeHtml as text } from "./html";
import { inlineSvg } from "./inlineSvg";
import type {
  ReportCell,
  ReportChart,
  ReportColumn,
  ReportContent,
  ReportFact,
  ReportFigure,
  ReportFinding,
  ReportSection,
  ReportTable,
} from "./reportContent";
import { DEEPEST, REPORT_STYLE } from "./reportStyle";
import { REPORT_THEME } from "./reportTheme";

/** What the marks of the findings say to those who do not see their colour. */
const SPOKEN: Readonly<Record<Severity, string>> = { good: "Good", notice: "Notice", problem: "Problem" };

/** Longer facts get a line of their own. */
const LONG_FACT = 48;

/** The report as one page that needs nothing else: no script, no fonts, no pictures from elsewhere. */
export function htmlReport(content: ReportContent, pictures: ReadonlyMap<ReportChart, string>): string {
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    `<title>${text(content.title)} – Optimizer Monitor</title>`,
    `<style>${REPORT_STYLE}</style>`,
    "</head>",
    "<body>",
    reportBody(content, pictures),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** What the page shows. */
export function reportBody(content: ReportContent, pictures: ReadonlyMap<ReportChart, string>): string {
  return [
    "<main>",
    headOf(content),
    findingsOf(content),
    ...content.sections.map((section, index) => sectionOf(section, index, pictures)),
    "</main>",
    `<footer>${text(content.footer)}</footer>`,
  ].join("\n");
}

function headOf({ title, status, subtitle, reason, figures }: ReportContent): string {
  return [
    "<header>",
    `<h1>${text(title)}</h1>`,
    `<p class="subtitle"${status === undefined ? "" : ` data-status="${status}"`}>${text(subtitle)}</p>`,
    ...(reason === undefined ? [] : [`<p class="reason">${text(reason)}</p>`]),
    `<dl class="figures">${figures.map(figureOf).join("")}</dl>`,
    "</header>",
  ].join("\n");
}

function figureOf({ name, value, note }: ReportFigure): string {
  const small = note === undefined ? "" : `<dd class="note">${text(note)}</dd>`;
  return `<div><dt>${text(name)}</dt><dd class="value">${text(value)}</dd>${small}</div>`;
}

function findingsOf({ findings, noFindings }: ReportContent): string {
  const list =
    findings.length === 0
      ? `<p>${text(noFindings)}</p>`
      : `<ul class="findings">${findings.map(findingOf).join("\n")}</ul>`;
  return `<section aria-labelledby="meaning"><h2 id="meaning">What it means</h2>\n${list}\n</section>`;
}

function findingOf({ severity, title, evidence }: ReportFinding): string {
  return [
    `<li data-severity="${severity}"><span class="severity">${SPOKEN[severity]}</span>`,
    `<strong>${text(title)}</strong> <span class="evidence">${text(evidence)}</span></li>`,
  ].join(" ");
}

function sectionOf(section: ReportSection, index: number, pictures: ReadonlyMap<ReportChart, string>): string {
  const id = `section-${index + 1}`;
  const figures = section.charts.map((chart, place) => chartOf(chart, `chart-${index + 1}-${place + 1}`, pictures));
  return [
    `<section aria-labelledby="${id}">`,
    `<h2 id="${id}">${text(section.title)}</h2>`,
    ...(section.text === undefined ? [] : [`<p>${text(section.text)}</p>`]),
    ...(figures.length === 0 ? [] : [`<div class="charts">${figures.join("\n")}</div>`]),
    ...(section.facts.length === 0 ? [] : [`<dl class="facts">${section.facts.map(factOf).join("")}</dl>`]),
    ...section.tables.map(tableOf),
    "</section>",
  ].join("\n");
}

function chartOf(chart: ReportChart, id: string, pictures: ReadonlyMap<ReportChart, string>): string {
  const { title, summary, note, width } = chart;
  const description = note === "" ? summary : `${summary} (${note})`;
  const picture = inlineSvg(pictures.get(chart) ?? "", { id, title, description });
  return [
    `<figure class="chart ${width}">`,
    `<figcaption><h3>${text(title)}</h3><p>${text(summary)}</p><p class="note">${text(note)}</p></figcaption>`,
    picture,
    "</figure>",
  ].join("\n");
}

function factOf({ name, value, isCode }: ReportFact): string {
  const shown = isCode === true ? `<code>${text(value)}</code>` : text(value);
  const isLong = value.length > LONG_FACT ? ' class="wide"' : "";
  return `<div${isLong}><dt>${text(name)}</dt><dd>${shown}</dd></div>`;
}

function tableOf({ caption, columns, rows, note }: ReportTable): string {
  return [
    '<div class="table">',
    `<table><caption>${text(caption)}</caption>`,
    `<thead><tr>${columns.map(headingOf).join("")}</tr></thead>`,
    "<tbody>",
    ...rows.map((row) => `<tr>${row.map((cell, index) => cellOf(cell, columns[index], index)).join("")}</tr>`),
    "</tbody></table>",
    ...(note === undefined ? [] : [`<p class="note">${text(note)}</p>`]),
    "</div>",
  ].join("\n");
}

function headingOf({ title, isNumber }: ReportColumn): string {
  return `<th scope="col"${isNumber === true ? ' class="number"' : ""}>${text(title)}</th>`;
}

function cellOf(cell: ReportCell, column: ReportColumn | undefined, index: number): string {
  const kind = column?.isNumber === true ? ' class="number"' : "";
  const value =
    cell.exact === undefined
      ? text(cell.text)
      : `<data value="${text(cell.exact)}" title="${text(cell.exact)}">${text(cell.text)}</data>`;
  const content = [
    cell.style === undefined ? "" : swatch(cell.style),
    value,
    cell.badge === undefined ? "" : ` <span class="badge">${text(cell.badge)}</span>`,
    cell.detail === undefined ? "" : ` <code class="detail">${text(cell.detail)}</code>`,
  ].join("");
  if (index > 0) return `<td${kind}>${content}</td>`;
  const depth = cell.depth === undefined || cell.depth === 0 ? "" : ` data-depth="${Math.min(cell.depth, DEEPEST)}"`;
  const run = cell.style === undefined ? "" : ' class="run"';
  return `<th scope="row"${depth}${run}${kind}>${content}</th>`;
}

/** A piece of the line that a run has in the charts. */
function swatch(style: SeriesStyle): string {
  const dash = style.dash.length === 0 ? "" : ` stroke-dasharray="${style.dash.join(" ")}"`;
  const line = `<line x1="0" y1="5" x2="26" y2="5" stroke="${colorOf(style, REPORT_THEME)}" stroke-width="2"${dash}/>`;
  return `<svg class="swatch" viewBox="0 0 26 10" width="26" height="10" aria-hidden="true">${line}</svg>`;
}
