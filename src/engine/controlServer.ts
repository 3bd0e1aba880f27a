import { chmodSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import {
  createMessageConnection,
  ErrorCodes,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  type CancellationToken,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import type { Disposable } from "../base/disposable";
import { listenAt } from "../base/listenAt";
import { errorText, type Log } from "../base/log";
import { UserError } from "../base/userError";
import { Work } from "../base/work";
import { parseParams } from "../protocol/parseRpc";
import {
  RPC_VERSION,
  type ControllerKind,
  type EngineMethod,
  type EngineNotification,
  type EngineNotifications,
  type ParamsOf,
  type ResultOf,
} from "../protocol/rpc";

/** One editor window or command line that is connected. */
export interface Controller {
  readonly kind: ControllerKind;
  notify<N extends EngineNotification>(method: N, params: EngineNotifications[N]): void;
  /** Owns what lives as long as the connection. */
  onClose(release: () => void): void;
}

/** Answers requests; every method but `hello` comes from a controller that has said hello. */
export type RequestHandlers = {
  readonly [M in EngineMethod]: (
    params: ParamsOf<M>,
    controller: Controller,
    work: Work,
  ) => Promise<ResultOf<M>> | ResultOf<M>;
};

/** Serves the control socket: JSON-RPC with parsed parameters, users' errors passed on with their code. */
export class ControlServer implements Disposable {
  private readonly controllers = new Set<Controller>();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly handlers: RequestHandlers,
    private readonly log: Log,
    private readonly onDidChange: () => void,
  ) {
    server.on("connection", (socket) => this.serve(socket));
  }

  /** Listens; fails with EADDRINUSE when the address is taken. */
  static async listen(
    address: string,
    handlers: RequestHandlers,
    log: Log,
    onDidChange: () => void,
  ): Promise<ControlServer> {
    const control = new ControlServer(createServer(), handlers, log, onDidChange);
    await control.listen(address);
    return control;
  }

  /** Listens again, after `stopListening`; fails with EADDRINUSE when the address is taken. */
  async listen(address: string): Promise<void> {
    await listenAt(this.server, { path: address }, (error) => this.log.warn(`control: ${error.message}`));
    if (process.platform !== "win32") chmodSync(address, 0o600);
  }

  /** Takes no more connections; those there are go on. */
  stopListening(): void {
    this.server.close();
  }

  /** How many editors and command lines are connected. */
  get count(): number {
    return this.controllers.size;
  }

  broadcast<N extends EngineNotification>(method: N, params: EngineNotifications[N]): void {
    for (const controller of this.controllers) controller.notify(method, params);
  }

  dispose(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    const session = new ControlSession(connection, this.handlers, this.log, (controller) => {
      this.controllers.add(controller);
      this.onDidChange();
    });
    socket.on("error", (error) => this.log.debug(`control connection: ${error.message}`));
    socket.once("close", () => {
      this.sockets.delete(socket);
      if (session.controller !== undefined) this.controllers.delete(session.controller);
      session.dispose();
      this.onDidChange();
    });
    connection.listen();
  }
}

/** One control connection: nothing is answered before hello. */
class ControlSession implements Disposable {
  controller: Controller | undefined;
  private readonly releases: (() => void)[] = [];

  constructor(
    private readonly connection: MessageConnection,
    private readonly handlers: RequestHandlers,
    private readonly log: Log,
    private readonly onHello: (controller: Controller) => void,
  ) {
    for (const method of Object.keys(handlers) as EngineMethod[]) {
      connection.onRequest(method, (params: unknown, token: CancellationToken) => this.answer(method, params, token));
    }
    connection.onError(([error]) => this.log.warn(`control connection: ${error.message}`));
  }

  dispose(): void {
    for (const release of this.releases) release();
    this.connection.dispose();
  }

  private async answer<M extends EngineMethod>(
    method: M,
    raw: unknown,
    token: CancellationToken,
  ): Promise<ResultOf<M>> {
    const params = parseParams(method, raw);
    if (!params.ok) throw new ResponseError(ErrorCodes.InvalidParams, params.reason, { code: "invalid-parameters" });
    try {
      if (method === "hello") this.greet(params.value as ParamsOf<"hello">);
      if (this.controller === undefined) throw new UserError("no-hello", "Say hello first.");
      const work = watchedWork(params.value, this.controller, token);
      return await this.handlers[method](params.value, this.controller, work);
    } catch (error) {
      throw this.asResponse(method, error);
    }
  }

  private greet({ rpcVersion, version, kind }: ParamsOf<"hello">): void {
    if (rpcVersion !== RPC_VERSION) {
      throw new UserError(
        "version-mismatch",
        `This engine speaks control protocol ${RPC_VERSION}; version ${version} speaks ${rpcVersion}. It finishes its sessions and leaves; try again then.`,
      );
    }
    if (this.controller !== undefined) return;
    const { connection, releases, log } = this;
    this.controller = {
      kind,
      notify: (method, params) => {
        connection.sendNotification(method, params).catch((error: unknown) => log.debug(`notify: ${errorText(error)}`));
      },
      onClose: (release) => void releases.push(release),
    };
    this.onHello(this.controller);
  }

  private asResponse(method: string, error: unknown): ResponseError<{ readonly code: string }> {
    if (error instanceof UserError)
      return new ResponseError(ErrorCodes.InternalError, error.message, { code: error.code });
    this.log.error(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return new ResponseError(ErrorCodes.InternalError, errorText(error), { code: "internal" });
  }
}

/** What a request does, as work that its asker hears of and may cancel. */
function watchedWork(params: object, controller: Controller, token: CancellationToken): Work {
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  const work = "work" in params && typeof params.work === "string" ? params.work : undefined;
  return new Work(abort.signal, (progress) => {
    if (work !== undefined) controller.notify("workDidProgress", { ...progress, work });
  });
}
