import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import {
  CancellationTokenSource,
  createMessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  type Message,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import type { Disposable } from "../base/disposable";
import { UserError } from "../base/userError";
import type { Progress } from "../base/work";
import { isObject } from "../protocol/fields";
import type {
  EngineMethod,
  EngineNotification,
  EngineNotifications,
  ParamsOf,
  ResultOf,
  WatchedMethod,
} from "../protocol/rpc";

/** How a request that may take long is watched: what hears how far it is, and what cancels it. */
export interface Watching {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** One open control connection, typed: requests, notifications, and its end. */
export class RpcChannel implements Disposable {
  private readonly connection: MessageConnection;
  private readonly watched = new Map<string, (progress: Progress) => void>();

  constructor(private readonly socket: Socket) {
    const reader = new SocketMessageReader(socket);
    // The library would start its timer for the rest of a message again and again, also when nothing can come any more
    // from an engine that was killed in the middle of one; then this process would never end.
    reader.partialMessageTimeout = 0;
    this.connection = createMessageConnection(reader, new ClosingWriter(socket));
    // The socket's end is heard through onClose; without a listener an error would end the process.
    this.connection.onError(() => undefined);
    socket.on("error", () => undefined);
    // Requests that wait for an answer must hear that none will come.
    socket.once("close", () => this.connection.dispose());
    this.onNotification("workDidProgress", ({ work, ...progress }) => this.watched.get(work)?.(progress));
  }

  /** Whether the other side is gone. */
  get isLost(): boolean {
    return this.socket.destroyed;
  }

  listen(): void {
    this.connection.listen();
  }

  onNotification<N extends EngineNotification>(method: N, handle: (params: EngineNotifications[N]) => void): void {
    this.connection.onNotification(method, handle);
  }

  onClose(handle: () => void): void {
    this.connection.onClose(handle);
  }

  async request<M extends EngineMethod>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
    try {
      return await this.connection.sendRequest<ResultOf<M>>(method, params);
    } catch (error) {
      throw asUserError(error);
    }
  }

  /** A request whose progress is heard and that can be cancelled, after which it fails with the code `cancelled`. */
  async requestWatched<M extends WatchedMethod>(
    method: M,
    params: ParamsOf<M>,
    { signal, onProgress }: Watching,
  ): Promise<ResultOf<M>> {
    const work = randomUUID();
    const source = new CancellationTokenSource();
    const cancel = (): void => source.cancel();
    if (onProgress !== undefined) this.watched.set(work, onProgress);
    signal?.addEventListener("abort", cancel);
    if (signal?.aborted === true) cancel();
    try {
      return await this.connection.sendRequest<ResultOf<M>>(method, { ...params, work }, source.token);
    } catch (error) {
      throw asUserError(error);
    } finally {
      this.watched.delete(work);
      signal?.removeEventListener("abort", cancel);
      source.dispose();
    }
  }

  dispose(): void {
    this.connection.dispose();
    this.socket.destroy();
  }
}

/**
 * Ends the connection where nothing can be written any more, which rejects all requests that wait for an answer. The library
 * rejects the request and throws besides, into a promise that nobody holds: that would end the process.
 */
class ClosingWriter extends SocketMessageWriter {
  constructor(private readonly stream: Socket) {
    super(stream);
  }

  override async write(message: Message): Promise<void> {
    try {
      await super.write(message);
    } catch {
      this.stream.destroy();
    }
  }
}

/** The engine's own refusals carry a code of theirs; everything else stays what it is. */
function asUserError(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  const data: unknown = error.data;
  const code = isObject(data) ? data["code"] : undefined;
  return typeof code === "string" ? new UserError(code, error.message) : error;
}
