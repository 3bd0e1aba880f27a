import { describe, expect, it } from "vitest";
import { SteadyClock } from "../../../src/base/clock";

/** A machine whose time of day and whose running time are set apart from each other. */
class Machine {
  wall = 1_000_000;
  elapsed = 50;
  readonly clock = new SteadyClock(
    () => this.wall,
    () => this.elapsed,
  );

  pass(seconds: number): void {
    this.wall += seconds;
    this.elapsed += seconds;
  }
}

describe("the steady clock", () => {
  it("goes with the machine's clock, and follows it ahead", () => {
    const machine = new Machine();
    expect(machine.clock.now()).toBe(1_000_000);
    machine.pass(5);
    expect(machine.clock.now()).toBe(1_000_005);
    machine.wall += 3600;
    expect(machine.clock.now()).toBe(1_003_605);
  });

  it("goes on from where it was when the machine's clock is put back, until nothing is timed", () => {
    const machine = new Machine();
    machine.wall -= 7200;
    expect(machine.clock.now()).toBe(1_000_000);
    machine.pass(10);
    expect(machine.clock.now()).toBe(1_000_010);
    machine.clock.settle();
    expect(machine.clock.now()).toBe(1_000_010 - 7200);
  });

  it("follows a time that was recorded before, but not what can be no time", () => {
    const machine = new Machine();
    machine.clock.follow(1_000_500);
    expect(machine.clock.now()).toBe(1_000_500);
    machine.clock.follow(9e12);
    expect(machine.clock.now()).toBe(1_000_500);
  });
});
