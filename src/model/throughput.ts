import type { DataEvent } from "../protocol/wire";

/** Rates over less time than this say nothing. */
const SHORTEST_SECONDS = 0.05;

/** Counts what goes through a session and turns it into rates at each tick; a rate of something never reported is absent. */
export class Throughput {
  private read: number | undefined;
  private written: number | undefined;
  private records: number | undefined;
  private previous: { readonly time: number; readonly iterations: number; readonly evaluations: number | undefined };

  constructor(startTime: number) {
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
    if (elapsed < SHORTEST_SECONDS) return {};
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

  private restart(): void {
    if (this.read !== undefined) this.read = 0;
    if (this.written !== undefined) this.written = 0;
    if (this.records !== undefined) this.records = 0;
  }
}
