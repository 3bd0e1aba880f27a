import type { Recorded } from "./format.js";
import { survivorsOf } from "./survivors.js";

const NOTHING: ReadonlySet<Recorded> = new Set();

/**
 * What was recorded and not yet sent, in order and within bounds. When it is full the oldest events go first, but not
 * those that must survive (`survivorsOf`): these go only at four times the bound.
 */
export class RecordBuffer {
  private items: Recorded[] = [];
  private head = 0;
  private weight = 0;
  private shedAt: number;
  private droppedCount = 0;
  private pushedCount = 0;

  constructor(private readonly capacity: number) {
    this.shedAt = capacity;
  }

  /** How many are waiting. */
  get length(): number {
    return this.items.length - this.head;
  }

  /** How many were ever pushed: a position to wait for. */
  get pushed(): number {
    return this.pushedCount;
  }

  /** How many of those pushed have left, by being taken or dropped. */
  get passed(): number {
    return this.pushedCount - this.length;
  }

  push(item: Recorded): void {
    this.items.push(item);
    this.pushedCount++;
    this.weight += item.weight;
    if (this.weight > this.shedAt) this.shed();
  }

  take(): Recorded | undefined {
    const item = this.items[this.head];
    if (item === undefined) return undefined;
    this.head++;
    this.weight -= item.weight;
    if (this.head === this.items.length) this.reset([]);
    else if (this.head > 8192 && this.head * 2 > this.items.length) this.reset(this.items.slice(this.head));
    return item;
  }

  /** Drops and counts everything but what must survive: for when there is no time for the rest. */
  keepOnlySurvivors(): void {
    this.drop(this.items.length);
  }

  /** Counts an event that was taken but could not be sent. */
  countDropped(): void {
    this.droppedCount++;
  }

  /** The number dropped since the last call. */
  takeDropped(): number {
    const count = this.droppedCount;
    this.droppedCount = 0;
    return count;
  }

  private reset(items: Recorded[]): void {
    this.items = items;
    this.head = 0;
  }

  private shed(): void {
    this.drop(this.endOf(this.weight - this.capacity * 0.9));
    if (this.weight > this.capacity * 4) this.drop(this.endOf(this.weight - this.capacity * 3), () => NOTHING);
    // What remains may be above the bound (many runs, nobody listening): the next look is due after a tenth more, so it stays cheap.
    this.shedAt = Math.max(this.capacity, this.weight + this.capacity * 0.1);
  }

  /** Where the oldest events end that together have a weight. */
  private endOf(weight: number): number {
    let end = this.head;
    for (let rest = weight; rest > 0 && end < this.items.length; end++) rest -= this.items[end]?.weight ?? 0;
    return end;
  }

  private drop(end: number, choose = survivorsOf): void {
    const stretch = this.items.slice(this.head, end);
    const survivors = choose(stretch);
    for (const item of stretch) {
      if (survivors.has(item)) continue;
      this.weight -= item.weight;
      this.droppedCount++;
    }
    this.reset([...stretch.filter((item) => survivors.has(item)), ...this.items.slice(end)]);
  }
}
