import { compact } from "../protocol/fields";
import type { ComponentSummary } from "../protocol/session";
import type { ComponentEvent } from "../protocol/wire";
import { boundedSum } from "./boundedSum";

/** More components than this are summed up in one that says so. */
const MAX_COMPONENTS = 2000;
const OTHERS = "(other components)";

type Totals = { -readonly [K in keyof ComponentSummary]: ComponentSummary[K] };

/** Sums the increments of all clients, by component and parent. */
export class ComponentTotals {
  private readonly totals = new Map<string, Totals>();

  add(event: ComponentEvent): void {
    const totals = this.find(event);
    totals.count = boundedSum(totals.count, event.count);
    totals.totalSeconds = boundedSum(totals.totalSeconds, event.total);
    if (event.min !== undefined) totals.minSeconds = Math.min(totals.minSeconds ?? Infinity, event.min);
    if (event.max !== undefined) totals.maxSeconds = Math.max(totals.maxSeconds ?? 0, event.max);
    if (event.source !== undefined) totals.source ??= event.source;
    if (event.buckets !== undefined) totals.buckets = addBuckets(totals.buckets, event.buckets);
  }

  /** The costliest first. */
  list(): readonly ComponentSummary[] {
    return [...this.totals.values()].map((totals) => ({ ...totals })).sort((a, b) => b.totalSeconds - a.totalSeconds);
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
