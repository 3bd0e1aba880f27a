import * as vscode from "vscode";
import { errorText, type Log } from "../base/log";
import { UserError } from "../base/userError";
import { messageText } from "./shownTexts";

/** A button of a notification. */
export interface NotificationAction {
  readonly title: string;
  run(): void;
}

const KEPT_MESSAGES = 20;

/** The few messages that pop up: one at a time, each with something to do about it, and never again where the user said so. */
export class Notifications {
  private readonly shown = new Set<string>();
  private readonly recentTexts: string[] = [];

  constructor(
    private readonly memory: vscode.Memento,
    private readonly log: Log,
    private readonly showLog: () => void,
  ) {}

  /** The last messages that popped up, oldest first. */
  get recent(): readonly string[] {
    return this.recentTexts;
  }

  /** Tells the result of what the user asked for. */
  async inform(message: string, action: NotificationAction): Promise<void> {
    const chosen = await vscode.window.showInformationMessage(this.prepared(message), action.title);
    if (chosen === action.title) action.run();
  }

  /** Warns with an action. */
  async warn(message: string, ...actions: readonly NotificationAction[]): Promise<void> {
    const chosen = await vscode.window.showWarningMessage(
      this.prepared(message),
      ...actions.map((action) => action.title),
    );
    actions.find((action) => action.title === chosen)?.run();
  }

  /** Warns once a window under this key, and never again once the user said so. */
  async warnOnce(key: string, message: string): Promise<void> {
    const memoryKey = `optimizerMonitor.silenced.${key}`;
    this.log.warn(message);
    if (this.shown.has(key) || this.memory.get(memoryKey) === true) return;
    this.shown.add(key);
    await this.warn(
      message,
      { title: vscode.l10n.t("Show Log"), run: this.showLog },
      { title: vscode.l10n.t("Don't Show Again"), run: () => void this.memory.update(memoryKey, true) },
    );
  }

  /** Shows why something that the user asked for did not happen: a UserError as it is, anything else as one line and in the log. */
  async failed(error: unknown): Promise<void> {
    if (error instanceof UserError) {
      this.log.info(`${error.code}: ${error.message}`);
      await vscode.window.showWarningMessage(this.prepared(error.message));
      return;
    }
    this.log.error(error instanceof Error ? (error.stack ?? error.message) : errorText(error));
    const showLog = vscode.l10n.t("Show Log");
    const message = vscode.l10n.t("Optimizer Monitor could not do this: {0}", errorText(error));
    const chosen = await vscode.window.showErrorMessage(this.prepared(message), showLog);
    if (chosen === showLog) this.showLog();
  }

  /** The message as the editor is to show it: names of others are in it. */
  private prepared(message: string): string {
    const text = messageText(message);
    this.recentTexts.push(text);
    if (this.recentTexts.length > KEPT_MESSAGES) this.recentTexts.shift();
    return text;
  }
}
