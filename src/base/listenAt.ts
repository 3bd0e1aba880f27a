import type { ListenOptions, Server } from "node:net";

/**
 * Resolves when the server listens; fails with the system's error where it cannot. Errors from then on (no connection can be taken, say) go to
 * `onError`: one that nobody takes would end the process.
 */
export function listenAt(server: Server, address: ListenOptions, onError: (error: Error) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.off("error", reject);
      // A server that listens again has its handler.
      if (server.listenerCount("error") === 0) server.on("error", onError);
      resolve();
    });
  });
}
