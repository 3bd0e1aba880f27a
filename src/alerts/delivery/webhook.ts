import { createHmac } from "node:crypto";
import { errorText } from "../../base/log";
import type { WebhookFormat } from "../../protocol/settings";
import { factsOf, headline, type AlertMessage } from "./message";
import { redact, type AlertSecrets, type SendOutcome } from "./sender";

/** Where a webhook is and what it wants. */
export interface WebhookOptions {
  readonly url: string;
  readonly format: WebhookFormat;
  readonly secrets: AlertSecrets;
  readonly version: string;
}

const DEADLINE_MS = 10_000;
/** Statuses of the client's own fault that pass: timeouts and too many requests. */
const PASSING = new Set([408, 425, 429]);

/** Posts a message to a webhook. */
export async function postWebhook(message: AlertMessage, options: WebhookOptions): Promise<SendOutcome> {
  const url = options.secrets.webhookUrl ?? options.url;
  if (url === "") return { kind: "waiting", reason: "no address is set" };
  const address = parseUrl(url);
  if (address === null || !/^https?:$/.test(address.protocol)) {
    return { kind: "failed", reason: "the address is no http or https URL", isFinal: true };
  }
  try {
    const body = JSON.stringify(bodyOf(message, options.format));
    const response = await fetch(address, {
      method: "POST",
      body,
      headers: headersOf(message, body, options),
      // An address that forwards elsewhere is not the one that was chosen.
      redirect: "error",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    await response.body?.cancel();
    return response.ok ? { kind: "sent" } : refused(response, address.host);
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? `: ${errorText(error.cause)}` : "";
    return {
      kind: "failed",
      reason: redact(`${errorText(error)}${cause}`, { ...options.secrets, webhookUrl: url }),
      isFinal: false,
    };
  }
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function refused({ status, headers }: Response, host: string): SendOutcome {
  const retryAfterSeconds = Number(headers.get("retry-after") ?? NaN);
  return {
    kind: "failed",
    reason: `${host} answered ${status}`,
    isFinal: status >= 400 && status < 500 && !PASSING.has(status),
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  };
}

/** The signature covers the time too, so that a receiver can refuse what is sent again by somebody else. */
function headersOf(message: AlertMessage, body: string, options: WebhookOptions): Record<string, string> {
  const time = String(Math.floor(Date.now() / 1000));
  const { webhookSecret } = options.secrets;
  return {
    "content-type": "application/json",
    "user-agent": `optimizer-monitor/${options.version}`,
    "x-optimizer-monitor-delivery": encodeURIComponent(message.id),
    "x-optimizer-monitor-timestamp": time,
    ...(webhookSecret === undefined || webhookSecret === ""
      ? {}
      : { "x-optimizer-monitor-signature": `sha256=${signatureOf(webhookSecret, time, body)}` }),
  };
}

/** HMAC-SHA256 of `<timestamp>.<body>`, in hexadecimal. */
function signatureOf(secret: string, time: string, body: string): string {
  return createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
}

function bodyOf(message: AlertMessage, format: WebhookFormat): unknown {
  if (format === "slack") return slackBody(message);
  return format === "teams" ? teamsBody(message) : { version: 1, ...message };
}

function slackBody(message: AlertMessage): unknown {
  const facts = factsOf(message).map(([name, value]) => `${name}: ${escapeSlack(value)}`);
  return {
    text: escapeSlack(headline(message)),
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: `*${escapeSlack(headline(message))}*` } },
      { type: "context", elements: [{ type: "mrkdwn", text: facts.join(" · ") }] },
    ],
  };
}

/** The three characters that Slack gives a meaning. */
function escapeSlack(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

const TEAMS_COLORS = { info: "accent", notice: "warning", problem: "attention" };

function teamsBody(message: AlertMessage): unknown {
  const color = message.state === "ended" ? "good" : TEAMS_COLORS[message.alert.severity];
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      { type: "TextBlock", text: headline(message), weight: "bolder", wrap: true, color },
      { type: "FactSet", facts: factsOf(message).map(([title, value]) => ({ title, value })) },
    ],
  };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card }],
  };
}
