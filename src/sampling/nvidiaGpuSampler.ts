import { formatDuration } from "../base/format";
import type { Log } from "../base/log";
import { LineProcess } from "./lineProcess";
import { gpuProcessQuery, gpuQuery, parseGpuLine, parseGpuProcessLine, type GpuLine } from "./nvidiaSmi";
import { reading, type Reading } from "./sampler";

/** How nvidia-smi is run; the times are shortened in tests. */
export interface NvidiaOptions {
  readonly command: string;
  readonly log: Log;
  readonly onWarning: (message: string) => void;
  readonly minimumSilenceMs?: number;
  readonly firstRestartMs?: number;
}

/** Without a daemon that keeps the driver loaded, the first line can take this long. */
const MINIMUM_SILENCE_MS = 10_000;
const SILENT_INTERVALS = 10;
const FIRST_RESTART_MS = 1000;
/** A reading is shown for so many intervals, because nvidia-smi's beat is not ours. */
const FRESH_INTERVALS = 3;
const MINIMUM_FRESH_MS = 2000;

interface Seen<T> {
  readonly at: number;
  readonly value: T;
}

/** NVIDIA GPUs through two nvidia-smi processes that live as long as the sampler runs: one for the GPUs, one for their processes. */
export class NvidiaGpuSampler {
  private readonly gpus = new Map<number, Seen<GpuLine>>();
  /** Bytes by GPU and pid. */
  private readonly held = new Map<string, Seen<{ uuid: string; pid: number; bytes: number }>>();
  private processes: readonly LineProcess[] = [];
  private intervalMs = 1000;
  private expected: number | undefined;
  private trouble: string | undefined;
  private lastRemark = "";
  private hasWarned = false;

  constructor(private readonly options: NvidiaOptions) {}

  start(intervalSeconds: number): void {
    const intervalMs = Math.max(100, intervalSeconds * 1000);
    if (this.processes.length > 0 && intervalMs === this.intervalMs) return;
    this.stop();
    this.intervalMs = intervalMs;
    this.processes = [this.watchGpus(), this.watchProcesses()];
  }

  stop(): void {
    for (const process of this.processes) process.dispose();
    this.processes = [];
    this.held.clear();
  }

  dispose(): void {
    this.stop();
  }

  /** The pids of the nvidia-smi processes that run. */
  get pids(): readonly number[] {
    return this.processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  devices(): readonly string[] | undefined {
    if (this.gpus.size === 0) return this.trouble === undefined ? undefined : [];
    if (this.expected !== undefined && this.gpus.size < this.expected) return undefined;
    return [...this.gpus.entries()].sort(([one], [other]) => one - other).map(([, { value }]) => value.name);
  }

  reason(): string | undefined {
    return this.trouble;
  }

  read(): readonly Reading[] {
    if (this.processes.length === 0) return [];
    return [...this.gpus.values()].filter((seen) => this.isFresh(seen)).flatMap(({ value }) => gpuReadings(value));
  }

  processMemory(pids: ReadonlySet<number>): readonly Reading[] {
    const bytesByUuid = new Map<string, number>();
    for (const [key, seen] of this.held) {
      const { uuid, pid, bytes } = seen.value;
      if (!this.isFresh(seen)) this.held.delete(key);
      else if (pids.has(pid)) bytesByUuid.set(uuid, (bytesByUuid.get(uuid) ?? 0) + bytes);
    }
    return [...this.gpus.values()].flatMap(({ value: { index, uuid } }) =>
      reading("gpu_process_memory_bytes", bytesByUuid.get(uuid), { gpu: String(index) }),
    );
  }

  private isFresh({ at }: Seen<unknown>): boolean {
    return performance.now() - at <= Math.max(MINIMUM_FRESH_MS, FRESH_INTERVALS * this.intervalMs);
  }

  private watchGpus(): LineProcess {
    const { command, minimumSilenceMs = MINIMUM_SILENCE_MS, firstRestartMs = FIRST_RESTART_MS } = this.options;
    const silenceMs = Math.max(minimumSilenceMs, SILENT_INTERVALS * this.intervalMs);
    return new LineProcess(
      { command, args: gpuQuery(this.intervalMs), silenceMs, firstRestartMs },
      {
        onLine: (line) => this.takeGpu(line),
        onSilent: () => this.explainSilence(silenceMs),
        onEnd: ({ reason, willRestart }) => {
          this.options.log.info(`nvidia-smi ended (${reason}), ${willRestart ? "it is started again" : "given up"}`);
          this.explainEnd(this.lastRemark === "" ? reason : this.lastRemark);
        },
      },
    );
  }

  private watchProcesses(): LineProcess {
    const { command, log, firstRestartMs = FIRST_RESTART_MS } = this.options;
    return new LineProcess(
      { command, args: gpuProcessQuery(this.intervalMs), firstRestartMs },
      {
        onLine: (line) => this.takeProcess(line),
        onSilent: () => undefined,
        // The GPUs' own process tells the user what is wrong.
        onEnd: ({ reason }) => log.debug(`nvidia-smi for processes ended: ${reason}`),
      },
    );
  }

  private takeGpu(line: string): boolean {
    const gpu = parseGpuLine(line);
    if (gpu === undefined) {
      this.lastRemark = line.slice(0, 200);
      this.options.log.debug(`nvidia-smi: ${this.lastRemark}`);
      return false;
    }
    this.trouble = undefined;
    this.lastRemark = "";
    this.expected = gpu.count;
    this.gpus.set(gpu.index, { at: performance.now(), value: gpu });
    return true;
  }

  private takeProcess(line: string): boolean {
    const found = parseGpuProcessLine(line);
    if (found?.memoryBytes === undefined) return found !== undefined;
    const { uuid, pid, memoryBytes: bytes } = found;
    this.held.set(`${uuid} ${pid}`, { at: performance.now(), value: { uuid, pid, bytes } });
    return true;
  }

  private explainSilence(silenceMs: number): void {
    if (this.lastRemark !== "") return this.explainEnd(`it prints ${this.lastRemark}`);
    this.fail(`nvidia-smi hangs: it printed nothing for ${formatDuration(silenceMs / 1000)}`);
  }

  /** Where it never worked, there is no GPU to miss: the panel's sentence is enough, and nobody is warned. */
  private explainEnd(reason: string): void {
    if (this.trouble !== undefined) return;
    const sentence = `nvidia-smi gives no readings: ${reason}`;
    if (this.gpus.size > 0) this.fail(sentence);
    else this.trouble = asSentence(sentence);
  }

  private fail(sentence: string): void {
    this.trouble = asSentence(sentence);
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.options.log.warn(this.trouble);
    this.options.onWarning(this.trouble);
  }
}

function asSentence(text: string): string {
  return `${text.trim().replace(/\.$/, "")}.`;
}

function gpuReadings(gpu: GpuLine): readonly Reading[] {
  const labels = { gpu: String(gpu.index) };
  return [
    ...reading("gpu_utilization_percent", gpu.utilizationPercent, labels),
    ...reading("gpu_memory_used_bytes", gpu.memoryUsedBytes, labels),
    ...reading("gpu_memory_total_bytes", gpu.memoryTotalBytes, labels),
    ...reading("gpu_power_watts", gpu.powerWatts, labels),
  ];
}
