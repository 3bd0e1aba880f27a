import type { Result } from "../base/result";
import type { ReportFormat } from "./rpc";

/** The part of dist/report.js that needs no engine: whoever has an exported session can have its report. */
export interface ExportReporter {
  /** `json` is the text of the exported file, `now` in Unix seconds; what is no export is refused with a reason. */
  readonly createReportFromExport: (json: string, format: ReportFormat, now: number) => Promise<Result<string>>;
}
