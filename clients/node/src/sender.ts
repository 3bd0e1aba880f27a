import { performance } from "node:perf_hooks";
import { clearTimeout, setTimeout } from "node:timers";
import { debuglog } from "node:util";
import type { RecordBuffer } from "./buffer.js";
import { Connection } from "./connection.js";
import type { Endpoint } from "./endpoint.js";
import { sendFromWorker } from "./exitWorker.js";
import { formatRecorded } from "./format.js";
import { Outbox } from "./outbox.js";
import type { Timers } from "./timers.js";

const debug = debuglog("optimizer-monitor");

const SEND_EVERY_MS = 100;
const COMPONENTS_EVERY_MS = 250;
const SLICE_MS = 2;
const BETWEEN_SLICES_MS = 4;
/** A turn that is this late means that the program computes without giving the event loop a chance. */
const LATE_MS = 150;
const BATCH_EVENTS = 500;
/** At three bytes a character and with one last event of the greatest length, the line is still below 1 MiB. */
const BATCH_CHARS = 100_000;
const CHECK_CLOCK_EVERY = 32;
/** The part of a last flush that is spent on everything; the rest is for what matters most. */
const WHOLE_SHARE = 0.6;
const LAST_SLICE_MS = 20;
/** An editor starts the engine when the first program starts, and a short program may be over before it is there. */
const ENGINE_STARTS_MS = 500;

/** What the sender takes from the client. */
export interface SenderOptions {
  readonly endpoint: Endpoint;
  readonly buffer: RecordBuffer;
  readonly timers: Timers;
  /** The greeting, made anew for every connection. */
  readonly hello: () => string;
}

/**
 * Takes what was recorded, a little at a time, to the engine. It works on a timer; when the program blocks the event
 * loop, the program's own calls lend it a moment now and then (`poke`).
 */
export class Sender {
  private readonly connection: Connection;
  private readonly outbox = new Outbox();
  private readonly waiters = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private lateAt = Infinity;
  private componentsAt = 0;
  private wasWelcomed = false;

  constructor(private readonly options: SenderOptions) {
    this.connection = new Connection(options.endpoint, {
      onUp: () => this.greet(),
      onLine: (line) => this.onLine(line),
      onDown: () => this.check(),
    });
    this.connection.open();
  }

  /** Whether something recorded has not been acknowledged. */
  get hasWork(): boolean {
    return this.options.buffer.length > 0 || !this.outbox.isEmpty;
  }

  private get hasUnsent(): boolean {
    return this.options.buffer.length > 0 || !this.connection.isIdle;
  }

  /** Whether waiting for the engine, since that time (in ms), is in vain: it was never there, and has not come meanwhile. */
  isHopeless(since: number): boolean {
    return this.isAbsent && Date.now() - since >= ENGINE_STARTS_MS;
  }

  /** Whether the engine was never there, and is not now. */
  private get isAbsent(): boolean {
    return !this.wasWelcomed && this.connection.isDown;
  }

  /** Something was recorded at this time (in ms): sees to it that it will be sent. */
  touch(now: number): void {
    if (this.timer === undefined) this.schedule(SEND_EVERY_MS, now);
    else if (now > this.lateAt) this.poke(now);
  }

  /** Puts the components' increments among the recorded events. */
  collectComponents(now: number): void {
    this.componentsAt = now;
    for (const text of this.options.timers.take(now)) {
      this.options.buffer.push({ kind: "text", time: now, weight: 1, text, droppable: true });
    }
  }

  /** Resolves when the engine has everything recorded so far, or `isVain` says that it will not. */
  flush(timeoutMs: number, isVain: () => boolean): Promise<boolean> {
    this.collectComponents(Date.now());
    const position = this.options.buffer.pushed;
    return new Promise((resolve) => {
      const finish = (result: boolean): void => {
        clearTimeout(deadline);
        this.waiters.delete(check);
        resolve(result);
      };
      const check = (): void => {
        if (this.isDelivered(position)) finish(true);
        else if (isVain()) finish(false);
      };
      // This timer alone keeps the process alive meanwhile.
      const deadline = setTimeout(() => finish(this.isDelivered(position)), timeoutMs);
      this.waiters.add(check);
      this.schedule(0, Date.now());
      check();
    });
  }

  /** The same without the event loop, for the end of the process: blocks for at most `timeoutMs`. */
  flushNow(timeoutMs: number): boolean {
    const began = Date.now();
    const deadline = began + timeoutMs;
    const shedAt = deadline - timeoutMs * (1 - WHOLE_SHARE);
    this.collectComponents(Date.now());
    const { buffer } = this.options;
    const position = buffer.pushed;
    const sleep = new Int32Array(new SharedArrayBuffer(4));
    while (!this.isDelivered(position)) {
      if (!this.connection.isSynchronous) return this.flushFromWorker(deadline - Date.now());
      this.connection.step();
      if (this.connection.isUp) {
        // Too much is left for the time that is left: how the runs ended matters more than their steps.
        if (Date.now() >= shedAt) buffer.keepOnlySurvivors();
        this.fillBatches(performance.now() + LAST_SLICE_MS);
      }
      if (this.isHopeless(began) || Date.now() >= deadline) return this.isDelivered(position);
      if (!this.isDelivered(position)) Atomics.wait(sleep, 0, 0, 0.5);
    }
    return true;
  }

