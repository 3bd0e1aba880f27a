import { DisposableStore, type Disposable } from "../base/disposable";
import type { Log } from "../base/log";
import { columnKey, SAMPLE_TABLES } from "../model/metrics";
import type { Settings } from "../protocol/settings";
import type { Reading } from "../sampling/sampler";
import { SamplingLoop, type Sample, type Samplers, type SamplingOptions } from "../sampling/samplingLoop";
import type { ProcessRoots } from "../sampling/processTree";
import type { Recording } from "./recording";
import type { Recordings } from "./recordings";

/** Records the samplers' readings into the running sessions, and their rates beside them. */
export class SessionSampler implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly loop: SamplingLoop;

  constructor(
    private readonly recordings: Recordings,
    private readonly samplers: Samplers,
    options: {
      readonly settings: Settings;
      readonly log: Log;
      readonly onWarning: (message: string) => void;
      readonly now: () => number;
    },
    private readonly onDidSample: () => void,
  ) {
    this.loop = this.owned.add(new SamplingLoop(samplers, samplingOf(options.settings), options.log, options.now));
    this.owned.add(this.loop.onDidSample((sample) => this.record(sample)));
    this.owned.add(this.loop.onDidWarn(options.onWarning));
    this.owned.add(recordings.onDidChange(() => this.follow()));
    this.follow();
  }

  configure(settings: Settings): void {
    this.loop.configure(samplingOf(settings));
  }

  /** The processes of a session that were alive in the last sample, without a terminal's own shell. */
  members(recording: Recording): readonly number[] {
    const launch = this.recordings.launchOf(recording);
    const known = new Set([...this.samplers.processes.members(recording.id), ...recording.clients.connectedPids]);
    const { pid, kind } = launch?.announcement ?? {};
    if (pid !== undefined) {
      if (kind === "terminal") known.delete(pid);
      // Once its process is gone, another one may have its pid.
      else if (launch?.goneSince === undefined) known.add(pid);
    }
    return [...known];
  }

  /** Tells the loop which sessions run and where their processes begin. */
  follow(): void {
    const roots = new Map<string, ProcessRoots>();
    for (const recording of this.recordings.list()) roots.set(recording.id, this.rootsOf(recording));
    this.loop.setSessions(roots);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private rootsOf(recording: Recording): ProcessRoots {
    const launch = this.recordings.launchOf(recording)?.announcement;
    const launchId = launch?.launchId ?? recording.launch?.launchId;
    const pids = launch?.pid === undefined ? recording.clients.joinedPids : [launch.pid];
    return launchId === undefined ? { pids } : { pids, launchId };
  }

  private record(sample: Sample): void {
    for (const recording of this.recordings.list()) {
      add(recording, SAMPLE_TABLES.system, sample.time, sample.system);
      add(recording, SAMPLE_TABLES.process, sample.time, sample.processes.get(recording.id) ?? []);
      add(recording, SAMPLE_TABLES.gpu, sample.time, sample.gpu.get(recording.id) ?? []);
      const rates = recording.state.tick(sample.time);
      if (Object.keys(rates).length > 0) recording.addSamples(SAMPLE_TABLES.throughput, sample.time, rates);
      recording.sampleComponents(sample.time);
      recording.journal.flush();
    }
    this.onDidSample();
  }
}

function add(recording: Recording, table: string, time: number, readings: readonly Reading[]): void {
  if (readings.length === 0) return;
  const values: Record<string, number> = {};
  for (const { metric, labels, value } of readings) values[columnKey(metric, labels)] = value;
  recording.addSamples(table, time, values);
}

function samplingOf(settings: Settings): SamplingOptions {
  return {
    intervalSeconds: settings.samplingIntervalSeconds,
    system: settings.sampleSystem,
    processes: settings.sampleProcesses,
    gpu: settings.sampleGpu,
  };
}
