import { describe, expect, it } from "vitest";
import { editorPage } from "../../../src/reports/editorPage";
import { REPORT_THEME } from "../../../src/reports/reportTheme";
import type { LineReportChart, ReportContent } from "../../../src/reports/reportContent";
import { reportHtml } from "../../../src/vscode/reports/reportHtml";

const [blue = ""] = REPORT_THEME.series;

function content(title: string, chart: LineReportChart): ReportContent {
  const table = {
    caption: "Runs",
    columns: [{ title: "Run" }],
    rows: [[{ text: `fill="${blue}"`, style: { color: 0, dash: [] } }], [{ text: "inner", depth: 3 }]],
  };
  return {
    title,
    status: "completed",
    subtitle: "now",
    figures: [],
    findings: [],
    noFindings: "Nothing.",
    sections: [{ title: "Runs", charts: [chart], tables: [table], facts: [] }],
    footer: "end",
  };
}

const chart = { kind: "lines", title: "Convergence", summary: "falls", note: "", width: "full" } as LineReportChart;
const picture = `<svg width="10" height="10"><path stroke="${blue}" fill="#123456"></path><text>stroke="${blue}"</text></svg>`;

describe("the report as a page of the editor", () => {
  const page = editorPage(content('<img src=x onerror="alert(1)">', chart), new Map([[chart, picture]]));

  it("takes the colours of the theme in its pictures and beside its runs, and leaves texts alone", () => {
    expect(page.body).toContain('<path stroke="var(--om-series-0)" fill="#123456">');
    expect(page.body).toMatch(/<svg class="swatch".*stroke="var\(--om-series-0\)"/);
    expect(page.body).toContain(`fill=&quot;${blue}&quot;`);
    expect(page.body).toContain(`<text>stroke="${blue}"</text>`);
    for (const variable of page.body.match(/--om-[\w-]+/g) ?? []) expect(page.style).toContain(`${variable}:`);
  });

  it("needs no style in an element, which its policy would refuse", () => {
    expect(page.body).not.toMatch(/ style=|<script|<link|<img/);
    expect(page.body).toContain('data-depth="3"');
    expect(page.style).toContain('[data-depth="3"]{padding-left:54px}');
  });

  it("stands in a document that lets nothing in but its own style sheet", () => {
    const html = reportHtml(page, "n0nce", 'de"');
    expect(html).toContain(`content="default-src 'none'; style-src 'nonce-n0nce'"`);
    expect(html.match(/n0nce/g)).toHaveLength(2);
    expect(html).toContain('<html lang="de&quot;">');
    expect(html).toContain("<title>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</title>");
  });
});
