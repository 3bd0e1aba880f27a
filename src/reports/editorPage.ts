import type { ReportPage } from "../protocol/reportFormats";
import { reportBody } from "./htmlReport";
import type { ReportChart, ReportContent } from "./reportContent";
import { REPORT_STYLE } from "./reportStyle";
import { REPORT_THEME } from "./reportTheme";

/** The report as the parts of a page of the editor, in the colours of its theme, whichever that is and becomes. */
export function editorPage(content: ReportContent, pictures: ReadonlyMap<ReportChart, string>): ReportPage {
  const themed = new Map([...pictures].map(([chart, picture]) => [chart, inThemeColors(picture)]));
  return {
    title: content.title,
    style: `${REPORT_STYLE}${EDITOR_STYLE}`,
    body: inSwatchColors(reportBody(content, themed)),
  };
}

const { foreground, muted, grid, axis, background, series } = REPORT_THEME;

/** What stands for each colour of the printed report; defined in EDITOR_STYLE. */
const VARIABLES: ReadonlyMap<string, string> = new Map([
  [foreground, "var(--om-foreground)"],
  [muted, "var(--om-muted)"],
  [grid, "var(--om-grid)"],
  [axis, "var(--om-axis)"],
  [background, "var(--om-background)"],
  ...series.map((color, index) => [color, `var(--om-series-${index})`] as const),
]);

/** A picture's colours stand in attributes of tags; texts between them are the program's. */
function inThemeColors(picture: string): string {
  return picture.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/ (fill|stroke)="(#[0-9a-f]{6})"/g, (whole, attribute: string, color: string) => {
      const variable = VARIABLES.get(color);
      return variable === undefined ? whole : ` ${attribute}="${variable}"`;
    }),
  );
}

/** The pieces of lines beside the runs; text of programs is escaped and has no such elements. */
function inSwatchColors(body: string): string {
  return body.replace(/<svg class="swatch".*?<\/svg>/g, inThemeColors);
}

// In high contrast lines take the colour that the theme gives to borders, and those behind a curve stay behind it. The editor's own
// orange is half transparent, and there is none in high contrast.
const EDITOR_STYLE = `
body{
--om-background:var(--vscode-editor-background);
--om-foreground:var(--vscode-editor-foreground,var(--vscode-foreground));
--om-muted:color-mix(in srgb,var(--om-foreground) 72%,var(--om-background));
--om-line:color-mix(in srgb,var(--om-foreground) 14%,var(--om-background));
--om-grid:var(--om-line);
--om-axis:color-mix(in srgb,var(--om-foreground) 36%,var(--om-background));
--om-good:var(--vscode-charts-green);
--om-notice:var(--vscode-charts-yellow);
--om-bad:var(--vscode-charts-red);
--om-series-0:var(--vscode-charts-blue);
--om-series-1:color-mix(in srgb,var(--vscode-charts-red) 45%,var(--vscode-charts-yellow));
--om-series-2:var(--vscode-charts-green);
--om-series-3:var(--vscode-charts-purple);
--om-series-4:var(--vscode-charts-red);
--om-series-5:var(--vscode-charts-yellow);
padding:0;background:var(--om-background);color:var(--om-foreground);font-family:var(--vscode-font-family);font-size:var(--vscode-font-size,13px)}
body.vscode-high-contrast{--om-muted:var(--om-foreground);--om-line:var(--vscode-contrastBorder,currentColor);--om-axis:var(--vscode-contrastBorder,currentColor);--om-grid:color-mix(in srgb,var(--om-line) 40%,var(--om-background))}
main,footer{padding-left:24px;padding-right:24px}
main{padding-top:20px}
h1{font-size:22px}
code{font-family:var(--vscode-editor-font-family);background:none;color:inherit}
.chart svg{font-family:var(--vscode-font-family)}
.chart svg text{font-family:inherit}
.note,.evidence,.detail,.subtitle,.figures dt,thead th,.facts dt,footer{color:var(--om-muted)}
.subtitle[data-status=failed],.subtitle[data-status=interrupted]{color:var(--vscode-errorForeground)}
.reason{border-left-color:var(--om-bad);background:color-mix(in srgb,var(--om-bad) 10%,var(--om-background))}
.figures,th,td,.facts div{border-color:var(--om-line)}
thead th{border-bottom-color:var(--om-axis)}
.findings li::before{background:var(--om-good)}
.findings li[data-severity=notice]::before{background:var(--om-notice)}
.findings li[data-severity=problem]::before{background:var(--om-bad)}
.badge{border-color:var(--om-good);color:var(--om-foreground)}
`;
