import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { errorCode, errorText, type Log } from "../../base/log";
import { PRIVATE_FOLDER, writePrivateFile } from "../../base/privateFiles";
import { isObject } from "../../protocol/fields";
import { isAlertMessage, type AlertMessage } from "./message";
import { OUTSIDE_CHANNELS, type OutsideChannel } from "./sender";

/** A message that is on its way. */
export interface OutboxEntry {
  readonly channel: OutsideChannel;
  readonly message: AlertMessage;
  /** When it was handed in, Unix seconds. */
  readonly time: number;
  readonly attempts: number;
  readonly retryAt: number;
}

/** More messages than this do not wait; the oldest give way. */
export const MAX_WAITING = 200;
/** So many are remembered as handed in, so that an engine that comes back does not hand them in again. */
const MAX_KNOWN = 1000;

/** The messages that wait to be sent, in a file that outlives the engine. */
export class Outbox {
  private waiting: readonly OutboxEntry[] = [];
  private known: readonly string[] = [];

  constructor(
    private readonly path: string,
    private readonly log: Log,
  ) {
    this.read();
  }

  get entries(): readonly OutboxEntry[] {
    return this.waiting;
  }

  /** Whether a message was handed in, sent or not. */
  knows(channel: OutsideChannel, id: string): boolean {
    return this.known.includes(keyOf(channel, id));
  }

  /** Takes a message, each once. */
  add(channel: OutsideChannel, message: AlertMessage, time: number): void {
    if (this.knows(channel, message.id)) return;
    this.known = [...this.known, keyOf(channel, message.id)].slice(-MAX_KNOWN);
    const entries = [...this.waiting, { channel, message, time, attempts: 0, retryAt: 0 }];
    if (entries.length > MAX_WAITING) this.log.warn("alerts: too many messages wait; the oldest are dropped");
    this.waiting = entries.slice(-MAX_WAITING);
    this.write();
  }

  /** An attempt failed, or a message is to wait. */
  change(entry: OutboxEntry, next: OutboxEntry): void {
    this.waiting = this.waiting.map((one) => (one === entry ? next : one));
    this.write();
  }

  remove(entry: OutboxEntry): void {
    this.waiting = this.waiting.filter((one) => one !== entry);
    this.write();
  }

  private read(): void {
    try {
      const value: unknown = JSON.parse(readFileSync(this.path, "utf8"));
      if (!isObject(value)) return;
      const { waiting, known } = value;
      this.waiting = Array.isArray(waiting) ? waiting.filter(isEntry).slice(-MAX_WAITING) : [];
      this.known = Array.isArray(known) ? known.filter((id) => typeof id === "string").slice(-MAX_KNOWN) : [];
    } catch (error) {
      if (errorCode(error) !== "ENOENT") this.log.warn(`alerts: ${this.path} cannot be read: ${errorText(error)}`);
    }
  }

  /** Written beside and renamed, so that it is whole whenever the engine ends. */
  private write(): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: PRIVATE_FOLDER });
      const text = JSON.stringify({ waiting: this.waiting, known: this.known });
      writePrivateFile(`${this.path}.new`, text);
      renameSync(`${this.path}.new`, this.path);
    } catch (error) {
      this.log.warn(`alerts: ${this.path} cannot be written: ${errorText(error)}`);
    }
  }
}

function keyOf(channel: OutsideChannel, id: string): string {
  return `${channel} ${id}`;
}

function isEntry(value: unknown): value is OutboxEntry {
  if (!isObject(value) || !isAlertMessage(value["message"])) return false;
  const numbers = ["time", "attempts", "retryAt"].every((field) => typeof value[field] === "number");
  return numbers && OUTSIDE_CHANNELS.some((channel) => channel === value["channel"]);
}
