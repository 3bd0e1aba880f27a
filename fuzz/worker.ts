// One target fed with ever new inputs, on a thread of its own, so that what never ends can be ended. Started by scripts/fuzz.mjs.
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { readCorpus, writeCorpus } from "./corpus";
import { Coverage, wordsOf } from "./coverage";
import { mutated, type Material } from "./mutations";
import { Random } from "./random";
import type { FuzzTarget } from "./target";
import { TARGETS } from "./targets";

/** What the thread is started with. */
interface Task {
  readonly target: string;
  readonly seconds: number;
  readonly seed: number;
  readonly corpusFolder: string;
  /** The number of the execution, the length of its input, and the input itself: what the other thread sees when this one hangs. */
  readonly shared: SharedArrayBuffer;
}

/** Coverage is asked after inputs that took so long together, in milliseconds. */
const BATCH_MS = 100;
/** An input that takes longer than this, each time, is one to look at. */
const SLOW_MS = 500;
const REPORT_MS = 10_000;
/** A corpus is kept with the sources: the largest inputs, which bring the least, are left out beyond so many bytes. */
const MOST_BYTES = 70_000;

/** Feeds a target and keeps what brings something new. */
class Loop {
  readonly known: Uint8Array[] = [];
  executions = 0;
  private readonly header: Int32Array;
  private readonly place: Uint8Array;
  private readonly told = new Set<string>();

  constructor(
    private readonly target: FuzzTarget,
    private readonly coverage: Coverage,
    private readonly material: Material,
    shared: SharedArrayBuffer,
  ) {
    this.header = new Int32Array(shared, 0, 2);
    this.place = new Uint8Array(shared, 8);
  }

  /** Feeds inputs one by one and keeps those that bring something new. */
  async feed(inputs: readonly Uint8Array[]): Promise<void> {
    for (const input of inputs) {
      this.coverage.hasNew(true);
      if ((await this.execute(input)) && this.coverage.hasNew(true)) this.known.push(input);
    }
  }

  async run(until: number): Promise<void> {
    let reported = performance.now();
    while (performance.now() < until) {
      await this.batch();
      if (performance.now() - reported < REPORT_MS) continue;
      reported = performance.now();
      this.report();
    }
  }

  report(): void {
    const { count, size } = this.coverage;
    send({ type: "progress", executions: this.executions, kept: this.known.length, count, size });
  }

  private async batch(): Promise<void> {
    const inputs: Uint8Array[] = [];
    const end = performance.now() + BATCH_MS;
    do {
      const input = mutated(this.chosen(), this.material);
      if (await this.execute(input)) inputs.push(input);
    } while (performance.now() < end);
    // Which of them it was is found by running them again, which is seldom needed.
    if (this.coverage.hasNew(false)) await this.feed(inputs);
  }

  /** What was found last leads on most often. */
  private chosen(): Uint8Array {
    const { random } = this.material;
    const recent = Math.min(this.known.length, 30);
    return random.chance(0.4)
      ? (this.known[this.known.length - 1 - random.below(recent)] ?? new Uint8Array())
      : random.pick(this.known);
  }

  /** Whether the promise held. */
  private async execute(input: Uint8Array): Promise<boolean> {
    this.executions++;
    this.place.set(input.subarray(0, this.place.length));
    this.header[1] = input.length;
    Atomics.add(this.header, 0, 1);
    const began = performance.now();
    try {
      await this.target.run(input);
    } catch (error) {
      this.tell(input, error instanceof Error ? (error.stack ?? error.message) : String(error));
      return false;
    }
    if (performance.now() - began > SLOW_MS) await this.judgeSlow(input);
    return true;
  }

  /** A busy machine is slow now and then; an input that is, is slow every time. */
  private async judgeSlow(input: Uint8Array): Promise<void> {
    let fastest = Infinity;
    for (let left = 3; left > 0; left--) {
      const began = performance.now();
      await this.target.run(input);
      fastest = Math.min(fastest, performance.now() - began);
    }
    if (fastest > SLOW_MS) this.tell(input, `slow: ${Math.round(fastest)} ms at best of three`);
  }

  /** One input for each way to fail is enough. */
  private tell(input: Uint8Array, problem: string): void {
    const [first = "", ...places] = problem.replace(/\d+/g, "#").split("\n");
    const key = [first.slice(0, 70), ...places.slice(0, 2)].join("\n");
    if (this.told.has(key) || this.told.size >= 50) return;
    this.told.add(key);
    send({ type: "finding", input, problem });
  }
}

function send(message: unknown): void {
  parentPort?.postMessage(message);
}

/** The fewest and smallest inputs that together run what all have run. */
async function minimized(target: FuzzTarget, coverage: Coverage, inputs: readonly Uint8Array[]): Promise<Uint8Array[]> {
  coverage.clear();
  const kept: Uint8Array[] = [];
  let room = MOST_BYTES;
  for (const input of [...inputs].sort((a, b) => a.length - b.length)) {
    coverage.hasNew(true);
    await target.run(input);
    if (!coverage.hasNew(true) || input.length > room) continue;
    kept.push(input);
    room -= input.length;
  }
  return kept;
}

async function main({ target: name, seconds, seed, corpusFolder, shared }: Task): Promise<void> {
  const until = performance.now() + seconds * 1000;
  const target = TARGETS.find((one) => one.name === name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  const source = readFileSync(__filename, "utf8");
  const random = new Random(seed);
  const seeds = await target.seeds();
  const coverage = new Coverage(__filename, source);
  const material: Material = {
    random,
    words: wordsOf(source),
    longest: target.longest,
    other: () => random.pick(loop.known),
  };
  const loop: Loop = new Loop(target, coverage, material, shared);
  await loop.feed([...readCorpus(corpusFolder), ...seeds]);
  if (loop.known.length === 0) loop.known.push(new Uint8Array());
  await loop.run(until);
  loop.report();
  const kept = await minimized(target, coverage, loop.known);
  writeCorpus(corpusFolder, kept);
  send({ type: "done", executions: loop.executions, kept: kept.length, count: coverage.count, size: coverage.size });
  coverage.end();
  target.end?.();
}

main(workerData as Task).catch((error: unknown) => {
  send({ type: "failed", problem: error instanceof Error ? error.stack : String(error) });
});
