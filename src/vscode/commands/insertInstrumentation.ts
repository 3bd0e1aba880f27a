import * as vscode from "vscode";
import type { Notifications } from "../notifications";
import { UserError } from "../../base/userError";
import { instrumentationSnippet, SNIPPET_LANGUAGES } from "./snippets";

/** Inserts the lines that report to the monitor at the cursor of the active editor. */
export async function insertInstrumentation(extensionUri: vscode.Uri, notifications: Notifications): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    const message = vscode.l10n.t("Open the source file of your optimizer and put the cursor where it iterates.");
    throw new UserError("no-editor", message);
  }
  const snippet = instrumentationSnippet(editor.document.languageId, editor.document.getText());
  if (snippet === undefined) explainProtocol(extensionUri, notifications, editor.document.languageId);
  else await editor.insertSnippet(new vscode.SnippetString(snippet));
}

/** Other languages report with lines of JSON, which the protocol's page shows. */
function explainProtocol(extensionUri: vscode.Uri, notifications: Notifications, language: string): void {
  const message = vscode.l10n.t(
    "There are snippets for {0}, none for {1}. Any language can report by writing lines of JSON to a socket.",
    SNIPPET_LANGUAGES,
    language,
  );
  const page = vscode.Uri.joinPath(extensionUri, "docs", "protocol.md");
  void notifications.inform(message, {
    title: vscode.l10n.t("Open the Protocol"),
    run: () => void vscode.commands.executeCommand("markdown.showPreview", page),
  });
}
