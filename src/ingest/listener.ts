import { randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import type { Disposable } from "../base/disposable";
import { listenAt } from "../base/listenAt";
import type { Log } from "../base/log";
import { ClientConnection } from "./connection";
import type { ClientReceiver } from "./receiver";

/** Where programs connect, as they get it in their environment. */
export interface IngestEndpoint extends Disposable {
  readonly endpoint: string;
  /** Only on TCP, where the address protects nothing. */
  readonly token?: string;
  /** Listens at the same address once more, where its socket was taken away; connections go on. */
  listenAgain(): Promise<void>;
}

/** Listens for clients on a Unix socket (whose folder only the owner may enter). */
export async function listenOnSocket(path: string, receiver: ClientReceiver, log: Log): Promise<IngestEndpoint> {
  const { server, close, onError } = serve(receiver, undefined, log);
  const listen = async (): Promise<void> => {
    await listenAt(server, { path }, onError);
    chmodSync(path, 0o600);
  };
  const listenAgain = (): Promise<void> => {
    server.close();
    return listen();
  };
  await listen();
  return { endpoint: `unix:${path}`, listenAgain, dispose: close };
}

/** Listens for clients on a free TCP port of the loopback interface; they prove themselves by a random token. */
export async function listenOnLoopback(receiver: ClientReceiver, log: Log): Promise<IngestEndpoint> {
  const token = randomBytes(24).toString("hex");
  const { server, close, onError } = serve(receiver, token, log);
  await listenAt(server, { host: "127.0.0.1", port: 0 }, onError);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the ingest port is not known");
  // Nobody can take a port away.
  const listenAgain = (): Promise<void> => Promise.resolve();
  return { endpoint: `tcp://127.0.0.1:${address.port}`, token, listenAgain, dispose: close };
}

interface Served {
  readonly server: Server;
  readonly close: () => void;
  readonly onError: (error: Error) => void;
}

function serve(receiver: ClientReceiver, token: string | undefined, log: Log): Served {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    new ClientConnection(socket, receiver, token, log);
  });
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { server, close, onError: (error) => log.warn(`ingest: ${error.message}`) };
}
