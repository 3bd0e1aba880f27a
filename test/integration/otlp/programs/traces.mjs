// Nested spans, a run as a span, and iterations by the attributes of theirs.
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK();
sdk.start();
const tracer = trace.getTracer("solver");
const begin = Date.now() - 60_000;
const attributes = { "optimizer.run": "island", "optimizer.algorithm": "GA" };
tracer.startActiveSpan("optimizer.run", { attributes, startTime: begin }, (run) => {
  for (let number = 1; number <= 3; number++) {
    const startTime = begin + number * 10_000;
    const told = { ...attributes, "optimizer.iteration": number, "optimizer.objective.best": 10 - number };
    tracer.startActiveSpan("generation", { attributes: told, startTime }, (generation) => {
      tracer.startSpan("evaluate", { startTime }).end(startTime + 2_000);
      generation.end(startTime + 3_000);
    });
  }
  run.setStatus({ code: SpanStatusCode.ERROR, message: "no feasible point" });
  run.end(begin + 50_000);
});
await sdk.shutdown();
