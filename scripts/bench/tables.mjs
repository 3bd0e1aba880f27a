// What was measured as tables: plain ones for a terminal, Markdown ones for docs/performance.md.
import { judge, limitsOf } from "./limits.mjs";

/** A figure as it is read: three digits say what a noisy machine knows. */
function formatValue(value) {
  if (value === undefined || value === null) return "";
  if (typeof value !== "number") return String(value);
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

const verdictOf = ({ pass, reach }) => {
  if (reach === undefined || reach === "") return pass ? "" : "short";
  return pass ? "reached" : "short";
};

const cellsOf = (row) => [
  row.bench,
  row.what,
  ...["ours", "yardstick", "ratio", "reach"].map((column) => formatValue(row[column])),
  verdictOf(row),
];
const header = ["bench", "what", "ours", "yardstick", "ratio", "reach", ""];

/** Columns padded to their widths. */
function plainTable(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Every row, each with the limit that it proves, then what became of every limit. */
export function plainReport(rows) {
  const proves = (row) => limitsOf(row).map(({ name }) => name)[0] ?? row.limit ?? "";
  const table = plainTable([[...header, "proves"], ...rows.map((row) => [...cellsOf(row), proves(row)])]);
  const verdicts = judge(rows).map(({ name, reach, verdict }) => [verdict, name, reach]);
  return `${table}\n\n${plainTable([["", "figure to reach", "reach"], ...verdicts])}`;
}

function markdownTable(lines) {
  const escape = (text) => text.replaceAll("|", "\\|");
  const line = (cells) => `| ${cells.map(escape).join(" | ")} |`;
  return [line(lines[0]), line(lines[0].map(() => "---")), ...lines.slice(1).map(line)].join("\n");
}

function limitsSection(rows) {
  const lines = judge(rows).flatMap(({ name, reach, verdict, rows: proof }) => [
    [`**${name}**`, "", "", "", reach, `**${verdict}**`],
    ...proof.map((row) => [
      `${row.what} (\`${row.bench}\`)`,
      ...["ours", "yardstick", "ratio", "reach"].map((column) => formatValue(row[column])),
      verdictOf(row),
    ]),
  ]);
  return markdownTable([["what", "ours", "yardstick", "ratio", "reach", ""], ...lines]);
}

function growthSection(rows) {
  const lines = rows
    .filter(({ growth }) => growth !== undefined)
    .map(({ growth, ours, reach, pass }) => {
      const [first, last] = [growth.points[0], growth.points.at(-1)];
      const ends = [first, last].map(([size, cost]) => `${formatValue(cost)} at ${size.toLocaleString("en")}`);
      return [growth.against, growth.what, ...ends, growth.unit, ours, reach, pass ? "reached" : "short"];
    });
  return markdownTable([["grows with", "cost of", "least", "most", "unit", "exponent", "reach", ""], ...lines]);
}

function othersSection(rows) {
  const others = rows.filter((row) => row.growth === undefined && limitsOf(row).length === 0);
  return markdownTable([header, ...others.map(cellsOf)]);
}

/** The results of a soak. */
export function soakSection(soak) {
  const lines = soak.rows.map((row) => [row.what, formatValue(row.ours), formatValue(row.reach), verdictOf(row)]);
  return (
    `${soak.minutes} minutes at ${formatValue(soak.rate)} events a second, in ${soak.sessions.length} sessions.\n\n` +
    markdownTable([["what", "ours", "reach", ""], ...lines])
  );
}

/** The measured part of docs/performance.md; `soak` is what there is to say of it. */
export function markdownReport({ machine, rows }, soak = "Not run yet.") {
  return [
    `Measured on ${machine.cores} cores (${machine.cpu}), shared with other work, ${machine.runtime}` +
      `${machine.isQuick ? "; a quick run with small sizes" : ""}.`,
    `## The figures to reach\n\n${limitsSection(rows)}`,
    `## Growth\n\n${growthSection(rows)}`,
    `## Soak\n\n${soak}`,
    `## Everything else that is measured\n\n${othersSection(rows)}`,
  ].join("\n\n");
}
