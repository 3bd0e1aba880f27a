import { createRequire } from "node:module";
import { join } from "node:path";
import type * as receiver from "../ingest/otlp/otlpServer";

/** What dist/otlpReceiver.js offers. */
export type OtlpReceiverBundle = typeof receiver;

/** Loads the bundle beside the engine's own that hears OpenTelemetry; few engines need it. */
export function loadOtlpReceiver(): OtlpReceiverBundle {
  return createRequire(__filename)(join(__dirname, "otlpReceiver.js")) as OtlpReceiverBundle;
}
