import type { RunFigures, SessionFigures } from "./figures.js";

const TITLE = "Optimization report";

/** The short report of a process that no engine answered: its runs, and why there is not more. */
export function ownReport(figures: SessionFigures, format: string): string {
  if (format === "json") return `${JSON.stringify(figures, undefined, 1)}\n`;
  const note = `Only what the program itself knows: ${figures.reason ?? "no engine answered"}.`;
  const text = table(figures.runs);
  if (format === "markdown") return `# ${TITLE}\n\n${note}\n\n\`\`\`text\n${text}\n\`\`\`\n`;
  if (format === "text") return `${TITLE}\n${"=".repeat(TITLE.length)}\n${note}\n\n${text}\n`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${TITLE}</title></head>
<body><h1>${TITLE}</h1>
<p>${escaped(note)}</p>
<pre>${escaped(text)}</pre>
</body></html>
`;
}

function table(runs: readonly RunFigures[]): string {
  if (runs.length === 0) return "No run was started.";
  const rows = [
    ["algorithm", "status", "iteration", "evaluations", "best"],
    ...runs.map(({ algorithm, status, lastIteration, evaluations, best }) =>
      [algorithm, status, lastIteration, evaluations, best].map((cell) => String(cell ?? "–")),
    ),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ");
  return rows.map(line).join("\n");
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
