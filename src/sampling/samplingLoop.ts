import { systemClock } from "../base/clock";
import type { Disposable } from "../base/disposable";
import { Emitter, type Event } from "../base/event";
import { errorText, type Log } from "../base/log";
import type { GpuSampler } from "./gpuSampler";
import type { ProcessRoots } from "./processTree";
import type { ProcessTreeSampler } from "./processTreeSampler";
import type { Reading } from "./sampler";
import type { SystemSampler } from "./systemSampler";

/** What is sampled, and how often. */
export interface SamplingOptions {
  readonly intervalSeconds: number;
  readonly system: boolean;
  readonly processes: boolean;
  readonly gpu: boolean;
}

/** The readings of one moment; a part that is switched off or failed is empty. */
export interface Sample {
  /** Unix seconds. */
  readonly time: number;
  readonly system: readonly Reading[];
  /** By session id. */
  readonly processes: ReadonlyMap<string, readonly Reading[]>;
  /** By session id: the machine's GPUs, and the GPU memory of that session's processes. */
  readonly gpu: ReadonlyMap<string, readonly Reading[]>;
}

/** The samplers that a loop drives. The caller owns them. */
export interface Samplers {
  readonly system: SystemSampler;
  readonly processes: ProcessTreeSampler;
  readonly gpu: GpuSampler;
}

/** The bounds of the interval, in seconds. */
const INTERVAL_BOUNDS = { minimum: 0.1, maximum: 10 } as const;

/**
 * Samples at a fixed beat while sessions run: no two samples at once, no drift, and a beat that comes while a sample is
 * still being taken is skipped. A sampler that fails warns once, and the others go on.
 */
export class SamplingLoop implements Disposable {
  private readonly samples = new Emitter<Sample>((error) => this.log.error(`sample listener: ${errorText(error)}`));
  private readonly warnings = new Emitter<string>((error) => this.log.error(`warning listener: ${errorText(error)}`));
  private readonly failed = new Set<string>();
  private sessions: ReadonlyMap<string, ProcessRoots> = new Map();
  private timer: NodeJS.Timeout | undefined;
  private firstBeat = 0;
  private isSampling = false;
  private isDisposed = false;

  /** Every sample, while sessions run. */
  readonly onDidSample: Event<Sample> = this.samples.event;
  /** A sentence for the user about a sampler that does not work, once for each. */
  readonly onDidWarn: Event<string> = this.warnings.event;

  constructor(
    private readonly samplers: Samplers,
    private options: SamplingOptions,
    private readonly log: Log,
    private readonly now: () => number = systemClock.now,
  ) {}

  /** Says which sessions run; the loop rests while there is none. */
  setSessions(sessions: ReadonlyMap<string, ProcessRoots>): void {
    if (this.isDisposed) return;
    const ran = this.sessions.size > 0;
    this.sessions = new Map(sessions);
    if (sessions.size === 0) this.rest();
    else if (!ran) this.begin();
  }

  /** Takes new settings; they hold from the next beat. */
  configure(options: SamplingOptions): void {
    this.options = options;
    if (this.isDisposed || this.sessions.size === 0) return;
    this.rest();
    this.begin();
  }

  dispose(): void {
    this.isDisposed = true;
    this.sessions = new Map();
    this.rest();
    this.samples.dispose();
    this.warnings.dispose();
  }

  private get intervalMs(): number {
    const { minimum, maximum } = INTERVAL_BOUNDS;
    return 1000 * Math.min(maximum, Math.max(minimum, this.options.intervalSeconds));
  }

  private begin(): void {
    this.samplers.system.reset();
    if (this.options.gpu) this.samplers.gpu.start(this.intervalMs / 1000);
    this.firstBeat = performance.now();
    this.timer = setTimeout(() => this.beat(), 0);
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.samplers.gpu.stop();
  }

  private beat(): void {
    const interval = this.intervalMs;
    const sinceFirst = performance.now() - this.firstBeat;
    // A timer may fire a little early; half an interval tells this beat from the next.
    const next = (Math.floor(sinceFirst / interval + 0.5) + 1) * interval;
    this.timer = setTimeout(() => this.beat(), Math.max(1, next - sinceFirst));
    if (this.isSampling) return;
    this.isSampling = true;
    void this.sample().finally(() => {
      this.isSampling = false;
    });
  }

  private async sample(): Promise<void> {
    const { samplers, options, sessions } = this;
    const time = this.now();
    const none: ReadonlyMap<string, readonly Reading[]> = new Map();
    const [system, processes] = await Promise.all([
      options.system ? this.guard("system", () => samplers.system.sample(), []) : [],
      options.processes || options.gpu
        ? this.guard("processes", () => samplers.processes.sample(sessions), none)
        : none,
    ]);
    const gpu = options.gpu ? await this.guard("GPU", async () => this.gpuReadings(sessions), none) : none;
    if (this.isDisposed || this.sessions.size === 0) return;
    this.samples.fire({ time, system, processes: options.processes ? processes : none, gpu });
  }

  private gpuReadings(sessions: ReadonlyMap<string, ProcessRoots>): ReadonlyMap<string, readonly Reading[]> {
    const devices = this.samplers.gpu.read();
    const readings = new Map<string, readonly Reading[]>();
    for (const id of sessions.keys()) {
      const held = this.samplers.gpu.processMemory(new Set(this.samplers.processes.members(id)));
      if (devices.length + held.length > 0) readings.set(id, [...devices, ...held]);
    }
    return readings;
  }

  private async guard<T>(what: string, take: () => Promise<T>, instead: T): Promise<T> {
    try {
      return await take();
    } catch (error) {
      this.warnOnce(what, error);
      return instead;
    }
  }

  private warnOnce(what: string, error: unknown): void {
    if (this.failed.has(what)) return;
    this.failed.add(what);
    const message = `Sampling of ${what} failed and is missing from the session: ${errorText(error)}`;
    this.log.warn(message);
    this.warnings.fire(message);
  }
}
