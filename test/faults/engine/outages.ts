import { existsSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { killEngine } from "../../integration/engine/helpers";
import type { Workbench } from "../../integration/engine/workbench";
import type { Draw } from "./seeded";

/** Kills come so far apart on average: the engine has then mostly been brought back. */
const MEAN_GAP_MS = 900;
/** A client waits two seconds at its end for an engine; some of that goes by until it has found it. */
const PATIENCE_MS = 1500;
/** An engine that is up for less than this may be gone again before its clients have found it. */
const FOUND_MS = 1000;

/** Kills a workspace's engine at random moments and keeps what it left and how long it was away. */
export class Outages {
  kills = 0;
  /** The iterations that journals held when the engine was killed, by the run's algorithm. */
  readonly journaled = new Map<string, Set<number>>();
  private awaySince: number | undefined;
  private backSince: number | undefined;
  private longestMs = 0;

  constructor(private readonly bench: Workbench) {}

  /** Whether the engine was away for longer than a client waits at its end. */
  get wasLong(): boolean {
    return this.longestMs > PATIENCE_MS;
  }

  /** Kills until the program has ended, or so many times. */
  async strike(done: Promise<unknown>, draw: Draw, most: number): Promise<void> {
    let isOver = false;
    const over = done.then(() => (isOver = true));
    while (!isOver && this.kills < most) {
      const until = performance.now() + draw.next() * 2 * MEAN_GAP_MS;
      while (!isOver && performance.now() < until) {
        this.look();
        await Promise.race([delay(20), over]);
      }
      if (!isOver && this.bench.enginePid() !== undefined) await this.kill();
    }
    while (!isOver) {
      this.look();
      await Promise.race([delay(20), over]);
    }
  }

  private async kill(): Promise<void> {
    await killEngine(this.bench);
    this.kills++;
    this.awaySince ??= performance.now();
    this.backSince = undefined;
    for (const path of this.bench.journals()) if (existsSync(path)) this.read(readFileSync(path, "utf8"));
  }

  /** Follows whether the engine is there. */
  private look(): void {
    if (this.awaySince === undefined) return;
    const now = performance.now();
    if (this.bench.enginePid() === undefined) this.longestMs = Math.max(this.longestMs, now - this.awaySince);
    else {
      this.backSince ??= now;
      if (now - this.backSince > FOUND_MS) this.awaySince = undefined;
    }
  }

  /** Every whole line of a journal was acknowledged, or could have been. */
  private read(journal: string): void {
    const algorithms = new Map<string, string>();
    for (const event of journal.split("\n").slice(0, -1).flatMap(eventsOf)) {
      if (event.type === "run_start") algorithms.set(event.run, event.algorithm);
      const algorithm = algorithms.get(event.run);
      if (event.type !== "iteration" || algorithm === undefined) continue;
      const known = this.journaled.get(algorithm) ?? new Set();
      this.journaled.set(algorithm, known.add(event.iteration));
    }
  }
}

interface JournaledEvent {
  readonly type: string;
  readonly run: string;
  readonly algorithm: string;
  readonly iteration: number;
}

function eventsOf(line: string): readonly JournaledEvent[] {
  const entry = JSON.parse(line) as { k: string; message?: { events?: readonly JournaledEvent[] } };
  return entry.k === "batch" ? (entry.message?.events ?? []) : [];
}
