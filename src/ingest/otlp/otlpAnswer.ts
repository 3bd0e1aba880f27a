import type { ServerResponse } from "node:http";
import { encodeBody, type Encoding } from "./otlpBody";
import { MESSAGES } from "./otlpSchema";

/** Codes of google.rpc.Status, by what they are for here. */
const RPC_CODES = { 400: 3, 401: 16, 403: 7, 404: 12, 405: 12, 413: 3, 415: 3, 429: 8, 500: 13, 503: 14 } as const;

/** A request that is answered with an error. */
export class OtlpProblem extends Error {
  constructor(
    readonly status: keyof typeof RPC_CODES,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** Answers with an error as OTLP wants it: a google.rpc.Status in the encoding of the request. */
export function writeOtlpProblem(response: ServerResponse, problem: OtlpProblem, encoding: Encoding): void {
  const body = encodeBody({ code: RPC_CODES[problem.status], message: problem.message }, encoding, MESSAGES.status);
  // What is left of the body is not read, so that the connection cannot be used again.
  send(response, problem.status, body, encoding, { Connection: "close", ...problem.headers });
}

/** Answers that a request was taken, and how much of it could not be used. */
export function writeOtlpSuccess(
  response: ServerResponse,
  signal: "metrics" | "traces",
  rejected: number,
  encoding: Encoding,
): void {
  const field = signal === "metrics" ? "rejectedDataPoints" : "rejectedSpans";
  const what = signal === "metrics" ? "data points" : "spans";
  const errorMessage = `${rejected} ${what} could not be used; the notes of the session in Optimizer Monitor may say why.`;
  // 64-bit integers are texts in OTLP/JSON.
  const value = rejected === 0 ? {} : { partialSuccess: { [field]: String(rejected), errorMessage } };
  const message = signal === "metrics" ? MESSAGES.metricsResponse : MESSAGES.tracesResponse;
  send(response, 200, encodeBody(value, encoding, message), encoding, {});
}

function send(
  response: ServerResponse,
  status: number,
  body: Buffer,
  encoding: Encoding,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    "Content-Type": encoding === "json" ? "application/json" : "application/x-protobuf",
    "Content-Length": String(body.length),
    "X-Content-Type-Options": "nosniff",
    ...headers,
  });
  response.end(body);
}
