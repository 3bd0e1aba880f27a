import { gunzip } from "node:zlib";
import { promisify } from "node:util";
import { errorCode, errorText } from "../../base/log";
import { accept, refuse, type Result } from "../../base/result";
import type { MESSAGES } from "./otlpSchema";

/** How a body is written, and so how its answer is. */
export type Encoding = "json" | "protobuf";

type Message = (typeof MESSAGES)[keyof typeof MESSAGES];

/** A compressed body may not become longer than this, in bytes. */
export const MAX_INFLATED_BYTES = 16 << 20;

const inflate = promisify(gunzip);

/** The encoding that a Content-Type names; undefined for those that OTLP does not know. */
export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/json") return "json";
  return type === "application/x-protobuf" ? "protobuf" : undefined;
}

/** Undoes the compression; refuses what is no gzip, or too long without it. */
export async function inflated(body: Buffer): Promise<Result<Buffer>> {
  try {
    return accept(await inflate(body, { maxOutputLength: MAX_INFLATED_BYTES }));
  } catch (error) {
    const isLong = errorCode(error) === "ERR_BUFFER_TOO_LARGE";
    return refuse(isLong ? `the body is longer than ${MAX_INFLATED_BYTES} bytes` : "the body is no gzip data");
  }
}

/** What a body says, with the field names of OTLP/JSON in either encoding; 64-bit integers are texts. */
export function decodeBody(body: Buffer, encoding: Encoding, message: Message): Result<unknown> {
  try {
    if (encoding === "json") return accept(JSON.parse(body.toString("utf8")) as unknown);
    return accept(message.toObject(message.decode(body), { longs: String, bytes: String }));
  } catch (error) {
    return refuse(`the body is no ${encoding === "json" ? "JSON" : message.name}: ${errorText(error)}`);
  }
}

/** Writes an answer. */
export function encodeBody(value: Record<string, unknown>, encoding: Encoding, message: Message): Buffer {
  if (encoding === "json") return Buffer.from(JSON.stringify(value));
  return Buffer.from(message.encode(message.fromObject(value)).finish());
}