  close(): void {
    clearTimeout(this.timer);
    this.connection.close();
  }

  private isDelivered(position: number): boolean {
    const { buffer } = this.options;
    return this.outbox.acknowledged >= position || (this.outbox.isEmpty && buffer.passed >= position);
  }

  private flushFromWorker(timeoutMs: number): boolean {
    if (this.isAbsent || timeoutMs <= 0) return false;
    this.fillBatches(Infinity);
    const text = this.options.hello() + this.outbox.lines.join("");
    return sendFromWorker(this.options.endpoint, text, this.outbox.lastSequence, timeoutMs);
  }

  private schedule(delay: number, now: number): void {
    if (this.timer !== undefined) {
      if (this.dueAt <= now + delay) return;
      clearTimeout(this.timer);
    }
    this.dueAt = now + delay;
    this.lateAt = now + delay + LATE_MS;
    this.timer = setTimeout(() => this.turn(), delay).unref();
  }

  /** The timer's turn: one slice of work, and the next one when there is more. */
  private turn(): void {
    this.timer = undefined;
    const now = Date.now();
    if (this.connection.isUp) this.work(now, SLICE_MS);
    this.check();
    if (!this.connection.isUp) return;
    // Acknowledgements bring the next turn; only what the socket did not take must not wait for them.
    if (this.outbox.isFull) return this.connection.isIdle ? undefined : this.schedule(SEND_EVERY_MS, now);
    if (this.hasUnsent) this.schedule(BETWEEN_SLICES_MS, now);
    else if (this.options.timers.isDirty) this.schedule(this.componentsAt + COMPONENTS_EVERY_MS - now, now);
  }

  /** A turn on the program's time. It is longer when events come faster than they leave, since they would be dropped. */
  private poke(now: number): void {
    this.lateAt = now + SEND_EVERY_MS;
    this.connection.step();
    if (this.connection.isUp) this.work(now, this.options.buffer.length > 10_000 ? SLICE_MS * 5 : SLICE_MS);
  }

  private work(now: number, sliceMs: number): void {
    const { timers } = this.options;
    if (timers.isDirty && now - this.componentsAt >= COMPONENTS_EVERY_MS) this.collectComponents(now);
    this.connection.pump();
    this.fillBatches(performance.now() + sliceMs);
  }

  private fillBatches(until: number): void {
    while (!this.outbox.isFull || until === Infinity) {
      const events = this.formatSome(until);
      if (events.length === 0) return;
      const line = this.outbox.add(events, this.options.buffer.passed);
      if (this.connection.isUp) this.connection.send(line);
      if (performance.now() >= until) return;
    }
  }

  private formatSome(until: number): string[] {
    const { buffer } = this.options;
    const events: string[] = [];
    const dropped = buffer.takeDropped();
    if (dropped > 0) events.push(`{"type":"dropped","count":${dropped},"time":${Date.now() / 1000}}`);
    let chars = 0;
    while (events.length < BATCH_EVENTS && chars < BATCH_CHARS) {
      const item = buffer.take();
      if (item === undefined) break;
      const text = formatRecorded(item);
      if (text === undefined) buffer.countDropped();
      else events.push(text);
      chars += text?.length ?? 0;
      if (events.length % CHECK_CLOCK_EVERY === 0 && performance.now() >= until) break;
    }
    return events;
  }

  private greet(): void {
    this.connection.send(this.options.hello());
    // The engine drops those that it had acknowledged before the last connection broke.
    for (const line of this.outbox.lines) this.connection.send(line);
    this.schedule(0, Date.now());
  }

  private onLine(line: string): void {
    const message = parseMessage(line);
    if (message["type"] === "welcome") this.onWelcome(message["acknowledged"]);
    else if (message["type"] === "ack") this.acknowledge(message["sequence"]);
    else debug("the engine says: %s", line);
  }

  private onWelcome(acknowledged: unknown): void {
    this.wasWelcomed = true;
    this.acknowledge(acknowledged);
  }

  private acknowledge(sequence: unknown): void {
    if (typeof sequence !== "number") return;
    this.outbox.acknowledge(sequence);
    this.check();
    if (this.hasUnsent) this.schedule(BETWEEN_SLICES_MS, Date.now());
  }

  private check(): void {
    for (const waiter of [...this.waiters]) waiter();
  }
}

function parseMessage(line: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(line);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
