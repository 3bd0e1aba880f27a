import { Root, type INamespace, type Type } from "protobufjs/light.js";

type FieldTable = Readonly<Record<string, readonly [type: string, id: number]>>;

/** A message of the fields that are read here; others are skipped, as protobuf wants it. `[]` after a type: repeated. */
function message(fields: FieldTable): INamespace {
  const described = Object.entries(fields).map(([name, [type, id]]) => {
    const isList = type.endsWith("[]");
    return [name, { type: isList ? type.slice(0, -2) : type, id, ...(isList ? { rule: "repeated" } : {}) }];
  });
  // The edition in which fields have presence: a value of zero is not the same as none.
  return { edition: "2023", fields: Object.fromEntries(described) as Record<string, unknown> } as INamespace;
}

const POINT = { startTimeUnixNano: ["fixed64", 2], timeUnixNano: ["fixed64", 3] } as const;

/**
 * The messages of OTLP 1 and of google.rpc.Status, with the field numbers of opentelemetry-proto 1.x and the field names of
 * OTLP/JSON (https://opentelemetry.io/docs/specs/otlp/).
 */
const ROOT = Root.fromJSON({
  nested: {
    MetricsRequest: message({ resourceMetrics: ["ResourceMetrics[]", 1] }),
    ResourceMetrics: message({ resource: ["Resource", 1], scopeMetrics: ["ScopeMetrics[]", 2] }),
    Resource: message({ attributes: ["KeyValue[]", 1] }),
    ScopeMetrics: message({ metrics: ["Metric[]", 2] }),
    Metric: message({
      name: ["string", 1],
      unit: ["string", 3],
      gauge: ["Points", 5],
      sum: ["Points", 7],
      histogram: ["Histogram", 9],
      exponentialHistogram: ["ExponentialHistogram", 10],
      summary: ["Summary", 11],
    }),
    Points: message({
      dataPoints: ["NumberPoint[]", 1],
      aggregationTemporality: ["int32", 2],
      isMonotonic: ["bool", 3],
    }),
    NumberPoint: message({
      ...POINT,
      asDouble: ["double", 4],
      asInt: ["sfixed64", 6],
      attributes: ["KeyValue[]", 7],
      flags: ["uint32", 8],
    }),
    Histogram: message({ dataPoints: ["HistogramPoint[]", 1], aggregationTemporality: ["int32", 2] }),
    HistogramPoint: message({
      ...POINT,
      count: ["fixed64", 4],
      sum: ["double", 5],
      bucketCounts: ["fixed64[]", 6],
      explicitBounds: ["double[]", 7],
      attributes: ["KeyValue[]", 9],
      flags: ["uint32", 10],
      min: ["double", 11],
      max: ["double", 12],
    }),
    ExponentialHistogram: message({ dataPoints: ["ExponentialPoint[]", 1], aggregationTemporality: ["int32", 2] }),
    ExponentialPoint: message({
      attributes: ["KeyValue[]", 1],
      ...POINT,
      count: ["fixed64", 4],
      sum: ["double", 5],
      flags: ["uint32", 10],
      min: ["double", 12],
      max: ["double", 13],
    }),
    Summary: message({ dataPoints: ["SummaryPoint[]", 1] }),
    SummaryPoint: message({
      ...POINT,
      count: ["fixed64", 4],
      sum: ["double", 5],
      attributes: ["KeyValue[]", 7],
      flags: ["uint32", 8],
    }),
    TracesRequest: message({ resourceSpans: ["ResourceSpans[]", 1] }),
    ResourceSpans: message({ resource: ["Resource", 1], scopeSpans: ["ScopeSpans[]", 2] }),
    ScopeSpans: message({ spans: ["Span[]", 2] }),
    Span: message({
      spanId: ["bytes", 2],
      parentSpanId: ["bytes", 4],
      name: ["string", 5],
      startTimeUnixNano: ["fixed64", 7],
      endTimeUnixNano: ["fixed64", 8],
      attributes: ["KeyValue[]", 9],
      status: ["SpanStatus", 15],
    }),
    SpanStatus: message({ message: ["string", 2], code: ["int32", 3] }),
    KeyValue: message({ key: ["string", 1], value: ["AnyValue", 2] }),
    AnyValue: message({
      stringValue: ["string", 1],
      boolValue: ["bool", 2],
      intValue: ["int64", 3],
      doubleValue: ["double", 4],
    }),
    MetricsResponse: message({ partialSuccess: ["MetricsPartialSuccess", 1] }),
    MetricsPartialSuccess: message({ rejectedDataPoints: ["int64", 1], errorMessage: ["string", 2] }),
    TracesResponse: message({ partialSuccess: ["TracesPartialSuccess", 1] }),
    TracesPartialSuccess: message({ rejectedSpans: ["int64", 1], errorMessage: ["string", 2] }),
    Status: message({ code: ["int32", 1], message: ["string", 2] }),
  },
});

/** The messages by what they are for. */
export const MESSAGES = {
  metricsRequest: ROOT.lookupType("MetricsRequest"),
  tracesRequest: ROOT.lookupType("TracesRequest"),
  metricsResponse: ROOT.lookupType("MetricsResponse"),
  tracesResponse: ROOT.lookupType("TracesResponse"),
  status: ROOT.lookupType("Status"),
} as const satisfies Record<string, Type>;
