import type { TopLevelSpec } from "vega-lite";
import type { ComponentRow } from "../charts/componentTree";
import type { LineChartInput } from "../charts/lineFrame";
import type { SeriesStyle } from "../charts/palette";
import type { Finding } from "../protocol/findings";
import type { SessionStatus } from "../protocol/session";

/** A report as data: what every format writes down in its own way. Texts are plain; whoever writes them escapes them. */
export interface ReportContent {
  readonly title: string;
  /** Absent where it is not of one session. */
  readonly status?: SessionStatus;
  /** When it ran and for how long. */
  readonly subtitle: string;
  /** Why it failed or was interrupted. */
  readonly reason?: string;
  readonly figures: readonly ReportFigure[];
  readonly findings: readonly ReportFinding[];
  /** What is said where there are no findings. */
  readonly noFindings: string;
  readonly sections: readonly ReportSection[];
  readonly footer: string;
}

/** One sentence of what it means. */
export type ReportFinding = Pick<Finding, "severity" | "title" | "evidence">;

/** One of the few numbers at the top. */
export interface ReportFigure {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

/** One part of a report with its heading. */
export interface ReportSection {
  readonly title: string;
  /** A sentence below the heading. */
  readonly text?: string;
  readonly charts: readonly ReportChart[];
  readonly tables: readonly ReportTable[];
  readonly facts: readonly ReportFact[];
}

/** A fact of a list: `CPU`, `AMD EPYC · 64 cores`. */
export interface ReportFact {
  readonly name: string;
  readonly value: string;
  /** Written as code: commands, paths, ids. */
  readonly isCode?: boolean;
}

/** A chart, with what it shows in words. */
export type ReportChart = LineReportChart | BarReportChart | SpecReportChart;

interface ChartWords {
  readonly title: string;
  readonly summary: string;
  /** How to read it. */
  readonly note: string;
  /** Charts of half the width stand side by side. */
  readonly width: "full" | "half";
}

/** Lines over iterations, time or an objective; the room is added when it is drawn. */
export interface LineReportChart extends ChartWords {
  readonly kind: "lines";
  readonly input: Omit<LineChartInput, "width" | "height">;
}

/** A chart that is complete as it is. */
export interface SpecReportChart extends ChartWords {
  readonly kind: "spec";
  readonly spec: TopLevelSpec;
}

/** The components by time. */
export interface BarReportChart extends ChartWords {
  readonly kind: "bars";
  readonly rows: readonly ComponentRow[];
}

/** A column of a table. */
export interface ReportColumn {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** A cell of a table. */
export interface ReportCell {
  readonly text: string;
  /** The value in full where the text rounds it. */
  readonly exact?: string;
  /** The line of a run in the charts. */
  readonly style?: SeriesStyle;
  /** How deep it stands below the outermost row. */
  readonly depth?: number;
  /** A word that sets the row apart. */
  readonly badge?: string;
  /** Small print behind the text. */
  readonly detail?: string;
}

/** A table; the first cell of a row names it. */
export interface ReportTable {
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly ReportCell[])[];
  /** What is left out, below the table. */
  readonly note?: string;
}
