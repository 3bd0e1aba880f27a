import type { Context } from "hono";
import { streamSSE, type SSEStreamingApi } from "hono/streaming";
import type { ApiEnvironment } from "./access/gate";
import { Problem } from "./problem";
import type { Answer, StreamMessage } from "./route";

/** Streams that are open at once. */
export const MAX_STREAMS = 32;
/** Proxies and the server itself close what is silent for long. */
const HEARTBEAT_MS = 15_000;
/** A reader this far behind loses the oldest messages: the newest figures are the ones that count. */
const MAX_WAITING = 100;

/** The open live streams. */
export class LiveStreams {
  private readonly closers = new Set<() => void>();

  open(context: Context<ApiEnvironment>, { listen }: Extract<Answer, { readonly kind: "stream" }>): Response {
    if (this.closers.size >= MAX_STREAMS) {
      throw new Problem("too-many-streams", `${MAX_STREAMS} streams are open already.`, [], { "Retry-After": "5" });
    }
    context.header("X-Accel-Buffering", "no");
    return streamSSE(context, (stream) => this.serve(stream, listen));
  }

  /** Ends them all; the server could not close before. */
  dispose(): void {
    for (const close of this.closers) close();
  }

  private async serve(
    stream: SSEStreamingApi,
    listen: (tell: (message: StreamMessage) => void) => () => void,
  ): Promise<void> {
    const queue = new MessageQueue();
    const close = (): void => queue.close();
    this.closers.add(close);
    stream.onAbort(close);
    const heartbeat = setInterval(() => queue.beat(), HEARTBEAT_MS);
    const release = listen((message) => queue.put(message));
    try {
      for (let next = await queue.take(); next !== undefined; next = await queue.take()) {
        if (next === "beat") await stream.write(": still here\n\n");
        else await stream.writeSSE({ event: next.event, data: JSON.stringify(next.data) });
      }
    } finally {
      clearInterval(heartbeat);
      release();
      this.closers.delete(close);
    }
  }
}

/** What waits for a reader that takes one message after the other. */
class MessageQueue {
  private readonly waiting: (StreamMessage | "beat")[] = [];
  private wake: () => void = () => undefined;
  private isClosed = false;

  put(message: StreamMessage | "beat"): void {
    this.waiting.push(message);
    if (this.waiting.length > MAX_WAITING) this.waiting.shift();
    this.wake();
  }

  /** Says that the stream is alive, where nothing else does. */
  beat(): void {
    if (this.waiting.length === 0) this.put("beat");
  }

  close(): void {
    this.isClosed = true;
    this.wake();
  }

  /** The next message, waited for; nothing once the queue is closed. */
  async take(): Promise<StreamMessage | "beat" | undefined> {
    while (!this.isClosed && this.waiting.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.isClosed ? undefined : this.waiting.shift();
  }
}
