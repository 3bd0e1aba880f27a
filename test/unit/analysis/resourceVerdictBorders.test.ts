// Where what is said of components and resources begins and ends, and where it leads.
import { describe, expect, it } from "vitest";
import type { SessionFacts } from "../../../src/analysis/verdicts/facts";
import { resourceVerdicts } from "../../../src/analysis/verdicts/resourceVerdicts";
import type { FindingKind } from "../../../src/protocol/findings";
import { count, said, session } from "./facts";

const findings = (facts: Partial<SessionFacts>) => resourceVerdicts(session(facts));
const kinds = (facts: Partial<SessionFacts>): FindingKind[] => findings(facts).map(({ kind }) => kind);
const of = (facts: Partial<SessionFacts>): string[] => said(findings(facts));

/** So many samples, one a second, of these values in turn. */
const samples = (length: number, ...values: readonly number[]) => ({
  times: count(length),
  values: count(length).map((index) => values[index % values.length] ?? NaN),
});
const component = (name: string, totalSeconds: number) => ({ name, count: 1, totalSeconds });

describe("a session", () => {
  it("is judged from ten seconds on", () => {
    const cpu = samples(20, 99);
    expect(findings({ cpu, elapsedSeconds: 9.99 })).toEqual([]);
    expect(kinds({ cpu, elapsedSeconds: 10 })).toEqual(["idleCores"]);
  });
});

describe("a component", () => {
  it("bounds the run from two fifths of it on, and leads to itself", () => {
    expect(findings({ components: [component("Evaluation", 40), component("Selection", 3)] })).toMatchObject([
      { kind: "bottleneck", severity: "notice", target: { kind: "component", name: "Evaluation" } },
    ]);
    expect(findings({ components: [component("Evaluation", 39.9), component("Selection", 3)] })).toEqual([]);
  });

  it("is counted in timed work where all of it is over a twentieth longer than the session", () => {
    const whole = (other: number): string | undefined =>
      / of the (\D+) —/.exec(of({ components: [component("A", 80), component("B", other)] })[0] ?? "")?.[1];
    expect([whole(25), whole(25.1)]).toEqual(["time", "timed work"]);
  });
});

describe("the cores", () => {
  const load = (length: number, ...values: readonly number[]): Partial<SessionFacts> => ({
    cpu: samples(length, ...values),
  });

  it("are judged by ten samples, where there are two of them", () => {
    expect(kinds(load(9, 99))).toEqual([]);
    expect(kinds(load(10, 99))).toEqual(["idleCores"]);
    expect(kinds({ ...load(10, 99), coreCount: 1 })).toEqual([]);
    expect(of({ ...load(10, 99), coreCount: 2 })).toEqual([
      "notice: One of two cores works — 1.0 cores busy; work side by side could use one more",
    ]);
    expect(kinds(load(10, NaN))).toEqual([]);
  });

  it("idle where one of them is busy for seven tenths of the time", () => {
    expect(kinds(load(10, 70))).toEqual(["idleCores"]);
    expect(kinds(load(10, 69))).toEqual([]);
  });

  it("wait where the workers are busy less than seven tenths of the time", () => {
    // Four workers: the 95th percentile is 400 %. Means of an even load: 280 % and 279.5 %.
    expect(kinds({ ...load(101, 400, 160), coreCount: 4 })).toEqual([]);
    const waiting = findings({ ...load(101, 400, 158), coreCount: 4 });
    expect(said(waiting)).toEqual([
      "notice: Four workers are busy 70 % of the time — 2.8 of 4 cores busy; parallel efficiency 0.70",
    ]);
    expect(waiting).toMatchObject([{ kind: "waitingWorkers", target: { kind: "resource", resource: "cpu" } }]);
  });

  it("idle where a tenth of them has no worker", () => {
    const idle = findings({ ...load(20, 900), coreCount: 10 });
    expect(said(idle)).toEqual(["notice: One of ten cores idles — 9 workers; parallel efficiency 1.00"]);
    expect(idle).toMatchObject([{ kind: "idleCores", target: { kind: "resource", resource: "cpu" } }]);
    expect(kinds({ ...load(20, 1000), coreCount: 11 })).toEqual(["busyCores"]);
  });

  it("are well used from 85 % on", () => {
    const well = findings({ ...load(20, 340), coreCount: 4 });
    expect(said(well)).toEqual(["good: All four cores work — 3.4 busy on the average; parallel efficiency 0.85"]);
    expect(well).toMatchObject([{ kind: "busyCores", target: { kind: "resource", resource: "cpu" } }]);
    expect(kinds({ ...load(20, 339), coreCount: 4 })).toEqual([]);
  });
});

