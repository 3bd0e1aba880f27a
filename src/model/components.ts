import { compact } from "../protocol/fields";
import type { ComponentData, ComponentSummary } from "../protocol/session";
import type { ComponentEvent, DataEvent } from "../protocol/wire";
import { boundedSum } from "./boundedSum";

/** More components than this are summed up in one that says so. */
const MAX_COMPONENTS = 2000;
const OTHERS = "(other components)";

type Totals = { -readonly [K in keyof ComponentSummary]: ComponentSummary[K] };

/** Sums the increments of all clients, by component and parent. */
export class ComponentTotals {
  private readonly totals = new Map<string, Totals>();
  /** What went through components, by name: programs say no parent with it. */
  private readonly data = new Map<string, ComponentData>();

  add(event: ComponentEvent): void {
    const totals = this.find(event);
    totals.count = boundedSum(totals.count, event.count);
    totals.totalSeconds = boundedSum(totals.totalSeconds, event.total);
    if (event.min !== undefined) totals.minSeconds = Math.min(totals.minSeconds ?? Infinity, event.min);
    if (event.max !== undefined) totals.maxSeconds = Math.max(totals.maxSeconds ?? 0, event.max);
    if (event.source !== undefined) totals.source ??= event.source;
    if (event.buckets !== undefined) totals.buckets = addBuckets(totals.buckets, event.buckets);
  }

  /** Counts what went through a component; without one it is the session's alone. */
  addData({ component, bytes, records, direction }: DataEvent): void {
    if (component === undefined) return;
    const name = this.data.has(component) || this.data.size < MAX_COMPONENTS ? component : OTHERS;
    const { readBytes, writtenBytes, records: before } = this.data.get(name) ?? { readBytes: 0, writtenBytes: 0 };
    const isWritten = direction === "write";
    this.data.set(
      name,
      compact<ComponentData>({
        readBytes: isWritten ? readBytes : boundedSum(readBytes, bytes),
        writtenBytes: isWritten ? boundedSum(writtenBytes, bytes) : writtenBytes,
        records: records === undefined ? before : boundedSum(before ?? 0, records),
      }),
    );
  }

  /**
   * The costliest first. Data stand with the one component of their name; where none or several have it, with one of no parent,
   * since which of them it was is not known.
   */
  list(): readonly ComponentSummary[] {
    const found = new Map([...this.totals].map(([key, totals]) => [key, { ...totals }]));
    for (const [name, data] of this.data) {
      const named = [...found.values()].filter((totals) => totals.name === name);
      const only = named.length === 1 ? named[0] : named.find(({ parent }) => parent === undefined);
      if (only !== undefined) only.data = data;
      else found.set(keyOf(name, undefined), { name, count: 0, totalSeconds: 0, data });
    }
    return [...found.values()].sort((a, b) => b.totalSeconds - a.totalSeconds);
  }

  private find(event: ComponentEvent): Totals {
    const isNew = !this.totals.has(keyOf(event.name, event.parent));
    const [name, parent] =
      isNew && this.totals.size >= MAX_COMPONENTS ? [OTHERS, undefined] : [event.name, event.parent];
    const key = keyOf(name, parent);
    let totals = this.totals.get(key);
    if (totals === undefined) {
      totals = compact<Totals>({ name, parent, count: 0, totalSeconds: 0 });
      this.totals.set(key, totals);
    }
    return totals;
  }
}

function keyOf(name: string, parent: string | undefined): string {
  return parent === undefined ? name : `${parent}\u0000${name}`;
}

type Buckets = NonNullable<ComponentSummary["buckets"]>;

/** Buckets with other bounds than the first ones cannot be added and are left out. */
function addBuckets(sum: Buckets | undefined, more: Buckets): Buckets {
  if (sum === undefined) return more;
  const same = sum.le.length === more.le.length && sum.le.every((bound, index) => bound === more.le[index]);
  if (!same) return sum;
  return { le: sum.le, counts: sum.counts.map((count, index) => boundedSum(count, more.counts[index] ?? 0)) };
}
