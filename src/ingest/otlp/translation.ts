import { compact, type JsonObject } from "../../protocol/fields";
import { toWireNumber } from "../../protocol/number";
import type { Attributes } from "./otlpFields";
import type { DistributionPoint, MetricPoint, NumberPoint } from "./parseMetrics";
import type { Span } from "./parseTraces";
import { iterationField, runOf, RunTelling } from "./runTelling";
import { SeriesBook, type Growth } from "./seriesBook";
import { SpanTimers } from "./spanTimers";
import { convertUnit } from "./units";

/** What became of a request's points or spans. */
export interface Translated {
  /** Events of the wire, as JSON. */
  readonly events: readonly JsonObject[];
  /** How many could not be used. */
  readonly rejected: number;
}

interface Reading {
  readonly attributes: Attributes;
  readonly values: Map<string, number>;
  time: number | undefined;
}

/** Turns what one program exports into events of the wire; remembers what totals and spans refer back to. */
export class Translation {
  private readonly series = new SeriesBook();
  private readonly runs: RunTelling;
  private readonly timers = new SpanTimers();

  /** `serviceName` stands for the algorithm where nothing names it. */
  constructor(serviceName: string) {
    this.runs = new RunTelling(serviceName);
  }

  metrics(points: readonly MetricPoint[]): Translated {
    const events: JsonObject[] = [];
    const readings = new Map<string, Reading>();
    let rejected = 0;
    for (const point of points) {
      const field = iterationField(point.metric.name);
      if (field !== undefined && point.kind === "number") this.read(point, field, readings);
      else if (!this.event(point, events)) rejected++;
    }
    for (const { attributes, values, time } of readings.values()) {
      if (!this.runs.iteration(attributes, values, time, events)) rejected += values.size;
    }
    return { events, rejected };
  }

  spans(spans: readonly Span[]): Translated {
    const events: JsonObject[] = [];
    const ordered = [...spans].sort((left, right) => left.endTime - right.endTime);
    const rejected = ordered.filter((span) => !this.runs.span(span, events)).length;
    events.push(...this.timers.take(ordered));
    return { events, rejected };
  }

  /** Fields of one run that come in one request are one iteration. */
  private read(point: NumberPoint, field: string, readings: Map<string, Reading>): void {
    const { attributes, time } = point;
    const run = runOf(attributes);
    const reading = readings.get(run) ?? { attributes, values: new Map<string, number>(), time };
    readings.set(run, reading);
    const value = point.isSum ? this.series.total(point) : point.value;
    if (value !== undefined) reading.values.set(field, value);
    if (time !== undefined) reading.time = Math.max(reading.time ?? 0, time);
  }

  private event(point: MetricPoint, events: JsonObject[]): boolean {
    if (point.kind === "distribution") return this.distribution(point, events);
    if (point.metric.name === "optimizer.data" && point.isSum) return this.data(point, events);
    const value = point.isSum ? this.series.total(point) : point.value;
    if (value === undefined) return false;
    events.push(metricEvent(point, "", value));
    return true;
  }

  private data(point: NumberPoint, events: JsonObject[]): boolean {
    const bytes = this.series.increase(point);
    if (bytes === undefined || !(bytes >= 0)) return false;
    const { attributes, time, metric } = point;
    if (bytes > 0) {
      const component = attributes["optimizer.component"];
      const direction = attributes["optimizer.data.direction"];
      const { factor } = convertUnit(metric.unit);
      events.push(compact<JsonObject>({ type: "data", bytes: bytes * factor, component, direction, time }));
    }
    return true;
  }

  /** Durations are a component's; of any other distribution the mean and the count are kept. */
  private distribution(point: DistributionPoint, events: JsonObject[]): boolean {
    const growth = this.series.growth(point);
    if (growth === undefined) return false;
    if (!(growth.count > 0)) return true;
    if (convertUnit(point.metric.unit).unit === "seconds") events.push(componentEvent(point, growth));
    else {
      events.push(metricEvent(point, ".mean", growth.sum / growth.count));
      events.push(metricEvent({ ...point, metric: { ...point.metric, unit: "" } }, ".count", point.count));
    }
    return true;
  }
}

function componentEvent(
  { metric, attributes, min, max, time }: DistributionPoint,
  { count, sum, buckets }: Growth,
): JsonObject {
  const { factor } = convertUnit(metric.unit);
  const scaled = (value: number | undefined): number | undefined => (value === undefined ? undefined : value * factor);
  return compact<JsonObject>({
    type: "component",
    name: String(attributes["optimizer.component"] ?? metric.name),
    parent: attributes["optimizer.component.parent"],
    count,
    total: sum * factor,
    min: scaled(min),
    max: scaled(max),
    buckets: buckets && { le: buckets.le.map((bound) => bound * factor), counts: buckets.counts },
    time,
  });
}

function metricEvent({ metric, attributes, time }: MetricPoint, suffix: string, value: number): JsonObject {
  const { unit, factor } = convertUnit(metric.unit);
  const run = attributes["optimizer.run"];
  return compact<JsonObject>({
    type: "metric",
    name: metric.name + suffix + attributeText(attributes),
    value: toWireNumber(value * factor),
    unit,
    run: run === undefined ? undefined : String(run),
    time,
  });
}

/** Series of one metric are told apart by its attributes; those of the convention are said otherwise. */
function attributeText(attributes: Attributes): string {
  const own = Object.entries(attributes).filter(([key]) => !key.startsWith("optimizer."));
  const texts = own.map(([key, value]) => `${key}=${value}`).sort();
  return texts.length === 0 ? "" : `{${texts.join(",")}}`;
}
