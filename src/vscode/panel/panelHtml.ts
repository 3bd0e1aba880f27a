import type { JsonObject } from "../../protocol/fields";
import { escapeHtml } from "../escapeHtml";

/** What the page's frame refers to, as addresses that the webview can load. */
export interface PanelHtmlParts {
  readonly script: string;
  readonly style: string;
  readonly cspSource: string;
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
  /** What the page remembers that this one comes in the place of. */
  readonly state?: JsonObject;
}

/** The frame of the panel's page: one script, one style sheet, nothing else may load or run. */
export function panelHtml({ script, style, cspSource, nonce, language, title, state }: PanelHtmlParts): string {
  const remembered = state === undefined ? "" : ` data-state="${escapeHtml(JSON.stringify(state))}"`;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data: blob:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}" id="vscode-codicon-stylesheet">
</head>
<body>
<div id="app"${remembered}></div>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}
