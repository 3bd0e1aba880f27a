import * as vscode from "vscode";
import { UserError } from "../../base/userError";
import type { Notifications } from "../notifications";

/** The folder that the copy gets, in the one that the user chooses. */
const FOLDER_NAME = "optimizer-monitor-examples";

/** Offers to copy the example workspace out of the extension, where this workspace has nothing to demonstrate with. */
export function offerExamples(extensionUri: vscode.Uri, notifications: Notifications): void {
  const message = vscode.l10n.t(
    "This workspace has no demo task. The example workspace that comes with the extension has one.",
  );
  const copy = (): void => {
    copyExamples(extensionUri).catch((error: unknown) => notifications.failed(error));
  };
  void notifications.inform(message, { title: vscode.l10n.t("Copy and Open the Examples…"), run: copy });
}

/** Copies the examples into a folder of the user's choice and opens them; what is there already is left alone. */
async function copyExamples(extensionUri: vscode.Uri): Promise<void> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t("Copy Here"),
      title: vscode.l10n.t("Where to put the folder {0}?", FOLDER_NAME),
    })) ?? [];
  if (chosen === undefined) return;
  const target = vscode.Uri.joinPath(chosen, FOLDER_NAME);
  if (await exists(target)) {
    throw new UserError(
      "examples-exist",
      vscode.l10n.t("There is a folder {0} already. Open it, or choose another place.", target.fsPath),
    );
  }
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, "examples"), target);
  await vscode.commands.executeCommand("vscode.openFolder", target, { forceNewWindow: true });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
