// A program whose author knows OpenTelemetry and nothing of Optimizer Monitor: the SDK finds everything in its environment.
import { metrics } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK();
sdk.start();
const meter = metrics.getMeter("solver");
const latency = meter.createHistogram("solver.step.duration", {
  unit: "ms",
  advice: { explicitBucketBoundaries: [10, 100] },
});
const allocated = meter.createGauge("solver.allocated", { unit: "KiBy" });
const rejected = meter.createCounter("solver.rejected");
const front = meter.createHistogram("solver.front.size");
for (const milliseconds of [5, 50, 500]) latency.record(milliseconds);
for (const size of [2, 4]) front.record(size);
allocated.record(3, { pool: "a" });
rejected.add(2);
rejected.add(5);
await sdk.shutdown();
