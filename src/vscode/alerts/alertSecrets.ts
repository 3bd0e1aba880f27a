import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import { errorText, type Log } from "../../base/log";
import type { AlertSecretTexts } from "../../protocol/rpc";
import { askOne, askText } from "../askUser";
import { ALERT_SECRET_PREFIX } from "../contributions";
import type { EngineConnection } from "../engine/engineConnection";
import type { Engines } from "../engine/engines";

type SecretName = keyof AlertSecretTexts;

const NAMES: readonly SecretName[] = ["webhookUrl", "webhookSecret", "smtpPassword"];

/** Keeps what the alert channels need and settings must not hold, and gives it to every engine. */
export class AlertSecrets implements Disposable {
  private readonly store = new DisposableStore();

  constructor(
    private readonly storage: vscode.SecretStorage,
    private readonly engines: Engines,
    private readonly log: Log,
  ) {
    this.store.add(engines.forEach((engine) => this.store.add(engine.onDidConnect(() => void this.give(engine)))));
    // Also when another window has changed one.
    this.store.add(
      storage.onDidChange(({ key }) => {
        if (key.startsWith(ALERT_SECRET_PREFIX)) void this.giveAll();
      }),
    );
  }

  /** Asks for one secret; an empty text forgets it. */
  async ask(): Promise<void> {
    const items = NAMES.map((name) => ({ name, ...describeSecret(name) }));
    const chosen = await askOne(items, { title: vscode.l10n.t("Set which secret?") });
    if (chosen === undefined) return;
    const text = await askText({
      title: chosen.label,
      prompt: vscode.l10n.t("Kept by the editor's secret storage. Empty forgets it."),
      password: true,
      ignoreFocusOut: true,
    });
    if (text === undefined) return;
    if (text === "") await this.storage.delete(ALERT_SECRET_PREFIX + chosen.name);
    else await this.storage.store(ALERT_SECRET_PREFIX + chosen.name, text);
  }

  dispose(): void {
    this.store.dispose();
  }

  private async giveAll(): Promise<void> {
    for (const engine of this.engines.all) if (engine.state === "connected") await this.give(engine, true);
  }

  /** `forgets`: also tells of those that there are not, so that a secret that was deleted is gone. */
  private async give(engine: EngineConnection, forgets = false): Promise<void> {
    try {
      const secrets: Partial<Record<SecretName, string>> = {};
      for (const name of NAMES) {
        const text = await this.storage.get(ALERT_SECRET_PREFIX + name);
        if (text !== undefined || forgets) secrets[name] = text ?? "";
      }
      if (Object.keys(secrets).length > 0) await engine.request("setAlertSecrets", secrets);
    } catch (error) {
      this.log.warn(`The engine did not take the secrets of the alert channels: ${errorText(error)}`);
    }
  }
}

function describeSecret(name: SecretName): { readonly label: string; readonly detail: string } {
  switch (name) {
    case "webhookUrl":
      return {
        label: vscode.l10n.t("Webhook Address"),
        detail: vscode.l10n.t("For Slack and Teams, whose addresses are secrets themselves"),
      };
    case "webhookSecret":
      return { label: vscode.l10n.t("Webhook Secret"), detail: vscode.l10n.t("Signs what is posted") };
    case "smtpPassword":
      return { label: vscode.l10n.t("SMTP Password"), detail: vscode.l10n.t("Of the user named in the server's URL") };
  }
}
