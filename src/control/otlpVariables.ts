import { SESSION_ATTRIBUTE, SESSION_HEADER, type OtlpReceiverAddress } from "../protocol/otlp";

const ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
const HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";
const PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
const RESOURCE = "OTEL_RESOURCE_ATTRIBUTES";

/** Whoever has set one of these has said where a program's telemetry goes. */
const TAKEN: readonly string[] = [
  ENDPOINT,
  "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_SDK_DISABLED",
];

/** Every variable that may be set here, and those that decide on it. */
export const OTLP_VARIABLES: readonly string[] = [...TAKEN, HEADERS, PROTOCOL, RESOURCE];

/** The environment that a program gets otherwise. */
export type OtlpBase = Readonly<Record<string, string | undefined>>;

/**
 * The variables by which OpenTelemetry SDKs find the engine (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
 * None where `base`, the environment that the program gets otherwise, sends its telemetry elsewhere.
 */
export function otlpVariables(
  receiver: OtlpReceiverAddress | undefined,
  base: OtlpBase,
  launchId?: string,
): Readonly<Record<string, string>> {
  if (receiver === undefined) return {};
  // What a launch around this one was given leads here, too, but names that launch.
  const isOurs = base[ENDPOINT] === receiver.endpoint;
  if (TAKEN.some((name) => (base[name] ?? "") !== "" && !(isOurs && name === ENDPOINT))) return {};
  const session = launchId === undefined ? [] : [`${SESSION_HEADER}=${encodeURIComponent(launchId)}`];
  const attributes = launchId === undefined ? [] : [`${SESSION_ATTRIBUTE}=${encodeURIComponent(launchId)}`];
  const others = (base[RESOURCE] ?? "").split(",").filter((part) => !part.startsWith(`${SESSION_ATTRIBUTE}=`));
  const resource = [...others, ...attributes].filter((part) => part !== "").join(",");
  return {
    [ENDPOINT]: receiver.endpoint,
    // Values are percent-encoded, as in the W3C Baggage format.
    [HEADERS]: [`authorization=Bearer%20${encodeURIComponent(receiver.token)}`, ...session].join(","),
    ...((base[PROTOCOL] ?? "") === "" ? { [PROTOCOL]: "http/protobuf" } : {}),
    ...(attributes.length === 0 ? {} : { [RESOURCE]: resource }),
  };
}
