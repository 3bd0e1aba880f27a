import { openControlSocket, silentEngine, type EngineStart } from "./controlSocket";
import type { RpcChannel } from "./rpcChannel";

const GREETING_MS = 10_000;
/** As often an engine may leave just when it is found. */
const ATTEMPTS = 5;

/**
 * Connects to the engine of a folder, starting it if there is none, and greets it. An engine that leaves before it has
 * answered the greeting is followed by the next one.
 */
export async function openEngineChannel<T>(start: EngineStart, greet: (channel: RpcChannel) => Promise<T>): Promise<T> {
  // Loaded with the first connection: the JSON-RPC library is a third of what loading the extension costs.
  const { RpcChannel } = await import("./rpcChannel");
  for (let attempt = 1; ; attempt++) {
    const channel = new RpcChannel(await openControlSocket(start));
    try {
      return await answered(greet(channel));
    } catch (error) {
      const isFollowed = channel.isLost && attempt < ATTEMPTS;
      channel.dispose();
      if (!isFollowed) throw error;
    }
  }
}

/** A process that listens but does not answer is no engine to wait for. */
async function answered<T>(greeting: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silentEngine(GREETING_MS)), GREETING_MS);
  });
  try {
    return await Promise.race([greeting, silence]);
  } finally {
    clearTimeout(timer);
  }
}
