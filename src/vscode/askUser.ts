import * as vscode from "vscode";

/** Nobody has read a list and put it away within this time after asking for it. */
const TOO_SOON_MS = 500;

/** Asks for one of a list's lines; nothing where the user picked none. */
export async function askOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Promise<T | undefined> {
  return askAgain(() => vscode.window.showQuickPick(items, options));
}

/** Asks for some of a list's lines, to tick; none where the user put the list away. */
export async function askSeveral<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Promise<readonly T[]> {
  const ticking = { ...options, canPickMany: true } as const;
  return (await askAgain(() => vscode.window.showQuickPick(items, ticking))) ?? [];
}

/** Asks for a text; nothing where the user put the box away. */
export async function askText(options: vscode.InputBoxOptions): Promise<string | undefined> {
  return askAgain(() => vscode.window.showInputBox(options));
}

/** Shows a box whose lines change while it is open; resolves when it is put away. */
export async function showUntilPutAway(picker: vscode.QuickPick<vscode.QuickPickItem>): Promise<void> {
  await askAgain(
    () =>
      new Promise<undefined>((resolve) => {
        const waiting = picker.onDidHide(() => {
          waiting.dispose();
          resolve(undefined);
        });
        picker.show();
      }),
  );
}

/**
 * Asks, and once more where the editor itself put the question away. The command palette gives the focus back as it closes; a
 * webview, in a process of its own, may take it only after the box of the command has opened, and a box that loses the focus
 * closes: about one time in fifty, seen 11 ms after it was drawn (microsoft/vscode#75209). Leaving it open instead would leave
 * what is typed going to the webview.
 */
async function askAgain<T>(ask: () => Thenable<T | undefined>): Promise<T | undefined> {
  const asked = Date.now();
  const answer = await ask();
  const isTakenAway = answer === undefined && isWebviewInFront() && Date.now() - asked < TOO_SOON_MS;
  return isTakenAway ? ask() : answer;
}

function isWebviewInFront(): boolean {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview;
}
