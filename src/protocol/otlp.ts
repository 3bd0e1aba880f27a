/** What an engine does with OpenTelemetry. */
export interface OtlpStatus {
  /** Where programs that are instrumented with OpenTelemetry report to; absent while that is off. */
  readonly receiver?: OtlpReceiverAddress;
  /** Why something is not on although it was asked for. */
  readonly problem?: string;
}

/** What an exporter needs to reach the engine. */
export interface OtlpReceiverAddress {
  /** Without a path: `http://127.0.0.1:41287`. */
  readonly endpoint: string;
  /** Of the header `Authorization: Bearer <token>`. */
  readonly token: string;
}

/** Names a program's launch in its resource. */
export const SESSION_ATTRIBUTE = "optimizer_monitor.session";
/** Names the launch of a program whose SDK reads no resource attributes from the environment. */
export const SESSION_HEADER = "x-optimizer-monitor-session";
