import { describe, expect, it } from "vitest";
import { otlpVariables } from "../../../src/control/otlpVariables";

const RECEIVER = { endpoint: "http://127.0.0.1:4000", token: "t-1" };

describe("the variables of OpenTelemetry", () => {
  it("name the receiver, the token and the launch, beside what a resource says already", () => {
    expect(otlpVariables(RECEIVER, { OTEL_RESOURCE_ATTRIBUTES: "service.name=ga" }, "a b,1")).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4000",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20t-1,x-optimizer-monitor-session=a%20b%2C1",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_RESOURCE_ATTRIBUTES: "service.name=ga,optimizer_monitor.session=a%20b%2C1",
    });
  });

  it("leave a resource alone where no launch is known", () => {
    expect(Object.keys(otlpVariables(RECEIVER, { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }))).toEqual([
      "OTEL_EXPORTER_OTLP_ENDPOINT",
      "OTEL_EXPORTER_OTLP_HEADERS",
    ]);
  });

  it.each(["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"])(
    "are left out where %s says where telemetry goes",
    (name) => {
      expect(otlpVariables(RECEIVER, { [name]: "http://collector:4318" }, "a")).toEqual({});
    },
  );

  it("name the inner one of two launches", () => {
    const outer = otlpVariables(RECEIVER, { OTEL_RESOURCE_ATTRIBUTES: "service.name=ga" }, "outer");
    expect(otlpVariables(RECEIVER, outer, "inner")).toMatchObject({
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20t-1,x-optimizer-monitor-session=inner",
      OTEL_RESOURCE_ATTRIBUTES: "service.name=ga,optimizer_monitor.session=inner",
    });
    const other = { ...RECEIVER, endpoint: "http://127.0.0.1:4001" };
    expect(otlpVariables(other, outer, "inner")).toEqual({});
  });

  it("are left out where nothing is heard", () => {
    expect(otlpVariables(undefined, {}, "a")).toEqual({});
  });
});
