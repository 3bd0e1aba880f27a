import * as vscode from "vscode";
import { isObject } from "../../protocol/fields";
import { REPORT_FORMATS, type ReportFormat } from "../../protocol/rpc";
import { askOne } from "../askUser";
import { REPORT_VIEW_TYPE } from "../contributions";
import type { Notifications } from "../notifications";
import { askWhere } from "../panel/panelActions";
import type { TrackedSession } from "../sessions/sessionList";
import type { SessionPicker } from "./pickSession";

const EXTENSIONS: Readonly<Record<ReportFormat, string>> = { html: "html", markdown: "md", text: "txt" };

/** Writes a report of a session to a file; the caller may pass `{ sessionId, format, path }`. */
export async function createReport(
  picker: SessionPicker,
  notifications: Notifications,
  argument: unknown,
): Promise<void> {
  const session = await picker.pick(argument, {
    title: vscode.l10n.t("Create a report of which session?"),
    none: vscode.l10n.t("There is no session to report on yet."),
    accepts: () => true,
  });
  if (session === undefined) return;
  const format = givenFormat(argument) ?? (await askFormat());
  if (format === undefined) return;
  const given = isObject(argument) && typeof argument["path"] === "string" ? argument["path"] : undefined;
  const path = given ?? (await askPath(session, format));
  if (path === undefined) return;
  const { file } = await session.engine.request("createReport", { sessionId: session.summary.id, format, path });
  if (given !== undefined) return;
  await notifications.inform(vscode.l10n.t("Report written to {0}", file), {
    title: vscode.l10n.t("Open"),
    run: () => void openReport(vscode.Uri.file(file), format),
  });
}

function givenFormat(argument: unknown): ReportFormat | undefined {
  const format = isObject(argument) ? argument["format"] : undefined;
  return REPORT_FORMATS.find((known) => known === format);
}

async function askFormat(): Promise<ReportFormat | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly format: ReportFormat })[] = [
    { label: "HTML", format: "html", description: vscode.l10n.t("One page with charts, for reading and printing") },
    { label: "Markdown", format: "markdown", description: vscode.l10n.t("Sentences and tables, for issues and wikis") },
    { label: vscode.l10n.t("Text"), format: "text", description: vscode.l10n.t("Sentences and tables in plain text") },
  ];
  return (await askOne(items, { title: vscode.l10n.t("Create a report as") }))?.format;
}

async function askPath({ summary }: TrackedSession, format: ReportFormat): Promise<string | undefined> {
  const extension = EXTENSIONS[format];
  return (await askWhere(`${summary.label}.${extension}`, { [extension.toUpperCase()]: [extension] }))?.fsPath;
}

/** A page opens in the browser where that can reach the file; else, on a remote, in a view of the editor. */
async function openReport(uri: vscode.Uri, format: ReportFormat): Promise<void> {
  if (format === "text") await vscode.commands.executeCommand("vscode.open", uri);
  else if (format === "markdown") await vscode.commands.executeCommand("markdown.showPreview", uri);
  else if (vscode.env.remoteName === undefined) await vscode.env.openExternal(uri);
  else await showPage(uri);
}

async function showPage(uri: vscode.Uri): Promise<void> {
  const html = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString("utf8");
  const title = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  const options = { enableScripts: false, localResourceRoots: [] };
  const panel = vscode.window.createWebviewPanel(REPORT_VIEW_TYPE, title, vscode.ViewColumn.Active, options);
  panel.webview.html = html;
}
