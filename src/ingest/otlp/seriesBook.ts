import type { Attributes } from "./otlpFields";
import type { DistributionPoint, MetricPoint, NumberPoint, PointMetric } from "./parseMetrics";

/** What a distribution grew by since its last point. */
export interface Growth {
  readonly count: number;
  readonly sum: number;
  readonly buckets?: DistributionPoint["buckets"] | undefined;
}

interface SeriesState {
  startTime: number | undefined;
  count: number;
  sum: number;
  buckets: DistributionPoint["buckets"];
}

/** Series of one program beyond this are refused. */
export const MAX_SERIES = 2000;

/** Remembers where each series of one program stands, as most SDKs send totals and the wire wants increments. */
export class SeriesBook {
  private readonly series = new Map<string, SeriesState>();

  /** The total of a sum up to now: what it says itself, or what its increments add up to. Undefined for a series too many. */
  total(point: NumberPoint): number | undefined {
    const state = this.find(point);
    if (state === undefined) return undefined;
    state.sum = point.metric.isCumulative ? point.value : state.sum + point.value;
    return state.sum;
  }

  /** What a sum grew by since the point before. */
  increase(point: NumberPoint): number | undefined {
    const state = this.find(point);
    if (state === undefined) return undefined;
    const before = this.isRestart(state, point, point.value < state.sum) ? 0 : state.sum;
    state.startTime = point.startTime;
    state.sum = point.metric.isCumulative ? point.value : 0;
    return point.metric.isCumulative ? point.value - before : point.value;
  }

  /** What a distribution grew by since the point before. */
  growth(point: DistributionPoint): Growth | undefined {
    const state = this.find(point);
    if (state === undefined || !point.metric.isCumulative) return state === undefined ? undefined : point;
    const isRestart = this.isRestart(state, point, point.count < state.count);
    const growth: Growth = isRestart
      ? point
      : {
          count: point.count - state.count,
          sum: Math.max(0, point.sum - state.sum),
          buckets: bucketGrowth(point.buckets, state.buckets),
        };
    Object.assign(state, { startTime: point.startTime, count: point.count, sum: point.sum, buckets: point.buckets });
    return growth;
  }

  /** A series whose start moved, or that fell, begins from nothing. */
  private isRestart(state: SeriesState, point: MetricPoint, hasFallen: boolean): boolean {
    return hasFallen || (state.startTime !== undefined && state.startTime !== point.startTime);
  }

  private find({ metric, attributes, startTime }: MetricPoint): SeriesState | undefined {
    const key = seriesKey(metric, attributes);
    const known = this.series.get(key);
    if (known !== undefined || this.series.size >= MAX_SERIES) return known;
    const state: SeriesState = { startTime, count: 0, sum: 0, buckets: undefined };
    this.series.set(key, state);
    return state;
  }
}

function seriesKey({ name, unit }: PointMetric, attributes: Attributes): string {
  const sorted = Object.entries(attributes).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([name, unit, sorted]);
}

function bucketGrowth(
  now: DistributionPoint["buckets"],
  before: DistributionPoint["buckets"],
): DistributionPoint["buckets"] {
  if (now === undefined || before === undefined) return now;
  const isSame = now.le.length === before.le.length && now.le.every((bound, index) => bound === before.le[index]);
  if (!isSame) return undefined;
  return { le: now.le, counts: now.counts.map((count, index) => Math.max(0, count - (before.counts[index] ?? 0))) };
}