describe("the rate of evaluations", () => {
  const cpu = samples(20, 200);

  it("is that of the whole session, at the load that was seen", () => {
    const rate = findings({ cpu, coreCount: 1, evaluations: 5000, elapsedSeconds: 50 });
    expect(said(rate)).toEqual([
      "good: 50 evaluations for each second of CPU time — 5,000 in 50 s, 100 a second, with 2.0 cores busy",
    ]);
    expect(rate).toMatchObject([{ kind: "evaluationRate", target: { kind: "resource", resource: "cpu" } }]);
  });

  it("is not told before ten samples, without evaluations or without CPU time", () => {
    const kindsOf = (facts: Partial<SessionFacts>): FindingKind[] => kinds({ coreCount: 1, evaluations: 50, ...facts });
    expect(kindsOf({ cpu: samples(10, 200) })).toEqual(["evaluationRate"]);
    expect(kindsOf({ cpu: samples(9, 200) })).toEqual([]);
    expect(kindsOf({})).toEqual([]);
    expect(kinds({ cpu, coreCount: 1 })).toEqual([]);
    expect(kindsOf({ cpu, evaluations: 0 })).toEqual([]);
    expect(kindsOf({ cpu: samples(20, 0) })).toEqual([]);
    expect(kindsOf({ cpu: samples(20, NaN) })).toEqual([]);
  });
});

describe("memory", () => {
  const rss = (bytes: number, length = 10) => ({ rss: samples(length, bytes), memoryBytes: 100e9 });

  it("is nearly full above 85 % of the machine's", () => {
    expect(findings(rss(85e9))).toEqual([]);
    expect(findings(rss(85.1e9))).toMatchObject([
      { kind: "memoryFull", severity: "problem", target: { kind: "resource", resource: "memory" } },
    ]);
    expect(findings(rss(90e9, 9))).toEqual([]);
  });

  it("that grows is said as long as it does, with the time that is left while the session runs", () => {
    const grows = { times: count(601), values: count(601).map((second) => 1e9 + 1e6 * second) };
    const found = findings({ rss: grows, memoryBytes: 2.2e9 });
    // At 60 MB a minute 600 MB are left, of the first quarter nothing is said.
    expect(said(found)).toEqual([
      "problem: Memory grows 60 MB/min — 95 % interval 60 MB to 60 MB over 8 min, now 1.6 GB; the machine's memory is full in about 10 min",
    ]);
    expect(found).toMatchObject([{ kind: "memoryGrows", target: { kind: "resource", resource: "memory" } }]);
    expect(of({ rss: grows, memoryBytes: 2.2e9, isRunning: false })).toEqual([
      "problem: Memory grows 60 MB/min — 95 % interval 60 MB to 60 MB over 8 min, now 1.6 GB",
    ]);
    const filling = { times: count(601), values: count(601).map((second) => 1e9 - 8e8 * Math.exp(-second / 120)) };
    expect(findings({ rss: filling })).toEqual([]);
  });
});

describe("storage", () => {
  const waiting = (length: number, share: number): Partial<SessionFacts> => ({
    coreCount: 1,
    cpu: { times: count(length), values: count(length).map((index) => (index < share * length ? 49 : 50)) },
    storage: { read: count(length).map(() => 1e6), written: [] },
  });

  it("holds up from a fifth of the time on", () => {
    const found = findings(waiting(10, 0.2));
    expect(said(found)).toEqual([
      "notice: The run waits for storage 20 % of the time — at least 1 MB/s read or written while less than half a core worked",
    ]);
    expect(found).toMatchObject([{ kind: "storageBound", target: { kind: "resource", resource: "storage" } }]);
    expect(kinds(waiting(100, 0.19))).toEqual([]);
    expect(kinds(waiting(9, 1))).toEqual([]);
  });

  it("is not judged without the processor's load", () => {
    const { storage } = waiting(20, 1);
    expect(findings(storage === undefined ? {} : { storage })).toEqual([]);
    expect(kinds({ cpu: samples(20, NaN), ...(storage === undefined ? {} : { storage }) })).toEqual([]);
  });
});

describe("a GPU", () => {
  const gpu = (utilization: readonly number[], isUsed?: boolean) => ({
    gpus: [{ name: "GPU 1", utilization, ...(isUsed === undefined ? {} : { isUsed }) }],
  });
  const half = [0, 0, 0, 0, 4.9, 5, 90, 90, 90, 90];

  it("idles from half of the time on", () => {
    const found = findings(gpu(half, true));
    expect(said(found)).toEqual([
      "notice: GPU 1 idles 50 % of the time — under 5 % load in so many of 10 samples; the run holds memory on it",
    ]);
    expect(found).toMatchObject([{ kind: "gpuIdle", target: { kind: "resource", resource: "gpu" } }]);
    expect(findings(gpu([5, 5, ...half], true))).toEqual([]);
    expect(findings(gpu(half.slice(1), true))).toEqual([]);
    expect(findings(gpu([0, 0, 0, 0, 0, 0, 0, 0, 0], true))).toEqual([]);
    expect(findings(gpu(new Array<number>(10).fill(NaN), true))).toEqual([]);
  });

  it("is taken for the session's from a load of 20 % on, where nobody knows whose it is", () => {
    expect(of(gpu([0, 0, 0, 0, 0, 0, 0, 0, 0, 20]))).toEqual([
      "notice: GPU 1 idles 90 % of the time — under 5 % load in so many of 10 samples; 20 % at its peak",
    ]);
    expect(of(gpu([0, 0, 0, 0, 0, 0, 0, 0, 0, 19.9]))).toEqual([]);
  });
});
