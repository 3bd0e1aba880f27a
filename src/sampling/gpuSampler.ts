import type { Disposable } from "../base/disposable";
import type { Log } from "../base/log";
import { NamedGpus } from "./namedGpus";
import { NvidiaGpuSampler } from "./nvidiaGpuSampler";
import { findNvidiaSmi } from "./nvidiaSmi";
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

/** The sampler for this machine: nvidia-smi where it is installed; else no readings, and a sentence that says why. */
export function createGpuSampler(options: {
  readonly log: Log;
  readonly onWarning: (message: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
}): GpuSampler {
  const { log, onWarning, env = process.env, platform = process.platform } = options;
  const command = findNvidiaSmi(env, platform);
  return command === undefined ? new NamedGpus(platform, log) : new NvidiaGpuSampler({ command, log, onWarning });
}
