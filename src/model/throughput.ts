import type { DataEvent } from "../protocol/wire";

/** Rates over less time than this say nothing. */
const SHORTEST_SECONDS = 0.05;
/** Ticks this much further apart than the ones before, and at least so many seconds: the engine or the machine stood still. */
const STALL_FACTOR = 2;
const STALL_SECONDS = 2;
/** What clients have kept meanwhile arrives within this time, and belongs to the whole time that it was kept for. */
const CATCH_UP_SECONDS = 3;

/** Counts what goes through a session and turns it into rates at each tick; a rate of something never reported is absent. */
export class Throughput {
  private read: number | undefined;
  private written: number | undefined;
  private records: number | undefined;
  private previous: { readonly time: number; readonly iterations: number; readonly evaluations: number | undefined };

  private lastTick: number;
  private spacing = Infinity;
  private caughtUpAt = -Infinity;

  constructor(startTime: number) {
    this.lastTick = startTime;
    this.previous = { time: startTime, iterations: 0, evaluations: undefined };
  }

  add(event: DataEvent): void {
    if (event.direction === "write") this.written = (this.written ?? 0) + event.bytes;
    else this.read = (this.read ?? 0) + event.bytes;
    if (event.records !== undefined) this.records = (this.records ?? 0) + event.records;
  }

  /** Rates since the last tick, or the start. */
  tick(time: number, iterations: number, evaluations: number | undefined): Readonly<Record<string, number>> {
    const before = this.previous;
    const elapsed = time - before.time;
    this.watchForStall(time);
    if (elapsed < SHORTEST_SECONDS || time < this.caughtUpAt) return {};
    this.previous = { time, iterations, evaluations };
    const rates: Record<string, number> = {};
    if (this.read !== undefined) rates["data_read_bytes_per_second"] = this.read / elapsed;
    if (this.written !== undefined) rates["data_write_bytes_per_second"] = this.written / elapsed;
    if (this.records !== undefined) rates["data_records_per_second"] = this.records / elapsed;
    if (iterations > 0) rates["iterations_per_second"] = Math.max(0, iterations - before.iterations) / elapsed;
    if (evaluations !== undefined) {
      rates["evaluations_per_second"] = Math.max(0, evaluations - (before.evaluations ?? 0)) / elapsed;
    }
    this.restart();
    return rates;
  }

  private watchForStall(time: number): void {
    const spacing = time - this.lastTick;
    // Several tables are sampled at one moment.
    if (spacing < SHORTEST_SECONDS) return;
    if (spacing > STALL_SECONDS && spacing > STALL_FACTOR * this.spacing) this.caughtUpAt = time + CATCH_UP_SECONDS;
    this.lastTick = time;
    this.spacing = spacing;
  }

  private restart(): void {
    if (this.read !== undefined) this.read = 0;
    if (this.written !== undefined) this.written = 0;
    if (this.records !== undefined) this.records = 0;
  }
}
