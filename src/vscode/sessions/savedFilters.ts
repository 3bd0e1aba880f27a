import { Emitter } from "../../base/event";
import type { Disposable } from "../../base/disposable";
import { cleanText, isObject } from "../../protocol/fields";
import type { SavedFilter } from "../../protocol/panelQuestions";
import { FILTERS_KEY } from "../contributions";
import type { Memory } from "../launches/runningLaunches";

const MAX_FILTERS = 50;

/** Queries of the history that the user gave a name, kept with the workspace; the view and the panel share them. */
export class SavedFilters implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly memory: Memory) {}

  list(): readonly SavedFilter[] {
    return parseFilters(this.memory.get(FILTERS_KEY));
  }

  /** Takes a whole list; what is no filter in it is left out, and of two with one name the later stays. */
  async replace(value: unknown): Promise<void> {
    await this.memory.update(FILTERS_KEY, parseFilters(value));
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function parseFilters(value: unknown): readonly SavedFilter[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const found = new Map<string, SavedFilter>();
  for (const entry of entries.slice(0, MAX_FILTERS)) {
    if (!isObject(entry)) continue;
    const { name, query } = entry;
    if (typeof name !== "string" || typeof query !== "string" || name.trim() === "") continue;
    found.set(name, { name: cleanText(name), query: cleanText(query) });
  }
  return [...found.values()];
}
