// Runs by the convention of docs/opentelemetry.md, exported by hand once an iteration; argv[2]: "http" (JSON) or "proto".
import { OTLPMetricExporter as JsonExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtoExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";

const exporter = process.argv[2] === "http" ? new JsonExporter() : new ProtoExporter({ compression: "gzip" });
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 600_000 });
const provider = new MeterProvider({ readers: [reader] });
const meter = provider.getMeter("optimizer");
const iteration = meter.createGauge("optimizer.iteration");
const best = meter.createGauge("optimizer.objective.best");
const evaluations = meter.createCounter("optimizer.evaluations");
const run = {
  "optimizer.run": "r1",
  "optimizer.algorithm": "CMA-ES",
  "optimizer.problem": "sphere",
  "optimizer.dimension": 3,
};
for (let number = 1; number <= 4; number++) {
  iteration.record(number, run);
  best.record(100 / number, run);
  evaluations.add(10, run);
  await provider.forceFlush();
}
await provider.shutdown();
