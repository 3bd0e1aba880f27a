import * as vscode from "vscode";
import { UserError } from "../../base/userError";
import type { Watching } from "../../control/rpcChannel";
import { shownName } from "../shownTexts";

/**
 * Shows a notification with the progress of something long, and a button that cancels it. Undefined where the user cancelled
 * and the work ended by that.
 */
export function watchWork<T>(
  title: string,
  work: (watching: Required<Watching>) => Promise<T>,
): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (progress, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      let shown = 0;
      try {
        return await work({
          signal: abort.signal,
          onProgress: ({ done, total, what }) => {
            const percent = (100 * done) / Math.max(1, total);
            progress.report({ message: shownName(what), increment: percent - shown });
            shown = percent;
          },
        });
      } catch (error) {
        if (error instanceof UserError && error.code === "cancelled") return undefined;
        throw error;
      } finally {
        listening.dispose();
      }
    }),
  );
}
