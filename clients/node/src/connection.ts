import { readSync, writeSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { clearTimeout, setTimeout } from "node:timers";
import type { Endpoint } from "./endpoint.js";
import { LineReader } from "./lineReader.js";

/** What a connection tells its owner. */
export interface ConnectionEvents {
  /** The connection stands; the greeting should go first. */
  readonly onUp: () => void;
  readonly onLine: (line: string) => void;
  readonly onDown: () => void;
}

const FIRST_RETRY_MS = 50;
const QUICK_RETRIES = 40;
const SLOWEST_RETRY_MS = 1000;
const MAX_LINE = 1 << 20;

/**
 * The socket to the engine: made again whenever it breaks, without ever keeping the process alive. Where the platform
 * has file descriptors for sockets, reading and writing work without the event loop as well: while a program computes
 * without a break, and in its last moments.
 */
export class Connection {
  private socket: Socket | undefined;
  private isConnected = false;
  private retryTimer: NodeJS.Timeout | undefined;
  private retries = 0;
  private nextAttempt = 0;
  private queue: Buffer[] = [];
  private reader = new LineReader(MAX_LINE);
  private isClosed = false;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly events: ConnectionEvents,
  ) {}

  get isUp(): boolean {
    return this.isConnected;
  }

  /** Whether the last attempt to connect failed and no other is under way. */
  get isDown(): boolean {
    return this.socket === undefined;
  }

  /** Whether everything that was sent has left this process. */
  get isIdle(): boolean {
    return this.queue.length === 0 && (this.socket?.writableLength ?? 0) === 0;
  }

  /** Whether this works without the event loop: not on Windows, and over TCP only once it is connected. */
  get isSynchronous(): boolean {
    if (process.platform === "win32") return false;
    return this.isConnected || this.endpoint.kind === "pipe";
  }

  open(): void {
    if (this.socket !== undefined || this.isClosed) return;
    const socket =
      this.endpoint.kind === "pipe" ? connect(this.endpoint.path) : connect(this.endpoint.port, this.endpoint.host);
    this.socket = socket;
    this.reader = new LineReader(MAX_LINE);
    socket.unref();
    socket.on("connect", () => this.onConnected(socket));
    socket.on("data", (chunk) => this.onData(chunk));
    // Not left to the "close" event, which never comes when the process is already at its end.
    socket.on("error", () => this.drop(socket));
    socket.on("end", () => this.drop(socket));
    socket.on("close", () => this.onGone(socket));
  }

  /** Queues a line and writes as much as the socket takes now. */
  send(line: string): void {
    this.queue.push(Buffer.from(line));
    this.pump();
  }

  /** Writes what is queued; false when the socket takes no more for now. */
  pump(): boolean {
    const socket = this.socket;
    if (socket === undefined || !this.isConnected) return true;
    const fd = descriptorOf(socket);
    if (fd === undefined) return this.pumpThroughLoop(socket);
    while (this.queue[0] !== undefined) {
      const written = this.writeNow(socket, fd, this.queue[0]);
      if (written === undefined) return this.socket !== socket;
      if (written < this.queue[0].length) this.queue[0] = this.queue[0].subarray(written);
      else this.queue.shift();
    }
    return true;
  }

  /** Does by hand what the event loop would do: connects when that is due, and reads what has arrived. */
  step(): void {
    if (!this.isSynchronous) return;
    if (this.socket === undefined && Date.now() >= this.nextAttempt) this.open();
    const socket = this.socket;
    if (socket === undefined) return;
    // A local socket is connected when `connect` returns or not at all; the event only comes with the loop.
    if (!this.isConnected) this.onConnected(socket);
    this.pump();
    this.readNow(socket);
  }

  /** Ends the connection for good. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.retryTimer);
    this.socket?.destroy();
  }

  private onConnected(socket: Socket): void {
    if (this.socket !== socket || this.isConnected) return;
    this.isConnected = true;
    this.queue = [];
    this.events.onUp();
  }

  private onData(chunk: Buffer): void {
    this.retries = 0;
    for (const line of this.reader.push(chunk)) this.events.onLine(line);
  }

  private onGone(socket: Socket): void {
    if (this.socket !== socket) return;
    this.socket = undefined;
    this.isConnected = false;
    this.queue = [];
    if (this.isClosed) return;
    const delay =
      this.retries < QUICK_RETRIES
        ? FIRST_RETRY_MS
        : Math.min(FIRST_RETRY_MS * 2 ** (this.retries - QUICK_RETRIES + 1), SLOWEST_RETRY_MS);
    this.retries++;
    this.nextAttempt = Date.now() + delay;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.open(), delay).unref();
    this.events.onDown();
  }

  private pumpThroughLoop(socket: Socket): boolean {
    for (const chunk of this.queue) socket.write(chunk);
    this.queue = [];
    return true;
  }

  private writeNow(socket: Socket, fd: number, chunk: Buffer): number | undefined {
    try {
      return writeSync(fd, chunk);
    } catch (error) {
      if (!isBusy(error)) this.drop(socket);
      return undefined;
    }
  }

  private readNow(socket: Socket): void {
    const chunk = Buffer.allocUnsafe(65_536);
    for (;;) {
      const fd = descriptorOf(socket);
      if (fd === undefined || this.socket !== socket) return;
      try {
        const length = readSync(fd, chunk, 0, chunk.length, null);
        if (length === 0) return this.drop(socket);
        this.onData(Buffer.from(chunk.subarray(0, length)));
      } catch (error) {
        if (!isBusy(error)) this.drop(socket);
        return;
      }
    }
  }

  private drop(socket: Socket): void {
    socket.destroy();
    this.onGone(socket);
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "EAGAIN" || code === "EWOULDBLOCK" || code === "EINTR";
}

/**
 * The socket's file descriptor. Node keeps it on an undocumented property, so its absence is normal: then everything
 * goes through the event loop.
 */
function descriptorOf(socket: Socket): number | undefined {
  if (process.platform === "win32") return undefined;
  const handle = (socket as Socket & { readonly _handle?: { readonly fd?: unknown } | null })._handle;
  return typeof handle?.fd === "number" && handle.fd >= 0 ? handle.fd : undefined;
}
