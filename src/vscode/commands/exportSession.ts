import { dirname } from "node:path";
import * as vscode from "vscode";
import { isObject } from "../../protocol/fields";
import type { ExportFormat } from "../../protocol/rpc";
import type { TrackedSession } from "../sessions/sessionList";
import type { Notifications } from "../notifications";
import { askWhere } from "../panel/panelActions";
import type { SessionPicker } from "./pickSession";

/** Writes a session to a JSON file or a folder of CSV files; the caller may pass `{ sessionId, format, path }`. */
export async function exportSession(
  picker: SessionPicker,
  notifications: Notifications,
  argument: unknown,
): Promise<void> {
  const session = await picker.pick(argument, {
    title: vscode.l10n.t("Export which session?"),
    none: vscode.l10n.t("There is no session to export yet."),
    accepts: () => true,
  });
  if (session === undefined) return;
  const format = givenFormat(argument) ?? (await askFormat());
  if (format === undefined) return;
  const given = isObject(argument) && typeof argument["path"] === "string" ? argument["path"] : undefined;
  const path = given ?? (await askPath(session, format));
  if (path === undefined) return;
  const { files } = await session.engine.request("exportSession", { sessionId: session.summary.id, format, path });
  if (given === undefined) await tell(notifications, files);
}

function givenFormat(argument: unknown): ExportFormat | undefined {
  const format = isObject(argument) ? argument["format"] : undefined;
  return format === "json" || format === "csv" ? format : undefined;
}

async function askFormat(): Promise<ExportFormat | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly format: ExportFormat })[] = [
    { label: "JSON", format: "json", description: vscode.l10n.t("One file with everything that was recorded") },
    { label: "CSV", format: "csv", description: vscode.l10n.t("A folder with one file for each table") },
  ];
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Export as") }))?.format;
}

async function askPath({ summary }: TrackedSession, format: ExportFormat): Promise<string | undefined> {
  if (format === "json") return (await askWhere(`${summary.label}.json`, { JSON: ["json"] }))?.fsPath;
  const folders = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t("Export Here"),
  });
  return folders?.[0]?.fsPath;
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
