import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { visibleText } from "../../base/visibleText";
import { UserError } from "../../base/userError";
import type { FromPanelMessage } from "../../protocol/panel";
import { COMMANDS, type CommandName } from "../contributions";
import type { SessionList, TrackedSession } from "../sessions/sessionList";

type ActionMessage = Exclude<FromPanelMessage, { type: "ready" | "select" | "remember" | "view" | "ask" }>;
type SavePicture = Extract<FromPanelMessage, { type: "savePicture" }>;
type OnSessions = Extract<FromPanelMessage, { type: "onSessions" }>;
type SaveCsv = Extract<FromPanelMessage, { type: "saveCsv" }>;

/** What the panel's page asks of the editor: stopping, saving, opening a source file, our commands. */
export class PanelActions {
  constructor(private readonly sessions: SessionList) {}

  async perform(message: ActionMessage): Promise<void> {
    switch (message.type) {
      case "stop":
        return runCommand("stopSession", message.sessionId);
      case "export":
        return runCommand("exportSession", message.sessionId);
      case "command":
        return runCommand(message.command);
      case "manageTrust":
        await vscode.commands.executeCommand("workbench.trust.manage");
        return;
      case "onSessions":
        return onSessions(message);
      case "openSource":
        return this.openSource(message.file, message.line);
      case "savePicture":
        return savePicture(message);
      case "saveCsv":
        return this.saveCsv(message);
    }
  }

  private async openSource(file: string, line: number): Promise<void> {
    const uri = await this.locate(file);
    const position = new vscode.Position(Math.max(0, Math.floor(line) - 1), 0);
    const selection = new vscode.Range(position, position);
    await vscode.window.showTextDocument(uri, { selection, viewColumn: vscode.ViewColumn.Beside });
  }

  /** A component names its file absolutely, or relative to where its program ran. */
  private async locate(file: string): Promise<vscode.Uri> {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const workingFolders = this.sessions.sessions.map(({ summary }) => summary.cwd).filter((cwd) => cwd !== undefined);
    const candidates = isAbsolute(file) ? [file] : [...workingFolders, ...folders].map((folder) => join(folder, file));
    for (const candidate of new Set(candidates)) {
      const uri = vscode.Uri.file(candidate);
      if (await exists(uri)) return uri;
    }
    throw new UserError("source-missing", vscode.l10n.t("There is no file {0} any more.", file));
  }

  private async saveCsv({ name, sessionId, table, columns }: SaveCsv): Promise<void> {
    const session = this.require(sessionId);
    const target = await askWhere(`${name}.csv`, { CSV: ["csv"] });
    if (target === undefined) return;
    const { csv } = await session.engine.request("tableCsv", { sessionId, table, columns });
    await vscode.workspace.fs.writeFile(target, Buffer.from(csv, "utf8"));
  }

  private require(sessionId: string): TrackedSession {
    const session = this.sessions.find(sessionId);
    if (session === undefined) throw new UserError("no-session", vscode.l10n.t("This session is no longer there."));
    return session;
  }
}

const FILE_KINDS: Readonly<Record<SavePicture["format"], string>> = { svg: "SVG", png: "PNG", "vl.json": "Vega-Lite" };

async function savePicture({ name, format, content }: SavePicture): Promise<void> {
  const target = await askWhere(`${name}.${format}`, { [FILE_KINDS[format]]: [format] });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(content, format === "png" ? "base64" : "utf8"));
}

/** Asks for a file, next to the workspace's own at first. */
export async function askWhere(name: string, filters: Record<string, string[]>): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const fileName = safeFileName(name);
  const defaultUri = folder === undefined ? undefined : vscode.Uri.joinPath(folder, fileName);
  return vscode.window.showSaveDialog({ filters, ...(defaultUri === undefined ? {} : { defaultUri }) });
}

/** Without what file systems do not allow in names. */
function safeFileName(name: string): string {
  return visibleText(name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, "-")).slice(-120);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** One session is named as it is everywhere, several as a list. */
async function onSessions({ command, sessionIds }: OnSessions): Promise<void> {
  const [first] = sessionIds;
  if (first === undefined) await vscode.commands.executeCommand(COMMANDS[command]);
  else if (sessionIds.length === 1) await vscode.commands.executeCommand(COMMANDS[command], first);
  else await vscode.commands.executeCommand(COMMANDS[command], first, sessionIds);
}

async function runCommand(name: CommandName, ...args: readonly string[]): Promise<void> {
  await vscode.commands.executeCommand(COMMANDS[name], ...args);
}
