import { REPORT_THEME } from "./reportTheme";

const { foreground, muted, grid, axis, font } = REPORT_THEME;

/** Rows are set in up to this depth. */
export const DEEPEST = 12;

const DEPTHS = Array.from(
  { length: DEEPEST },
  (_, depth) => `th[data-depth="${depth + 1}"]{padding-left:${18 * (depth + 1)}px}`,
);

/** The look of a report: quiet, readable on paper, one column where there is little room. */
export const REPORT_STYLE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{margin:0;background:#fff;color:${foreground};font:14px/1.5 ${font}}
main,footer{max-width:984px;margin:0 auto;padding:0 32px}
main{padding-top:36px}
h1,h2,h3,p,ul,dl,dd,figure{margin:0;padding:0}
h1{font-size:26px;line-height:1.25;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:17px;font-weight:650;margin:0 0 12px}
h3{font-size:14px;font-weight:600}
h3,p,li,caption,figcaption{overflow-wrap:anywhere}
section{margin-top:36px}
code{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.note,.evidence,.detail{color:${muted}}
.subtitle{margin-top:4px;color:${muted}}
.subtitle[data-status=failed],.subtitle[data-status=interrupted]{color:#b3261e}
.reason{margin-top:10px;padding:8px 12px;border-left:3px solid #b3261e;background:#fdf3f2;overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(128px,1fr));gap:16px;margin-top:22px;padding:16px 0;border-top:1px solid ${grid};border-bottom:1px solid ${grid}}
.figures dt{color:${muted};font-size:12px}
.figures .value{font-size:21px;line-height:1.3;font-weight:600;font-variant-numeric:tabular-nums;white-space:nowrap}
.figures .note{font-size:12px;overflow-wrap:anywhere}
.findings{list-style:none}
.findings li{position:relative;padding:5px 0 5px 20px}
.findings li::before{content:"";position:absolute;left:2px;top:12px;width:8px;height:8px;border-radius:50%;background:#2c7a2e}
.findings li[data-severity=notice]::before{background:#947000;border-radius:1px}
.findings li[data-severity=problem]::before{background:#b3261e;border-radius:0;transform:rotate(45deg)}
.findings strong{font-weight:600}
.severity{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:26px 20px}
.chart{display:flex;flex-direction:column;min-width:0;break-inside:avoid}
.chart.full{grid-column:1/-1}
.chart svg{display:block;max-width:100%;height:auto;margin-top:auto;padding-top:6px}
.chart figcaption{font-size:13px}
.chart figcaption .note{font-size:12px}
.table{margin-top:20px;overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:13px}
caption{text-align:left;font-weight:600;padding:0 0 6px}
th,td{padding:5px 8px;text-align:left;vertical-align:top;border-bottom:1px solid ${grid}}
thead th{color:${muted};font-weight:500;border-bottom-color:${axis};white-space:nowrap}
tbody th{font-weight:400;overflow-wrap:anywhere;min-width:11em}
tr>th.run{padding-left:34px;text-indent:-34px;min-width:14em}
td{overflow-wrap:anywhere}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
${DEPTHS.join("\n")}
tr>.number:first-child{width:1%;min-width:0;padding-right:16px}
.swatch{margin-right:8px;vertical-align:1px}
.badge{padding:0 6px;border:1px solid #2c7a2e;border-radius:9px;color:#2c7a2e;font-size:11px;white-space:nowrap}
.detail{font-size:12px}
.table .note{font-size:12px;margin-top:6px}
.facts{display:grid;grid-template-columns:1fr 1fr;gap:2px 32px}
.facts div{display:grid;grid-template-columns:112px 1fr;gap:8px;padding:4px 0;border-bottom:1px solid ${grid}}
.facts .wide{grid-column:1/-1}
.facts dt{color:${muted}}
.facts dd{overflow-wrap:anywhere}
footer{color:${muted};font-size:12px;padding-top:28px;padding-bottom:36px}
@media (max-width:720px){main,footer{padding-left:16px;padding-right:16px}.charts,.facts{grid-template-columns:1fr}}
@page{margin:14mm}
@media print{
body{font-size:10pt}
main,footer{max-width:none;padding-left:0;padding-right:0}
main{padding-top:0}
section{margin-top:22px}
h2,h3,caption{break-after:avoid}
tr,li,.facts div{break-inside:avoid}
thead{display:table-header-group}
.table{overflow:visible}
.charts,.facts{grid-template-columns:1fr 1fr}
.figures{grid-template-columns:repeat(6,1fr);gap:10px}
.figures .value{font-size:16px}
table{font-size:11px}
th,td{padding:4px 6px}
}
`;
