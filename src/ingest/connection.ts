import { timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import { errorText, type Log } from "../base/log";
import { parseClientLine } from "../protocol/parseWire";
import {
  MAX_LINE_BYTES,
  WIRE_VERSION,
  type BatchMessage,
  type EngineMessage,
  type HelloMessage,
  type RequestMessage,
  type WireEvent,
} from "../protocol/wire";
import { sendAnswer } from "./answers";
import { LineFramer } from "./framing";
import type { ClientChannel, ClientReceiver } from "./receiver";

/** Reasons are told once each; a client that finds ever new ones is not told more than this many. */
const MAX_REASONS = 20;
/** While acknowledgements cannot be given (a full disk), try again this often. */
const RETRY_MS = 500;
/** A client that was rejected has this long to read why. */
const REJECTED_MS = 1000;

/** One client's connection: lines in, welcome, acknowledgements and errors out. Nothing a client sends ends another's connection. */
export class ClientConnection {
  private readonly framer = new LineFramer(() => this.refuse(`a line is longer than ${MAX_LINE_BYTES} bytes`));
  /** A line that is to be taken again. */
  private held: Buffer | undefined;
  private readonly reasons = new Set<string>();
  private channel: ClientChannel | undefined;
  private admitting = false;
  private authorized: boolean;
  private rejected = false;
  private clean = false;
  private closed = false;
  private unacknowledged: number[] = [];
  private acknowledging: NodeJS.Immediate | undefined;
  private retry: NodeJS.Timeout | undefined;
  private clientId = "";
  private answering = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    private readonly receiver: ClientReceiver,
    private readonly token: string | undefined,
    private readonly log: Log,
  ) {
    this.authorized = token === undefined;
    socket.on("data", (bytes: Buffer) => this.receive(bytes));
    // Before Node shuts the way back as well.
    socket.prependListener("end", () => this.acknowledge());
    socket.on("error", (error) => log.debug(`client connection: ${error.message}`));
    socket.on("close", () => this.close());
  }

  dispose(): void {
    this.socket.destroy();
  }

  private receive(bytes: Buffer): void {
    if (this.rejected) return;
    this.framer.push(bytes);
    this.drain();
  }

  private drain(): void {
    while (!this.admitting && !this.rejected) {
      const line = this.held ?? this.framer.next();
      if (line === undefined) break;
      this.held = undefined;
      this.take(line);
    }
    // Once for everything that has come by now.
    this.acknowledging ??= setImmediate(() => this.acknowledge());
    if (this.admitting) this.socket.pause();
    else if (this.closed) this.leave();
  }

  private take(line: Buffer): void {
    const parsed = parseClientLine(line);
    if (!parsed.ok) return this.refuse(parsed.reason);
    if (parsed.value.type === "hello") return this.greet(parsed.value);
    if (parsed.value.type === "summary" || parsed.value.type === "report") return this.answer(parsed.value);
    if (!this.authorized) return this.reject("a hello with the token must come first");
    if (this.channel === undefined) return this.admitUnknown(line);
    this.record(this.channel, parsed.value, line);
  }

  private record(channel: ClientChannel, message: BatchMessage | WireEvent, line: Buffer): void {
    if (message.type !== "batch") {
      if (message.type === "bye") this.clean = true;
      return channel.accept([message], line, undefined);
    }
    for (const reason of message.refused) this.refuse(reason);
    if (message.events.some((event) => event.type === "bye")) this.clean = true;
    channel.accept(message.events, line, message.sequence);
    this.unacknowledged.push(message.sequence);
  }

  private answer(request: RequestMessage): void {
    if (this.token !== undefined && !this.authorized) {
      if (!sameText(request.token ?? "", this.token)) return this.reject("wrong token");
      this.authorized = true;
    }
    // One after the other: a connection that asks again and again gets no more done at once.
    this.answering = this.answering.then(async () => {
      const pieces = this.receiver.answer(request, request.id ?? this.clientId);
      await sendAnswer(this.socket, request, pieces, this.log);
    });
  }

  private greet(hello: HelloMessage): void {
    if (hello.protocol !== WIRE_VERSION) {
      return this.reject(`protocol ${hello.protocol} is not spoken here; this engine speaks protocol ${WIRE_VERSION}`);
    }
    if (this.token !== undefined && !sameText(hello.token ?? "", this.token)) return this.reject("wrong token");
    this.authorized = true;
    if (this.channel !== undefined) return this.refuse("hello came twice");
    this.clientId = hello.id;
    this.admit(hello);
  }

  /** A program that only writes events, without a hello: it has no identity and gets no acknowledgements. */
  private admitUnknown(line: Buffer): void {
    // It is taken again as soon as there is somewhere for it to go.
    this.held = line;
    this.admit(undefined);
  }

  private admit(hello: HelloMessage | undefined): void {
    this.admitting = true;
    this.receiver.admit(hello).then(
      (channel) => this.admitted(channel, hello !== undefined),
      (error: unknown) => {
        this.log.error(`a client could not be admitted: ${errorText(error)}`);
        this.socket.destroy();
      },
    );
  }

  private admitted(channel: ClientChannel, greeted: boolean): void {
    this.channel = channel;
    this.admitting = false;
    for (const reason of this.reasons) channel.refuse(reason);
    if (greeted) {
      const { acknowledged, sessionId } = channel;
      this.send({ type: "welcome", protocol: WIRE_VERSION, session: sessionId ?? null, acknowledged });
    }
    this.socket.resume();
    this.drain();
  }

  /** Makes safe what was taken, and says so. */
  private acknowledge(): void {
    clearImmediate(this.acknowledging);
    this.acknowledging = undefined;
    if (this.channel === undefined || this.retry !== undefined) return;
    if (!this.channel.flush()) {
      this.retry = setTimeout(() => {
        this.retry = undefined;
        this.acknowledge();
      }, RETRY_MS);
      return;
    }
    const done = this.unacknowledged;
    this.unacknowledged = [];
    if (done.length === 0 || this.socket.destroyed) return;
    this.socket.write(done.map((sequence) => `{"type":"ack","sequence":${sequence}}\n`).join(""));
  }

  private refuse(reason: string): void {
    if (this.reasons.size >= MAX_REASONS || this.reasons.has(reason)) return;
    this.reasons.add(reason);
    this.channel?.refuse(reason);
    this.send({ type: "error", reason });
  }

  /** Ends the connection; what else comes over it is not even read. */
  private reject(reason: string): void {
    this.rejected = true;
    this.send({ type: "error", reason });
    this.socket.end();
    setTimeout(() => this.socket.destroy(), REJECTED_MS).unref();
  }

  private send(message: EngineMessage): void {
    if (!this.socket.destroyed && this.socket.writable) this.socket.write(`${JSON.stringify(message)}\n`);
  }

  private close(): void {
    this.closed = true;
    if (!this.admitting) this.leave();
  }

  private leave(): void {
    if (this.channel === undefined) return;
    this.channel.flush();
    clearImmediate(this.acknowledging);
    clearTimeout(this.retry);
    this.channel.leave(this.clean);
    this.channel = undefined;
  }
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
