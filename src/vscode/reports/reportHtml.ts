import { escapeHtml } from "../escapeHtml";
import type { ReportPage } from "../../protocol/reportFormats";

/** The document of a report's view: one style block with a nonce, pictures in it, and nothing that runs or loads. */
export function reportHtml({ title, style, body }: ReportPage, nonce: string, language: string): string {
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
${body}
</body>
</html>`;
}
