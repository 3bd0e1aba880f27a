import { UserError } from "../base/userError";

/** The address that metrics are posted to, from the collector's as a setting has it. */
export function metricsAddress(endpoint: string): string {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw unusable(`${endpoint} is no address`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") throw unusable(`${endpoint} is no http or https address`);
  if (url.username !== "" || url.password !== "") throw unusable("it holds a user's name or password");
  if (!/\/v1\/metrics\/?$/.test(url.pathname)) url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/metrics`;
  return url.href;
}

/** Reads `name=value,…` as OTEL_EXPORTER_OTLP_HEADERS has it: values are percent-encoded. No value is repeated in a refusal. */
export function parseHeaders(text: string): Readonly<Record<string, string>> {
  const entries = text.split(",").filter((part) => part.trim() !== "");
  return Object.fromEntries(entries.map((entry, index) => parseHeader(entry, index + 1)));
}

function parseHeader(entry: string, position: number): readonly [string, string] {
  const [, name, encoded] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(entry) ?? [];
  const value = encoded === undefined ? undefined : decoded(encoded);
  if (name !== undefined && value !== undefined && /^[\x20-\x7e]+$/.test(value)) return [name.toLowerCase(), value];
  throw new UserError(
    "otlp-headers",
    `Entry ${position} of the OpenTelemetry headers is not name=value with a percent-encoded value.`,
  );
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function unusable(reason: string): UserError {
  return new UserError(
    "otlp-endpoint",
    `Metrics are not exported: ${reason}. optimizerMonitor.otlp.endpoint wants one such as http://127.0.0.1:4318.`,
  );
}
