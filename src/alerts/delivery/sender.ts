import type { AlertMessage } from "./message";

/** The channels that reach outside of this machine. */
export const OUTSIDE_CHANNELS = ["webhook", "email"] as const;
export type OutsideChannel = (typeof OUTSIDE_CHANNELS)[number];

/** What must not stand in settings or logs. */
export interface AlertSecrets {
  /** The webhook's address where that is a secret itself, as with Slack and Teams. */
  readonly webhookUrl?: string;
  /** Signs what is posted. */
  readonly webhookSecret?: string;
  readonly smtpPassword?: string;
}

/** What became of an attempt; `waiting` where the channel is not set up. */
export type SendOutcome =
  | { readonly kind: "sent" }
  | { readonly kind: "waiting"; readonly reason: string }
  /** `isFinal`: trying again would not help. */
  | {
      readonly kind: "failed";
      readonly reason: string;
      readonly isFinal: boolean;
      readonly retryAfterSeconds?: number;
    };

/** Sends one message over one channel; never throws. */
export type Sender = (message: AlertMessage) => Promise<SendOutcome>;

/** A text without the secrets that may have got into it. */
export function redact(text: string, secrets: AlertSecrets): string {
  let clean = text;
  for (const secret of Object.values(secrets) as readonly (string | undefined)[]) {
    if (secret !== undefined && secret !== "") clean = clean.replaceAll(secret, "…");
  }
  return clean;
}
