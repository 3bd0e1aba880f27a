import type { Disposable } from "../../base/disposable";
import { errorText, type Log } from "../../base/log";
import { headline, type AlertMessage } from "./message";
import { Outbox, type OutboxEntry } from "./outbox";
import type { OutsideChannel, Sender, SendOutcome } from "./sender";

/** What deliveries need. */
export interface DeliveriesOptions {
  /** Where messages wait. */
  readonly outboxFile: string;
  readonly senders: Readonly<Record<OutsideChannel, Sender>>;
  readonly log: Log;
  /** Something that the user should know. */
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
}

const FIRST_RETRY_SECONDS = 1;
const LONGEST_RETRY_SECONDS = 600;
/** How long an engine that has nothing else to do waits for a channel that fails. */
const URGENT_SECONDS = 20;
/** What could not be sent for this long is of no use any more. */
const MAX_AGE_SECONDS = 86_400;

/** Brings messages outside: one at a time a channel, again with growing pauses where that fails, also after a restart. */
export class Deliveries implements Disposable {
  private readonly outbox: Outbox;
  private readonly busy = new Set<OutsideChannel>();
  private timer: NodeJS.Timeout | undefined;
  private isDisposed = false;

  constructor(private readonly options: DeliveriesOptions) {
    this.outbox = new Outbox(options.outboxFile, options.log);
    this.wake();
  }

  knows(channel: OutsideChannel, id: string): boolean {
    return this.outbox.knows(channel, id);
  }

  /** Hands a message in; it is on the disk when this returns. */
  send(channel: OutsideChannel, message: AlertMessage): void {
    this.outbox.add(channel, message, this.options.now());
    this.wake();
  }

  /** Sends a message at once, without a second attempt, and says what became of it. */
  try(channel: OutsideChannel, message: AlertMessage): Promise<SendOutcome> {
    return this.attempt(channel, message);
  }

  /** Something is being sent, or will be soon: an engine that could leave waits for it. */
  get isUrgent(): boolean {
    const now = this.options.now();
    const isSoon = ({ time, retryAt }: OutboxEntry): boolean =>
      now - time < URGENT_SECONDS && retryAt - now < URGENT_SECONDS;
    return this.busy.size > 0 || this.outbox.entries.some(isSoon);
  }

  /** Tries everything again: a channel may have been set up, or mended. */
  reconsider(): void {
    for (const entry of this.outbox.entries) if (entry.retryAt > 0) this.outbox.change(entry, { ...entry, retryAt: 0 });
    this.wake();
  }

  /** Looks for something to send. */
  private wake(): void {
    clearTimeout(this.timer);
    if (this.isDisposed) return;
    const now = this.options.now();
    let next = Infinity;
    for (const channel of new Set(this.outbox.entries.map((entry) => entry.channel))) {
      if (this.busy.has(channel)) continue;
      const [first] = this.outbox.entries.filter((entry) => entry.channel === channel).sort(byTurn);
      if (first === undefined) continue;
      if (first.retryAt <= now) void this.deliver(first);
      else next = Math.min(next, first.retryAt);
    }
    if (next < Infinity) this.timer = setTimeout(() => this.wake(), Math.max(10, (next - now) * 1000)).unref();
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
  }

  private async deliver(entry: OutboxEntry): Promise<void> {
    this.busy.add(entry.channel);
    const outcome = await this.attempt(entry.channel, entry.message);
    this.busy.delete(entry.channel);
    // What was sent is out of the box also while the engine ends: it must not be sent again.
    this.settle(entry, outcome);
    this.wake();
  }

  private async attempt(channel: OutsideChannel, message: AlertMessage): Promise<SendOutcome> {
    try {
      return await this.options.senders[channel](message);
    } catch (error) {
      return { kind: "failed", reason: errorText(error), isFinal: false };
    }
  }

  private settle(entry: OutboxEntry, outcome: SendOutcome): void {
    const { channel, message } = entry;
    const { log, now, onWarning } = this.options;
    const subject = `alert ${message.id} by ${channel}`;
    if (outcome.kind === "sent") {
      log.info(`${subject}: sent`);
      return this.outbox.remove(entry);
    }
    const isTooOld = now() - entry.time > MAX_AGE_SECONDS;
    if (isTooOld || (outcome.kind === "failed" && outcome.isFinal)) {
      onWarning(`An alert could not be sent by ${channel}: ${outcome.reason}. It was: ${headline(message)}`);
      return this.outbox.remove(entry);
    }
    if (outcome.kind === "waiting") {
      // Setting the channel up wakes it before that.
      return this.outbox.change(entry, { ...entry, retryAt: now() + LONGEST_RETRY_SECONDS });
    }
    const attempts = entry.attempts + 1;
    const pause = Math.min(
      outcome.retryAfterSeconds ?? FIRST_RETRY_SECONDS * 2 ** (attempts - 1),
      LONGEST_RETRY_SECONDS,
    );
    log.warn(`${subject}: ${outcome.reason}; again in ${pause} s`);
    this.outbox.change(entry, { ...entry, attempts, retryAt: now() + pause });
  }
}

function byTurn(a: OutboxEntry, b: OutboxEntry): number {
  return a.retryAt - b.retryAt || a.time - b.time;
}
