import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { errorText, type Log } from "../../base/log";
import type { EngineNotifications } from "../../protocol/rpc";
import { COMMANDS } from "../contributions";
import type { EngineConnection } from "../engine/engineConnection";
import type { Engines } from "../engine/engines";
import type { NotificationAction, Notifications } from "../notifications";
import { shownName } from "../shownTexts";
import { switchOff } from "./writeAlertRules";

type News = EngineNotifications["alertDidChange"];

const SNOOZE_SECONDS = 3600;
/** Windows that nobody looks at would fill up with messages of a whole night. */
const MAX_WAITING = 10;

/** Alerts that need a person pop up, one at a time, each once, with what can be done about them. */
export class AlertNotifications implements Disposable {
  private readonly store = new DisposableStore();
  private readonly shown = new Set<string>();
  private waiting: { readonly engine: EngineConnection; readonly news: News }[] = [];
  private isShowing = false;

  constructor(
    engines: Engines,
    private readonly notifications: Notifications,
    private readonly log: Log,
  ) {
    this.store.add(
      engines.forEach((engine) => this.store.add(engine.onDidChangeAlert((news) => this.accept(engine, news)))),
    );
  }

  dispose(): void {
    this.store.dispose();
    this.waiting = [];
  }

  private accept(engine: EngineConnection, news: News): void {
    const { alert, session, isTold } = news;
    const key = `${session.id}/${alert.id}/${alert.time}`;
    if (alert.endTime !== undefined) {
      // What is over before anybody has seen it needs nobody any more.
      this.waiting = this.waiting.filter((one) => one.news.alert.id !== alert.id || one.news.session.id !== session.id);
      return;
    }
    if (!isTold || this.shown.has(key)) return;
    this.shown.add(key);
    this.waiting = [...this.waiting, { engine, news }].slice(-MAX_WAITING);
    if (!this.isShowing) void this.showAll();
  }

  private async showAll(): Promise<void> {
    this.isShowing = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      await this.show(next.engine, next.news).catch((error: unknown) => this.log.warn(errorText(error)));
    }
    this.isShowing = false;
  }

  private async show(engine: EngineConnection, { alert, session }: News): Promise<void> {
    const text = `${shownName(session.label)}: ${alert.message}`;
    const isTest = session.id === "test";
    await this.notifications.warn(text, ...(isTest ? [] : this.actions(engine, session.id, alert.rule)));
  }

  private actions(engine: EngineConnection, sessionId: string, rule: string): readonly NotificationAction[] {
    const { folder } = engine;
    const attempt = (work: () => Thenable<unknown>): void => {
      work().then(undefined, (error: unknown) => void this.notifications.failed(error));
    };
    return [
      {
        title: vscode.l10n.t("Show"),
        run: () => attempt(() => vscode.commands.executeCommand(COMMANDS.openLivePanel, sessionId)),
      },
      {
        title: vscode.l10n.t("Snooze 1 h"),
        run: () => attempt(() => engine.request("snoozeAlert", { rule, seconds: SNOOZE_SECONDS })),
      },
      { title: vscode.l10n.t("Turn Off This Alert"), run: () => attempt(() => switchOff(folder.uri, rule)) },
    ];
  }
}
