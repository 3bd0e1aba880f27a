import { Emitter } from "../base/event";
import { errorText, type Log } from "../base/log";
import type { RecordedSession } from "../model/recordedSession";
import type { SessionSummary } from "../protocol/session";
import type { Settings } from "../protocol/settings";
import { writeTextFile } from "../reports/exportFile";
import type { ReportBundle } from "./reportBundle";
import { claimReportFile, releaseReportFile, reportFolderOf } from "./reportFiles";

/** What reports that make themselves need of the rest of the engine. */
export interface SessionReportsOptions {
  readonly workspace: string;
  readonly settings: () => Settings;
  readonly reports: () => Promise<ReportBundle>;
  readonly log: Log;
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
}

/** Writes the report of each session that ended, where the settings say so: one after the other, after it is in the history. */
export class SessionReports {
  private queue = Promise.resolve();
  private waiting = 0;
  private readonly settled = new Emitter<void>();

  /** Fires when the last report is written or was given up. */
  readonly onDidSettle = this.settled.event;

  constructor(private readonly options: SessionReportsOptions) {}

  get isBusy(): boolean {
    return this.waiting > 0;
  }

  /** A session ended; decided by the settings of this moment. */
  take(session: RecordedSession): void {
    const settings = this.options.settings();
    if (!isWanted(settings, session.detail.session)) return;
    this.waiting++;
    this.queue = this.queue.then(async () => {
      await this.write(session, settings);
      if (--this.waiting === 0) this.settled.fire();
    });
  }

  private async write(session: RecordedSession, { reportFolder, reportFormat }: Settings): Promise<void> {
    const { workspace, reports, log, onWarning, now } = this.options;
    const summary = session.detail.session;
    let path: string | undefined;
    try {
      const folder = await reportFolderOf(reportFolder, workspace);
      path = await claimReportFile(folder, summary, reportFormat);
      const report = await (await reports()).createReport(session, reportFormat, now());
      await writeTextFile(path, [report], "report");
      log.info(`report of ${summary.id}: ${path}`);
    } catch (error) {
      if (path !== undefined) await releaseReportFile(path).catch(() => undefined);
      onWarning(`The report of "${summary.label}" could not be written: ${errorText(error)}`);
    }
  }
}

function isWanted({ reportOnSessionEnd }: Settings, { status }: SessionSummary): boolean {
  if (reportOnSessionEnd === "onFailure") return status === "failed" || status === "interrupted";
  return reportOnSessionEnd === "always";
}
