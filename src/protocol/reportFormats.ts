/** The formats of a report. */
export const REPORT_FORMATS = ["html", "markdown", "text"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
