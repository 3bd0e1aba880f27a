import type { Watching } from "../control/rpcChannel";

/**
 * Does something long in a terminal: its progress is one line on stderr where that is a screen, and Ctrl-C cancels it. A second
 * Ctrl-C ends the command at once.
 */
export async function watchWork<T>(work: (watching: Required<Watching>) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const cancel = (): void => abort.abort();
  const isScreen = process.stderr.isTTY;
  let isShown = false;
  process.once("SIGINT", cancel);
  try {
    return await work({
      signal: abort.signal,
      onProgress: ({ done, total }) => {
        if (!isScreen || total < 2) return;
        isShown = true;
        process.stderr.write(`\r${done + 1} of ${total}`);
      },
    });
  } finally {
    process.off("SIGINT", cancel);
    // Takes the line away again.
    if (isShown) process.stderr.write("\r\u001b[K");
  }
}
