import { formatBytes, formatDuration, formatPercent, formatRate } from "../base/format";
import { SAMPLE_TABLES } from "../model/metrics";
import type { AlertRule } from "../protocol/alerts";
import type { Detector } from "./detector";
import type { Evidence, Level } from "./episode";
import type { Observation, Of } from "./observation";
import { MovingMean, Trend } from "./trend";

/** How well a straight line must explain what was sampled before anything is projected from it. */
const GOOD_FIT = 0.8;
/** Growth that is slower than this is nobody's worry, whatever share it is. */
const LEAST_LEAK_BYTES_PER_HOUR = 64e6;

const PROJECTION_MEMORY_SECONDS = 60;
const PROJECTION_LEAST_SECONDS = 20;

const RECENT_SECONDS = 20;
const PAST_SECONDS = 300;
const PAST_LEAST_SECONDS = 120;

function samplesOf(observation: Observation, table: string): Of<"samples"> | undefined {
  return observation.type === "samples" && observation.table === table ? observation : undefined;
}

/** The processes' memory grows steadily. */
export class MemoryLeak implements Detector {
  private readonly trend: Trend;

  constructor(private readonly rule: AlertRule) {
    this.trend = new Trend(this.seconds);
  }

  observe(observation: Observation): Level {
    const samples = samplesOf(observation, SAMPLE_TABLES.process);
    const rss = samples?.values["process_memory_rss_bytes"];
    if (samples === undefined || rss === undefined) return "hold";
    const { trend } = this;
    trend.add(samples.time, rss);
    if (trend.span < this.seconds) return "hold";
    const limit = Math.max((trend.level * (this.rule.percentPerHour ?? 0)) / 100, LEAST_LEAK_BYTES_PER_HOUR);
    if (this.perHour > limit && trend.fit >= GOOD_FIT) return "on";
    return this.perHour < limit / 2 ? "off" : "hold";
  }

  evidence(): Evidence {
    const { perHour } = this;
    const now = formatBytes(this.trend.level);
    return {
      message: `Memory of the processes has grown steadily by ${formatBytes(perHour)} an hour, to ${now}.`,
      value: perHour,
    };
  }

  private get perHour(): number {
    return this.trend.slope * 3600;
  }

  private get seconds(): number {
    return (this.rule.minutes ?? 0) * 60;
  }
}

/** At its present pace, memory is used up soon. */
export class OutOfMemory implements Detector {
  private readonly trend = new Trend(PROJECTION_MEMORY_SECONDS);
  private percent = 0;

  constructor(private readonly rule: AlertRule) {}

  observe(observation: Observation): Level {
    const samples = samplesOf(observation, SAMPLE_TABLES.system);
    const available = samples?.values["system_memory_available_bytes"];
    const percent = samples?.values["system_memory_percent"];
    if (samples === undefined || available === undefined || percent === undefined) return "hold";
    this.trend.add(samples.time, available);
    this.percent = percent;
    return this.trend.span < PROJECTION_LEAST_SECONDS ? "hold" : this.project(percent);
  }

  private project(percent: number): Level {
    const limit = this.rule.percent ?? 0;
    if (percent < limit - 5 || this.trend.slope >= 0) return "off";
    const soon = (this.rule.minutes ?? 0) * 60;
    if (percent >= limit && this.secondsLeft < soon && this.trend.fit >= GOOD_FIT) return "on";
    return this.secondsLeft > 2 * soon ? "off" : "hold";
  }

  evidence(): Evidence {
    const left = formatDuration(Math.max(0, this.secondsLeft));
    return {
      message: `Memory is ${formatPercent(this.percent)} used and will be used up in ${left} at its present pace.`,
      value: this.secondsLeft,
    };
  }

  private get secondsLeft(): number {
    return this.trend.slope >= 0 ? Infinity : Math.max(0, this.trend.level) / -this.trend.slope;
  }
}

/** Evaluations per second have dropped against what they were in the same run. */
export class ThroughputDrop implements Detector {
  private recent = new MovingMean(RECENT_SECONDS);
  private past = new MovingMean(PAST_SECONDS);
  private since: number | undefined;
  private runs = 0;

  constructor(private readonly rule: AlertRule) {}

  observe(observation: Observation): Level {
    const samples = samplesOf(observation, SAMPLE_TABLES.throughput);
    const rate = samples?.values["evaluations_per_second"];
    if (samples === undefined || rate === undefined) return "hold";
    const { begun, isOpen } = samples.activity();
    if (!isOpen || begun !== this.runs) this.restart(begun);
    if (!isOpen) return "off";
    this.since ??= samples.time;
    this.recent.add(samples.time, rate);
    const level = this.compare(samples.time);
    // While it is down, the past stays what it was: a slow program must not become the measure of itself.
    if (level !== "on") this.past.add(samples.time, rate);
    return level;
  }

  evidence(): Evidence {
    const { recent, past } = this.values();
    const { reference } = this.rule;
    const before =
      reference !== undefined && this.isBelow(recent, reference)
        ? `run at ${formatRate(recent)}; the baseline has ${formatRate(reference)}`
        : `have dropped to ${formatRate(recent)}, from ${formatRate(past)} before`;
    return { message: `Evaluations ${before}.`, value: recent };
  }

  private compare(time: number): Level {
    const { recent, past } = this.values();
    const { reference = 0 } = this.rule;
    const lasted = time - (this.since ?? time);
    // Its own past takes a while to be known; what the baseline had is known from the beginning.
    const measures = [...(lasted < PAST_LEAST_SECONDS ? [] : [past]), ...(lasted < RECENT_SECONDS ? [] : [reference])];
    const known = measures.filter((measure) => measure > 0);
    if (known.length === 0) return "hold";
    if (known.some((measure) => this.isBelow(recent, measure))) return "on";
    return known.every((measure) => !this.isBelow(recent, measure, 2)) ? "off" : "hold";
  }

  /** Whether a rate has dropped by the rule's share, or by a fraction of it. */
  private isBelow(rate: number, measure: number, fraction = 1): boolean {
    return rate < measure * (1 - (this.rule.percent ?? 0) / 100 / fraction);
  }

  private values(): { readonly recent: number; readonly past: number } {
    return { recent: this.recent.value ?? 0, past: this.past.value ?? 0 };
  }

  /** Another run may cost something else: its past is its own. */
  private restart(runs: number): void {
    this.runs = runs;
    this.recent = new MovingMean(RECENT_SECONDS);
    this.past = new MovingMean(PAST_SECONDS);
    this.since = undefined;
  }
}
