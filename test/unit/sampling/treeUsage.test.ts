import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProcessInfo } from "../../../src/sampling/processTree";
import { TreeUsage } from "../../../src/sampling/treeUsage";

/** A process of a simulated machine that keeps its books as the kernel does. */
interface Simulated {
  readonly pid: number;
  parent: Simulated | undefined;
  readonly born: number;
  orphanedAt?: number;
  own: number;
  ofChildren: number;
  written: number;
}

/** A simulated tree: who uses CPU, who starts children, who ends; a parent waits for its children at once. */
class Machine {
  time = 0;
  used = 0;
  private nextPid = 2;
  readonly alive: Simulated[] = [this.create(undefined)];

  private create(parent: Simulated | undefined): Simulated {
    return { pid: this.nextPid++, parent, born: this.time, own: 0, ofChildren: 0, written: 0 };
  }

  pick(index: number): Simulated {
    const found = this.alive[index % this.alive.length];
    if (found === undefined) throw new Error("the root never ends");
    return found;
  }

  burn(index: number, seconds: number): void {
    const process = this.pick(index);
    process.own += seconds;
    process.written += seconds;
    this.used += seconds;
  }

  spawn(index: number): void {
    this.alive.push(this.create(this.pick(index)));
  }

  end(index: number): void {
    const process = this.pick(index);
    const parent = process.parent;
    // A sample between the two shows who an orphan's time goes to; without one, nobody could know.
    if (parent === undefined || process.orphanedAt === this.time) return;
    this.alive.splice(this.alive.indexOf(process), 1);
    parent.ofChildren += process.own + process.ofChildren;
    parent.written += process.written;
    // The root takes orphans in, as a subreaper does.
    for (const other of this.alive) {
      if (other.parent !== process) continue;
      other.parent = this.alive[0];
      other.orphanedAt = this.time;
    }
  }

  snapshot(): readonly ProcessInfo[] {
    return this.alive.map((each) => ({
      pid: each.pid,
      parentPid: each.parent?.pid ?? 1,
      identity: `${each.pid}:${each.born}`,
      name: "p",
      hasEnded: false,
      ageSeconds: this.time - each.born,
      cpuSeconds: each.own,
      endedChildrenCpuSeconds: each.ofChildren,
      readBytes: 0,
      writeBytes: each.written,
    }));
  }
}

const operation = fc.record({
  what: fc.constantFrom("burn", "burn", "spawn", "end"),
  who: fc.nat(20),
  seconds: fc.integer({ min: 1, max: 50 }),
});

function apply(machine: Machine, { what, who, seconds }: { what: string; who: number; seconds: number }): void {
  if (what === "burn") machine.burn(who, seconds);
  else if (what === "spawn") machine.spawn(who);
  else machine.end(who);
}

describe("TreeUsage", () => {
  it("counts all CPU time and writing of a tree exactly once, however short its processes live", () => {
    fc.assert(
      fc.property(fc.array(fc.array(operation, { maxLength: 12 }), { minLength: 1, maxLength: 12 }), (steps) => {
        const machine = new Machine();
        const usage = new TreeUsage();
        usage.advance(machine.snapshot(), machine.time);
        let cpu = 0;
        let written = 0;
        for (const step of steps) {
          machine.time += 1;
          for (const each of step) apply(machine, each);
          const growth = usage.advance(machine.snapshot(), machine.time);
          cpu += growth?.cpuSeconds ?? 0;
          written += growth?.writeBytes ?? 0;
        }
        expect(cpu).toBe(machine.used);
        // Own and children's bytes are one counter, so what a parent itself writes can stand for what it takes over.
        expect(written).toBeLessThanOrEqual(machine.used);
      }),
      { numRuns: 500 },
    );
  });

  it("has nothing to say at the first sample", () => {
    expect(new TreeUsage().advance(new Machine().snapshot(), 0)).toBeUndefined();
  });

  const root: ProcessInfo = {
    pid: 10,
    parentPid: 1,
    identity: "10:0",
    name: "sh",
    hasEnded: false,
    ageSeconds: 100,
    cpuSeconds: 1,
    endedChildrenCpuSeconds: 0,
  };
  const child: ProcessInfo = { ...root, pid: 11, parentPid: 10, identity: "11:5", cpuSeconds: 30, ageSeconds: 50 };

  it("does not count what an older process used before it was found", () => {
    const usage = new TreeUsage();
    usage.advance([root], 0);
    expect(usage.advance([root, child], 1)?.cpuSeconds).toBe(0);
    expect(usage.advance([root, { ...child, cpuSeconds: 31, ageSeconds: 51 }], 2)?.cpuSeconds).toBe(1);
  });

  it("waits one sample for a parent that had not yet taken notice of its child's end", () => {
    const usage = new TreeUsage();
    usage.advance([root, child], 0);
    expect(usage.advance([root], 1)?.cpuSeconds).toBe(0);
    expect(usage.advance([{ ...root, endedChildrenCpuSeconds: 30.5 }], 2)?.cpuSeconds).toBeCloseTo(0.5, 9);
  });

  it("does not hold the end of a child that nobody waited for against its parent for ever", () => {
    const usage = new TreeUsage();
    usage.advance([root, child], 0);
    usage.advance([root], 1);
    usage.advance([root], 2);
    expect(usage.advance([{ ...root, endedChildrenCpuSeconds: 4 }], 3)?.cpuSeconds).toBe(4);
  });

  it("leaves out what the platform does not give", () => {
    const usage = new TreeUsage();
    usage.advance([root], 0);
    expect(usage.advance([root], 1)).toEqual({ elapsedSeconds: 1, cpuSeconds: 0 });
    const bare: ProcessInfo = { pid: 1, parentPid: 0, identity: "1", name: "", hasEnded: false };
    const other = new TreeUsage();
    other.advance([bare], 0);
    expect(other.advance([bare], 1)).toEqual({ elapsedSeconds: 1 });
  });
});
