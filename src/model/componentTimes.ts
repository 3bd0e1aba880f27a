import type { ComponentEvent } from "../protocol/wire";
import { columnKey } from "./metrics";

/** More components than this share one column, so that rows stay small. */
export const MOST_TIMED_COMPONENTS = 24;
const OTHERS = "(other components)";

/** The column of a component's seconds. */
function columnOf(name: string): string {
  return columnKey("component_seconds", { component: name });
}

/** Collects what each component has taken since the last tick: its timeline. Components of one name share a column, whatever their parents. */
export class ComponentTimes {
  /** Seconds by column; 0 where there was nothing since the last tick. */
  private readonly seconds = new Map<string, number>();
  /** Columns whose last written value is not 0. */
  private readonly raised = new Set<string>();

  add({ name, total }: ComponentEvent): void {
    const own = columnOf(name);
    const column = this.seconds.has(own) || this.seconds.size < MOST_TIMED_COMPONENTS ? own : columnOf(OTHERS);
    this.seconds.set(column, (this.seconds.get(column) ?? 0) + total);
  }

  /** Seconds since the last tick by column. A value stands until the next one: zeros are told once, so that quiet components cost nothing. */
  tick(): Readonly<Record<string, number>> {
    const row: Record<string, number> = {};
    for (const [column, seconds] of this.seconds) {
      if (seconds === 0 && !this.raised.has(column)) continue;
      row[column] = seconds;
      if (seconds === 0) this.raised.delete(column);
      else this.raised.add(column);
      this.seconds.set(column, 0);
    }
    return row;
  }
}
