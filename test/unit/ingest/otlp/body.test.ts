import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBody, encodeBody, encodingOf, inflated, MAX_INFLATED_BYTES } from "../../../../src/ingest/otlp/otlpBody";
import { MESSAGES } from "../../../../src/ingest/otlp/otlpSchema";
import { parseMetrics } from "../../../../src/ingest/otlp/parseMetrics";
import { parseTraces } from "../../../../src/ingest/otlp/parseTraces";

describe("bodies of OTLP", () => {
  it("keep zeros apart from nothing, and 64-bit integers whole", () => {
    const point = { asDouble: 0, timeUnixNano: "1700000000000000001" };
    const request = {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "a", gauge: { dataPoints: [point] } }] }] }],
    };
    const bytes = encodeBody(request, "protobuf", MESSAGES.metricsRequest);
    const decoded = decodeBody(bytes, "protobuf", MESSAGES.metricsRequest);
    expect(decoded).toEqual({ ok: true, value: request });
    expect(parseMetrics(request)[0]?.points).toMatchObject([{ value: 0, time: 1_700_000_000 }]);
  });

  it("are never too much for the parsers, whatever they hold", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const [message, parse] of [
          [MESSAGES.metricsRequest, parseMetrics],
          [MESSAGES.tracesRequest, parseTraces],
        ] as const) {
          const decoded = decodeBody(Buffer.from(bytes), "protobuf", message);
          if (decoded.ok) expect(Array.isArray(parse(decoded.value))).toBe(true);
          else expect(decoded.reason).toContain("the body is no");
        }
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Array.isArray(parseMetrics({ resourceMetrics: value }))).toBe(true);
        expect(Array.isArray(parseMetrics({ resourceMetrics: [{ scopeMetrics: [{ metrics: [value] }] }] }))).toBe(true);
        expect(Array.isArray(parseTraces({ resourceSpans: [{ scopeSpans: [{ spans: [value] }] }] }))).toBe(true);
      }),
    );
  });

  it("are refused where they are cut off, no gzip, or too long without it", async () => {
    const whole = encodeBody({ resourceMetrics: [{ resource: {} }] }, "protobuf", MESSAGES.metricsRequest);
    expect(decodeBody(whole.subarray(0, whole.length - 1), "protobuf", MESSAGES.metricsRequest).ok).toBe(false);
    expect(await inflated(Buffer.from("plain"))).toEqual({ ok: false, reason: "the body is no gzip data" });
    const bomb = await inflated(gzipSync(Buffer.alloc(MAX_INFLATED_BYTES + 1)));
    expect(bomb).toEqual({ ok: false, reason: `the body is longer than ${MAX_INFLATED_BYTES} bytes` });
    const largest = await inflated(gzipSync(Buffer.alloc(MAX_INFLATED_BYTES)));
    expect(largest.ok && largest.value.length).toBe(MAX_INFLATED_BYTES);
  });

  it("are known by their Content-Type", () => {
    expect(encodingOf("application/json; charset=utf-8")).toBe("json");
    expect(encodingOf("Application/X-Protobuf")).toBe("protobuf");
    expect(encodingOf("text/plain")).toBeUndefined();
    expect(encodingOf(undefined)).toBeUndefined();
  });
});
