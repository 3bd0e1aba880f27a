import { dirname } from "node:path";
import * as vscode from "vscode";
import { UserError } from "../../base/userError";
import { isObject } from "../../protocol/fields";
import type { Watching } from "../../control/rpcChannel";
import { EXPORT_FORMATS, JOINT_EXPORT_FORMATS, type ExportFormat, type ParamsOf } from "../../protocol/rpc";
import { askOne } from "../askUser";
import type { EngineConnection } from "../engine/engineConnection";
import type { TrackedSession } from "../sessions/sessionList";
import type { Notifications } from "../notifications";
import { askWhere } from "../panel/panelActions";
import { shownName } from "../shownTexts";
import type { SessionPicker } from "./pickSession";
import { watchWork } from "./watchWork";

type Sessions = readonly [TrackedSession, ...TrackedSession[]];

/**
 * Writes one session, or all that are selected in a view, in a format that the user picks; the caller may pass
 * `{ sessionId, format, path }`. It shows its progress and can be cancelled.
 */
export async function exportSessions(
  picker: SessionPicker,
  notifications: Notifications,
  argument: unknown,
  selected: unknown,
): Promise<void> {
  const [first, ...others] = await picker.pickSeveral(argument, selected, {
    title: vscode.l10n.t("Export which session?"),
    none: vscode.l10n.t("There is no session to export yet."),
    accepts: () => true,
  });
  if (first === undefined) return;
  const sessions: Sessions = [first, ...others];
  const format = givenFormat(argument) ?? (await askFormat());
  if (format === undefined) return;
  const given = isObject(argument) && typeof argument["path"] === "string" ? argument["path"] : undefined;
  const path = given ?? (await askPath(sessions, format));
  if (path === undefined) return;
  const files = await write(sessions, format, path);
  if (given === undefined && files !== undefined) await tell(notifications, files);
}

function givenFormat(argument: unknown): ExportFormat | undefined {
  const format = isObject(argument) ? argument["format"] : undefined;
  return EXPORT_FORMATS.find((known) => known === format);
}

async function askFormat(): Promise<ExportFormat | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly format: ExportFormat })[] = [
    { label: "JSON", format: "json", detail: vscode.l10n.t("One file with everything that was recorded.") },
    { label: "CSV", format: "csv", detail: vscode.l10n.t("A folder with one file for each table.") },
    { label: "SQLite", format: "sqlite", detail: vscode.l10n.t("One database with all sessions in plain tables.") },
    { label: "IOHprofiler", format: "iohprofiler", detail: vscode.l10n.t("A folder of runs that IOHanalyzer reads.") },
    { label: "COCO", format: "coco", detail: vscode.l10n.t("A folder of runs in the form of COCO's bbob data.") },
    {
      label: "TensorBoard",
      format: "tensorboard",
      detail: vscode.l10n.t("A log directory of scalars for TensorBoard."),
    },
    {
      label: vscode.l10n.t("Charts"),
      format: "charts",
      detail: vscode.l10n.t("Each chart of the report as SVG and as Vega-Lite; the panel saves PNG."),
    },
  ];
  return (await askOne(items, { title: vscode.l10n.t("Export as"), matchOnDetail: true }))?.format;
}

async function askPath([{ summary }, ...others]: Sessions, format: ExportFormat): Promise<string | undefined> {
  if (format === "json" && others.length === 0)
    return (await askWhere(`${summary.label}.json`, { JSON: ["json"] }))?.fsPath;
  if (format === "sqlite") return (await askWhere(`${summary.label}.db`, { SQLite: ["db", "sqlite"] }))?.fsPath;
  const folders = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t("Export Here"),
  });
  return folders?.[0]?.fsPath;
}

/** Says what was written; undefined where the user cancelled, which leaves what was there before. */
async function write(sessions: Sessions, format: ExportFormat, path: string): Promise<readonly string[] | undefined> {
  const [{ engine, summary }, ...others] = sessions;
  if (others.length === 0) {
    const title = vscode.l10n.t("Exporting {0}", shownName(summary.label));
    return watchWork(title, (watching) => writeOf(engine, { sessionId: summary.id, format, path }, watching));
  }
  const engines = [...new Set(sessions.map((session) => session.engine))];
  if (engines.length > 1 && JOINT_EXPORT_FORMATS.includes(format)) {
    const message = vscode.l10n.t("This format puts sessions together; select sessions of one folder only.");
    throw new UserError("several-folders", message);
  }
  return watchWork(vscode.l10n.t("Exporting {0} sessions", sessions.length), async (watching) => {
    const files: string[] = [];
    for (const each of engines) {
      const sessionIds = sessions.flatMap((session) => (session.engine === each ? [session.summary.id] : []));
      files.push(...(await writeOf(each, { sessionIds, format, path }, watching)));
    }
    return files;
  });
}

async function writeOf(
  engine: EngineConnection,
  request: ParamsOf<"exportSession">,
  watching: Watching,
): Promise<readonly string[]> {
  return (await engine.requestWatched("exportSession", request, watching)).files;
}

async function tell(notifications: Notifications, files: readonly string[]): Promise<void> {
  const [first] = files;
  if (first === undefined) return;
  const message =
    files.length === 1
      ? vscode.l10n.t("Exported to {0}", first)
      : vscode.l10n.t("Exported {0} files to {1}", files.length, dirname(first));
  await notifications.inform(message, {
    title: vscode.l10n.t("Open"),
    run: () => void vscode.commands.executeCommand("vscode.open", vscode.Uri.file(first)),
  });
}
