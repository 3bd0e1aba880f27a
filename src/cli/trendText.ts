import { formatFigure } from "../base/figures";
import { formatCount } from "../base/format";
import { fromWireNumber } from "../protocol/number";
import type { RegressionReport, Trend, TrendPoint } from "../protocol/trends";
import { safe, table } from "./sessionText";

/** So many of the newest sessions are listed. */
const MOST_POINTS = 20;
const COMMIT_LENGTH = 7;

/** A trend as a table for a terminal, the newest session last. */
export function trendText(trend: Trend): string {
  const { title, label, points, changes, baseline, verdict, notes, unit } = trend;
  const shown = points.slice(-MOST_POINTS);
  const lines = [
    `${safe(title)}${label === undefined ? "" : ` of ${safe(label)}`}: ${counted(points.length)}`,
    ...table(shown.map((point) => pointCells(point, unit))),
    ...(points.length > shown.length ? [`  the newest ${MOST_POINTS}; all with --json`] : []),
    ...(baseline === undefined
      ? []
      : [
          `  baseline ${formatFigure(baseline.median, unit)} (quartiles ${formatFigure(baseline.low, unit)} to ${formatFigure(baseline.high, unit)}, ${counted(baseline.sessions)})`,
        ]),
    ...changes.map(({ sentence }) => `  ${safe(sentence)}`),
    ...(verdict === undefined ? [] : [`  ${safe(verdict.sentence)}`]),
    ...notes.map((note) => `  ${safe(note)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** Newer sessions against a baseline, one line a figure. */
export function regressionText({ label, sessionIds, baselineIds, verdicts }: RegressionReport): string {
  const lines = [
    `${safe(label)}: ${counted(sessionIds.length)} against a baseline of ${counted(baselineIds.length)}`,
    ...table(verdicts.map(({ kind, sentence }) => [MARKS[kind], safe(sentence)])),
  ];
  return `${lines.join("\n")}\n`;
}

function counted(sessions: number): string {
  return `${formatCount(sessions)} session${sessions === 1 ? "" : "s"}`;
}

const MARKS = { worse: "worse", better: "better", same: "", tooFew: "too few", noRatio: "no ratio" } as const;

function pointCells(
  { sessionId, time, value, commit, isDirty, isBaseline }: TrendPoint,
  unit: string,
): readonly string[] {
  return [
    sessionId,
    new Date(time * 1000).toLocaleString("sv-SE"),
    formatFigure(fromWireNumber(value) ?? NaN, unit),
    commit === undefined ? "" : `${commit.slice(0, COMMIT_LENGTH)}${isDirty === true ? "+" : ""}`,
    isBaseline === true ? "baseline" : "",
  ];
}
