import { SAMPLE_METRICS } from "../../model/metrics";
import { fromWireNumber } from "../../protocol/number";
import type { SessionSummary } from "../../protocol/session";
import type { TrendMetric } from "../../protocol/trends";

/** A session with its figures by metric: those of components (`component:<name>`, and `total:<name>` in seconds) and of resources. */
export interface SessionFigures {
  readonly summary: SessionSummary;
  readonly values: ReadonlyMap<TrendMetric, number>;
}

/** What usage patterns are made of. */
export interface UsageRows {
  readonly sessions: readonly SessionSummary[];
  readonly runs: readonly {
    readonly session: SessionSummary;
    readonly algorithm: string;
    readonly seconds: number;
    readonly evaluations?: number;
  }[];
  readonly components: readonly {
    readonly name: string;
    readonly sessions: number;
    readonly calls: number;
    readonly seconds: number;
  }[];
}

/** How a metric is called, its unit, and which way is better. */
export interface MetricWords {
  readonly title: string;
  readonly unit: string;
  readonly better?: "lower" | "higher";
}

const CPU_OF_PROCESSES = "resource:process_cpu_percent";

/** Figures that every session can have. */
export const SESSION_METRICS: Readonly<Record<string, MetricWords>> = {
  duration: { title: "Duration", unit: "s", better: "lower" },
  evaluationsPerSecond: { title: "Evaluations per second", unit: "1/s", better: "higher" },
  best: { title: "Best objective", unit: "" },
  evaluations: { title: "Evaluations", unit: "count" },
  iterations: { title: "Iterations", unit: "count" },
  cpu: { title: "Mean CPU of the machine", unit: "%" },
  cpuSeconds: { title: "CPU time", unit: "s", better: "lower" },
  memory: { title: "Peak memory", unit: "B", better: "lower" },
};

const DESCRIPTORS = new Map(
  Object.values(SAMPLE_METRICS)
    .flat()
    .map((descriptor) => [descriptor.metric, descriptor]),
);

/** The title and unit of a metric; a name that is not known stands for itself. */
export function wordsOf(metric: TrendMetric): MetricWords {
  const known = isOfSummary(metric) ? SESSION_METRICS[metric] : undefined;
  if (known !== undefined) return known;
  if (metric.startsWith("component:")) {
    return { title: `${metric.slice("component:".length)}, mean of a call`, unit: "s", better: "lower" };
  }
  if (metric.startsWith("best:")) return { title: `Best objective of ${metric.slice("best:".length)}`, unit: "" };
  const name = metric.replace(/^resource:/, "");
  const descriptor = DESCRIPTORS.get(name);
  return { title: descriptor === undefined ? name : `Mean ${descriptor.title}`, unit: descriptor?.unit ?? "" };
}

/** The metric that must be read from the catalog for another one; undefined where the summary tells it. */
export function storedMetric(metric: TrendMetric): TrendMetric | undefined {
  if (metric === "cpuSeconds") return CPU_OF_PROCESSES;
  return isOfSummary(metric) ? undefined : metric;
}

/** A metric is any text that someone asks for, also one that every object has something for. */
function isOfSummary(metric: TrendMetric): boolean {
  return Object.hasOwn(SESSION_METRICS, metric);
}

/** The value of a metric in a session; undefined where it has none. */
export function figureOf({ summary, values }: SessionFigures, metric: TrendMetric): number | undefined {
  const duration = durationOf(summary);
  switch (metric) {
    case "duration":
      return duration;
    case "best":
      return fromWireNumber(summary.best);
    case "evaluations":
      return summary.evaluations;
    case "evaluationsPerSecond":
      return ratio(summary.evaluations, duration);
    case "iterations":
      return summary.iterationCount;
    case "cpu":
      return summary.meanCpuPercent;
    case "memory":
      return summary.peakRssBytes;
    case "cpuSeconds": {
      const percent = values.get(CPU_OF_PROCESSES);
      return percent === undefined || duration === undefined ? undefined : (percent / 100) * duration;
    }
    default:
      return values.get(metric);
  }
}

/** Seconds from a session's start to its end; undefined while it runs. */
export function durationOf({ startTime, endTime }: SessionSummary): number | undefined {
  return endTime === undefined ? undefined : Math.max(0, endTime - startTime);
}

function ratio(count: number | undefined, seconds: number | undefined): number | undefined {
  return count === undefined || seconds === undefined || seconds <= 0 ? undefined : count / seconds;
}
