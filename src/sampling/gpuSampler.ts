import type { Disposable } from "../base/disposable";
import type { Reading } from "./sampler";

/** Watches the GPUs of the machine while it is told to. */
export interface GpuSampler extends Disposable {
  /** Starts watching at this interval; starting again changes the interval. */
  start(intervalSeconds: number): void;
  stop(): void;
  /** Names of the GPUs, in the order of their `gpu` label; empty where there is none; undefined while not known yet. */
  devices(): readonly string[] | undefined;
  /** Why there are no readings, as a sentence for the user; undefined while there are, or may come. */
  reason(): string | undefined;
  /** The newest readings of every GPU; a GPU that has not answered lately has none. */
  read(): readonly Reading[];
  /** GPU memory that these processes hold, by GPU. */
  processMemory(pids: ReadonlySet<number>): readonly Reading[];
}
