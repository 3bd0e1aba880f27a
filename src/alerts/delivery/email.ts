import type { Transporter } from "nodemailer";
import { errorText } from "../../base/log";
import { factsOf, headline, type AlertMessage } from "./message";
import { redact, type AlertSecrets, type SendOutcome } from "./sender";

/** How e-mail is sent. */
export interface EmailOptions {
  readonly to: readonly string[];
  readonly from: string;
  /** `smtp://user@host:587` or `smtps://user@host:465`. */
  readonly server: string;
  readonly secrets: AlertSecrets;
}

const DEADLINE_MS = 10_000;
const MAX_SUBJECT = 180;

/** Sends a message as e-mail. */
export async function sendEmail(message: AlertMessage, options: EmailOptions): Promise<SendOutcome> {
  const { to, server, secrets } = options;
  if (to.length === 0 || server === "") return { kind: "waiting", reason: "no server or nobody to write to is set" };
  const address = serverOf(server);
  if (address === undefined) return { kind: "failed", reason: "the server is no smtp or smtps URL", isFinal: true };
  if (address.password !== "") {
    const reason = "the server's URL holds a password; passwords are kept among the secrets";
    return { kind: "failed", reason, isFinal: true };
  }
  if (address.username !== "" && secrets.smtpPassword === undefined) {
    return { kind: "waiting", reason: "the password of the SMTP server is not set" };
  }
  let transport: Transporter | undefined;
  try {
    transport = await createTransport(address, secrets);
    await transport.sendMail(mailOf(message, options));
    return { kind: "sent" };
  } catch (error) {
    return { kind: "failed", reason: redact(errorText(error), secrets), isFinal: isFinal(error) };
  } finally {
    transport?.close();
  }
}

function serverOf(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return /^smtps?:$/.test(url.protocol) && url.hostname !== "" ? url : undefined;
  } catch {
    return undefined;
  }
}

/** The library is loaded by the first message: most engines never send one. */
async function createTransport(address: URL, secrets: AlertSecrets): Promise<Transporter> {
  const { createTransport: create } = await import("nodemailer");
  const isSecure = address.protocol === "smtps:";
  const user = decodeURIComponent(address.username);
  return create({
    host: address.hostname.replace(/^\[|\]$/g, ""),
    port: address.port === "" ? (isSecure ? 465 : 587) : Number(address.port),
    secure: isSecure,
    // A password never goes over a line that others can read; a server on this machine needs no encryption.
    requireTLS: !isSecure && user !== "" && !isLocal(address.hostname),
    connectionTimeout: DEADLINE_MS,
    greetingTimeout: DEADLINE_MS,
    socketTimeout: DEADLINE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === "" ? {} : { auth: { user, pass: secrets.smtpPassword ?? "" } }),
  });
}

function isLocal(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\./.test(host);
}

function mailOf(message: AlertMessage, { to, from }: EmailOptions): object {
  const title = headline(message);
  const facts = factsOf(message).map(([name, value]) => `${name}: ${value}`);
  const safeId = message.id.replace(/[^\w.-]+/g, "-");
  return {
    to: [...to],
    from: from === "" ? to[0] : from,
    // Labels come from programs: a line break in one must not become a header.
    subject: title.replace(/\s+/g, " ").slice(0, MAX_SUBJECT),
    text: `${title}\n\n${facts.join("\n")}\n`,
    // The same message sent again is the same message to the receiver.
    messageId: `<${safeId}.${message.state}@optimizer-monitor>`,
    headers: { "auto-submitted": "auto-generated" },
  };
}

/** Replies of the 5xx class are final, but for a login that the user is about to mend. */
function isFinal(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const code = "responseCode" in error ? Number(error.responseCode) : 0;
  return code >= 500 && !("code" in error && error.code === "EAUTH");
}
