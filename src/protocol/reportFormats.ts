/** The formats of a report. */
export const REPORT_FORMATS = ["html", "markdown", "text"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A report as the parts of a page of the editor: text, style sheet and the body's HTML, in which nothing runs. */
export interface ReportPage {
  readonly title: string;
  readonly style: string;
  readonly body: string;
}
