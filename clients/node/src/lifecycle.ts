import type { Sender } from "./sender.js";

const EXIT_MS = 2000;

/** What the end of the process asks of the client. */
export interface LastActs {
  sayBye(): void;
  failOpenRuns(error: unknown): void;
}

/**
 * Delivers what is left when the process ends, within two seconds. Signals are left alone: a handler would change what
 * the program does on them, so a signal without a handler of its own loses at most what the last 100 ms recorded.
 */
export function followProcess(sender: Sender, acts: LastActs): void {
  let fatal: { readonly error: unknown } | undefined;
  let hasGivenUp = false;

  // The program may handle the error and go on; whether it was fatal shows at the exit.
  process.on("uncaughtExceptionMonitor", (error) => {
    fatal = { error };
  });

  process.on("beforeExit", () => {
    if (hasGivenUp) return;
    sender.collectComponents(Date.now());
    if (!sender.hasWork) return;
    void sender
      .flush(EXIT_MS, () => sender.isHopeless)
      .then((isDelivered) => {
        hasGivenUp = !isDelivered;
      });
  });

  process.once("exit", (code) => {
    try {
      if (fatal !== undefined && code !== 0) acts.failOpenRuns(fatal.error);
      acts.sayBye();
      sender.flushNow(hasGivenUp ? 0 : EXIT_MS);
      sender.close();
    } catch {
      // Whatever went wrong here is not the program's.
    }
  });
}
