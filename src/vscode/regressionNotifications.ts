import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../base/disposable";
import { errorText, type Log } from "../base/log";
import type { SessionSummary } from "../protocol/session";
import type { RegressionVerdict } from "../protocol/trends";
import { COMMANDS, TOLD_REGRESSIONS_KEY } from "./contributions";
import type { Engines } from "./engine/engines";
import type { Notifications } from "./notifications";
import { shownName } from "./shownTexts";

/** Sessions that were told of are remembered over window reloads, the newest so many. */
const MOST_REMEMBERED = 100;
/** What ended long ago, and comes up in a list, is no news. */
const NEWS_SECONDS = 600;
const NOTABLE_RATIO = 1.05;

/** Says once, when a session has ended, that it is clearly worse than the baseline of its workflow. */
export class RegressionNotifications implements Disposable {
  private readonly store = new DisposableStore();

  constructor(
    engines: Engines,
    private readonly notifications: Notifications,
    private readonly memory: vscode.Memento,
    private readonly log: Log,
  ) {
    this.store.add(
      engines.forEach((engine) =>
        this.store.add(engine.onDidChangeSessions(({ changed }) => changed.forEach((session) => this.accept(session)))),
      ),
    );
  }

  dispose(): void {
    this.store.dispose();
  }

  private accept(session: SessionSummary): void {
    const worst = session.regressions?.find(isNotable);
    const age = Date.now() / 1000 - (session.endTime ?? 0);
    if (worst === undefined || age > NEWS_SECONDS || this.told.includes(session.id)) return;
    void this.memory.update(TOLD_REGRESSIONS_KEY, [...this.told, session.id].slice(-MOST_REMEMBERED));
    this.tell(session, worst).catch((error: unknown) => this.log.warn(errorText(error)));
  }

  private get told(): readonly string[] {
    const value = this.memory.get<unknown>(TOLD_REGRESSIONS_KEY);
    return Array.isArray(value) ? value.filter((id): id is string => typeof id === "string") : [];
  }

  private async tell({ label }: SessionSummary, { sentence, metric }: RegressionVerdict): Promise<void> {
    await this.notifications.inform(vscode.l10n.t("{0} against its baseline: {1}", shownName(label), sentence), {
      title: vscode.l10n.t("Show Trend"),
      run: () => {
        // Trends follow the best objective of whole sessions.
        const followed = metric.startsWith("best:") ? "best" : metric;
        vscode.commands
          .executeCommand(COMMANDS.showTrend, { metric: followed, label })
          .then(undefined, (error: unknown) => void this.notifications.failed(error));
      },
    });
  }
}

function isNotable({ kind, ratio }: RegressionVerdict): boolean {
  return kind === "worse" && (ratio === undefined || Math.max(ratio, 1 / ratio) > NOTABLE_RATIO);
}
