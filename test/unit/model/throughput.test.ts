import { describe, expect, it } from "vitest";
import { Throughput } from "../../../src/model/throughput";
import type { DataEvent } from "../../../src/protocol/wire";

const data = (direction: DataEvent["direction"], bytes: number, records?: number): DataEvent => ({
  type: "data",
  direction,
  bytes,
  ...(records === undefined ? {} : { records }),
});

describe("rates of a session", () => {
  it("are of what came since the tick before, over the seconds between them", () => {
    const throughput = new Throughput(100);
    throughput.add(data("read", 300, 6));
    throughput.add(data("read", 100));
    throughput.add(data("write", 50));
    const first = {
      data_read_bytes_per_second: 200,
      data_write_bytes_per_second: 25,
      data_records_per_second: 3,
      iterations_per_second: 5,
      evaluations_per_second: 50,
    };
    expect(throughput.tick(102, 10, 100)).toEqual(first);
    throughput.add(data("write", 8, 2));
    const second = {
      data_read_bytes_per_second: 0,
      data_write_bytes_per_second: 2,
      data_records_per_second: 0.5,
      iterations_per_second: 1,
      evaluations_per_second: 15,
    };
    expect(throughput.tick(106, 14, 160)).toEqual(second);
  });

  it("are absent where nothing was ever reported, and zero where it was", () => {
    const throughput = new Throughput(0);
    expect(throughput.tick(1, 0, undefined)).toEqual({});
    expect(throughput.tick(2, 4, undefined)).toEqual({ iterations_per_second: 4 });
    expect(throughput.tick(3, 4, undefined)).toEqual({ iterations_per_second: 0 });
    expect(throughput.tick(4, 4, 7)).toEqual({ iterations_per_second: 0, evaluations_per_second: 7 });
  });

  it("are never negative, where a program counts from the start again", () => {
    const throughput = new Throughput(0);
    throughput.tick(1, 10, 100);
    expect(throughput.tick(2, 5, 50)).toEqual({ iterations_per_second: 0, evaluations_per_second: 0 });
  });

  it("wait for a twentieth of a second, and count what came meanwhile", () => {
    const throughput = new Throughput(0);
    throughput.add(data("read", 10));
    expect(throughput.tick(0.04, 4, undefined)).toEqual({});
    expect(throughput.tick(0.0625, 4, undefined)).toEqual({
      data_read_bytes_per_second: 160,
      iterations_per_second: 64,
    });
  });
});

describe("after a standstill of the engine or the machine", () => {
  /** Ticks a second apart until 3, then one at 33: what was kept for thirty seconds comes with it and after it. */
  function stalled(): Throughput {
    const throughput = new Throughput(0);
    for (const time of [1, 2, 3]) throughput.tick(time, 10 * time, undefined);
    return throughput;
  }

  it("rates are those of the whole time, once all that was kept has come", () => {
    const throughput = stalled();
    expect(throughput.tick(33, 100, undefined)).toEqual({});
    expect(throughput.tick(34, 300, undefined)).toEqual({});
    expect(throughput.tick(35.9, 320, undefined)).toEqual({});
    expect(throughput.tick(36, 360, undefined)).toEqual({ iterations_per_second: 10 });
    expect(throughput.tick(37, 370, undefined)).toEqual({ iterations_per_second: 10 });
  });

  it("begin anew also where it was short: three seconds between ticks that are one apart", () => {
    const throughput = stalled();
    expect(throughput.tick(6.002, 30, undefined)).toEqual({});
    // What was kept for three seconds comes now; in the one second since it would be a rate four times as high.
    for (const time of [7, 8, 9]) expect(throughput.tick(time, 10 * time, undefined)).toEqual({});
    expect(throughput.tick(10, 100, undefined)).toEqual({ iterations_per_second: 10 });
  });

  it("several ticks of one moment are one", () => {
    const throughput = stalled();
    expect(throughput.tick(33, 100, undefined)).toEqual({});
    // Were this one a tick of its own, the next one would look like a standstill again.
    expect(throughput.tick(33.01, 100, undefined)).toEqual({});
    expect(throughput.tick(36, 360, undefined)).toEqual({ iterations_per_second: 10 });
  });

  it("a tick that is late by less than two seconds, or takes no more than twice as long as the one before, is none", () => {
    const quick = new Throughput(0);
    quick.tick(0.5, 5, undefined);
    expect(quick.tick(2.5, 25, undefined)).toEqual({ iterations_per_second: 10 });
    const slow = new Throughput(0);
    slow.tick(10, 100, undefined);
    expect(slow.tick(30, 300, undefined)).toEqual({ iterations_per_second: 10 });
    expect(slow.tick(71, 710, undefined)).toEqual({});
  });
});
