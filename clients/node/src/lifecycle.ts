import type { Sender } from "./sender.js";

const EXIT_MS = 2000;

/** What the end of the process asks of a client. */
export interface Departing {
  readonly sender: Sender;
  failOpenRuns(error: unknown): void;
  sayBye(): void;
}

const clients = new Set<Departing>();
let fatal: { readonly error: unknown } | undefined;
const givenUp = new Set<Sender>();

/**
 * Delivers what is left when the process ends, within two seconds. Signals are left alone: a handler would change what
 * the program does on them, so a signal without a handler of its own loses at most what the last 100 ms recorded.
 */
export function followProcess(client: Departing): void {
  if (clients.size === 0) listen();
  clients.add(client);
}

function listen(): void {
  // One more listener is ours, and must not be the one that makes Node print a warning about too many.
  const limit = process.getMaxListeners();
  if (limit > 0) process.setMaxListeners(limit + 1);
  // The program may handle the error and go on; whether it was fatal shows at the exit.
  process.on("uncaughtExceptionMonitor", (error) => {
    fatal = { error };
  });
  process.on("beforeExit", () => clients.forEach(deliverBeforeExit));
  process.once("exit", deliverAtExit);
}

function deliverBeforeExit({ sender }: Departing): void {
  if (givenUp.has(sender)) return;
  sender.collectComponents(Date.now());
  if (!sender.hasWork) return;
  const since = Date.now();
  void sender
    .flush(EXIT_MS, () => sender.isHopeless(since))
    .then((isDelivered) => {
      if (!isDelivered) givenUp.add(sender);
    });
}

function deliverAtExit(code: number): void {
  const deadline = Date.now() + EXIT_MS;
  for (const client of clients) {
    try {
      if (fatal !== undefined && code !== 0) client.failOpenRuns(fatal.error);
      client.sayBye();
      client.sender.flushNow(givenUp.has(client.sender) ? 0 : deadline - Date.now());
      client.sender.close();
    } catch {
      // Whatever went wrong here is not the program's.
    }
  }
}
