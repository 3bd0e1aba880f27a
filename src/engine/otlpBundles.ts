import { createRequire } from "node:module";
import { join } from "node:path";
import type * as receiver from "../ingest/otlp/otlpServer";
import type * as exporter from "../otlp/metricsExporter";

/** What dist/otlpReceiver.js offers. */
export type OtlpReceiverBundle = typeof receiver;
/** What dist/otlpExporter.js offers. */
export type OtlpExporterBundle = typeof exporter;

/** Loads the bundle beside the engine's own that hears OpenTelemetry; few engines need it. */
export function loadOtlpReceiver(): OtlpReceiverBundle {
  return load("otlpReceiver.js") as OtlpReceiverBundle;
}

/** Loads the one that exports. */
export function loadOtlpExporter(): OtlpExporterBundle {
  return load("otlpExporter.js") as OtlpExporterBundle;
}

function load(file: string): unknown {
  return createRequire(__filename)(join(__dirname, file));
}
