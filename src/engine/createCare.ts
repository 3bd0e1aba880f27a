import type { DisposableStore } from "../base/disposable";
import type { Parts } from "./engineParts";
import { HistoryCare, type HistoryCareOptions } from "./historyCare";
import { PruningSchedule } from "./pruningSchedule";

/** Looks after the history of an engine: prunes once that has settled, then daily, and where sessions end. */
export function createCare(
  { recordings, source, announcer }: Pick<Parts, "recordings" | "source" | "announcer">,
  options: Omit<HistoryCareOptions, "touch" | "isRunning">,
  owned: DisposableStore,
): HistoryCare {
  const care = new HistoryCare({
    ...options,
    touch: (ids) => {
      source.forget(ids);
      for (const id of ids) announcer.touch(id);
    },
    isRunning: (id) => recordings.get(id) !== undefined,
  });
  owned.add(new PruningSchedule(() => care.pruneAutomatically(), recordings.onDidEnd));
  return care;
}
