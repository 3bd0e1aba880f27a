import { toDisposable, type Disposable } from "../base/disposable";
import { errorText, type Log } from "../base/log";
import type { Parts } from "./engineParts";

/** How often endings are looked for, in milliseconds; what else comes round takes so many of these. */
const TICK_MS = 250;
const SYNC_EVERY_TICKS = 8;
const ALERTS_EVERY_TICKS = 4;

type Ticked = Pick<Parts, "recordings" | "alerting"> & { readonly log: Log };

/** Looks for endings, judges alerts and syncs journals from time to time; `settled` is called when endings have been looked for. */
export function startTicking({ recordings, alerting, log }: Ticked, settled: () => void): Disposable {
  let ticks = 0;
  let isTicking = false;
  const tick = (): void => {
    if (isTicking) return;
    isTicking = true;
    ticks++;
    recordings
      .tick()
      .catch((error: unknown) => log.error(`tick: ${errorText(error)}`))
      .finally(() => {
        isTicking = false;
        settled();
      });
    if (ticks % ALERTS_EVERY_TICKS === 0) alerting.tick();
    if (ticks % SYNC_EVERY_TICKS === 0) for (const { journal } of recordings.list()) journal.sync();
  };
  const timer = setInterval(tick, TICK_MS);
  return toDisposable(() => clearInterval(timer));
}
