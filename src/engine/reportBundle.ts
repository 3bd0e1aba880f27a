import { createRequire } from "node:module";
import { join } from "node:path";
import type * as bundle from "../reports/createReport";

/** What dist/report.js offers. */
export type ReportBundle = typeof bundle;

/** Loads the bundle beside the engine's own that makes reports; Vega in it costs memory and start-up time that few engines need. */
export async function loadReportBundle(): Promise<ReportBundle> {
  return createRequire(__filename)(join(__dirname, "report.js")) as ReportBundle;
}
