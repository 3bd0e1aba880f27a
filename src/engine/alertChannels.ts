import { hostname } from "node:os";
import { join } from "node:path";
import { Deliveries } from "../alerts/delivery/deliveries";
import { sendEmail } from "../alerts/delivery/email";
import type { AlertMessage } from "../alerts/delivery/message";
import { OUTSIDE_CHANNELS, type AlertSecrets, type OutsideChannel, type SendOutcome } from "../alerts/delivery/sender";
import { postWebhook } from "../alerts/delivery/webhook";
import type { Disposable } from "../base/disposable";
import type { Log } from "../base/log";
import type { Alert } from "../protocol/alerts";
import type { AlertSecretTexts, AlertTestResult } from "../protocol/rpc";
import type { Settings } from "../protocol/settings";
import { alertSecretsOf } from "../protocol/settingTexts";

/** What the channels need from the engine. */
export interface AlertChannelsOptions {
  /** `.optimizer-monitor/alerts`. */
  readonly folder: string;
  readonly workspace: string;
  readonly version: string;
  readonly settings: () => Settings;
  readonly log: Log;
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
  readonly env?: NodeJS.ProcessEnv;
}

/** The session that a message is of. */
export type MessageSession = AlertMessage["session"];

/** Brings alerts outside of this machine: webhook and e-mail, each where it is set up. */
export class AlertChannels implements Disposable {
  private readonly deliveries: Deliveries;
  private secrets: AlertSecrets;

  constructor(private readonly options: AlertChannelsOptions) {
    const { folder, log, onWarning, now, env = process.env } = options;
    this.secrets = alertSecretsOf(env);
    this.deliveries = new Deliveries({
      outboxFile: join(folder, "outbox.json"),
      senders: {
        webhook: (message) => postWebhook(message, this.webhook()),
        email: (message) => sendEmail(message, this.email()),
      },
      log,
      onWarning,
      now,
    });
  }

  get isUrgent(): boolean {
    return this.deliveries.isUrgent;
  }

  /** Settings or secrets have changed. */
  reconsider(): void {
    this.deliveries.reconsider();
  }

  setSecrets(texts: AlertSecretTexts): void {
    const given = Object.fromEntries(Object.entries(texts as Record<string, string>));
    const merged = { ...this.secrets, ...given };
    this.secrets = Object.fromEntries(Object.entries(merged).filter(([, text]) => text !== ""));
    this.reconsider();
  }

  /** Sends an alert that began. Handing the same one in again does nothing. */
  began(session: MessageSession, alert: Alert, channels: readonly string[]): void {
    for (const channel of this.configured(channels)) {
      this.deliveries.send(channel, this.message(session, alert, "began"));
    }
  }

  /** Tells that an alert is over, where it was told that it began. */
  ended(session: MessageSession, alert: Alert): void {
    const began = this.message(session, alert, "began");
    for (const channel of OUTSIDE_CHANNELS) {
      if (this.deliveries.knows(channel, began.id)) {
        this.deliveries.send(channel, this.message(session, alert, "ended"));
      }
    }
  }

  /** Tries every channel now. */
  async test(alert: Alert): Promise<readonly AlertTestResult[]> {
    const message = this.message({ id: "test", label: "a test" }, alert, "test");
    return Promise.all(
      OUTSIDE_CHANNELS.map(async (channel) => resultOf(channel, await this.deliveries.try(channel, message))),
    );
  }

  dispose(): void {
    this.deliveries.dispose();
  }

  /** What nobody set up has nothing to wait for. */
  private configured(channels: readonly string[]): readonly OutsideChannel[] {
    const { webhookUrl, emailTo, emailServer } = this.options.settings();
    const isSet = {
      webhook: webhookUrl !== "" || this.secrets.webhookUrl !== undefined,
      email: emailTo.length > 0 && emailServer !== "",
    };
    return OUTSIDE_CHANNELS.filter((channel) => channels.includes(channel) && isSet[channel]);
  }

  private message(session: MessageSession, alert: Alert, state: AlertMessage["state"]): AlertMessage {
    const { workspace } = this.options;
    return { id: `${session.id}/${alert.id}/${state}`, state, session, host: hostname(), workspace, alert };
  }

  private webhook(): Parameters<typeof postWebhook>[1] {
    const { webhookUrl, webhookFormat } = this.options.settings();
    return { url: webhookUrl, format: webhookFormat, secrets: this.secrets, version: this.options.version };
  }

  private email(): Parameters<typeof sendEmail>[1] {
    const { emailTo, emailFrom, emailServer } = this.options.settings();
    return { to: emailTo, from: emailFrom, server: emailServer, secrets: this.secrets };
  }
}

function resultOf(channel: OutsideChannel, outcome: SendOutcome): AlertTestResult {
  if (outcome.kind === "sent") return { channel, state: "ok", detail: "sent" };
  return { channel, state: outcome.kind === "waiting" ? "absent" : "failed", detail: outcome.reason };
}
