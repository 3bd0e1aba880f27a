import { createHash } from "node:crypto";
import type { Disposable } from "../../base/disposable";
import { SESSION_ATTRIBUTE } from "../../protocol/otlp";
import type { ClientReceiver } from "../receiver";
import { OtlpClient } from "./otlpClient";
import type { Attributes } from "./otlpFields";
import type { Translated, Translation } from "./translation";

/** One resource's part of a request. */
export interface ResourcePart {
  readonly resource: Attributes;
  /** Points or spans that were no such. */
  readonly rejected: number;
  readonly translate: (translation: Translation) => Translated;
}

/** What became of a request; `isSafe` is false while the journal cannot be written. */
export interface Recorded {
  readonly rejected: number;
  readonly isSafe: boolean;
}

/** Programs that are remembered; the one that was there first is forgotten first. */
const MAX_CLIENTS = 500;
/** Requests that would be recognized if they came again. */
const MAX_REQUESTS = 1000;
const SWEEP_MS = 500;

interface KnownRequest {
  readonly rejected: number;
  readonly clients: readonly OtlpClient[];
}

/** The programs that export, and what they have sent: a request that is repeated, as exporters do when no answer came, counts once. */
export class OtlpClients implements Disposable {
  private readonly clients = new Map<string, OtlpClient>();
  private readonly requests = new Map<string, KnownRequest>();
  private readonly timer: NodeJS.Timeout;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly receiver: ClientReceiver) {
    this.timer = setInterval(() => this.sweep(), SWEEP_MS);
    this.timer.unref();
  }

  /** Records a request; one after the other, as totals refer to those before. `session` is the one that its header names. */
  record(body: Buffer, session: string | undefined, parts: () => readonly ResourcePart[]): Promise<Recorded> {
    const turn = this.last.then(async () => {
      const key = createHash("sha256")
        .update(session ?? "")
        .update("\0")
        .update(body)
        .digest("base64");
      const known = this.requests.get(key) ?? (await this.take(parts(), session));
      this.remember(key, known);
      return { rejected: known.rejected, isSafe: known.clients.map((client) => client.flush()).every(Boolean) };
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  dispose(): void {
    clearInterval(this.timer);
    for (const client of this.clients.values()) client.leave();
    this.clients.clear();
  }

  private async take(parts: readonly ResourcePart[], session: string | undefined): Promise<KnownRequest> {
    let rejected = 0;
    const clients = new Set<OtlpClient>();
    for (const { resource, translate, rejected: unusable } of parts) {
      const client = this.clientOf(resource, session);
      clients.add(client);
      rejected += unusable + (await client.record(translate));
    }
    return { rejected, clients: [...clients] };
  }

  private clientOf(resource: Attributes, header: string | undefined): OtlpClient {
    const named = resource[SESSION_ATTRIBUTE];
    const session = typeof named === "string" && named !== "" ? named : header;
    const key = OtlpClient.key(resource, session);
    const known = this.clients.get(key);
    if (known !== undefined) return known;
    const client = new OtlpClient(resource, session, this.receiver);
    this.clients.set(key, client);
    for (const [oldest, forgotten] of this.clients) {
      if (this.clients.size <= MAX_CLIENTS) break;
      forgotten.leave();
      this.clients.delete(oldest);
    }
    return client;
  }

  private remember(key: string, request: KnownRequest): void {
    this.requests.set(key, request);
    for (const oldest of this.requests.keys()) {
      if (this.requests.size <= MAX_REQUESTS) return;
      this.requests.delete(oldest);
    }
  }

  private sweep(): void {
    for (const [key, client] of this.clients) if (client.leaveIfGone()) this.clients.delete(key);
  }
}
