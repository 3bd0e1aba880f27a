import * as vscode from "vscode";
import type { ReportPanels } from "../reports/reportPanels";
import type { SessionPicker } from "./pickSession";

/** Shows the report of a session in the editor; of a running one what was recorded up to now. */
export async function showReport(picker: SessionPicker, reports: ReportPanels, argument: unknown): Promise<void> {
  const session = await picker.pick(argument, {
    title: vscode.l10n.t("Show the report of which session?"),
    none: vscode.l10n.t("There is no session to report on yet."),
    accepts: () => true,
  });
  if (session !== undefined) await reports.show(session);
}
