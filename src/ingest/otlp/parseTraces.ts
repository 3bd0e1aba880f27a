import type { JsonObject } from "../../protocol/fields";
import { isObject } from "../../protocol/fields";
import { attributesOf, numberOf, objectsOf, secondsOf, textOf, type Attributes } from "./otlpFields";

/** One timed section of a program. */
export interface Span {
  /** Opaque; the same program's spans name each other by it. */
  readonly id: string;
  /** Empty at the top. */
  readonly parentId: string;
  readonly name: string;
  /** Unix seconds. */
  readonly endTime: number;
  readonly durationSeconds: number;
  readonly attributes: Attributes;
  readonly isFailed: boolean;
  readonly message: string;
}

/** What one program timed. */
export interface ResourceSpans {
  readonly resource: Attributes;
  readonly spans: readonly Span[];
  /** Spans without a name or times. */
  readonly rejected: number;
}

/** StatusCode of a span. */
const ERROR = 2;

/** Reads an ExportTraceServiceRequest; what is none of it is left out. */
export function parseTraces(request: unknown): readonly ResourceSpans[] {
  const resources = isObject(request) ? objectsOf(request["resourceSpans"]) : [];
  return resources.map((entry) => {
    const found = objectsOf(entry["scopeSpans"]).flatMap(({ spans }) => objectsOf(spans).map(spanOf));
    const spans = found.filter((span) => span !== undefined);
    const resource = isObject(entry["resource"]) ? attributesOf(entry["resource"]["attributes"]) : {};
    return { resource, spans, rejected: found.length - spans.length };
  });
}

function spanOf(json: JsonObject): Span | undefined {
  const name = textOf(json["name"]);
  const startTime = secondsOf(json["startTimeUnixNano"]);
  const endTime = secondsOf(json["endTimeUnixNano"]);
  if (name === "" || startTime === undefined || endTime === undefined) return undefined;
  const status = isObject(json["status"]) ? json["status"] : {};
  return {
    id: textOf(json["spanId"]),
    parentId: textOf(json["parentSpanId"]),
    name,
    endTime,
    durationSeconds: durationOf(json),
    attributes: attributesOf(json["attributes"]),
    isFailed: numberOf(status["code"]) === ERROR,
    message: textOf(status["message"]),
  };
}

/** Nanoseconds since 1970 do not fit a double; where both ends are texts their difference is exact all the same. */
function durationOf({ startTimeUnixNano: start, endTimeUnixNano: end }: JsonObject): number {
  const isExact = [start, end].every((value) => typeof value === "string" && /^\d{1,20}$/.test(value));
  const nanoseconds = isExact
    ? Number(BigInt(end as string) - BigInt(start as string))
    : (numberOf(end) ?? 0) - (numberOf(start) ?? 0);
  return Math.max(0, nanoseconds / 1e9);
}
