import { visibleText } from "../base/visibleText";
import { formatBytes, formatCount, formatDuration, formatPercent, formatValue } from "../base/format";
import { fromWireNumber, type WireNumber } from "../protocol/number";
import type { RunSummary, SessionDetail, SessionSummary } from "../protocol/session";

const MAX_RUNS = 12;
const MAX_COMPONENTS = 5;

/** A few lines on one session, for stderr at the end of a command and for `history show`. */
export function sessionReport(detail: SessionDetail, options: { readonly color: boolean }): string {
  const { session, runs, components } = detail;
  const lines = [
    `optimizer-monitor: ${bold(safe(session.label), options.color)} ${statusText(session)}`,
    ...table(runs.slice(0, MAX_RUNS).map(runCells)),
    ...(runs.length > MAX_RUNS ? [`  … and ${runs.length - MAX_RUNS} more runs`] : []),
    ...table(
      components
        .slice(0, MAX_COMPONENTS)
        .map((component) => [
          safe(component.name),
          formatDuration(component.totalSeconds),
          `${formatCount(component.count)} calls`,
        ]),
    ),
    ...facts(detail).map((fact) => `  ${fact}`),
    `  ${figures(session).join(" · ")}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** `completed in 12.3 s`, `failed after 3.2 s: Exit code 3.` */
function statusText(session: SessionSummary): string {
  if (session.endTime === undefined) return "is running";
  const duration = formatDuration(Math.max(0, session.endTime - session.startTime));
  if (session.status === "completed") return `completed in ${duration}`;
  return `${session.status} after ${duration}${session.reason === undefined ? "" : `: ${safe(session.reason)}`}`;
}

/** A number of the wire as a person reads it; `–` where there is none. */
export function valueText(value: WireNumber | undefined): string {
  const number = fromWireNumber(value);
  return number === undefined ? "–" : formatValue(number);
}

/** Columns aligned, two spaces apart, indented. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ")}`.trimEnd());
}

/** A name from a program as a part of one line. */
export function safe(text: string): string {
  return visibleText(text).replace(/[\t\n]/g, "�");
}

function runCells(run: RunSummary): readonly string[] {
  return [
    safe(run.algorithm),
    `${formatCount(run.iterationCount)} iterations`,
    run.evaluations === undefined ? "" : `${formatCount(run.evaluations)} evaluations`,
    run.best === undefined ? "" : `best ${valueText(run.best)}`,
    run.status === "completed" ? "" : run.status,
  ];
}

/** What it was made from and with; only what is known. */
function facts({ session: { git, note }, machine: { versions = {} } }: SessionDetail): readonly string[] {
  const branch = git?.branch === undefined ? "" : ` on ${safe(git.branch)}`;
  const software = Object.entries(versions).map(([name, version]) => safe(`${name} ${version}`));
  return [
    ...(note === undefined ? [] : [`note: ${safe(note)}`]),
    ...(git === undefined
      ? []
      : [`git ${git.commit.slice(0, 10)}${branch}${git.isDirty ? ", with uncommitted changes" : ""}`]),
    ...(software.length === 0 ? [] : [software.join(", ")]),
  ];
}

function figures(session: SessionSummary): readonly string[] {
  return [
    ...(session.meanCpuPercent === undefined ? [] : [`CPU ${formatPercent(session.meanCpuPercent)} on average`]),
    ...(session.peakRssBytes === undefined ? [] : [`peak memory ${formatBytes(session.peakRssBytes)}`]),
    ...(session.dropped === 0 ? [] : [`${formatCount(session.dropped)} events dropped`]),
    `session ${session.id}`,
  ];
}

function bold(text: string, color: boolean): string {
  return color ? `\u001b[1m${text}\u001b[22m` : text;
}
