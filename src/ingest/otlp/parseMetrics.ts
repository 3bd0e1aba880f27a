import type { JsonObject } from "../../protocol/fields";
import { isObject } from "../../protocol/fields";
import { attributesOf, numberOf, objectsOf, secondsOf, textOf, type Attributes } from "./otlpFields";

/** What all points of one metric have in common. */
export interface PointMetric {
  readonly name: string;
  /** UCUM. */
  readonly unit: string;
  /** Whether a point counts since the series' start, or since the point before. */
  readonly isCumulative: boolean;
  /** A sum that only rises. */
  readonly isMonotonic: boolean;
}

interface PointCommon {
  readonly metric: PointMetric;
  readonly attributes: Attributes;
  /** Unix seconds. */
  readonly startTime: number | undefined;
  readonly time: number | undefined;
}

/** One value of a gauge or a sum. */
export interface NumberPoint extends PointCommon {
  readonly kind: "number";
  readonly isSum: boolean;
  readonly value: number;
}

/** One state of a histogram or a summary; `buckets` as the wire has them. */
export interface DistributionPoint extends PointCommon {
  readonly kind: "distribution";
  readonly count: number;
  readonly sum: number;
  readonly min?: number;
  readonly max?: number;
  readonly buckets?: { readonly le: readonly number[]; readonly counts: readonly number[] };
}

export type MetricPoint = NumberPoint | DistributionPoint;

/** What one program measured. */
export interface ResourceMetrics {
  readonly resource: Attributes;
  readonly points: readonly MetricPoint[];
  /** Points without a usable value. */
  readonly rejected: number;
}

const CUMULATIVE = 2;
/** DataPointFlags: no value was recorded. */
const NO_VALUE = 1;

/** Reads an ExportMetricsServiceRequest; what is none of it is left out. */
export function parseMetrics(request: unknown): readonly ResourceMetrics[] {
  const resources = isObject(request) ? objectsOf(request["resourceMetrics"]) : [];
  return resources.map((entry) => {
    const points: MetricPoint[] = [];
    let rejected = 0;
    for (const metric of objectsOf(entry["scopeMetrics"]).flatMap(({ metrics }) => objectsOf(metrics))) {
      for (const point of pointsOf(metric)) {
        if (point === undefined) rejected++;
        else points.push(point);
      }
    }
    const resource = isObject(entry["resource"]) ? attributesOf(entry["resource"]["attributes"]) : {};
    return { resource, points, rejected };
  });
}

function pointsOf(json: JsonObject): readonly (MetricPoint | undefined)[] {
  const { gauge, sum, histogram, exponentialHistogram, summary } = json;
  const data = [gauge, sum, histogram, exponentialHistogram, summary].find(isObject);
  if (data === undefined) return [];
  const metric: PointMetric = {
    name: textOf(json["name"]),
    unit: textOf(json["unit"]),
    isCumulative: data === summary || numberOf(data["aggregationTemporality"]) === CUMULATIVE,
    isMonotonic: data["isMonotonic"] === true,
  };
  const read = data === gauge || data === sum ? numberPoint : distributionPoint;
  return objectsOf(data["dataPoints"]).map((point) => {
    const isEmpty = ((numberOf(point["flags"]) ?? 0) & NO_VALUE) !== 0;
    if (isEmpty || metric.name === "") return undefined;
    const common: PointCommon = {
      metric,
      attributes: attributesOf(point["attributes"]),
      startTime: secondsOf(point["startTimeUnixNano"]),
      time: secondsOf(point["timeUnixNano"]),
    };
    return read(common, point, data === sum);
  });
}

function numberPoint(common: PointCommon, point: JsonObject, isSum: boolean): NumberPoint | undefined {
  const value = numberOf(point["asDouble"] ?? point["asInt"]);
  return value === undefined ? undefined : { ...common, kind: "number", isSum, value };
}

function distributionPoint(common: PointCommon, point: JsonObject): DistributionPoint | undefined {
  const count = numberOf(point["count"]) ?? 0;
  const sum = numberOf(point["sum"]);
  const min = numberOf(point["min"]);
  const max = numberOf(point["max"]);
  if (sum === undefined && count > 0) return undefined;
  const buckets = bucketsOf(point["explicitBounds"], point["bucketCounts"]);
  return {
    ...common,
    kind: "distribution",
    count,
    sum: sum ?? 0,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(buckets === undefined ? {} : { buckets }),
  };
}

/** The wire takes as many bounds. */
const MAX_BOUNDS = 100;

function bucketsOf(bounds: unknown, counted: unknown): DistributionPoint["buckets"] {
  if (!Array.isArray(bounds) || !Array.isArray(counted)) return undefined;
  const le = bounds.map(numberOf).filter((bound) => bound !== undefined);
  const counts = counted.map(numberOf).filter((count) => count !== undefined);
  const isWhole = le.length === bounds.length && counts.length === le.length + 1;
  return isWhole && le.length > 0 && le.length <= MAX_BOUNDS ? { le, counts } : undefined;
}
